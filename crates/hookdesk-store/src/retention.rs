//! Retention: old messages that are done are purged in small steps; what is not terminal is never purged.

use hookdesk_core::Fault;
use hookdesk_core::time::UtcMillis;

use crate::open::Store;

/// What one step removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Messages with their attempts.
    pub messages: u64,
    /// Events left without any message.
    pub events: u64,
}

impl Store {
    /// Removes at most `limit` delivered, discarded or skipped messages last changed before `before`, and events with
    /// no message left that came before it. Call again until nothing was removed.
    pub async fn purge(&self, _before: UtcMillis, _limit: usize) -> Result<Purged, Fault> {
        todo!()
    }

    /// Removes everything a subscription and its hook's sample events left, for taking sample data out again.
    pub async fn erase_subscription(&self, _id: hookdesk_core::id::SubscriptionId) -> Result<Purged, Fault> {
        todo!()
    }
}
