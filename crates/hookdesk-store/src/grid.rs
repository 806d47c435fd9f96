//! The message grid: filters, sorting and paging by key over a million rows.

use hookdesk_core::Fault;
use hookdesk_core::id::{HookId, SubscriptionId};
use hookdesk_core::message::{Message, MessageState};
use hookdesk_core::time::UtcMillis;

use crate::open::Store;

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
        _filter: MessageFilter,
        _sort: SortBy,
        _order: Order,
        _after: Option<PageKey>,
        _limit: usize,
    ) -> Result<MessagePage, Fault> {
        todo!()
    }
}
