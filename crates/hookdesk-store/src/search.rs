//! Full-text search over payloads, indexed in the background so that accepting stays fast.

use hookdesk_core::Fault;

use crate::open::Store;

/// How far the index is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexProgress {
    /// Events indexed by this step.
    pub done: u64,
    /// Events still to do.
    pub left: u64,
}

impl Store {
    /// Indexes the next events, at most `limit`, in a transaction of its own. Called by the engine when the queue is
    /// quiet; flattening happens outside the write transaction.
    pub async fn index_text(&self, _limit: usize) -> Result<IndexProgress, Fault> {
        todo!()
    }
}
