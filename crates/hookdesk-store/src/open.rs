//! Opening the file: lock out newer versions, back up before migrating, check integrity, start the writer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::time::Clock;
use tokio::sync::broadcast;

use crate::changes::Changes;

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
    // writer handle, readers, broadcast sender
}

impl Store {
    /// Opens or creates `<dir>/hookdesk.db`. Backups go to `<dir>/backups/`. Faults: read-only, full, newer version,
    /// corrupt (names the latest backup).
    pub fn open(_dir: &Path, _options: OpenOptions) -> Result<(Self, Opened), Fault> {
        todo!()
    }

    /// What changed, told after each commit.
    pub fn changes(&self) -> broadcast::Receiver<Changes> {
        todo!()
    }

    /// A consistent copy into a new file, with SQLite's backup interface.
    pub async fn backup(&self, _to: PathBuf) -> Result<(), Fault> {
        todo!()
    }

    /// Runs the full integrity check; the lines it prints, empty when all is well.
    pub async fn check(&self) -> Result<Vec<String>, Fault> {
        todo!()
    }

    /// Size of the file and its WAL in bytes.
    pub fn size_bytes(&self) -> u64 {
        todo!()
    }

    /// Commits what is waiting and ends the writer thread. Later calls fault with `engine.stopping`.
    pub async fn close(&self) {
        todo!()
    }
}
