//! "Try with sample data": a receiver of our own on loopback, sample hooks and subscriptions, and sample shop events.

use hookdesk_core::Fault;
use hookdesk_core::id::SubscriptionId;

/// Whether sample data is in.
#[derive(Debug, Clone, Default)]
pub struct SampleState {
    /// Whether it is.
    pub running: bool,
    /// The receiver's address.
    pub receiver: Option<String>,
    /// Requests it got.
    pub received: u64,
    /// The subscriptions made.
    pub subscriptions: Vec<SubscriptionId>,
}

/// A sample shop payload, from `samples/`.
#[derive(Debug, Clone, Copy)]
pub struct SamplePayload {
    /// The event's name.
    pub event_name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Its data.
    pub data: &'static str,
}

/// Sample data's switch.
pub struct Samples {
    // receiver task, marks
}

impl Samples {
    /// The payloads, embedded from `samples/*.json`.
    pub fn payloads() -> &'static [SamplePayload] {
        todo!()
    }

    /// How it stands.
    pub fn state(&self) -> SampleState {
        todo!()
    }

    /// Starts the receiver (200, 422, 500 and slowly by turns), makes hooks and subscriptions, accepts sample events.
    pub async fn start(&self) -> Result<SampleState, Fault> {
        todo!()
    }

    /// Takes all of it out again: subscriptions, their messages, events that came from samples, hooks made for it and
    /// used by nobody else, the receiver.
    pub async fn stop(&self) -> Result<SampleState, Fault> {
        todo!()
    }
}
