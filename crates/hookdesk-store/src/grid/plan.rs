//! From a filter to what the indexes understand: positions, subscriptions, states, answers, text.

use std::collections::BTreeSet;

use hookdesk_core::Fault;
use hookdesk_core::flatten::search_query;
use hookdesk_core::id::MessageId;
use hookdesk_core::message::MessageState;
use hookdesk_core::time::UtcMillis;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::{MessageFilter, StatusFilter};
use crate::rows::{Timeline, fault, first_seq_from};

/// Positions strictly between two others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub above: i64,
    pub below: i64,
}

impl Span {
    /// Every position.
    pub(crate) const ALL: Span = Span { above: 0, below: i64::MAX };

    /// Up to this position.
    pub(crate) fn up_to(last: i64) -> Self {
        Self { above: 0, below: last.saturating_add(1) }
    }

    /// What both hold.
    pub(crate) fn and(self, other: Span) -> Span {
        Span { above: self.above.max(other.above), below: self.below.min(other.below) }
    }

    /// Whether `seq` lies in it.
    pub(crate) fn holds(self, seq: i64) -> bool {
        self.above < seq && seq < self.below
    }
}

/// A resolved filter.
pub(crate) struct Plan {
    /// Its time bounds as positions.
    pub span: Span,
    /// Only these subscriptions; `None` for any.
    pub subscriptions: Option<BTreeSet<i64>>,
    /// Only these states; `None` for any.
    pub states: Option<Vec<MessageState>>,
    /// Only this last answer.
    pub answer: Option<Answers>,
    /// Only what this text finds.
    pub text: Option<Text>,
}

/// Last answers `from..=to`, as the column `answer` spells them: 0 is "none".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answers {
    pub from: i64,
    pub to: i64,
}

/// What a person typed into the search field.
pub(crate) enum Text {
    /// A message's id: its position, where there is one.
    Message(Option<i64>),
    /// Words, and the event that has the text as its id.
    Words(Words),
}

/// A text search over events.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// The FTS5 query; `None` finds nothing.
    pub query: Option<String>,
    /// The event found by its id; it counts as a hit.
    pub event: Option<i64>,
}

impl Plan {
    /// Resolves a filter. `None`: nothing can match.
    pub(crate) fn new(conn: &Connection, filter: &MessageFilter) -> Result<Option<Self>, Fault> {
        let subscriptions = subscriptions(conn, filter)?;
        let mut states = filter.states.clone();
        states.sort_unstable();
        states.dedup();
        let all_states = states.is_empty() || states.len() == MessageState::ALL.len();
        let plan = Self {
            span: time_span(conn, Timeline::Messages, filter.from, filter.to)?,
            subscriptions,
            states: (!all_states).then_some(states),
            answer: filter.status.map(answers),
            text: text(conn, filter.search.as_deref())?,
        };
        let nobody = plan.subscriptions.as_ref().is_some_and(BTreeSet::is_empty);
        Ok((!nobody).then_some(plan))
    }

    /// Whether it keeps a message with these columns.
    pub(crate) fn keeps(
        &self,
        subscription: rusqlite::Result<i64>,
        state: rusqlite::Result<ValueRef<'_>>,
        answer: rusqlite::Result<Option<i64>>,
    ) -> rusqlite::Result<bool> {
        let (subscription, state, answer) = (subscription?, state?.as_str()?, answer?);
        Ok(self.subscriptions.as_ref().is_none_or(|some| some.contains(&subscription))
            && self.states.as_ref().is_none_or(|some| some.iter().any(|s| s.as_str() == state))
            && self.answer.is_none_or(|some| answer.is_some_and(|a| some.from <= a && a <= some.to)))
    }

    /// Whether anything but time and text narrows it.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.subscriptions.is_some() || self.states.is_some() || self.answer.is_some()
    }
}

/// The subscriptions meant by the filter's subscriptions and hooks together.
fn subscriptions(conn: &Connection, filter: &MessageFilter) -> Result<Option<BTreeSet<i64>>, Fault> {
    let named: BTreeSet<i64> = filter.subscriptions.iter().map(|id| id.0).collect();
    if filter.hooks.is_empty() {
        return Ok((!named.is_empty()).then_some(named));
    }
    let mut of_hooks = BTreeSet::new();
    let mut statement =
        conn.prepare_cached("SELECT id FROM subscriptions WHERE hook_id = ?1").map_err(fault)?;
    for hook in &filter.hooks {
        let ids = statement.query_map([hook.0], |row| row.get(0)).map_err(fault)?;
        for id in ids {
            of_hooks.insert(id.map_err(fault)?);
        }
    }
    if !named.is_empty() {
        of_hooks.retain(|id| named.contains(id));
    }
    Ok(Some(of_hooks))
}

fn answers(status: StatusFilter) -> Answers {
    match status {
        StatusFilter::Exact(status) => Answers { from: status.into(), to: status.into() },
        StatusFilter::Class(class) => {
            Answers { from: i64::from(class) * 100, to: i64::from(class) * 100 + 99 }
        }
        StatusFilter::NoAnswer => Answers { from: 0, to: 0 },
    }
}

fn text(conn: &Connection, typed: Option<&str>) -> Result<Option<Text>, Fault> {
    let Some(typed) = typed.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
    if let Ok(id) = MessageId::parse(typed) {
        return Ok(Some(Text::Message(message_seq(conn, id)?)));
    }
    Ok(Some(Text::Words(words(conn, typed)?)))
}

/// Shortest last word that is looked for as a prefix.
const MIN_PREFIX: usize = 3;

/// A text search for what was typed, which is not empty.
pub(crate) fn words(conn: &Connection, typed: &str) -> Result<Words, Fault> {
    let event = conn
        .prepare_cached("SELECT seq FROM events WHERE id = ?1")
        .and_then(|mut s| s.query_row([typed], |row| row.get(0)).optional())
        .map_err(fault)?;
    let query = search_query(typed).map(|query| whole_words(conn, typed, query)).transpose()?;
    Ok(Words { query, event })
}

/// The query without its prefix, where anything has its last word whole or the prefix would be a letter or two:
/// a prefix costs SQLite a pass over all its words' places before the first hit, a whole word streams.
fn whole_words(conn: &Connection, typed: &str, query: String) -> Result<String, Fault> {
    let Some(whole) = query.strip_suffix('*').map(str::trim_end) else { return Ok(query) };
    let last = typed.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    let short = last.is_none_or(|word| word.chars().count() < MIN_PREFIX);
    let found = conn
        .prepare_cached("SELECT 1 FROM event_text WHERE event_text MATCH ?1 LIMIT 1")
        .and_then(|mut s| s.exists([whole]))
        .map_err(fault)?;
    Ok(if found || short { whole.to_owned() } else { query })
}

/// The position of a message.
pub(crate) fn message_seq(conn: &Connection, id: MessageId) -> Result<Option<i64>, Fault> {
    conn.prepare_cached("SELECT seq FROM messages WHERE id = ?1")
        .and_then(|mut s| s.query_row([id.0.as_bytes()], |row| row.get(0)).optional())
        .map_err(fault)
}

/// The positions whose time lies in `from..to`.
pub(crate) fn time_span(
    conn: &Connection,
    table: Timeline,
    from: Option<UtcMillis>,
    to: Option<UtcMillis>,
) -> Result<Span, Fault> {
    let mut span = Span::ALL;
    if let Some(from) = from {
        span.above = first_seq_from(conn, table, from).map_err(fault)? - 1;
    }
    if let Some(to) = to {
        span.below = first_seq_from(conn, table, to).map_err(fault)?;
    }
    Ok(span)
}
