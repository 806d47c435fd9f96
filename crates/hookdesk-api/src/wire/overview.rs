//! The overview's figures.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::message::Counts;

/// What the overview shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Overview {
    /// Counts per state.
    pub counts: Counts,
    /// The last 24 hours, oldest first.
    pub hourly: Vec<HourlyPoint>,
    /// Each live subscription.
    pub subscriptions: Vec<SubscriptionHealth>,
    /// What a person should look at, most urgent first.
    pub notices: Vec<Notice>,
    /// Whether nothing was ever set up: no hook, no subscription, no event.
    pub empty: bool,
}

/// One hour's attempts.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HourlyPoint {
    /// Its beginning.
    pub hour: String,
    /// Attempts delivered.
    pub delivered: u64,
    /// Attempts failed.
    pub failed: u64,
}

/// How a subscription does.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SubscriptionHealth {
    /// Which.
    pub id: i64,
    /// Its label, or its redacted URL.
    pub label: String,
    /// Its hook's name.
    pub event_name: String,
    /// On or off.
    pub enabled: bool,
    /// Delivered in the last 24 hours.
    pub delivered_24h: u64,
    /// Failed in the last 24 hours.
    pub failed_24h: u64,
    /// Messages waiting: queued, sending, retrying.
    pub waiting: u64,
    /// Messages rejected.
    pub rejected: u64,
    /// Messages held.
    pub held: u64,
    /// The oldest waiting message's time.
    pub oldest_waiting: Option<String>,
}

/// Something a person should look at.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Notice {
    /// What: `consent`, `authorization`, `rejected`, `unmatched`, `secrets_unset`, `secrets_locked`, `samples_running`, `disk`, `network`,
    /// `certificate`.
    pub kind: String,
    /// One sentence.
    pub text: String,
    /// The subscription it is about.
    pub subscription_id: Option<i64>,
    /// The connection it is about.
    pub connection_id: Option<i64>,
    /// How many messages or events it is about.
    pub count: u64,
}
