//! The message grid: filters, sorting and paging by key over a million rows.
//!
//! A filter becomes a plan ([`plan`]), the plan becomes stretches of indexes that hold exactly its messages ([`seqs`]),
//! and these are merged into one order ([`merge`]). Text ([`text`]) and due times ([`due`]) have orders of their own.

mod due;
mod merge;
mod plan;
mod seqs;
#[cfg(test)]
mod tests;
mod text;

use hookdesk_core::Fault;
use hookdesk_core::id::{HookId, SubscriptionId};
use hookdesk_core::message::{Message, MessageState};
use hookdesk_core::time::UtcMillis;

use rusqlite::{Connection, Transaction};

use crate::open::Store;
use crate::rows::{self, fault};
pub(crate) use merge::Merge;
use plan::{Plan, Text};
pub(crate) use plan::{Span, Words, message_seq, time_span, words};
pub(crate) use seqs::SeqLane;
pub(crate) use text::{FEW, PATIENCE, beside, each_event};

/// Largest page.
const MAX_PAGE: usize = 1000;

/// Filter by the last answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFilter {
    /// Exactly this status.
    Exact(u16),
    /// 2xx is `Class(2)`, and so on.
    Class(u8),
    /// The last attempt got no answer.
    NoAnswer,
}

/// Which messages. Empty lists mean "any".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Any of these states.
    pub states: Vec<MessageState>,
    /// Any of these subscriptions.
    pub subscriptions: Vec<SubscriptionId>,
    /// Any of these hooks.
    pub hooks: Vec<HookId>,
    /// Queued at or after.
    pub from: Option<UtcMillis>,
    /// Queued before.
    pub to: Option<UtcMillis>,
    /// The last answer.
    pub status: Option<StatusFilter>,
    /// Words in the payload, as typed; a message or event id finds itself.
    pub search: Option<String>,
}

/// Which column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// When it was queued.
    #[default]
    Created,
    /// When it is due; rows without a due time are left out.
    Due,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Newest or latest first.
    #[default]
    Descending,
    /// Oldest or earliest first.
    Ascending,
}

/// Where a page ended; the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey {
    /// Position.
    pub seq: i64,
    /// Due time, when sorting by it.
    pub due_at: Option<UtcMillis>,
}

/// A page.
#[derive(Debug, Clone, Default)]
pub struct MessagePage {
    /// Its rows.
    pub rows: Vec<Message>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<PageKey>,
    /// Events whose text is not searchable yet; 0 unless searching.
    pub unindexed: u64,
}

impl Store {
    /// One page of at most `limit` (1 to 1,000) rows after `after`. Never OFFSET, never a count.
    pub async fn messages(
        &self,
        filter: MessageFilter,
        sort: SortBy,
        order: Order,
        after: Option<PageKey>,
        limit: usize,
    ) -> Result<MessagePage, Fault> {
        self.read(move |conn| page(conn, &filter, sort, order, after, limit.clamp(1, MAX_PAGE))).await
    }
}

fn page(
    conn: &Connection,
    filter: &MessageFilter,
    sort: SortBy,
    order: Order,
    after: Option<PageKey>,
    limit: usize,
) -> Result<MessagePage, Fault> {
    let _snapshot = snapshot(conn)?;
    let Some(plan) = Plan::new(conn, filter)? else { return Ok(MessagePage::default()) };
    let unindexed = if matches!(plan.text, Some(Text::Words(_))) { unindexed(conn)? } else { 0 };
    // One more than the page tells whether there is a next one.
    let mut keys: Vec<PageKey> = match sort {
        SortBy::Created => {
            let span = match (order, after) {
                (_, None) => Span::ALL,
                (Order::Descending, Some(key)) => Span { below: key.seq, ..Span::ALL },
                (Order::Ascending, Some(key)) => Span { above: key.seq, ..Span::ALL },
            };
            let seqs = by_seq(conn, &plan, span, order, limit + 1)?;
            seqs.into_iter().map(|seq| PageKey { seq, due_at: None }).collect()
        }
        SortBy::Due => due::page(conn, plan, order, after, limit + 1)?,
    };
    let more = keys.len() > limit;
    keys.truncate(limit);
    let rows = fetch(conn, keys.iter().map(|key| key.seq))?;
    Ok(MessagePage { rows, next: if more { keys.last().copied() } else { None }, unindexed })
}

/// One state of the file for several look-ups on a reader, so that a message that moves meanwhile is neither seen
/// twice nor missed.
pub(crate) fn snapshot(conn: &Connection) -> Result<Transaction<'_>, Fault> {
    conn.unchecked_transaction().map_err(fault)
}

/// Positions of a plan in order, at most `limit`, within `span`.
fn by_seq(conn: &Connection, plan: &Plan, span: Span, order: Order, limit: usize) -> Result<Vec<i64>, Fault> {
    match &plan.text {
        None => seqs::merge(conn, plan, span, order, limit)?.take(limit),
        Some(Text::Words(words)) => text::find(conn, plan, words, span, order, limit),
        Some(Text::Message(None)) => Ok(Vec::new()),
        Some(Text::Message(Some(seq))) => {
            let alone = Span { above: seq - 1, below: seq + 1 };
            seqs::merge(conn, plan, span.and(alone), order, 1)?.take(limit)
        }
    }
}

/// Positions of a filter, newest first, at most `limit`, none after `up_to`, all before `below`. For readers.
pub(crate) fn select_seqs(
    conn: &Connection,
    filter: &MessageFilter,
    up_to: i64,
    below: Option<i64>,
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    let _snapshot = snapshot(conn)?;
    let Some(plan) = Plan::new(conn, filter)? else { return Ok(Vec::new()) };
    let span = Span::up_to(up_to).and(Span { below: below.unwrap_or(i64::MAX), ..Span::ALL });
    by_seq(conn, &plan, span, Order::Descending, limit)
}

/// How many messages a filter holds up to a position; stops counting at `cap`. For readers.
pub(crate) fn count(conn: &Connection, filter: &MessageFilter, up_to: i64, cap: u64) -> Result<u64, Fault> {
    let _snapshot = snapshot(conn)?;
    let Some(plan) = Plan::new(conn, filter)? else { return Ok(0) };
    match plan.text {
        None => seqs::count(conn, &plan, Span::up_to(up_to), cap),
        Some(_) => {
            let limit = usize::try_from(cap).unwrap_or(usize::MAX);
            Ok(by_seq(conn, &plan, Span::up_to(up_to), Order::Descending, limit)?.len() as u64)
        }
    }
}

/// The messages at these positions, in the order given.
pub(crate) fn fetch(conn: &Connection, seqs: impl Iterator<Item = i64>) -> Result<Vec<Message>, Fault> {
    let sql = format!(
        "SELECT {} FROM messages m JOIN events e ON e.seq = m.event_seq WHERE m.seq = ?1",
        rows::MESSAGE
    );
    let mut statement = conn.prepare_cached(&sql).map_err(fault)?;
    seqs.map(|seq| statement.query_row([seq], rows::message).map_err(fault)).collect()
}

/// How many events came after the last indexed one.
pub(crate) fn unindexed(conn: &Connection) -> Result<u64, Fault> {
    let left: i64 = conn
        .prepare_cached(
            "SELECT coalesce((SELECT max(seq) FROM events), 0)
                  - (SELECT value FROM progress WHERE name = 'text_indexed_to')",
        )
        .and_then(|mut s| s.query_row([], |row| row.get(0)))
        .map_err(fault)?;
    Ok(left.max(0).unsigned_abs())
}
