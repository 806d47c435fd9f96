//! Opening the file: lock out newer versions, back up before migrating, check integrity, start the writer.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;

use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_core::{Code, Fault};
use tokio::sync::{broadcast, oneshot};

use crate::backup;
use crate::changes::Changes;
use crate::file;
use crate::kept::Kept;
use crate::memory::Memory;
use crate::readers::Readers;
use crate::rows;
use crate::writer::{Job, Writer};

/// How many commits a slow listener may be behind before it is told that it has missed some.
const CHANGES_KEPT: usize = 256;

/// How to open.
pub struct OpenOptions {
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// How many read-only connections (2 to 4).
    pub readers: usize,
    /// Whether to run the full integrity check instead of the quick one.
    pub full_check: bool,
}

/// What opening found and did.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// Schema version before; 0 for a new file.
    pub from_version: u32,
    /// The backup made before migrating, where one was needed.
    pub backup: Option<PathBuf>,
}

/// The open store; cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    jobs: mpsc::Sender<Job>,
    readers: Arc<Readers>,
    changes: broadcast::Sender<Changes>,
    file: PathBuf,
    clock: Arc<dyn Clock>,
    kept: Arc<Kept>,
}

impl Store {
    /// Opens or creates `<dir>/hookdesk.db`. Backups go to `<dir>/backups/`. Faults: read-only, full, newer version,
    /// corrupt (names the latest backup).
    pub fn open(dir: &Path, options: OpenOptions) -> Result<(Self, Opened), Fault> {
        let (conn, file, opened) = file::open(dir, options.clock.now(), options.full_check)?;
        let read =
            Memory::load(&conn).and_then(|memory| Ok((memory, Readers::open(&file, options.readers)?)));
        let (memory, readers) = read.map_err(|e| explain(dir, rows::fault(e)))?;
        let readers = Arc::new(readers);
        let (changes, _) = broadcast::channel(CHANGES_KEPT);
        let (jobs, asked) = mpsc::channel();
        let kept = Arc::new(Kept::default());
        let writer =
            Writer::new(conn, memory, asked, Arc::clone(&options.clock), changes.clone(), Arc::clone(&kept));
        std::thread::Builder::new().name("store-writer".to_owned()).spawn(move || writer.run()).map_err(
            |e| Fault::new(Code::StoreFailed, "the store's thread could not start").detail(e.to_string()),
        )?;
        let inner = Inner { jobs, readers, changes, file, clock: options.clock, kept };
        Ok((Self { inner: Arc::new(inner) }, opened))
    }

    /// What changed, told after each commit.
    pub fn changes(&self) -> broadcast::Receiver<Changes> {
        self.inner.changes.subscribe()
    }

    /// A consistent copy into a new file, with SQLite's backup interface.
    pub async fn backup(&self, to: PathBuf) -> Result<(), Fault> {
        self.read(move |conn| backup::copy(conn, &to)).await
    }

    /// Runs the full integrity check; the lines it prints, empty when all is well.
    pub async fn check(&self) -> Result<Vec<String>, Fault> {
        self.query(|conn| file::integrity(conn, "integrity_check")).await
    }

    /// Size of the file and its WAL in bytes.
    pub fn size_bytes(&self) -> u64 {
        let wal = self.inner.file.with_extension("db-wal");
        [&self.inner.file, &wal].into_iter().filter_map(|path| path.metadata().ok()).map(|m| m.len()).sum()
    }

    /// Commits what is waiting and ends the writer thread. Later calls fault with `engine.stopping`.
    pub async fn close(&self) {
        self.inner.readers.close();
        let (closed, done) = oneshot::channel();
        if self.inner.jobs.send(Job::Close(closed)).is_ok() {
            // An error means that another `close` came first.
            let _ = done.await;
        }
    }

    pub(crate) fn jobs(&self) -> &mpsc::Sender<Job> {
        &self.inner.jobs
    }

    /// Damage that shows while running is told as it is at the start.
    pub(crate) fn explain(&self, fault: Fault) -> Fault {
        explain(self.inner.file.parent().unwrap_or(Path::new("")), fault)
    }

    /// What the clock says.
    pub(crate) fn now(&self) -> UtcMillis {
        self.inner.clock.now()
    }

    pub(crate) fn all_kept(&self) -> &Kept {
        &self.inner.kept
    }

    pub(crate) fn readers(&self) -> &Arc<Readers> {
        &self.inner.readers
    }
}

/// Names the latest backup where the file is damaged.
fn explain(dir: &Path, fault: Fault) -> Fault {
    match fault.code {
        Code::StoreCorrupt => file::corrupt(dir, fault),
        _ => fault,
    }
}
