//! Sorting by due time: a small set is sorted, a large one is walked along the index of due times.

use std::collections::HashSet;

use hookdesk_core::Fault;
use hookdesk_core::message::MessageState;
use hookdesk_core::time::UtcMillis;
use rusqlite::Connection;

use super::merge::{Lane, Merge};
use super::plan::{Plan, Span, Text};
use super::{Order, PageKey, by_seq, seqs, text};
use crate::rows::fault;

/// A filter with at most this many waiting messages is sorted. Few in tests, so that they go both ways.
const FEW: usize = if cfg!(test) { 5 } else { 1_000 };

/// The same where the walk would have to look at each row.
const FEW_OF_ROWS: usize = if cfg!(test) { 5 } else { 20_000 };

/// A due time and a position: what this order pages by.
type DueKey = (i64, i64);

/// One page's keys after `after`.
pub(super) fn page(
    conn: &Connection,
    mut plan: Plan,
    order: Order,
    after: Option<PageKey>,
    limit: usize,
) -> Result<Vec<PageKey>, Fault> {
    let after = match after {
        None => None,
        Some(PageKey { seq, due_at: Some(due_at) }) => Some((due_at.0, seq)),
        Some(_) => {
            return Err(Fault::invalid(
                "after",
                "the page's key does not belong to a list sorted by due time",
            ));
        }
    };
    let waiting = |state: &MessageState| state.is_due_driven();
    let states = plan.states.take().unwrap_or_else(|| MessageState::ALL.to_vec());
    let states: Vec<_> = states.into_iter().filter(waiting).collect();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    plan.states = Some(states);
    let few = match &plan.text {
        Some(Text::Words(words)) => text::find_few(conn, &plan, words)?,
        Some(Text::Message(_)) => Some(by_seq(conn, &plan, Span::ALL, Order::Descending, 1)?),
        None => {
            let few = if plan.answer.is_some() { FEW_OF_ROWS } else { FEW };
            let seqs = by_seq(conn, &plan, Span::ALL, Order::Descending, few + 1)?;
            (seqs.len() <= few).then_some(seqs)
        }
    };
    let keys = match few {
        Some(seqs) => sorted(conn, seqs, order, after, limit)?,
        None => walked(conn, &plan, order, after, limit)?,
    };
    Ok(keys.into_iter().map(|(due_at, seq)| PageKey { seq, due_at: Some(UtcMillis(due_at)) }).collect())
}

fn sorted(
    conn: &Connection,
    seqs: Vec<i64>,
    order: Order,
    after: Option<DueKey>,
    limit: usize,
) -> Result<Vec<DueKey>, Fault> {
    let mut statement = conn.prepare_cached("SELECT due_at FROM messages WHERE seq = ?1").map_err(fault)?;
    let mut keys = Vec::with_capacity(seqs.len());
    for seq in seqs {
        let due_at: Option<i64> = statement.query_row([seq], |row| row.get(0)).map_err(fault)?;
        keys.extend(due_at.map(|due_at| (due_at, seq)));
    }
    match order {
        Order::Descending => {
            keys.retain(|key| after.is_none_or(|after| *key < after));
            keys.sort_unstable_by(|a, b| b.cmp(a));
        }
        Order::Ascending => {
            keys.retain(|key| after.is_none_or(|after| *key > after));
            keys.sort_unstable();
        }
    }
    keys.truncate(limit);
    Ok(keys)
}

fn walked(
    conn: &Connection,
    plan: &Plan,
    order: Order,
    after: Option<DueKey>,
    limit: usize,
) -> Result<Vec<DueKey>, Fault> {
    let subscriptions = match &plan.subscriptions {
        Some(some) => some.clone(),
        None => seqs::all_subscriptions(conn)?,
    };
    let state = match plan.states.as_deref() {
        Some([only]) => Some(*only),
        _ => None,
    };
    let lane = |subscription| DueLane { subscription, state, span: plan.span };
    let lanes = subscriptions.into_iter().map(lane).collect();
    let mut walk = Merge::new(conn, lanes, order, after, limit)?;
    let residual = Residual::new(conn, plan)?;
    let mut keys = Vec::with_capacity(limit);
    while keys.len() < limit {
        let Some(key) = walk.next()? else { break };
        if residual.keeps(conn, plan, key.1)? {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// What the index of due times does not know.
struct Residual {
    /// The events the search found, all of them.
    events: Option<HashSet<i64>>,
}

impl Residual {
    fn new(conn: &Connection, plan: &Plan) -> Result<Self, Fault> {
        let Some(Text::Words(words)) = &plan.text else { return Ok(Self { events: None }) };
        let mut events = HashSet::new();
        text::each_event(conn, words, Span::ALL, Order::Descending, |event| {
            events.insert(event);
            Ok(true)
        })?;
        Ok(Self { events: Some(events) })
    }

    fn keeps(&self, conn: &Connection, plan: &Plan, seq: i64) -> Result<bool, Fault> {
        if plan.answer.is_none() && self.events.is_none() {
            return Ok(true);
        }
        conn.prepare_cached(
            "SELECT subscription_id, state, answer, event_seq
             FROM messages WHERE seq = ?1",
        )
        .and_then(|mut s| {
            s.query_row([seq], |row| {
                let event: i64 = row.get(3)?;
                let found = self.events.as_ref().is_none_or(|some| some.contains(&event));
                Ok(found && plan.keeps(row.get(0), row.get_ref(1), row.get(2))?)
            })
        })
        .map_err(fault)
    }
}

/// A subscription's waiting messages by due time.
struct DueLane {
    subscription: i64,
    /// Only this one of the two waiting states.
    state: Option<MessageState>,
    span: Span,
}

impl Lane for DueLane {
    type Key = DueKey;

    fn read(
        &self,
        conn: &Connection,
        order: Order,
        after: Option<DueKey>,
        limit: usize,
    ) -> Result<Vec<DueKey>, Fault> {
        let (at_instant, beyond, start) = match order {
            Order::Descending => (AT_INSTANT_DOWN, BEYOND_DOWN, (i64::MAX, 0)),
            Order::Ascending => (AT_INSTANT_UP, BEYOND_UP, (i64::MIN, i64::MAX)),
        };
        let (instant, seq) = after.unwrap_or(start);
        // What is due at the same instant can be many: a bulk retry. So they have a seek of their own.
        let left = match order {
            Order::Descending => Span { below: seq, ..Span::ALL },
            Order::Ascending => Span { above: seq, ..Span::ALL },
        };
        let mut keys = self.run(conn, at_instant, instant, self.span.and(left), limit)?;
        if keys.len() < limit {
            keys.extend(self.run(conn, beyond, instant, self.span, limit - keys.len())?);
        }
        Ok(keys)
    }
}

impl DueLane {
    fn run(
        &self,
        conn: &Connection,
        sql: &str,
        instant: i64,
        span: Span,
        limit: usize,
    ) -> Result<Vec<DueKey>, Fault> {
        let state = self.state.map(MessageState::as_str);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = conn.prepare_cached(sql).map_err(fault)?;
        let rows = statement
            .query_map((self.subscription, instant, span.above, span.below, state, limit), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .map_err(fault)?;
        rows.collect::<Result<_, _>>().map_err(fault)
    }
}

/// One lane's rows, at one instant or beyond it, in one direction.
macro_rules! due_rows {
    ($instant:literal, $order:literal) => {
        concat!(
            "SELECT due_at, seq FROM messages INDEXED BY messages_due WHERE subscription_id = ?1 AND due_at ",
            $instant,
            " AND seq > ?3 AND seq < ?4 AND (?5 IS NULL OR state = ?5) ORDER BY ",
            $order,
            " LIMIT ?6"
        )
    };
}

const AT_INSTANT_DOWN: &str = due_rows!("= ?2", "seq DESC");
const BEYOND_DOWN: &str = due_rows!("< ?2", "due_at DESC, seq DESC");
const AT_INSTANT_UP: &str = due_rows!("= ?2", "seq");
const BEYOND_UP: &str = due_rows!("> ?2", "due_at, seq");
