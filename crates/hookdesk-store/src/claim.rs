//! Claiming: leases on due messages, fair over subscriptions.

use hookdesk_core::Fault;
use hookdesk_core::config::{ContentWrap, PayloadBinding};
use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::Trigger;
use hookdesk_core::time::UtcMillis;

use crate::open::Store;

/// One subscription's share of a claim.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    /// Whose messages.
    pub subscription: SubscriptionId,
    /// At most this many.
    pub max: usize,
    /// Lease length in milliseconds, derived from the subscription's timeout.
    pub lease_ms: i64,
}

/// What the sender can take now.
#[derive(Debug, Clone, Default)]
pub struct ClaimPlan {
    /// Lanes in round-robin order: one message from each in turn until `total` is reached.
    pub lanes: Vec<Lane>,
    /// At most this many in all.
    pub total: usize,
}

/// A message leased to the sender, with all it takes to build its request.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The message's position.
    pub seq: i64,
    /// Its identity.
    pub id: MessageId,
    /// Every write about it must carry this.
    pub token: i64,
    /// Until when the lease holds.
    pub until: UtcMillis,
    /// Whose it is.
    pub subscription: SubscriptionId,
    /// Its event's id.
    pub event_id: String,
    /// Its event's name.
    pub event_name: String,
    /// What sets this attempt off.
    pub trigger: Trigger,
    /// This attempt's number, from 1.
    pub number: u32,
    /// Failures counted so far in this run of the retry policy.
    pub failures: u32,
    /// How the data becomes the body.
    pub wrap: ContentWrap,
    /// Snapshot or rebuild.
    pub binding: PayloadBinding,
    /// The event's data.
    pub data: Vec<u8>,
    /// The edited body, where there is one; it then stands instead of the data, unwrapped.
    pub body: Option<Vec<u8>>,
    /// When the message was queued.
    pub created_at: UtcMillis,
}

/// Names a lease in a write.
pub type LeaseRef = (i64, i64);

impl Store {
    /// Leases due messages. Waits (parked in the writer, woken by the commit that makes something due or by the due
    /// instant itself) until at least one can be leased, so that an accept and the claim of its message share one
    /// commit. A newer claim takes a parked one's place, which then answers empty.
    pub async fn claim(&self, _plan: ClaimPlan) -> Result<Vec<Lease>, Fault> {
        todo!()
    }

    /// Gives leases back untouched (on drain): the messages are due at once, no attempt is counted.
    pub async fn release(&self, _leases: Vec<LeaseRef>) -> Result<(), Fault> {
        todo!()
    }

    /// Extends leases whose attempt still runs. Returns the seqs whose lease no longer holds.
    pub async fn renew(&self, _leases: Vec<LeaseRef>, _for_ms: i64) -> Result<Vec<i64>, Fault> {
        todo!()
    }
}
