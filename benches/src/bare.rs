//! The baseline: reqwest alone, 64 requests in flight, nothing stored.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Result, ensure};
use bytes::Bytes;
use tokio::task::JoinSet;

use crate::figure::{Report, Target};
use crate::receiver::Receiver;
use crate::scene::Scene;
use crate::shop;

/// POSTs in one run.
pub const POSTS: usize = 200_000;
const IN_FLIGHT: usize = 64;
const RUNS: usize = 3;

/// The figure.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let runs = scene.bare().await?;
    report.add("bare", "bare reqwest, 64 in flight", "POST/s", &runs, Target::None);
    Ok(())
}

/// POSTs per second, one for each run.
pub async fn runs(posts: usize) -> Result<Vec<f64>> {
    let mut receiver = Receiver::start().await?;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    // Connections and code are warm before the first run.
    run(&client, &receiver.url(), posts / 10).await?;
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        receiver.clear().await?;
        let start = Instant::now();
        run(&client, &receiver.url(), posts).await?;
        rates.push(posts as f64 / start.elapsed().as_secs_f64());
        ensure!(receiver.arrivals().await?.len() == posts, "not every POST arrived");
    }
    Ok(rates)
}

async fn run(client: &reqwest::Client, url: &str, posts: usize) -> Result<()> {
    let left = Arc::new(AtomicUsize::new(posts));
    let mut tasks = JoinSet::new();
    for n in 0..IN_FLIGHT {
        let (client, url, left) = (client.clone(), url.to_owned(), Arc::clone(&left));
        let body = Bytes::from(format!(r#"{{"data":{}}}"#, shop::order(n as u64)));
        tasks.spawn(async move {
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_ok() {
                let request = client.post(&url).header("content-type", "application/json").body(body.clone());
                let answer = request.send().await?.error_for_status()?;
                answer.bytes().await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}
