//! Two hundred subscriptions of which half are dead: what the live ones notice of it, beside two hundred healthy ones.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinSet;

use crate::desk::Desk;
use crate::figure::{Report, Target};
use crate::receiver::Receiver;
use crate::scene::Scene;
use crate::stats::median;
use crate::{queue, shop};

const LIVE: usize = 100;
/// So many take the connection and never answer, and as many refuse it.
const DEAD_OF_EACH: usize = 50;
/// Messages of each subscription.
const EACH: usize = 400;
const RUNS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(300);

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let each = scene.volume(EACH);
    let mut receiver = Receiver::start().await?;
    let silent = TcpListener::bind(("127.0.0.1", 0)).await?;
    let refusing = TcpSocket::new_v4()?;
    refusing.bind("127.0.0.1:0".parse()?)?;
    let dead =
        [format!("http://{}/hook", silent.local_addr()?), format!("http://{}/hook", refusing.local_addr()?)];
    // They are taken, and that is all.
    let mut holding = JoinSet::new();
    holding.spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = silent.accept().await {
            held.push(stream);
        }
    });
    let (mut healthy, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let all = run(scene, &mut receiver, each, LIVE + 2 * DEAD_OF_EACH, &[]).await?;
        healthy.push(all * LIVE as f64 / (LIVE + 2 * DEAD_OF_EACH) as f64);
        beside.push(run(scene, &mut receiver, each, LIVE, &dead).await?);
    }
    let target = Target::AtLeast(0.9 * median(&healthy));
    let (live, all) = (LIVE, LIVE + 2 * DEAD_OF_EACH);
    report.add(
        "dead.healthy",
        format!("{live} of {all} healthy subscriptions"),
        "msg/s",
        &healthy,
        Target::None,
    );
    report.add("dead.beside", "  when the other half is dead", "msg/s", &beside, target);
    Ok(())
}

/// Messages per second that the live ones got.
async fn run(
    scene: &Scene,
    receiver: &mut Receiver,
    each: usize,
    live: usize,
    dead: &[String],
) -> Result<f64> {
    let dir = scene.folder()?;
    fill(dir.path(), &receiver.url(), each, live, dead).await?;
    receiver.clear().await?;
    let desk = Desk::start(dir.path()).await?;
    receiver.wait(live * each, PATIENCE).await?;
    // Not stopped but dropped: a good end would wait for the silent ones.
    drop(desk);
    let arrivals = receiver.arrivals().await?;
    ensure!(arrivals.len() == live * each, "{} requests", arrivals.len());
    let took = (arrivals[arrivals.len() - 1] - arrivals[0]) as f64 / 1e9;
    Ok((live * each - 1) as f64 / took)
}

async fn fill(dir: &Path, url: &str, each: usize, live: usize, dead: &[String]) -> Result<()> {
    let store = queue::open_now(dir)?;
    let hook = queue::hook(&store, shop::EVENT).await?;
    // Dead ones first: whoever is asked in order asks them first.
    for url in dead {
        for _ in 0..DEAD_OF_EACH {
            queue::subscription(&store, &hook, url).await?;
        }
    }
    for _ in 0..live {
        queue::subscription(&store, &hook, url).await?;
    }
    queue::accept(&store, shop::EVENT, 0, each as u64).await?;
    store.close().await;
    Ok(())
}
