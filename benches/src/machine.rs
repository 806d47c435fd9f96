//! The machine the figures belong to.

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::thread::available_parallelism;
use std::time::Instant;

use anyhow::Result;
use serde_json::{Value, json};

use crate::stats::percentile;

/// How many times the disk is asked.
const SYNCS: usize = 100;

/// The machine the figures belong to.
pub struct Machine {
    cores: usize,
    cpu: String,
    memory_mib: u64,
    kernel: String,
    sync_p50_ms: f64,
    sync_p99_ms: f64,
}

/// Looks at this machine; `dir` is on the disk that the measurements use.
pub fn look(dir: &Path) -> Result<Machine> {
    let sync = syncs(dir)?;
    Ok(Machine {
        cores: available_parallelism().map_or(1, usize::from),
        cpu: value("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        memory_mib: value("/proc/meminfo", "MemTotal")
            .and_then(|text| text.trim_end_matches("kB").trim().parse::<u64>().ok())
            .unwrap_or(0)
            / 1024,
        kernel: fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned(),
        sync_p50_ms: percentile(&sync, 0.5),
        sync_p99_ms: percentile(&sync, 0.99),
    })
}

impl Machine {
    /// For programs.
    pub fn json(&self) -> Value {
        json!({
            "cores": self.cores, "cpu": self.cpu, "memory_mib": self.memory_mib, "kernel": self.kernel,
            "fdatasync_p50_ms": self.sync_p50_ms, "fdatasync_p99_ms": self.sync_p99_ms,
        })
    }

    /// For people.
    pub fn line(&self) -> String {
        format!(
            "{}, {} cores, {} MiB, Linux {}; fdatasync of 4 KiB p50 {:.2} ms, p99 {:.2} ms",
            self.cpu, self.cores, self.memory_mib, self.kernel, self.sync_p50_ms, self.sync_p99_ms
        )
    }
}

/// Room left on the disk of a folder, in bytes.
pub fn free_bytes(dir: &Path) -> Result<u64> {
    let found = rustix::fs::statvfs(dir)?;
    Ok(found.f_bavail * found.f_frsize)
}

/// The first value with this key in a file of `key: value` lines.
fn value(file: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// What a durable commit costs at least here: milliseconds to overwrite 4 KiB and have them on the disk.
fn syncs(dir: &Path) -> Result<Vec<f64>> {
    let mut file = File::create(dir.join("sync"))?;
    let mut times = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        let start = Instant::now();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[b'.'; 4096])?;
        file.sync_data()?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}
