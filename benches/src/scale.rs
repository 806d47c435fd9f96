//! How much the number of stored messages costs: draining the same queue over ten thousand and five million of them.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::desk::Desk;
use crate::figure::{Report, Target};
use crate::receiver::Receiver;
use crate::scene::Scene;
use crate::stats::median;
use crate::{history, machine, queue, shop};

/// Stored messages, and the figures' names.
const SIZES: [(usize, [&str; 3]); 4] = [
    (10_000, ["scale.10k", "scale.10k.rss", "scale.10k.size"]),
    (100_000, ["scale.100k", "scale.100k.rss", "scale.100k.size"]),
    (1_000_000, ["scale.1m", "scale.1m.rss", "scale.1m.size"]),
    (5_000_000, ["scale.5m", "scale.5m.rss", "scale.5m.size"]),
];
const QUEUED: usize = 50_000;
const RUNS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(300);
/// What a message of this measurement takes on the disk, generously, in bytes.
const EACH: u64 = 2_000;

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let mut receiver = Receiver::start().await?;
    let dir = scene.folder()?;
    let store = queue::open_now(dir.path())?;
    let hook = queue::hook(&store, shop::EVENT).await?;
    let sub = queue::subscription(&store, &hook, &receiver.url()).await?;
    store.close().await;
    let (mut stored, mut base) = (0, None);
    for (size, [name, rss, bytes]) in SIZES {
        let size = scene.volume(size);
        let needed = (size as u64).saturating_sub(stored) * EACH;
        if machine::free_bytes(dir.path())? < needed + (2 << 30) {
            report
                .failed(name, &anyhow::anyhow!("skipped: it needs {} GiB of free disk", (needed >> 30) + 2));
            continue;
        }
        eprintln!("  {size} stored …");
        if stored < size as u64 {
            let store = history::open(dir.path(), 1)?;
            history::deliver(&store, sub, stored, size as u64).await?;
            store.close().await;
            stored = size as u64;
        }
        let (mut rates, mut peaks) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let (rate, peak) = run(dir.path(), &mut receiver, &mut stored, scene.volume(QUEUED)).await?;
            rates.push(rate);
            peaks.push(peak);
        }
        let least = base.map_or(Target::None, |base: f64| Target::AtLeast(0.9 * base));
        base = base.or(Some(median(&rates)));
        report.add(name, format!("drain over {size} stored messages"), "msg/s", &rates, least);
        report.add(rss, "  most memory", "MiB", &peaks, Target::None);
        let file = dir.path().join("hookdesk.db").metadata()?.len() as f64 / 1024.0;
        report.add(bytes, "  file per message (payload 120 B)", "KiB", &[file / stored as f64], Target::None);
    }
    Ok(())
}

/// Queues some more, and drains them.
async fn run(dir: &Path, receiver: &mut Receiver, stored: &mut u64, queued: usize) -> Result<(f64, f64)> {
    let store = queue::open_now(dir)?;
    history::accept(&store, *stored, *stored + queued as u64).await?;
    while store.index_text(5_000).await?.left > 0 {}
    store.close().await;
    *stored += queued as u64;
    receiver.clear().await?;
    let desk = Desk::start(dir).await?;
    receiver.wait(queued, PATIENCE).await?;
    let peak = desk.peak_mib()?;
    desk.stop().await?;
    let arrivals = receiver.arrivals().await?;
    ensure!(arrivals.len() == queued, "{} requests for {queued} messages", arrivals.len());
    let took = (arrivals[queued - 1] - arrivals[0]) as f64 / 1e9;
    Ok(((queued - 1) as f64 / took, peak))
}
