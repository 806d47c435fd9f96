//! Positions of a filter in order, each from an index that holds exactly what is asked for.

use std::collections::BTreeSet;

use hookdesk_core::Fault;
use hookdesk_core::message::MessageState;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::Order;
use super::merge::{Lane, Merge};
use super::plan::{Answers, Plan, Span};
use crate::rows::fault;

// Rows of one index; the conditions of partial indexes are repeated, for SQLite does not derive them.
const ALL: &str = "messages WHERE TRUE";
const REPLAYED: &str = "messages INDEXED BY messages_replayed WHERE replayed = 1";
const BY_STATE: &str =
    "messages INDEXED BY messages_grid WHERE state <> 'sending' AND subscription_id = ?4 AND state = ?5";
const BY_ANSWER: &str =
    "messages INDEXED BY messages_answer WHERE subscription_id = ?4 AND answer = ?5 AND state = ?6";

/// A stretch of an index in the order of positions, within bounds. What stands twice is given once.
pub(crate) enum SeqLane {
    /// Rows of an index, of messages or events.
    Index {
        /// Table, index and conditions; `?1` to `?3` are the bounds of `seq` and the limit.
        rows: &'static str,
        /// Values from `?4` on.
        keys: Vec<Value>,
        /// Bounds.
        span: Span,
    },
    /// Positions at hand, ascending.
    Listed(Vec<i64>),
}

impl SeqLane {
    fn state(subscription: i64, state: MessageState, span: Span) -> Self {
        let keys = vec![Value::from(subscription), Value::from(state.as_str().to_owned())];
        Self::Index { rows: BY_STATE, keys, span }
    }

    fn answer(subscription: i64, answer: i64, state: MessageState, span: Span) -> Self {
        let keys =
            vec![Value::from(subscription), Value::from(answer), Value::from(state.as_str().to_owned())];
        Self::Index { rows: BY_ANSWER, keys, span }
    }

    fn count(&self, conn: &Connection, cap: u64) -> Result<u64, Fault> {
        match self {
            Self::Listed(seqs) => Ok(cap.min(seqs.len() as u64)),
            Self::Index { rows, keys, span } => {
                let sql =
                    format!("SELECT count(*) FROM (SELECT 1 FROM {rows} AND seq > ?1 AND seq < ?2 LIMIT ?3)");
                let counted = run(conn, &sql, *span, i64::try_from(cap).unwrap_or(i64::MAX), keys)?;
                Ok(counted.first().map_or(0, |n| n.unsigned_abs()))
            }
        }
    }
}

impl Lane for SeqLane {
    type Key = i64;

    fn read(
        &self,
        conn: &Connection,
        order: Order,
        after: Option<i64>,
        limit: usize,
    ) -> Result<Vec<i64>, Fault> {
        let left = match (order, after) {
            (_, None) => Span::ALL,
            (Order::Descending, Some(seq)) => Span { below: seq, ..Span::ALL },
            (Order::Ascending, Some(seq)) => Span { above: seq, ..Span::ALL },
        };
        match self {
            Self::Index { rows, keys, span } => {
                let direction = match order {
                    Order::Descending => "DESC",
                    Order::Ascending => "ASC",
                };
                let sql = format!(
                    "SELECT DISTINCT seq FROM {rows} AND seq > ?1 AND seq < ?2 ORDER BY seq {direction} LIMIT ?3"
                );
                run(conn, &sql, span.and(left), i64::try_from(limit).unwrap_or(i64::MAX), keys)
            }
            Self::Listed(seqs) => {
                let rest = seqs.iter().copied().filter(|s| left.holds(*s));
                Ok(match order {
                    Order::Descending => rest.rev().take(limit).collect(),
                    Order::Ascending => rest.take(limit).collect(),
                })
            }
        }
    }
}

fn run(conn: &Connection, sql: &str, span: Span, limit: i64, keys: &[Value]) -> Result<Vec<i64>, Fault> {
    let bounds = [Value::from(span.above), Value::from(span.below), Value::from(limit)];
    let mut statement = conn.prepare_cached(sql).map_err(fault)?;
    let rows =
        statement.query_map(params_from_iter(bounds.iter().chain(keys)), |row| row.get(0)).map_err(fault)?;
    rows.collect::<Result<_, _>>().map_err(fault)
}

/// All of the plan but its text, in order, within `span`; `want` is how many will likely be taken.
pub(crate) fn merge<'c>(
    conn: &'c Connection,
    plan: &Plan,
    span: Span,
    order: Order,
    want: usize,
) -> Result<Merge<'c, SeqLane>, Fault> {
    Merge::new(conn, lanes(conn, plan, span.and(plan.span))?, order, None, want)
}

/// Every message a replay made, within `span`.
pub(crate) fn replayed(conn: &Connection, span: Span) -> Result<Vec<i64>, Fault> {
    let lane = SeqLane::Index { rows: REPLAYED, keys: Vec::new(), span };
    lane.read(conn, Order::Descending, None, usize::MAX)
}

/// Counts the plan, its text excepted, within `span`; stops at `cap`.
pub(crate) fn count(conn: &Connection, plan: &Plan, span: Span, cap: u64) -> Result<u64, Fault> {
    let mut total = 0;
    for lane in lanes(conn, plan, span.and(plan.span))? {
        total += lane.count(conn, cap - total)?;
        if total >= cap {
            break;
        }
    }
    Ok(total)
}

/// The lanes that together hold the plan exactly, its text excepted. An empty one costs one look-up.
fn lanes(conn: &Connection, plan: &Plan, span: Span) -> Result<Vec<SeqLane>, Fault> {
    if !plan.is_narrowed() {
        return Ok(vec![SeqLane::Index { rows: ALL, keys: Vec::new(), span }]);
    }
    let subscriptions = match &plan.subscriptions {
        Some(some) => some.clone(),
        None => all_subscriptions(conn)?,
    };
    let states = plan.states.as_deref().unwrap_or(MessageState::ALL);
    let mut lanes = Vec::new();
    if let Some(answers) = plan.answer {
        for subscription in subscriptions {
            for answer in answers_of(conn, subscription, answers)? {
                lanes.extend(states.iter().map(|state| SeqLane::answer(subscription, answer, *state, span)));
            }
        }
        return Ok(lanes);
    }
    if states.contains(&MessageState::Sending) {
        lanes.push(SeqLane::Listed(leased(conn, &subscriptions, span)?));
    }
    for subscription in subscriptions {
        let waiting = states.iter().filter(|state| **state != MessageState::Sending);
        lanes.extend(waiting.map(|state| SeqLane::state(subscription, *state, span)));
    }
    Ok(lanes)
}

/// Every subscription there ever was: deleted ones keep their messages.
pub(crate) fn all_subscriptions(conn: &Connection) -> Result<BTreeSet<i64>, Fault> {
    let mut statement = conn.prepare_cached("SELECT id FROM subscriptions").map_err(fault)?;
    let ids = statement.query_map([], |row| row.get(0)).map_err(fault)?;
    ids.collect::<Result<_, _>>().map_err(fault)
}

/// The last answers a subscription has within bounds, each found by one jump through the index.
fn answers_of(conn: &Connection, subscription: i64, answers: Answers) -> Result<Vec<i64>, Fault> {
    if answers.from == answers.to {
        return Ok(vec![answers.from]);
    }
    let mut jump = conn
        .prepare_cached(
            "SELECT answer FROM messages INDEXED BY messages_answer
             WHERE subscription_id = ?1 AND answer >= ?2 AND answer <= ?3 ORDER BY answer LIMIT 1",
        )
        .map_err(fault)?;
    let (mut found, mut from) = (Vec::new(), answers.from);
    loop {
        let next = jump.query_row((subscription, from, answers.to), |row| row.get(0)).optional();
        let Some(answer) = next.map_err(fault)? else { return Ok(found) };
        found.push(answer);
        from = answer + 1;
    }
}

/// Messages being sent, ascending.
fn leased(conn: &Connection, subscriptions: &BTreeSet<i64>, span: Span) -> Result<Vec<i64>, Fault> {
    let mut statement = conn
        .prepare_cached(
            "SELECT seq, subscription_id FROM messages INDEXED BY messages_leased WHERE lease_until IS NOT NULL",
        )
        .map_err(fault)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(fault)?;
    let mut seqs = Vec::new();
    for row in rows {
        let (seq, subscription) = row.map_err(fault)?;
        if span.holds(seq) && subscriptions.contains(&subscription) {
            seqs.push(seq);
        }
    }
    seqs.sort_unstable();
    Ok(seqs)
}
