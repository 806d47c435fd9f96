//! Messages and attempts: the states, the outcomes, and how a failure is told.

mod attempt;
mod outcome;
mod state;
#[cfg(test)]
mod tests;

use crate::config::{ContentWrap, PayloadBinding};
use crate::id::{MessageId, SubscriptionId};
use crate::time::UtcMillis;

pub use attempt::{Attempt, HeaderPair, RequestRecord, ResponseRecord, Timings};
pub use outcome::{AttemptResult, FailureTruth, TransportClass, Trigger};
pub use state::{HoldReason, MessageState, Next, RejectReason, SkipReason};

/// A message as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its position in the queue's file; the key by which grids page.
    pub seq: i64,
    /// Its identity.
    pub id: MessageId,
    /// Its event's identity.
    pub event_id: String,
    /// Its event's name.
    pub event_name: String,
    /// For whom.
    pub subscription_id: SubscriptionId,
    /// Where it stands.
    pub state: MessageState,
    /// The hold, skip, reject or discard reason: one of the closed lists, or a person's words for discards.
    pub reason: Option<String>,
    /// When it is due, for queued and retrying ones.
    pub due_at: Option<UtcMillis>,
    /// How many attempts were made in all.
    pub attempts: u32,
    /// The last answer's status.
    pub last_status: Option<u16>,
    /// The last failure's truth.
    pub last_truth: Option<FailureTruth>,
    /// The last transport failure's class.
    pub last_class: Option<TransportClass>,
    /// Snapshot or rebuild.
    pub binding: PayloadBinding,
    /// How the event's data becomes the body.
    pub wrap: ContentWrap,
    /// Whether a person has edited the body.
    pub edited: bool,
    /// When it was queued.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
}
