//! Idle connections, by origin.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::{Position, Url};

use crate::exchange::Outgoing;
use crate::live::Live;

/// Longest time a connection stays idle.
const IDLE_LIMIT: Duration = Duration::from_secs(30);
/// Most idle connections of one origin.
const PER_ORIGIN: usize = 256;

type ByOrigin = HashMap<String, Vec<Box<Live>>>;

/// The idle connections. One is given only to requests that might have dialled its address themselves: a request
/// without consent must not ride on another's.
#[derive(Default)]
pub(crate) struct Pool {
    shelves: Mutex<ByOrigin>,
}

impl Pool {
    /// The connection used last for this request's origin: the one most likely to be still open.
    pub(crate) fn take(&self, request: &Outgoing) -> Option<Box<Live>> {
        let mut shelves = self.lock();
        let shelf = shelves.get_mut(origin(&request.url))?;
        let allowed = shelf.iter().rposition(|live| request.private.allows(live.address))?;
        let live = shelf.remove(allowed);
        if live.idle_since.elapsed() < IDLE_LIMIT {
            return Some(live);
        }
        // All before it are older still. Closed after the lock is gone.
        let expired: Vec<_> = shelf.drain(..allowed).collect();
        drop(shelves);
        drop(expired);
        None
    }

    /// Keeps it for later.
    pub(crate) fn put(&self, request: &Outgoing, live: Box<Live>) {
        let mut shelves = self.lock();
        let origin = origin(&request.url);
        match shelves.get_mut(origin) {
            Some(shelf) if shelf.len() < PER_ORIGIN => shelf.push(live),
            Some(_) => {}
            None => {
                shelves.insert(origin.to_owned(), vec![live]);
            }
        }
    }

    /// Closes what has been idle too long.
    pub(crate) fn close_idle(&self) {
        let now = Instant::now();
        let mut expired = Vec::new();
        self.lock().retain(|_, shelf| {
            let fresh = shelf.partition_point(|live| now.duration_since(live.idle_since) >= IDLE_LIMIT);
            expired.extend(shelf.drain(..fresh));
            !shelf.is_empty()
        });
        drop(expired);
    }

    /// Closes everything that is idle.
    pub(crate) fn close_all(&self) {
        let all = std::mem::take(&mut *self.lock());
        drop(all);
    }

    fn lock(&self) -> MutexGuard<'_, ByOrigin> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Scheme, host and port as they stand in the URL.
fn origin(url: &Url) -> &str {
    &url[..Position::BeforePath]
}
