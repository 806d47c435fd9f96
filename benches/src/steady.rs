//! A steady stream for a while: what a purge of much that is old does to it, and whether anything grows.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use hookdesk_core::schedule::RetryPolicy;
use tokio::net::TcpSocket;
use tokio::task::JoinSet;

use crate::desk::Desk;
use crate::figure::{Report, Target};
use crate::http::Caller;
use crate::receiver::{Receiver, now_ns};
use crate::scene::Scene;
use crate::stats::median;
use crate::{history, queue, shop, stream};

const CALLERS: usize = 8;
/// Between two calls of one caller.
const PAUSE: Duration = Duration::from_millis(4);
/// Messages old enough to be purged.
const OLD: usize = 300_000;
/// The engine's first purge is this long after its start.
const PURGE_AT: u64 = 60;

/// Keeps the stream up until told to stop.
async fn stream(desk: &Desk, stop: &Arc<AtomicBool>) -> Result<JoinSet<Result<()>>> {
    let next = Arc::new(AtomicU64::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let mut caller = Caller::connect(&desk.address, "/v1/events", &desk.token).await?;
        let (next, stop) = (Arc::clone(&next), Arc::clone(stop));
        callers.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                caller.post(&stream::body(next.fetch_add(1, Ordering::Relaxed))).await?;
                tokio::time::sleep(PAUSE).await;
            }
            Ok(())
        });
    }
    Ok(callers)
}

async fn end(mut callers: JoinSet<Result<()>>, stop: &AtomicBool) -> Result<()> {
    stop.store(true, Ordering::Relaxed);
    while let Some(done) = callers.join_next().await {
        done??;
    }
    Ok(())
}

/// Sending while a large part of the file is purged, beside the time before.
pub async fn purge(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let old = scene.volume(OLD);
    let mut receiver = Receiver::start().await?;
    let dir = scene.folder()?;
    let store = history::open(dir.path(), 3)?;
    let hook = queue::hook(&store, shop::EVENT).await?;
    let sub = queue::subscription(&store, &hook, &receiver.url()).await?;
    store.set_setting("retention.days".to_owned(), Some(1.into())).await?;
    history::deliver(&store, sub, 0, old as u64).await?;
    store.close().await;
    let file = |dir: &Path| anyhow::Ok(dir.join("hookdesk.db").metadata()?.len() as f64 / (1 << 20) as f64);
    let before = file(dir.path())?;
    receiver.clear().await?;
    let start = now_ns();
    let desk = Desk::start(dir.path()).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let callers = stream(&desk, &stop).await?;
    tokio::time::sleep(Duration::from_secs(PURGE_AT + 40)).await;
    end(callers, &stop).await?;
    desk.stop().await?;
    let arrivals = receiver.arrivals().await?;
    let part = |from: u64, to: u64| {
        let at = |seconds: u64| start + seconds * 1_000_000_000;
        let part: Vec<u64> = arrivals.iter().copied().filter(|a| (at(from)..at(to)).contains(a)).collect();
        let gap = part.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(u64::MAX);
        (part.len() as f64 / (to - from) as f64, gap as f64 / 1e6)
    };
    let (quiet, quiet_gap) = part(20, PURGE_AT - 5);
    let (purging, gap) = part(PURGE_AT, PURGE_AT + 35);
    let store = queue::open_now(dir.path())?;
    let left = store.counts().await?.events;
    store.close().await;
    // What is delivered was accepted, so at least so many are gone.
    let gone = (arrivals.len() + old) as u64 - left.min((arrivals.len() + old) as u64);
    ensure!(gone > old as u64 / 20, "{left} events are left: hardly anything was purged");
    report.add("purge.before", "steady stream: sent before a purge", "msg/s", &[quiet], Target::None);
    let target = Target::AtLeast(0.9 * quiet);
    report.add("purge.during", format!("  while {old} old messages are purged"), "msg/s", &[purging], target);
    report.add("purge.rate", "  purged meanwhile", "msg/s", &[gone as f64 / 40.0], Target::None);
    report.add(
        "purge.gap.before",
        "  longest gap between two deliveries, before",
        "ms",
        &[quiet_gap],
        Target::None,
    );
    report.add("purge.gap", "  longest gap, while purging", "ms", &[gap], Target::Under(1_000.0));
    report.add("purge.file", "  file before, with the old messages", "MiB", &[before], Target::None);
    report.add(
        "purge.file.after",
        "  file after (its room is used again)",
        "MiB",
        &[file(dir.path())?],
        Target::None,
    );
    Ok(())
}

/// One second's look.
struct Look {
    rss: f64,
    handles: f64,
    wal: f64,
}

/// A stream with failures in it: memory, handles and log must not grow.
pub async fn soak(scene: &mut Scene, report: &mut Report, seconds: u64) -> Result<()> {
    let seconds = if scene.volume(20) == 20 { seconds } else { 20.min(seconds) };
    let receiver = Receiver::start().await?;
    let refusing = TcpSocket::new_v4()?;
    refusing.bind("127.0.0.1:0".parse()?)?;
    let dir = scene.folder()?;
    let store = queue::open_now(dir.path())?;
    let hook = queue::hook(&store, shop::EVENT).await?;
    queue::subscription(&store, &hook, &receiver.url()).await?;
    let refused = format!("http://{}/hook", refusing.local_addr()?);
    let id = queue::subscription(&store, &hook, &refused).await?;
    let mut failing = store.subscription(id).await?;
    // Each message fails twice more and is rejected, so that what waits does not grow.
    failing.retry = RetryPolicy::Custom { delays_ms: vec![500, 1_000] };
    store.save_subscription(failing, Box::new(|_| Ok(Vec::new()))).await?;
    store.close().await;
    let desk = Desk::start(dir.path()).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let callers = stream(&desk, &stop).await?;
    let mut looks = Vec::new();
    for _ in 0..seconds {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let wal = dir.path().join("hookdesk.db-wal").metadata().map_or(0, |m| m.len());
        let (rss, handles) = (desk.rss_mib()?, desk.handles()? as f64);
        looks.push(Look { rss, handles, wal: wal as f64 / (1 << 20) as f64 });
    }
    end(callers, &stop).await?;
    desk.stop().await?;
    // The first third is for warming up.
    let third = looks.len() / 3;
    let middle = |part: &[Look], of: fn(&Look) -> f64| median(&part.iter().map(of).collect::<Vec<_>>());
    let (second, last) = (&looks[third..2 * third], &looks[2 * third..]);
    let growth = |of: fn(&Look) -> f64| 100.0 * (middle(last, of) / middle(second, of).max(1e-9) - 1.0);
    report.add(
        "soak.rss",
        format!("soak of {seconds} s: memory, last third"),
        "MiB",
        &[middle(last, |l| l.rss)],
        Target::None,
    );
    report.add(
        "soak.rss.growth",
        "  against the third before",
        "%",
        &[growth(|l| l.rss)],
        Target::Under(5.0),
    );
    report.add(
        "soak.handles",
        "  open handles, last third",
        "",
        &[middle(last, |l| l.handles)],
        Target::None,
    );
    report.add(
        "soak.handles.growth",
        "  against the third before",
        "%",
        &[growth(|l| l.handles)],
        Target::Under(5.0),
    );
    let most = looks.iter().map(|look| look.wal).fold(0.0, f64::max);
    report.add("soak.wal", "  largest write-ahead log", "MiB", &[most], Target::Under(64.0));
    Ok(())
}
