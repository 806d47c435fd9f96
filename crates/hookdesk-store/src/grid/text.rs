//! Text search within a filter.
//!
//! The full-text index knows events, the grid shows messages. A message comes after its event's place in the same
//! order, so events found in descending order give messages in descending order; only messages a replay made break
//! it, and those are looked at apart. So a page is filled from event to event; where that takes long, and the rest of
//! the filter holds few messages, these lead and the text follows.

use std::collections::HashMap;

use hookdesk_core::Fault;
use rusqlite::{Connection, OptionalExtension};

use super::Order;
use super::plan::{Plan, Span, Words};
use super::seqs;
use crate::rows::fault;

/// So many events found by the text are looked at before the rest of the filter is asked to lead. Both are small in
/// tests, so that they go every way.
pub(crate) const PATIENCE: usize = if cfg!(test) { 4 } else { 5_000 };

/// A filter with at most this many messages can lead.
pub(crate) const FEW: usize = if cfg!(test) { 5 } else { 50_000 };

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
    let mut found = match by_event(conn, plan, words, span, order, limit, PATIENCE)? {
        Some(found) => found,
        None => match few(conn, plan, span, order)? {
            Some(few) => by_message(conn, words, few, order, limit)?,
            None => by_event(conn, plan, words, span, order, limit, usize::MAX)?.unwrap_or_default(),
        },
    };
    // Replayed ones count as far as this page reaches.
    let reach = match (order, found.last()) {
        (Order::Descending, Some(last)) if found.len() >= limit => Span { above: *last, ..span },
        (Order::Ascending, Some(last)) if found.len() >= limit => Span { below: *last, ..span },
        _ => span,
    };
    found.extend(replayed(conn, plan, words, reach)?);
    match order {
        Order::Descending => found.sort_unstable_by(|a, b| b.cmp(a)),
        Order::Ascending => found.sort_unstable(),
    }
    found.truncate(limit);
    Ok(found)
}

/// Every position of the plan whose event the words find, in no order; `None` where they are neither few nor quickly
/// found.
pub(crate) fn find_few(conn: &Connection, plan: &Plan, words: &Words) -> Result<Option<Vec<i64>>, Fault> {
    let quick = by_event(conn, plan, words, plan.span, Order::Descending, usize::MAX, PATIENCE)?;
    let mut found = match quick {
        Some(found) => found,
        None => match few(conn, plan, plan.span, Order::Descending)? {
            Some(few) => by_message(conn, words, few, Order::Descending, usize::MAX)?,
            None => return Ok(None),
        },
    };
    found.extend(replayed(conn, plan, words, plan.span)?);
    Ok(Some(found))
}

/// The filter's messages in order, if it is narrowed to a few.
fn few(conn: &Connection, plan: &Plan, span: Span, order: Order) -> Result<Option<Vec<i64>>, Fault> {
    if !plan.is_narrowed() {
        return Ok(None);
    }
    let seqs = seqs::merge(conn, plan, span, order, FEW)?.take(FEW + 1)?;
    Ok((seqs.len() <= FEW).then_some(seqs))
}

/// Goes from message to message, replayed ones excepted, beside the events that the words find.
fn by_message(
    conn: &Connection,
    words: &Words,
    messages: Vec<i64>,
    order: Order,
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    let mut event = conn
        .prepare_cached("SELECT event_seq FROM messages WHERE seq = ?1 AND replayed = 0")
        .map_err(fault)?;
    let with_event = messages.into_iter().filter_map(move |seq| {
        let event = event.query_row([seq], |row| row.get(0)).optional().map_err(fault).transpose()?;
        Some(event.map(|event| (event, seq)))
    });
    beside(conn, words, order, limit, with_event)
}

/// The first `limit` of the candidates, given as `(event, position)` in order, whose event the words find. Neither
/// side is read further than that takes.
pub(crate) fn beside(
    conn: &Connection,
    words: &Words,
    order: Order,
    limit: usize,
    mut candidates: impl Iterator<Item = Result<(i64, i64), Fault>>,
) -> Result<Vec<i64>, Fault> {
    let mut found = Vec::new();
    let mut head = candidates.next().transpose()?;
    let events = match (head, order) {
        (None, _) => return Ok(found),
        (Some((first, _)), Order::Descending) => Span { below: first + 1, ..Span::ALL },
        (Some((first, _)), Order::Ascending) => Span { above: first - 1, ..Span::ALL },
    };
    each_event(conn, words, events, order, |event| {
        while let Some((candidate, seq)) = head {
            let ahead = match order {
                Order::Descending => candidate < event,
                Order::Ascending => candidate > event,
            };
            if ahead || found.len() >= limit {
                break;
            }
            if candidate == event {
                found.push(seq);
            }
            head = candidates.next().transpose()?;
        }
        Ok(head.is_some() && found.len() < limit)
    })?;
    Ok(found)
}

/// The replayed messages of a span that the plan holds and whose event the words find, in no order.
fn replayed(conn: &Connection, plan: &Plan, words: &Words, span: Span) -> Result<Vec<i64>, Fault> {
    among(conn, words, &with_events(conn, plan, seqs::replayed(conn, span)?)?)
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
fn among(conn: &Connection, words: &Words, candidates: &[(i64, i64)]) -> Result<Vec<i64>, Fault> {
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

/// Goes from event to event and takes the messages of each that the plan holds, replayed ones excepted, until there
/// are `limit`. `None` where `patience` events were looked at and there is more.
fn by_event(
    conn: &Connection,
    plan: &Plan,
    words: &Words,
    span: Span,
    order: Order,
    limit: usize,
    patience: usize,
) -> Result<Option<Vec<i64>>, Fault> {
    let mut found = Vec::new();
    let mut looked_at = 0;
    if let Some(events) = events_of(conn, span)? {
        let mut messages = conn
            .prepare_cached(
                "SELECT seq, subscription_id, state, answer FROM messages INDEXED BY messages_by_event
                 WHERE event_seq = ?1 AND seq > ?2 AND seq < ?3 AND replayed = 0 ORDER BY seq",
            )
            .map_err(fault)?;
        each_event(conn, words, events, order, |event| {
            looked_at += 1;
            if looked_at > patience {
                return Ok(false);
            }
            let known = found.len();
            let mut rows = messages.query((event, span.above, span.below)).map_err(fault)?;
            while let Some(row) = rows.next().map_err(fault)? {
                if plan.keeps(row.get(1), row.get_ref(2), row.get(3)).map_err(fault)? {
                    found.push(row.get(0).map_err(fault)?);
                }
            }
            if order == Order::Descending {
                found[known..].reverse();
            }
            Ok(found.len() < limit)
        })?;
    }
    Ok((looked_at <= patience).then_some(found))
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
