//! Manual work: retry, edit and resend, discard, release of held messages.

use hookdesk_core::Fault;
use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::{HoldReason, RejectReason};

use crate::grid::MessageFilter;
use crate::open::Store;

/// Which messages an action is for.
#[derive(Debug, Clone)]
pub enum Selection {
    /// These.
    Ids(Vec<MessageId>),
    /// All of a filter up to a position fixed when the plan was shown; worked through in steps.
    Filter {
        /// The filter as shown.
        filter: MessageFilter,
        /// No message after this position.
        up_to: i64,
        /// Where the last step ended (positions descend); `None` for the first.
        after: Option<i64>,
    },
}

/// What to do.
#[derive(Debug, Clone)]
pub enum BulkAction {
    /// Queue again, at once; trigger manual for ids of one, bulk otherwise. A real send each time.
    Retry,
    /// Give up, with a person's reason.
    Discard(String),
}

/// What one step did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulkStep {
    /// Messages changed.
    pub changed: u64,
    /// Messages left alone because their state does not allow it (being sent, already delivered for discards).
    pub left: u64,
    /// Where the next step begins; `None` when done.
    pub next: Option<i64>,
}

impl Store {
    /// The newest message's position: the bound of a plan.
    pub async fn newest(&self) -> Result<i64, Fault> {
        todo!()
    }

    /// How many messages a filter holds up to a position; stops counting at `cap`.
    pub async fn count_filter(&self, _filter: MessageFilter, _up_to: i64, _cap: u64) -> Result<u64, Fault> {
        todo!()
    }

    /// Runs one step: all ids, or at most `limit` messages of a filter, in one transaction. A retry resets the
    /// policy's failures, keeps the message id, and is due at once; a message of a switched-off subscription or paused
    /// connection becomes held instead, and one of a deleted subscription is left.
    pub async fn bulk(&self, _selection: Selection, _action: BulkAction, _limit: usize) -> Result<BulkStep, Fault> {
        todo!()
    }

    /// Replaces the body by a person's (recorded), and queues the message with trigger `edited_resend`.
    pub async fn edit_and_resend(&self, _id: MessageId, _body: Vec<u8>) -> Result<(), Fault> {
        todo!()
    }

    /// Holds what is waiting of a subscription (queued and retrying; what is being sent ends by itself).
    pub async fn hold(&self, _subscription: SubscriptionId, _reason: HoldReason) -> Result<u64, Fault> {
        todo!()
    }

    /// Releases a subscription's messages held for this reason: due at once, their policy where it stood.
    pub async fn release_held(&self, _subscription: SubscriptionId, _reason: HoldReason) -> Result<u64, Fault> {
        todo!()
    }

    /// Rejects everything open of a subscription, with the reason; part of deleting it.
    pub async fn reject_open(&self, _subscription: SubscriptionId, _reason: RejectReason) -> Result<u64, Fault> {
        todo!()
    }
}
