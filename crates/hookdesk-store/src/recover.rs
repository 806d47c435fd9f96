//! Recovery at start: what a stopped engine left leased.

use hookdesk_core::Fault;

use crate::open::Store;

/// What recovery found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Leased messages that got an attempt marked *unknown* and are due again.
    pub unknown: usize,
}

impl Store {
    /// For each message found `sending`: an attempt row (failed, truth unknown, class interrupted) and the state
    /// `retrying`, due at once. One transaction; the caller holds the data directory's lock, so nobody is sending.
    pub async fn recover(&self) -> Result<Recovered, Fault> {
        todo!()
    }

    /// The same for single leases that have run out while the engine lives (a task died). Returns how many.
    pub async fn recover_expired(&self) -> Result<usize, Fault> {
        todo!()
    }
}
