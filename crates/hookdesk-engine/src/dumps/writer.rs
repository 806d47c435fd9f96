//! Writing dumps off the sender's way: one after the other, on a thread that may block.

use std::io;
use std::path::Path;
use std::time::Duration;

use hookdesk_core::time::UtcMillis;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::{Dump, Dumps};
use crate::files;

/// Dumps on their way; a sender that dumps waits when there are more.
const MOST_WAITING: usize = 256;
const MOST_AT_ONCE: usize = 64;
/// Longest wait for the last dumps at shutdown.
const FLUSH: Duration = Duration::from_secs(5);
const DAY_MS: i64 = 86_400_000;

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub max_bytes: u64,
    pub not_before: UtcMillis,
}

impl Limits {
    pub fn new(max_bytes: u64, keep_days: u32, now: UtcMillis) -> Self {
        Self { max_bytes, not_before: now.plus(-DAY_MS.saturating_mul(i64::from(keep_days))) }
    }
}

enum Job {
    Write(Box<Dump>),
    Flush(oneshot::Sender<()>),
}

/// The way to the debug folder; cheap to clone.
#[derive(Clone)]
pub(crate) struct DumpWriter {
    jobs: mpsc::Sender<Job>,
}

impl DumpWriter {
    /// Starts the task that writes. `limits` are asked for whenever it is time to prune.
    pub fn start(dumps: Dumps, limits: impl Fn() -> Limits + Send + 'static) -> (Self, JoinHandle<()>) {
        let (jobs, waiting) = mpsc::channel(MOST_WAITING);
        (Self { jobs }, tokio::spawn(work(dumps, limits, waiting)))
    }

    /// Hands a dump over. Waits while too many are on their way.
    pub async fn write(&self, dump: Dump) {
        // Where the task has ended, Hookdesk is ending.
        let _ = self.jobs.send(Job::Write(Box::new(dump))).await;
    }

    /// Waits until what was handed over is written.
    pub async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        let flush = async {
            if self.jobs.send(Job::Flush(done)).await.is_ok() {
                let _ = flushed.await;
            }
        };
        if tokio::time::timeout(FLUSH, flush).await.is_err() {
            tracing::warn!("the last dumps were not written in time");
        }
    }
}

async fn work(dumps: Dumps, limits: impl Fn() -> Limits, mut waiting: mpsc::Receiver<Job>) {
    let mut folder = Folder { dumps, size: None, failing: false };
    let mut jobs = Vec::new();
    while waiting.recv_many(&mut jobs, MOST_AT_ONCE).await > 0 {
        let limits = limits();
        let batch = std::mem::take(&mut jobs);
        let worked = tokio::task::spawn_blocking(move || {
            folder.work(batch, limits);
            folder
        });
        match worked.await {
            Ok(back) => folder = back,
            Err(_) => return,
        }
    }
}

/// What the writing thread knows of the folder.
struct Folder {
    dumps: Dumps,
    /// Bytes in it, once it was looked at.
    size: Option<u64>,
    /// The last dump could not be written; said once.
    failing: bool,
}

impl Folder {
    fn work(&mut self, batch: Vec<Job>, limits: Limits) {
        for job in batch {
            match job {
                Job::Write(dump) => self.write(&dump, limits),
                Job::Flush(done) => drop(done.send(())),
            }
        }
    }

    fn write(&mut self, dump: &Dump, limits: Limits) {
        let written = dump.text().map_err(io::Error::other).and_then(|text| {
            hookdesk_crash::point("dump.before_write");
            write_file(&self.dumps.dir, &dump.file(), &text)?;
            hookdesk_crash::point("dump.after_write");
            Ok(text.len() as u64)
        });
        match written {
            Ok(bytes) => {
                self.failing = false;
                self.size = self.size.map(|size| size.saturating_add(bytes));
            }
            Err(e) if !self.failing => {
                self.failing = true;
                tracing::error!(error = %e, "dumps cannot be written; sending goes on without them");
            }
            Err(_) => {}
        }
        if self.size.is_none_or(|size| size > limits.max_bytes) {
            // To nine tenths, so that not every further dump prunes again.
            let target = limits.max_bytes - limits.max_bytes / 10;
            let most = if self.size.is_none() { limits.max_bytes } else { target };
            self.size = self.dumps.prune(most, limits.not_before).ok().or(Some(0));
        }
    }
}

/// Makes the folder where it is missing: a person may have removed it to be rid of the dumps.
fn write_file(dir: &Path, file: &str, text: &[u8]) -> io::Result<()> {
    let path = dir.join(file);
    match files::write_private(&path, text) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            files::make_private_dir(dir)?;
            files::write_private(&path, text)
        }
        other => other,
    }
}
