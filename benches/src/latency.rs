//! One event on an idle app: how long until it arrives.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::desk::Desk;
use crate::figure::{Report, Target};
use crate::http::Caller;
use crate::receiver::{Receiver, now_ns};
use crate::scene::Scene;
use crate::stats::percentile;
use crate::{queue, shop, stream};

const EVENTS: usize = 500;
/// Long enough for everything to come to rest between two events.
const PAUSE: Duration = Duration::from_millis(25);
const PATIENCE: Duration = Duration::from_secs(30);

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let events = scene.volume(EVENTS);
    let mut receiver = Receiver::start().await?;
    let dir = scene.folder()?;
    let store = queue::open_now(dir.path())?;
    let hook = queue::hook(&store, shop::EVENT).await?;
    queue::subscription(&store, &hook, &receiver.url()).await?;
    store.close().await;
    let desk = Desk::start(dir.path()).await?;
    let mut caller = Caller::connect(&desk.address, "/v1/events", &desk.token).await?;
    let mut calls = Vec::with_capacity(events);
    for n in 0..events {
        tokio::time::sleep(PAUSE).await;
        let body = stream::body(n as u64);
        let called = now_ns();
        caller.post(&body).await?;
        calls.push((called, now_ns()));
        receiver.wait(n + 1, PATIENCE).await?;
    }
    let arrivals = receiver.arrivals().await?;
    desk.stop().await?;
    ensure!(arrivals.len() == events, "{} requests for {events} events", arrivals.len());
    let pairs = || calls.iter().zip(&arrivals);
    let ms = |from: u64, to: u64| to.saturating_sub(from) as f64 / 1e6;
    // An accepted event may arrive before its caller has read the answer: that counts as 0.
    let accepted: Vec<f64> = pairs().map(|((_, answered), arrived)| ms(*answered, *arrived)).collect();
    let called: Vec<f64> = pairs().map(|((called, _), arrived)| ms(*called, *arrived)).collect();
    let answers: Vec<f64> = calls.iter().map(|(called, answered)| ms(*called, *answered)).collect();
    let mut add = |name, what: &str, samples: &[f64], share, target| {
        report.add(name, what, "ms", &[percentile(samples, share)], target);
    };
    add("latency.p50", "one event, idle app: accept to arrival, p50", &accepted, 0.5, Target::Under(2.0));
    add("latency.p99", "  p99", &accepted, 0.99, Target::Under(10.0));
    add(
        "latency.call.p50",
        "  from the call's first byte to arrival (one fdatasync in it), p50",
        &called,
        0.5,
        Target::None,
    );
    add("latency.call.p99", "  p99", &called, 0.99, Target::None);
    add("latency.answer.p50", "  from the call's first byte to the answer, p50", &answers, 0.5, Target::None);
    Ok(())
}
