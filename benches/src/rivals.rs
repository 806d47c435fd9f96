//! Other embedded queues doing the same job, each a program of its own outside the workspace (`benches/rivals`).

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::figure::{Report, Target};
use crate::receiver::Receiver;
use crate::scene::Scene;
use crate::shop;

const JOBS: usize = 5_000;
const RUNS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(300);

/// Its folder, and the figures' names.
const RIVALS: &[(&str, [&str; 3])] = &[
    ("effectum", ["rivals.effectum", "rivals.effectum.enqueue", "rivals.effectum.twice"]),
    ("apalis", ["rivals.apalis", "rivals.apalis.enqueue", "rivals.apalis.twice"]),
    ("fang", ["rivals.fang", "rivals.fang.enqueue", "rivals.fang.twice"]),
];

/// The figures.
pub async fn measure(scene: &mut Scene, report: &mut Report) -> Result<()> {
    let jobs = scene.volume(JOBS);
    let bodies: String = (0..jobs as u64).map(|n| format!("{{\"data\":{}}}\n", shop::order(n))).collect();
    let mut receiver = Receiver::start().await?;
    for (name, [drain, enqueue, twice]) in RIVALS {
        let program = build(name).await?;
        let (mut drained, mut enqueued, mut again, mut settings) =
            (Vec::new(), Vec::new(), Vec::new(), String::new());
        for _ in 0..RUNS {
            receiver.clear().await?;
            let dir = scene.folder()?;
            let said = run(&program, dir.path(), &receiver.url(), &bodies).await?;
            receiver.wait(jobs, PATIENCE).await?;
            let number = |key: &str| said[key].as_f64().with_context(|| format!("{name} tells no {key}"));
            // Some send a job twice where two workers take it at once; none may leave one out.
            ensure!(number("done")? as usize >= jobs, "{name} did not do all of its jobs: {said}");
            again.push(number("done")? - jobs as f64);
            drained.push(jobs as f64 / number("drain_s")?);
            enqueued.push(jobs as f64 / number("enqueue_s")?);
            settings = said["settings"].as_str().unwrap_or_default().to_owned();
        }
        report.add(drain, format!("{name}: {jobs} jobs done ({settings})"), "jobs/s", &drained, Target::None);
        report.add(enqueue, "  taken", "jobs/s", &enqueued, Target::None);
        report.add(twice, "  sent a second time, without a failure", "", &again, Target::None);
    }
    Ok(())
}

/// Builds it beside this program, apart from the workspace.
async fn build(name: &str) -> Result<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("rivals").join(name).join("Cargo.toml");
    let target = std::env::current_exe()?.with_file_name("rivals");
    let built = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--locked", "--manifest-path"])
        .arg(&manifest)
        .arg("--target-dir")
        .arg(&target)
        // Each with the SQLite it brings, not with Hookdesk's choice of options.
        .current_dir(std::env::temp_dir())
        .env_remove("LIBSQLITE3_FLAGS")
        .status()
        .await?;
    ensure!(built.success(), "{} does not build", manifest.display());
    Ok(target.join("release").join(format!("rival-{name}")))
}

async fn run(program: &Path, dir: &Path, url: &str, bodies: &str) -> Result<Value> {
    let mut child = Command::new(program)
        .arg(dir)
        .arg(url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut input = child.stdin.take().context("no way to the rival")?;
    input.write_all(bodies.as_bytes()).await?;
    drop(input);
    let output =
        tokio::time::timeout(PATIENCE, child.wait_with_output()).await.context("it does not end")??;
    ensure!(output.status.success(), "{} ended with {}", program.display(), output.status);
    Ok(serde_json::from_slice(&output.stdout)?)
}
