//! The event list.

mod lanes;
mod seen;

use hookdesk_core::Fault;
use hookdesk_core::event::{EventRouting, EventSource};
use hookdesk_core::message::Message;
use hookdesk_core::time::UtcMillis;

use rusqlite::{Connection, OptionalExtension};

use crate::grid::{Span, fetch, snapshot, time_span, unindexed};
use crate::open::Store;
use crate::rows::{Timeline, fault, maybe_time, time, word};

pub use seen::SeenEvent;

/// Largest page.
const MAX_PAGE: usize = 1000;
/// Most messages in an event's story.
const MAX_MESSAGES: i64 = 200;

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
    /// The HTTP request that brought it, JSON, where a content asked for it.
    pub request: Option<Vec<u8>>,
    /// Its messages (at most 200).
    pub messages: Vec<Message>,
}

impl Store {
    /// One page after position `after`, newest first.
    pub async fn events(
        &self,
        filter: EventFilter,
        after: Option<i64>,
        limit: usize,
    ) -> Result<EventPage, Fault> {
        self.read(move |conn| page(conn, &filter, after, limit.clamp(1, MAX_PAGE))).await
    }

    /// The data of the event of this name before a position, for comparing; `None` where there is none.
    pub async fn previous_data(&self, name: &str, before: i64) -> Result<Option<Vec<u8>>, Fault> {
        let name = name.to_ascii_lowercase();
        self.query(move |conn| {
            let mut newest: Option<i64> = None;
            for routing in EventRouting::ALL {
                let found: Option<i64> = conn
                    .prepare_cached(
                        "SELECT max(seq) FROM events INDEXED BY events_by_name \
                         WHERE name = ?1 AND routing = ?2 AND seq < ?3",
                    )?
                    .query_row((&name, routing.as_str(), before), |row| row.get(0))?;
                newest = newest.max(found);
            }
            let Some(seq) = newest else { return Ok(None) };
            conn.prepare_cached("SELECT data FROM events WHERE seq = ?1")?
                .query_row([seq], |row| row.get(0))
                .optional()
        })
        .await
    }

    /// One event, by its id.
    pub async fn event(&self, id: &str) -> Result<EventStory, Fault> {
        let id = id.to_owned();
        self.read(move |conn| story(conn, &id)).await
    }
}

fn page(
    conn: &Connection,
    filter: &EventFilter,
    after: Option<i64>,
    limit: usize,
) -> Result<EventPage, Fault> {
    let _snapshot = snapshot(conn)?;
    let searched = filter.search.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let unindexed = if searched.is_some() { unindexed(conn)? } else { 0 };
    let span = time_span(conn, Timeline::Events, filter.from, filter.to)?
        .and(Span { below: after.unwrap_or(i64::MAX), ..Span::ALL });
    // One more than the page tells whether there is a next one.
    let mut seqs = match searched {
        None => lanes::merge(conn, filter, span, limit + 1)?.take(limit + 1)?,
        Some(typed) => lanes::find(conn, filter, typed, span, limit + 1)?,
    };
    let more = seqs.len() > limit;
    seqs.truncate(limit);
    let next = if more { seqs.last().copied() } else { None };
    let rows = seqs.into_iter().map(|seq| row(conn, seq)).collect::<Result<_, _>>()?;
    Ok(EventPage { rows, next, unindexed })
}

/// The event at a position.
pub(crate) fn row(conn: &Connection, seq: i64) -> Result<EventRow, Fault> {
    conn.prepare_cached(
        "SELECT seq, id, name, source, routing, occurred_at, received_at, length(data),
           (SELECT count(*) FROM messages WHERE event_seq = e.seq)
         FROM events e WHERE seq = ?1",
    )
    .and_then(|mut s| {
        s.query_row([seq], |row| {
            Ok(EventRow {
                seq: row.get(0)?,
                id: row.get(1)?,
                name: row.get(2)?,
                source: word(row, 3, EventSource::parse)?,
                routing: word(row, 4, EventRouting::parse)?,
                occurred_at: maybe_time(row, 5)?,
                received_at: time(row, 6)?,
                size: row.get::<_, i64>(7)?.unsigned_abs(),
                messages: row.get::<_, i64>(8)?.unsigned_abs(),
            })
        })
    })
    .map_err(fault)
}

/// An event's data and context.
pub(crate) fn payload(conn: &Connection, seq: i64) -> Result<(Vec<u8>, Option<Vec<u8>>), Fault> {
    conn.prepare_cached("SELECT data, context FROM events WHERE seq = ?1")
        .and_then(|mut s| s.query_row([seq], |row| Ok((row.get(0)?, row.get(1)?))))
        .map_err(fault)
}

fn story(conn: &Connection, id: &str) -> Result<EventStory, Fault> {
    let _snapshot = snapshot(conn)?;
    let seq: Option<i64> = conn
        .prepare_cached("SELECT seq FROM events WHERE id = ?1")
        .and_then(|mut s| s.query_row([id], |row| row.get(0)).optional())
        .map_err(fault)?;
    let seq = seq.ok_or_else(|| Fault::not_found("there is no event with this id"))?;
    let messages: Vec<i64> = conn
        .prepare_cached("SELECT seq FROM messages WHERE event_seq = ?1 ORDER BY seq LIMIT ?2")
        .and_then(|mut s| s.query_map([seq, MAX_MESSAGES], |row| row.get(0))?.collect())
        .map_err(fault)?;
    let (data, context) = payload(conn, seq)?;
    let request = conn
        .prepare_cached("SELECT request FROM events WHERE seq = ?1")
        .and_then(|mut s| s.query_row([seq], |row| row.get(0)))
        .map_err(fault)?;
    Ok(EventStory {
        event: row(conn, seq)?,
        data,
        context,
        request,
        messages: fetch(conn, messages.into_iter())?,
    })
}
