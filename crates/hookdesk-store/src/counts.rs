//! Counts per state, kept in the transaction that moves a message.

use std::collections::BTreeMap;

use hookdesk_core::Fault;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::MessageState;

use crate::open::Store;

/// How many messages stand where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Over all subscriptions; every state is present.
    pub by_state: BTreeMap<MessageState, u64>,
    /// For each subscription with any message.
    pub by_subscription: BTreeMap<SubscriptionId, BTreeMap<MessageState, u64>>,
    /// Events no hook has the name of.
    pub unmatched_events: u64,
    /// Events in all.
    pub events: u64,
}

impl Store {
    /// Reads the counters; never counts rows.
    pub async fn counts(&self) -> Result<Counts, Fault> {
        todo!()
    }
}
