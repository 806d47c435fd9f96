//! Text search within a filter.
//!
//! The full-text index knows events, the grid shows messages. A message comes after its event's place in the same
//! order, so events found in descending order give messages in descending order; only messages a replay made break
//! it, and those are looked at apart. Where the rest of the filter holds few messages, it leads and the text follows.

use std::collections::HashMap;

use hookdesk_core::Fault;
use rusqlite::{Connection, OptionalExtension};

use super::Order;
use super::plan::{Plan, Span, Words};
use super::seqs;
use crate::rows::fault;

/// A filter with at most this many messages leads the search. Few in tests, so that they go both ways.
pub(crate) const FEW: usize = if cfg!(test) { 5 } else { 20_000 };

/// Positions of the plan whose event the words find, in order, at most `limit`.
pub(crate) fn find(
    conn: &Connection,
    plan: &Plan,
    words: &Words,
    span: Span,
    order: Order,
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    let span = span.and(plan.span);
    let mut found = match few(conn, plan, span)? {
        Some(candidates) => among(conn, words, &candidates)?,
        None => {
            let mut found = by_event(conn, plan, words, span, order, limit)?;
            // Replayed ones count as far as this page reaches.
            let reach = match (order, found.last()) {
                (Order::Descending, Some(last)) if found.len() == limit => Span { above: *last, ..span },
                (Order::Ascending, Some(last)) if found.len() == limit => Span { below: *last, ..span },
                _ => span,
            };
            let replayed = with_events(conn, plan, seqs::replayed(conn, reach)?)?;
            found.extend(among(conn, words, &replayed)?);
            found
        }
    };
    match order {
        Order::Descending => found.sort_unstable_by(|a, b| b.cmp(a)),
        Order::Ascending => found.sort_unstable(),
    }
    found.truncate(limit);
    Ok(found)
}

/// The filter's messages with their events, if it is narrowed to a few.
fn few(conn: &Connection, plan: &Plan, span: Span) -> Result<Option<Vec<(i64, i64)>>, Fault> {
    if !plan.is_narrowed() {
        return Ok(None);
    }
    let seqs = seqs::merge(conn, plan, span, Order::Descending, FEW)?.take(FEW + 1)?;
    if seqs.len() > FEW {
        return Ok(None);
    }
    let mut statement =
        conn.prepare_cached("SELECT event_seq FROM messages WHERE seq = ?1").map_err(fault)?;
    let event = |seq| Ok((seq, statement.query_row([seq], |row| row.get(0)).map_err(fault)?));
    seqs.into_iter().map(event).collect::<Result<_, _>>().map(Some)
}

/// Those of the messages that the plan holds, with their events.
fn with_events(conn: &Connection, plan: &Plan, seqs: Vec<i64>) -> Result<Vec<(i64, i64)>, Fault> {
    let mut statement = conn
        .prepare_cached(
            "SELECT seq, event_seq, subscription_id, state, answer
             FROM messages WHERE seq = ?1",
        )
        .map_err(fault)?;
    let mut kept = Vec::new();
    for seq in seqs {
        let mut rows = statement.query([seq]).map_err(fault)?;
        if let Some(row) = rows.next().map_err(fault)?
            && plan.keeps(row.get(2), row.get_ref(3), row.get(4)).map_err(fault)?
        {
            kept.push((seq, row.get(1).map_err(fault)?));
        }
    }
    Ok(kept)
}

/// Those of the `(message, event)` candidates whose event the words find.
pub(crate) fn among(conn: &Connection, words: &Words, candidates: &[(i64, i64)]) -> Result<Vec<i64>, Fault> {
    let mut by_event: HashMap<i64, Vec<i64>> = HashMap::new();
    for (seq, event) in candidates {
        by_event.entry(*event).or_default().push(*seq);
    }
    let (Some(first), Some(last)) = (by_event.keys().min(), by_event.keys().max()) else {
        return Ok(Vec::new());
    };
    let range = Span { above: first - 1, below: last + 1 };
    let mut found = Vec::new();
    each_event(conn, words, range, Order::Descending, |event| {
        found.extend(by_event.remove(&event).unwrap_or_default());
        Ok(!by_event.is_empty())
    })?;
    Ok(found)
}

/// Goes from event to event and takes the messages of each that the plan holds, replayed ones excepted.
fn by_event(
    conn: &Connection,
    plan: &Plan,
    words: &Words,
    span: Span,
    order: Order,
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    let Some(events) = events_of(conn, span)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut messages = conn
        .prepare_cached(
            "SELECT seq, subscription_id, state, answer
             FROM messages INDEXED BY messages_by_event
             WHERE event_seq = ?1 AND seq > ?2 AND seq < ?3 AND replayed = 0 ORDER BY seq",
        )
        .map_err(fault)?;
    each_event(conn, words, events, order, |event| {
        let mut of_event = Vec::new();
        let mut rows = messages.query((event, span.above, span.below)).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            if plan.keeps(row.get(1), row.get_ref(2), row.get(3)).map_err(fault)? {
                of_event.push(row.get(0).map_err(fault)?);
            }
        }
        match order {
            Order::Descending => found.extend(of_event.iter().rev()),
            Order::Ascending => found.extend(&of_event),
        }
        Ok(found.len() < limit)
    })?;
    found.truncate(limit);
    Ok(found)
}

/// The events that a span's messages can have, replayed ones excepted.
fn events_of(conn: &Connection, span: Span) -> Result<Option<Span>, Fault> {
    let end = |sql: &str| -> Result<Option<i64>, Fault> {
        conn.prepare_cached(sql)
            .and_then(|mut s| s.query_row((span.above, span.below), |row| row.get(0)).optional())
            .map_err(fault)
    };
    let first = end(
        "SELECT event_seq FROM messages WHERE seq > ?1 AND seq < ?2 AND replayed = 0 ORDER BY seq LIMIT 1",
    )?;
    let last = end(
        "SELECT event_seq FROM messages WHERE seq > ?1 AND seq < ?2 AND replayed = 0 ORDER BY seq DESC LIMIT 1",
    )?;
    Ok(first.zip(last).map(|(first, last)| Span { above: first - 1, below: last + 1 }))
}

/// Every event within `events` that the words find, in order, until `take` says no more.
pub(crate) fn each_event(
    conn: &Connection,
    words: &Words,
    events: Span,
    order: Order,
    mut take: impl FnMut(i64) -> Result<bool, Fault>,
) -> Result<(), Fault> {
    let mut by_id = words.event.filter(|event| events.holds(*event));
    if let Some(query) = &words.query {
        let sql = match order {
            Order::Descending => {
                "SELECT rowid FROM event_text WHERE event_text MATCH ?1 AND rowid > ?2 AND rowid < ?3
                 ORDER BY rowid DESC"
            }
            Order::Ascending => {
                "SELECT rowid FROM event_text WHERE event_text MATCH ?1 AND rowid > ?2 AND rowid < ?3
                 ORDER BY rowid"
            }
        };
        let mut statement = conn.prepare_cached(sql).map_err(fault)?;
        let mut rows = statement.query((query, events.above, events.below)).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            let event: i64 = row.get(0).map_err(fault)?;
            let passed = match order {
                Order::Descending => by_id.filter(|id| *id >= event),
                Order::Ascending => by_id.filter(|id| *id <= event),
            };
            if let Some(id) = passed {
                by_id = None;
                if id != event && !take(id)? {
                    return Ok(());
                }
            }
            if !take(event)? {
                return Ok(());
            }
        }
    }
    if let Some(id) = by_id {
        take(id)?;
    }
    Ok(())
}
