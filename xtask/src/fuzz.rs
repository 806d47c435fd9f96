//! `cargo xtask fuzz`: builds the fuzz targets of fuzz/ and runs each for a bounded number of inputs.
//!
//! The flags are cargo-fuzz's own without a sanitizer (the code is safe Rust), so that no nightly compiler and no
//! installed tool is needed; `cargo fuzz run TARGET` works on the same targets where it is installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Each target, and how many inputs it is given in `cargo xtask test`: some seconds of each.
const TARGETS: &[(&str, u64)] = &[
    ("events", 200_000),
    ("ndjson", 100_000),
    ("signatures", 30_000),
    ("retry_after", 300_000),
    ("urls", 60_000),
    ("xml", 100_000),
    ("loopback_api", 12_000),
    ("converters", 40_000),
    ("responses", 60_000),
    ("path", 60_000),
    ("context", 100_000),
    ("rule", 40_000),
    ("template", 15_000),
    ("oauth", 100_000),
];

/// Coverage counters for libFuzzer; the numbers of its runs mean nothing without them.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0 \
    -Ccodegen-units=1 --cfg fuzzing";

/// Runs all targets, or the one named; `runs` inputs each, or the bounded number of the test run.
pub fn fuzz(only: Option<&str>, runs: Option<u64>, seed: u64) -> Result<()> {
    let targets: Vec<_> = TARGETS.iter().filter(|(name, _)| only.is_none_or(|only| only == *name)).collect();
    if targets.is_empty() {
        let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
        bail!("no target is named like that; there are: {}", names.join(", "));
    }
    let triple = host()?;
    let out = shell::target_dir().join("fuzz");
    shell::finish(
        Command::new("cargo")
            .args([
                "build",
                "--quiet",
                "--locked",
                "--bins",
                "--manifest-path",
                "fuzz/Cargo.toml",
                "--target",
            ])
            .arg(&triple)
            .arg("--target-dir")
            .arg(&out)
            .env("RUSTFLAGS", FLAGS)
            .current_dir(shell::root()),
    )?;
    for (name, bounded) in targets {
        run(name, &out.join(&triple).join("debug").join(name), &out, runs.unwrap_or(*bounded), seed)?;
    }
    Ok(())
}

fn run(name: &str, program: &Path, out: &Path, runs: u64, seed: u64) -> Result<()> {
    // What a run finds interesting goes into a folder of its own, empty each time: the same seed then gives the same
    // inputs, and the seeds in the checkout stay as they are.
    let corpus = out.join("corpus").join(name);
    let findings = out.join("findings").join(name);
    if corpus.exists() {
        fs::remove_dir_all(&corpus)?;
    }
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&findings)?;
    let seeds = shell::root().join("fuzz/seeds").join(name);
    let output = Command::new(program)
        .arg(format!("-runs={runs}"))
        .arg(format!("-seed={seed}"))
        .arg("-timeout=30")
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .arg(&corpus)
        .arg(&seeds)
        .output()
        .with_context(|| format!("{} does not start", program.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        eprintln!("{said}");
        bail!("fuzzing {name} (seed {seed}) found something; the input is in {}", findings.display());
    }
    // Without coverage the inputs would all be blind.
    let covered =
        said.lines().rev().find_map(|line| line.split_once("cov: ")?.1.split(' ').next()?.parse().ok());
    let covered: u64 = covered.with_context(|| format!("fuzzing {name} reports no coverage"))?;
    println!("{name}: {runs} inputs, {covered} edges, nothing found (seed {seed})");
    Ok(())
}

/// The compiler's own platform: with a target named, build scripts are built without the counters.
fn host() -> Result<String> {
    let version = shell::output("rustc", &["-vV"]).context("rustc does not run")?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.to_owned())
}
