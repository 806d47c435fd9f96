//! Outcomes: the attempt and the message's next state, in one transaction, under the lease's token.

use hookdesk_core::Fault;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{Attempt, Next};

use crate::open::Store;

/// What came of a lease.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The message's position.
    pub seq: i64,
    /// The lease's token.
    pub token: i64,
    /// Whose it is.
    pub subscription: SubscriptionId,
    /// The attempt; `None` where nothing was tried (holds), and then no attempt is counted.
    pub attempt: Option<Attempt>,
    /// A body built for this attempt that differs from the event's data under the message's wrap (rebuild).
    pub rebuilt_body: Option<Vec<u8>>,
    /// What becomes of the message.
    pub next: Next,
    /// Whether this failure counts against the retry policy.
    pub counted: bool,
}

impl Store {
    /// Writes it. `false`: the lease was lost and nothing was written (fenced). Many callers share one commit.
    pub async fn record(&self, _outcome: Recorded) -> Result<bool, Fault> {
        todo!()
    }
}
