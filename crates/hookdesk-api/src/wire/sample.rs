//! Sample data on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether sample data is in, and what it made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SampleState {
    /// Whether it is.
    pub running: bool,
    /// The built-in receiver's address.
    pub receiver: Option<String>,
    /// Requests the receiver got.
    pub received: u64,
    /// The subscriptions it made.
    pub subscription_ids: Vec<i64>,
}

/// A sample shop payload.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SamplePayload {
    /// The event's name.
    pub event_name: String,
    /// What it is.
    pub title: String,
    /// Its data, JSON text.
    pub data: String,
}
