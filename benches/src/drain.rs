//! Draining a full queue with the real `hookdesk serve`, and how soon it begins after a restart.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use hookdesk_core::message::MessageState;

use crate::desk::Desk;
use crate::figure::{Report, Target};
use crate::receiver::{Receiver, now_ns};
use crate::scene::Scene;
use crate::stats::median;
use crate::{queue, shop};

const QUEUED: usize = 100_000;
const RUNS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(300);

/// One run.
struct Drained {
    per_second: f64,
    first_ms: f64,
    cpu_us: f64,
    peak_mib: f64,
}

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let bare = median(&scene.bare().await?);
    let queued = scene.volume(QUEUED);
    let mut receiver = Receiver::start().await?;
    let full = scene.folder()?;
    fill(full.path(), &receiver.url(), queued).await?;
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let dir = scene.folder()?;
        for entry in fs::read_dir(full.path())? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), dir.path().join(entry.file_name()))?;
            }
        }
        // The copy's own writing is not to be measured.
        fs::File::open(dir.path().join("hookdesk.db"))?.sync_all()?;
        runs.push(run(dir.path(), &mut receiver, queued).await?);
    }
    let of = |value: fn(&Drained) -> f64| runs.iter().map(value).collect::<Vec<_>>();
    let rates = of(|run| run.per_second);
    let shares: Vec<f64> = rates.iter().map(|rate| rate / bare).collect();
    report.add("drain", format!("drain {queued} queued messages"), "msg/s", &rates, Target::None);
    report.add("drain.share", "  share of bare reqwest", "", &shares, Target::AtLeast(0.6));
    report.add("drain.cpu", "  CPU of hookdesk per message", "µs", &of(|run| run.cpu_us), Target::None);
    report.add("drain.rss", "  most memory while draining", "MiB", &of(|run| run.peak_mib), Target::None);
    let first = of(|run| run.first_ms);
    report.add(
        "restart",
        format!("restart with {queued} queued: first delivery"),
        "ms",
        &first,
        Target::Under(1_000.0),
    );
    Ok(())
}

async fn fill(dir: &Path, url: &str, queued: usize) -> Result<()> {
    let store = queue::open_now(dir)?;
    let hook = queue::hook(&store, shop::EVENT).await?;
    queue::subscription(&store, &hook, url).await?;
    queue::accept(&store, shop::EVENT, 0, queued as u64).await?;
    store.close().await;
    Ok(())
}

async fn run(dir: &Path, receiver: &mut Receiver, queued: usize) -> Result<Drained> {
    receiver.clear().await?;
    let start = now_ns();
    let desk = Desk::start(dir).await?;
    receiver.wait(queued, PATIENCE).await?;
    let (cpu, peak_mib) = (desk.cpu_seconds()?, desk.peak_mib()?);
    desk.stop().await?;
    let arrivals = receiver.arrivals().await?;
    delivered(dir, queued).await?;
    ensure!(arrivals.len() == queued, "{} requests for {queued} messages", arrivals.len());
    let (first, last) = (arrivals[0], arrivals[queued - 1]);
    Ok(Drained {
        per_second: (queued - 1) as f64 * 1e9 / (last - first) as f64,
        first_ms: (first - start) as f64 / 1e6,
        cpu_us: cpu * 1e6 / queued as f64,
        peak_mib,
    })
}

/// Makes sure that every message was delivered and its outcome written.
pub async fn delivered(dir: &Path, messages: usize) -> Result<()> {
    let store = queue::open_now(dir)?;
    let counts = store.counts().await?;
    store.close().await;
    let done = counts.by_state.get(&MessageState::Delivered).copied().unwrap_or(0);
    ensure!(done == messages as u64, "{done} of {messages} messages are delivered: {:?}", counts.by_state);
    Ok(())
}
