//! A steady stream through `POST /v1/events`: 32 callers, one event each, accepted and delivered.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use hookdesk_content::definition::Content;
use tokio::task::JoinSet;

use crate::desk::Desk;
use crate::drain;
use crate::figure::{Report, Target};
use crate::http::Caller;
use crate::receiver::{Receiver, now_ns};
use crate::scene::Scene;
use crate::{queue, shop};

const EVENTS: usize = 40_000;
const CALLERS: usize = 32;
const RUNS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(300);
/// The target for both figures.
const PER_SECOND: f64 = 12_000.0;

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let events = scene.volume(EVENTS);
    let (mut accepted, mut delivered, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let run = run(scene, events, None).await?;
        accepted.push(run.accepted);
        delivered.push(run.delivered);
        cpu.push(run.cpu_us);
    }
    let target = Target::AtLeast(PER_SECOND);
    report.add("stream.accepted", "stream from 32 callers: accepted", "events/s", &accepted, target);
    report.add("stream.delivered", "  and delivered", "msg/s", &delivered, target);
    report.add("stream.cpu", "  CPU of hookdesk per event", "µs", &cpu, Target::None);
    Ok(())
}

/// One stream.
pub struct Run {
    /// Events accepted per second.
    pub accepted: f64,
    /// Messages delivered per second.
    pub delivered: f64,
    /// CPU time of Hookdesk for each event, in microseconds.
    pub cpu_us: f64,
}

/// Sends one through; its hook has that content.
pub async fn run(scene: &Scene, events: usize, content: Option<Content>) -> Result<Run> {
    let mut receiver = Receiver::start().await?;
    let dir = scene.folder()?;
    let store = queue::open_now(dir.path())?;
    let hook = queue::hook(&store, shop::EVENT).await?;
    let hook = store.save_hook_with(hook, content).await?;
    queue::subscription(&store, &hook, &receiver.url()).await?;
    store.close().await;
    let desk = Desk::start(dir.path()).await?;
    let next = Arc::new(AtomicU64::new(0));
    let mut callers = JoinSet::new();
    let (cpu, start) = (desk.cpu_seconds()?, now_ns());
    for _ in 0..CALLERS {
        let mut caller = Caller::connect(&desk.address, "/v1/events", &desk.token).await?;
        let next = Arc::clone(&next);
        callers.spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= events as u64 {
                    return anyhow::Ok(());
                }
                caller.post(&body(n)).await?;
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done??;
    }
    let answered = now_ns();
    receiver.wait(events, PATIENCE).await?;
    let cpu = desk.cpu_seconds()? - cpu;
    let arrivals = receiver.arrivals().await?;
    desk.stop().await?;
    drain::delivered(dir.path(), events).await?;
    ensure!(arrivals.len() == events, "{} requests for {events} events", arrivals.len());
    // Both from the first call on, whatever came first.
    let rate = |end: u64| events as f64 * 1e9 / (end - start) as f64;
    Ok(Run {
        accepted: rate(answered),
        delivered: rate(arrivals[events - 1].max(answered)),
        cpu_us: cpu * 1e6 / events as f64,
    })
}

/// The call for order `n`.
pub fn body(n: u64) -> String {
    format!(r#"{{"name":"{}","data":{}}}"#, shop::EVENT, shop::order(n))
}
