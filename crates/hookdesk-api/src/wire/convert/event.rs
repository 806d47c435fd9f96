//! Events.

use hookdesk_core::Fault;
use hookdesk_store as store;

use crate::wire::convert::time;
use crate::wire::{Body, EventPage, EventRow, EventStory, ListEvents};

impl From<store::EventRow> for EventRow {
    fn from(row: store::EventRow) -> Self {
        Self {
            seq: row.seq,
            id: row.id,
            name: row.name,
            source: row.source.into(),
            routing: row.routing.into(),
            occurred_at: row.occurred_at.map(|at| at.to_rfc3339()),
            received_at: row.received_at.to_rfc3339(),
            size: row.size,
            messages: row.messages,
        }
    }
}

impl From<store::EventPage> for EventPage {
    fn from(page: store::EventPage) -> Self {
        Self {
            items: page.rows.into_iter().map(Into::into).collect(),
            next: page.next,
            unindexed: page.unindexed,
        }
    }
}

impl From<store::EventStory> for EventStory {
    fn from(story: store::EventStory) -> Self {
        Self {
            event: story.event.into(),
            data: Body::new(story.data),
            context: story.context.map(Body::new),
            messages: story.messages.into_iter().map(Into::into).collect(),
        }
    }
}

impl ListEvents {
    /// As the store asks it.
    pub fn filter(&self) -> Result<store::EventFilter, Fault> {
        Ok(store::EventFilter {
            routing: self.routing.map(Into::into),
            name: self.name.as_deref().map(str::to_ascii_lowercase),
            from: time("from", self.from.as_deref())?,
            to: time("to", self.to.as_deref())?,
            search: self.search.clone().filter(|text| !text.trim().is_empty()),
        })
    }
}
