//! Read-only connections for grids and screens; writers never wait for them, nor they for writers (WAL).

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use hookdesk_core::{Code, Fault};
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use crate::open::Store;
use crate::rows;

/// A handful of connections, each used by one reader at a time.
pub(crate) struct Readers {
    idle: Mutex<Vec<Connection>>,
    free: Arc<Semaphore>,
}

impl Readers {
    /// Opens `count` connections (at least one).
    pub fn open(file: &Path, count: usize) -> rusqlite::Result<Self> {
        let idle = (0..count.max(1)).map(|_| connect(file)).collect::<rusqlite::Result<Vec<_>>>()?;
        let free = Arc::new(Semaphore::new(idle.len()));
        Ok(Self { idle: Mutex::new(idle), free })
    }

    /// Closes all connections; later reads fault.
    pub fn close(&self) {
        self.free.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn take(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put_back(&self, conn: Connection) {
        if !self.free.is_closed() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        }
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    conn.pragma_update(None, "cache_size", -2_000)?;
    conn.pragma_update(None, "query_only", true)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// Gives the connection back however the job ends.
struct Borrowed {
    conn: Option<Connection>,
    readers: Arc<Readers>,
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            self.readers.put_back(conn);
        }
    }
}

impl Store {
    /// Runs a job on a read-only connection, off the async threads. A job that makes several queries and needs them
    /// to agree opens a transaction of its own.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let readers = Arc::clone(self.readers());
        let permit = Arc::clone(&readers.free).acquire_owned().await.map_err(|_| stopping())?;
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let borrowed = Borrowed { conn: readers.take(), readers };
            borrowed.conn.as_ref().map_or_else(|| Err(stopping()), job)
        });
        let ended = |e: tokio::task::JoinError| {
            Err(Fault::new(Code::Internal, "a reader ended before its time").detail(e.to_string()))
        };
        work.await.unwrap_or_else(ended).map_err(|fault| self.explain(fault))
    }

    /// Reads with one query's error type.
    pub(crate) async fn query<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        self.read(|conn| job(conn).map_err(rows::fault)).await
    }
}

/// The fault of every call after `close`.
pub(crate) fn stopping() -> Fault {
    Fault::new(Code::EngineStopping, "Hookdesk is stopping")
}
