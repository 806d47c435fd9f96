//! What came under which name, for the catalogue.

use hookdesk_core::Fault;
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension};

use super::EventFilter;
use super::lanes::merge;
use crate::grid::{Span, snapshot};
use crate::open::Store;
use crate::rows::{fault, time};

/// Most names told.
const MAX_NAMES: usize = 2_000;

/// An event with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenEvent {
    /// Its id.
    pub id: String,
    /// When it was accepted.
    pub received_at: UtcMillis,
    /// Its data; `None` where it is larger than was asked for.
    pub data: Option<Vec<u8>>,
}

impl Store {
    /// The names that events came under, in their order. One step in the index for each.
    pub async fn event_names(&self) -> Result<Vec<String>, Fault> {
        self.query(|conn| {
            let mut next = conn.prepare_cached("SELECT min(name) FROM events WHERE name > ?1")?;
            let mut names: Vec<String> = Vec::new();
            while names.len() < MAX_NAMES {
                let last = names.last().map_or("", String::as_str);
                let Some(name) = next.query_row([last], |row| row.get(0))? else { break };
                names.push(name);
            }
            Ok(names)
        })
        .await
    }

    /// Positions and names of the events after a position, in their order: of the newest `limit`. Sample data is left
    /// out.
    pub async fn events_after(&self, after: i64, limit: usize) -> Result<Vec<(i64, String)>, Fault> {
        self.query(move |conn| {
            let newest: i64 = conn
                .prepare_cached("SELECT coalesce(max(seq), 0) FROM events")?
                .query_row([], |row| row.get(0))?;
            let from = after.max(newest.saturating_sub(i64::try_from(limit).unwrap_or(i64::MAX)));
            conn.prepare_cached(
                "SELECT seq, name FROM events WHERE seq > ?1 AND source <> 'sample' ORDER BY seq",
            )?
            .query_map([from], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
        })
        .await
    }

    /// The data of events, in the order asked for; what is gone or larger is left out.
    pub async fn payloads(&self, seqs: Vec<i64>, max_bytes: usize) -> Result<Vec<Vec<u8>>, Fault> {
        self.query(move |conn| {
            let rows = seqs.into_iter().map(|seq| seen(conn, seq, max_bytes));
            let rows: Vec<Option<SeenEvent>> = rows.collect::<rusqlite::Result<_>>()?;
            Ok(rows.into_iter().flatten().filter_map(|event| event.data).collect())
        })
        .await
    }

    /// The newest events of a name, newest first, with data of at most `max_bytes` each.
    pub async fn events_of(
        &self,
        name: &str,
        limit: usize,
        max_bytes: usize,
    ) -> Result<Vec<SeenEvent>, Fault> {
        let filter = EventFilter { name: Some(name.to_owned()), ..EventFilter::default() };
        self.read(move |conn| {
            let _snapshot = snapshot(conn)?;
            let seqs = merge(conn, &filter, Span::ALL, limit)?.take(limit)?;
            let rows = seqs.into_iter().map(|seq| seen(conn, seq, max_bytes).map_err(fault));
            rows.filter_map(Result::transpose).collect()
        })
        .await
    }
}

fn seen(conn: &Connection, seq: i64, max_bytes: usize) -> rusqlite::Result<Option<SeenEvent>> {
    let max_bytes = i64::try_from(max_bytes).unwrap_or(i64::MAX);
    conn.prepare_cached(
        "SELECT id, received_at, CASE WHEN length(data) <= ?2 THEN data END FROM events WHERE seq = ?1",
    )?
    .query_row((seq, max_bytes), |row| {
        Ok(SeenEvent { id: row.get(0)?, received_at: time(row, 1)?, data: row.get(2)? })
    })
    .optional()
}
