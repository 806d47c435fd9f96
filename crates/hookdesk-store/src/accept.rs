//! Accepting events: store, route and queue in one transaction.

use hookdesk_core::Fault;
use hookdesk_core::event::NewEvent;

use crate::open::Store;

/// What the caller is told about one event.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The answer's JSON, `{"event_id":…,"messages":[{"id":…,"subscription_id":…,"state":…}]}`; for a repeated id,
    /// byte for byte what its first caller got.
    pub answer: String,
    /// Whether the id was known already.
    pub repeated: bool,
    /// Whether a known id came with other data than the first time.
    pub differs: bool,
    /// The event's position.
    pub event_seq: i64,
}

impl Store {
    /// Stores the events, routes each to its hook's subscriptions and queues their messages, all in one transaction
    /// that is durable (`synchronous=FULL`) before this returns. All or none: on a fault nothing is stored.
    /// Unmatched events are kept. Answers come in the order of the events; an id twice in one call answers twice.
    pub async fn accept(&self, _events: Vec<NewEvent>) -> Result<Vec<Accepted>, Fault> {
        todo!()
    }

    /// Routes a stored event again, as it would be today: new messages with trigger `replay`. Returns their number.
    pub async fn replay(&self, _event_seq: i64) -> Result<usize, Fault> {
        todo!()
    }
}
