//! `cargo xtask bench`: Hookdesk's speed, printed beside its targets in one run.
//!
//! How each figure is taken stands in docs/benchmarks.md.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bare;
mod content;
mod dead;
mod desk;
mod drain;
mod figure;
mod grid;
mod history;
mod hooks;
mod http;
mod idle;
mod latency;
mod machine;
mod mapping;
mod queue;
mod receiver;
mod rivals;
mod scale;
mod scene;
mod shop;
mod stats;
mod steady;
mod stream;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use figure::Report;
use scene::Scene;

#[derive(Parser)]
#[command(name = "hookdesk-benches", about = "Measures Hookdesk on this machine")]
struct Args {
    /// Prints JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Only the measurements whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// How long the soak lasts, in seconds.
    #[arg(long, default_value_t = 120)]
    soak: u64,
    /// A twentieth of the volume: to see that the program runs, not to quote.
    #[arg(long)]
    quick: bool,
    /// Keeps the grid's million messages in this folder, and uses them again.
    #[arg(long)]
    grid_dir: Option<PathBuf>,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// The receiver, in a process of its own (started by the program itself).
    #[command(hide = true)]
    Receive,
}

/// The measurements in their order, each with the names `--only` looks at.
const MEASUREMENTS: &[&[&str]] = &[
    &["bare"],
    &["drain", "restart"],
    &["stream"],
    &["latency"],
    &["grid", "search"],
    &["idle"],
    &["mapping"],
    &["content"],
    &["hooks"],
    &["dead"],
    &["purge"],
    &["soak"],
    &["scale"],
    &["rivals"],
];

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.part {
        Some(Part::Receive) => receiver::run().map(|()| true),
        None => measure(&args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs what was asked for and prints it; `false` where a measurement failed. A figure that misses its target is
/// printed, and is no failure.
fn measure(args: &Args) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut scene = Scene::new(args.quick, args.grid_dir.clone())?;
    let mut report = Report::new(machine::look(scene.dir())?, args.quick);
    let mut sound = true;
    for names in MEASUREMENTS {
        let wanted = |only: &String| names.iter().any(|name| name.contains(only.as_str()));
        if !args.only.as_ref().is_none_or(wanted) {
            continue;
        }
        eprintln!("measuring {} …", names.join(" and "));
        if let Err(error) = runtime.block_on(one(names[0], args, &mut scene, &mut report)) {
            eprintln!("{} failed: {error:#}", names[0]);
            report.failed(names[0], &error);
            sound = false;
        }
    }
    if args.json {
        println!("{}", report.json());
    } else {
        println!("{}", report.table());
    }
    Ok(sound)
}

async fn one(name: &str, args: &Args, scene: &mut Scene, report: &mut Report) -> Result<()> {
    match name {
        "bare" => bare::measure(scene, report).await,
        "drain" => drain::measure(scene, report).await,
        "stream" => stream::measure(scene, report).await,
        "latency" => latency::measure(scene, report).await,
        "grid" => grid::measure(scene, report).await,
        "content" => content::measure(scene, report).await,
        "hooks" => hooks::measure(scene, report).await,
        "mapping" => mapping::measure(scene, report),
        "dead" => dead::measure(scene, report).await,
        "purge" => steady::purge(scene, report).await,
        "soak" => steady::soak(scene, report, args.soak).await,
        "rivals" => rivals::measure(scene, report).await,
        "scale" => scale::measure(scene, report).await,
        _ => idle::measure(scene, report).await,
    }
}
