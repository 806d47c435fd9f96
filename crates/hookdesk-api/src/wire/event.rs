//! Events on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::message::{Body, MessageRow};
use super::words::*;

/// An event as lists show it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EventRow {
    /// Its position.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it came from.
    pub source: EventSource,
    /// What routing made of it.
    pub routing: EventRouting,
    /// When it happened.
    pub occurred_at: Option<String>,
    /// When it was accepted.
    pub received_at: String,
    /// Size of its data in bytes.
    pub size: u64,
    /// How many messages it became.
    pub messages: u64,
}

/// Asks for a page of events, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ListEvents {
    /// Its routing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing: Option<EventRouting>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Accepted at or after (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Accepted before (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Words in the payload, or an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The last page's `next`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
    /// At most this many, 1 to 1,000; 100 where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of events.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EventPage {
    /// Its rows.
    pub items: Vec<EventRow>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// Events not searchable yet; 0 unless searching.
    pub unindexed: u64,
}

/// Names an event.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EventRef {
    /// Its id.
    pub id: String,
}

/// An event with its data and messages.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EventStory {
    /// The event.
    pub event: EventRow,
    /// Its data.
    pub data: Body,
    /// Its context.
    pub context: Option<Body>,
    /// Its messages, at most 200.
    pub messages: Vec<MessageRow>,
}

/// Sends an event from the window ("Send test event") or a sample.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SendEvent {
    /// Its name.
    pub name: String,
    /// Its data, JSON text.
    pub data: String,
    /// Its context, JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// What the sender of an event is told.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EventAnswer {
    /// The event's id.
    pub event_id: String,
    /// The messages it became.
    pub messages: Vec<AnswerMessage>,
}

/// One message of an answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AnswerMessage {
    /// Its id.
    pub id: String,
    /// For whom.
    pub subscription_id: i64,
    /// Where it stood when accepted.
    pub state: MessageState,
}

/// What a replay made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Replayed {
    /// How many messages.
    pub messages: u64,
}
