//! The message grid over a million messages: pages of 100 under every kind of filter, and full-text search.

mod build;
mod cases;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use hookdesk_store::{PageKey, Store};

use crate::figure::{Report, Target};
use crate::queue;
use crate::scene::Scene;
use crate::stats::{Dice, percentile};
use cases::{Case, Ground};

const MESSAGES: usize = 1_000_000;
const PAGE: usize = 100;
/// Pages of each case: half from the top, half from somewhere deep.
const PAGES: usize = 20;

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let messages = scene.volume(MESSAGES);
    let temporary = scene.folder()?;
    let dir = scene.grid_dir.clone().unwrap_or_else(|| temporary.path().to_owned());
    if !dir.join("hookdesk.db").exists() {
        std::fs::create_dir_all(&dir)?;
        let start = Instant::now();
        build::build(&dir, messages as u64).await?;
        eprintln!("  {messages} messages built in {:.0} s", start.elapsed().as_secs_f64());
    }
    let opening = Instant::now();
    let store = queue::open_now(&dir)?;
    let opened = opening.elapsed().as_secs_f64() * 1e3;
    let ground = Ground::look(&store, messages).await?;
    let size = size_mib(&dir)?;
    report.add(
        "grid.open",
        format!("open a file of {messages} messages ({size:.0} MiB)"),
        "ms",
        &[opened],
        Target::None,
    );
    let limits = Target::Under(50.0);
    tell(report, &Names::PAGES, "page of 100", &time(&store, &ground, &cases::pages(&ground)).await?, limits);
    let limits = Target::Under(150.0);
    tell(report, &Names::SEARCH, "search", &time(&store, &ground, &cases::searches(&ground)).await?, limits);
    store.close().await;
    Ok(())
}

/// The stable names of one table's figures.
struct Names([&'static str; 3]);

impl Names {
    const PAGES: Self = Self(["grid.p50", "grid.p95", "grid.worst"]);
    const SEARCH: Self = Self(["search.p50", "search.p95", "search.worst"]);
}

/// Milliseconds of each page of each case.
type Times = Vec<(String, Vec<f64>)>;

/// Adds the figures over all cases, and of the slowest one: a target for any filter is that one's target too.
fn tell(report: &mut Report, names: &Names, what: &str, times: &Times, target: Target) {
    let all: Vec<f64> = times.iter().flat_map(|(_, times)| times).copied().collect();
    let [p50, p95, worst] = names.0;
    report.add(
        p50,
        format!("{what}, {} filters: p50", times.len()),
        "ms",
        &[percentile(&all, 0.5)],
        Target::None,
    );
    report.add(p95, "  p95 over all", "ms", &[percentile(&all, 0.95)], target);
    let mut slowest: Vec<_> = times.iter().map(|(name, times)| (percentile(times, 0.95), name)).collect();
    slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (time, name) in slowest.iter().take(5) {
        eprintln!("  {time:8.2} ms p95  {name}");
    }
    if let Some((time, name)) = slowest.first() {
        report.add(worst, format!("  p95 of the slowest: {name}"), "ms", &[*time], target);
    }
}

async fn time(store: &Store, ground: &Ground, cases: &[Case]) -> Result<Times> {
    let mut dice = Dice(7);
    let mut times = Vec::new();
    for case in cases {
        let mut of_case = Vec::new();
        // The first page of a case only warms the file's cache: a person looks at a grid more than once.
        for n in 0..=PAGES {
            let after = (n % 2 == 1).then(|| deep(case, ground, &mut dice));
            let (filter, sort, order) = (case.filter.clone(), case.sort, case.order);
            let start = Instant::now();
            let page = store.messages(filter, sort, order, after, PAGE).await?;
            let took = start.elapsed().as_secs_f64() * 1e3;
            ensure!(page.unindexed == 0, "the search text is not complete");
            if n == 0 {
                ensure!(page.rows.is_empty() || !case.empty, "{}: {} rows", case.name, page.rows.len());
                if page.rows.is_empty() && !case.empty {
                    eprintln!("  nothing found: {}", case.name);
                }
            } else {
                of_case.push(took);
            }
        }
        times.push((case.name.clone(), of_case));
    }
    Ok(times)
}

/// A place somewhere in the middle of the table.
fn deep(case: &Case, ground: &Ground, dice: &mut Dice) -> PageKey {
    let seq = 1 + dice.below(ground.messages as u64) as i64;
    match case.sort {
        hookdesk_store::SortBy::Created => PageKey { seq, due_at: None },
        hookdesk_store::SortBy::Due => PageKey { seq, due_at: Some(ground.due(dice)) },
    }
}

fn size_mib(dir: &Path) -> Result<f64> {
    let file = dir.join("hookdesk.db");
    let size = file.metadata().with_context(|| format!("{} is missing", file.display()))?.len();
    Ok(size as f64 / 1024.0 / 1024.0)
}
