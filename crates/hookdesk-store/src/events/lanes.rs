//! Positions of events, from the indexes that hold exactly what is asked for.

use hookdesk_core::Fault;
use hookdesk_core::event::EventRouting;
use hookdesk_core::id::MessageId;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::EventFilter;
use crate::grid::{FEW, Merge, Order, PATIENCE, SeqLane, Span, Words, beside, each_event, words};
use crate::rows::fault;

const ALL: &str = "events WHERE TRUE";
const BY_NAME: &str = "events INDEXED BY events_by_name WHERE name = ?4 AND routing = ?5";
const WITHOUT_MESSAGE: &str =
    "events INDEXED BY events_without_message WHERE routing <> 'matched' AND routing = ?4";
/// Matched events are those with messages, whose index is small: it holds no payloads to read past.
const MATCHED: &str = "(SELECT event_seq AS seq FROM messages INDEXED BY messages_by_event) WHERE TRUE";

/// All of the filter but its text, newest first, within `span`.
pub(super) fn merge<'c>(
    conn: &'c Connection,
    filter: &EventFilter,
    span: Span,
    want: usize,
) -> Result<Merge<'c, SeqLane>, Fault> {
    let lane = |rows, keys: &[&str]| SeqLane::Index {
        rows,
        keys: keys.iter().map(|key| Value::from((*key).to_owned())).collect(),
        span,
    };
    let lanes = match (name(filter), filter.routing) {
        (None, None) => vec![lane(ALL, &[])],
        (None, Some(EventRouting::Matched)) => vec![lane(MATCHED, &[])],
        (None, Some(routing)) => vec![lane(WITHOUT_MESSAGE, &[routing.as_str()])],
        (Some(name), Some(routing)) => vec![lane(BY_NAME, &[&name, routing.as_str()])],
        (Some(name), None) => {
            EventRouting::ALL.iter().map(|routing| lane(BY_NAME, &[&name, routing.as_str()])).collect()
        }
    };
    Merge::new(conn, lanes, Order::Descending, None, want)
}

/// Names are kept in lower case.
fn name(filter: &EventFilter) -> Option<String> {
    filter.name.as_ref().map(|name| name.to_ascii_lowercase())
}

/// What the filter and the text typed find, newest first, at most `limit`, within `span`.
pub(super) fn find(
    conn: &Connection,
    filter: &EventFilter,
    typed: &str,
    span: Span,
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    if let Ok(id) = MessageId::parse(typed) {
        return of_message(conn, filter, id, span);
    }
    let words = words(conn, typed)?;
    // As in the grid: the text leads, and where that takes long and the rest of the filter is small, the rest does.
    if let Some(found) = by_text(conn, filter, &words, span, limit, PATIENCE)? {
        return Ok(found);
    }
    if filter.name.is_some() || filter.routing.is_some() {
        let few = merge(conn, filter, span, FEW)?.take(FEW + 1)?;
        if few.len() <= FEW {
            let candidates = few.into_iter().map(|seq| Ok((seq, seq)));
            return beside(conn, &words, Order::Descending, limit, candidates);
        }
    }
    Ok(by_text(conn, filter, &words, span, limit, usize::MAX)?.unwrap_or_default())
}

/// Goes through what the words find; `None` where `patience` events were looked at and there is more.
fn by_text(
    conn: &Connection,
    filter: &EventFilter,
    words: &Words,
    span: Span,
    limit: usize,
    patience: usize,
) -> Result<Option<Vec<i64>>, Fault> {
    let (mut found, mut looked_at) = (Vec::new(), 0);
    each_event(conn, words, span, Order::Descending, |seq| {
        looked_at += 1;
        if looked_at <= patience && keeps(conn, filter, seq)? {
            found.push(seq);
        }
        Ok(looked_at <= patience && found.len() < limit)
    })?;
    Ok((looked_at <= patience).then_some(found))
}

/// The event of a message whose id was typed.
fn of_message(conn: &Connection, filter: &EventFilter, id: MessageId, span: Span) -> Result<Vec<i64>, Fault> {
    let event: Option<i64> = conn
        .prepare_cached("SELECT event_seq FROM messages WHERE id = ?1")
        .and_then(|mut s| s.query_row([id.0.as_bytes()], |row| row.get(0)).optional())
        .map_err(fault)?;
    match event {
        Some(seq) if span.holds(seq) && keeps(conn, filter, seq)? => Ok(vec![seq]),
        _ => Ok(Vec::new()),
    }
}

/// Whether name and routing of the event are those asked for.
fn keeps(conn: &Connection, filter: &EventFilter, seq: i64) -> Result<bool, Fault> {
    let (wanted_name, wanted_routing) = (name(filter), filter.routing.map(EventRouting::as_str));
    if wanted_name.is_none() && wanted_routing.is_none() {
        return Ok(true);
    }
    conn.prepare_cached(
        "SELECT 1 FROM events WHERE seq = ?1 AND (?2 IS NULL OR name = ?2) AND (?3 IS NULL OR routing = ?3)",
    )
    .and_then(|mut s| s.exists((seq, wanted_name, wanted_routing)))
    .map_err(fault)
}
