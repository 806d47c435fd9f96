//! What `hookdesk serve` costs while nothing happens.

use std::time::Duration;

use anyhow::Result;

use crate::desk::Desk;
use crate::figure::{Report, Target};
use crate::scene::Scene;
use crate::{queue, shop};

/// Until start-up is over.
const SETTLE: Duration = Duration::from_secs(5);
const WATCH: Duration = Duration::from_secs(20);
/// Nobody listens here, and nobody is asked to.
const URL: &str = "http://127.0.0.1:9/hook";

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let dir = scene.folder()?;
    let store = queue::open_now(dir.path())?;
    let hook = queue::hook(&store, shop::EVENT).await?;
    queue::subscription(&store, &hook, URL).await?;
    store.close().await;
    let desk = Desk::start(dir.path()).await?;
    tokio::time::sleep(SETTLE).await;
    let before = desk.cpu_seconds()?;
    tokio::time::sleep(WATCH).await;
    let share = (desk.cpu_seconds()? - before) / WATCH.as_secs_f64() * 100.0;
    let memory = desk.rss_mib()?;
    desk.stop().await?;
    report.add("idle.rss", "idle hookdesk serve: memory (RSS)", "MiB", &[memory], Target::Under(40.0));
    report.add("idle.cpu", "  of one core", "%", &[share], Target::Under(0.5));
    Ok(())
}
