//! The event list.

use hookdesk_core::Fault;
use hookdesk_core::event::{EventRouting, EventSource};
use hookdesk_core::message::Message;
use hookdesk_core::time::UtcMillis;

use crate::open::Store;

/// Which events. `None` means "any".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Its routing.
    pub routing: Option<EventRouting>,
    /// Its name, whole.
    pub name: Option<String>,
    /// Received at or after.
    pub from: Option<UtcMillis>,
    /// Received before.
    pub to: Option<UtcMillis>,
    /// Words in the payload, or its id.
    pub search: Option<String>,
}

/// An event as lists show it.
#[derive(Debug, Clone)]
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
    /// When it happened, where its source said.
    pub occurred_at: Option<UtcMillis>,
    /// When it was accepted.
    pub received_at: UtcMillis,
    /// Size of its data in bytes.
    pub size: u64,
    /// How many messages it became.
    pub messages: u64,
}

/// A page of events, newest first.
#[derive(Debug, Clone, Default)]
pub struct EventPage {
    /// Its rows.
    pub rows: Vec<EventRow>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// Events whose text is not searchable yet; 0 unless searching.
    pub unindexed: u64,
}

/// An event with its data and messages.
#[derive(Debug, Clone)]
pub struct EventStory {
    /// The event.
    pub event: EventRow,
    /// Its data.
    pub data: Vec<u8>,
    /// Its context.
    pub context: Option<Vec<u8>>,
    /// Its messages (at most 200).
    pub messages: Vec<Message>,
}

impl Store {
    /// One page after position `after`.
    pub async fn events(
        &self,
        _filter: EventFilter,
        _after: Option<i64>,
        _limit: usize,
    ) -> Result<EventPage, Fault> {
        todo!()
    }

    /// One event, by its id.
    pub async fn event(&self, _id: &str) -> Result<EventStory, Fault> {
        todo!()
    }
}
