//! From rows to the domain's types, and from SQLite's errors to faults.

use hookdesk_core::config::{Connection, ContentWrap, Hook, Method, PayloadBinding, Subscription};
use hookdesk_core::id::{ConnectionId, HookId, MessageId, SubscriptionId};
use hookdesk_core::message::{
    Attempt, AttemptResult, FailureTruth, HeaderPair, Message, MessageState, RequestRecord, ResponseRecord,
    Timings, TransportClass, Trigger,
};
use hookdesk_core::name::EventName;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use rusqlite::types::Type;
use rusqlite::{ErrorCode, Row};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What SQLite says, as a fault a person can act on.
pub(crate) fn fault(error: rusqlite::Error) -> Fault {
    let code = match error.sqlite_error_code() {
        _ if is_the_rows_own(&error) => Code::Internal,
        Some(ErrorCode::DiskFull) => Code::StoreFull,
        Some(ErrorCode::ReadOnly) => Code::StoreReadOnly,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Code::StoreCorrupt,
        _ => Code::StoreFailed,
    };
    let message = match code {
        Code::StoreFull => "the disk is full",
        Code::StoreReadOnly => "the data file cannot be written",
        Code::StoreCorrupt => "the data file is damaged",
        Code::Internal => "the data file's rules refused a row",
        _ => "the data file could not be used",
    };
    Fault::new(code, message).detail(error.to_string())
}

/// Whether the row is to blame, not the file: the same row will never be taken, and others still are.
fn is_the_rows_own(error: &rusqlite::Error) -> bool {
    matches!(error, rusqlite::Error::ToSqlConversionFailure(_))
        || matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch)
        )
}

/// One of the domain's closed lists, from its stable text.
pub(crate) fn word<T>(row: &Row<'_>, column: usize, parse: fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    parse(text).ok_or_else(|| unreadable(column, Type::Text, format!("unknown word \"{text}\"")))
}

/// The same where the column may be NULL.
pub(crate) fn maybe_word<T>(
    row: &Row<'_>,
    column: usize,
    parse: fn(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => word(row, column, parse).map(Some),
    }
}

/// A JSON column.
pub(crate) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(e)))
}

/// A JSON column that may be NULL.
pub(crate) fn json_or_null<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => json(row, column).map(Some),
    }
}

/// A value as a JSON column's text.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value)
        .map_err(|e| Fault::new(Code::Internal, "a value could not be written as JSON").detail(e.to_string()))
}

/// A time column.
pub(crate) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<UtcMillis> {
    row.get(column).map(UtcMillis)
}

/// A time column that may be NULL.
pub(crate) fn maybe_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<UtcMillis>> {
    row.get::<_, Option<i64>>(column).map(|at| at.map(UtcMillis))
}

/// A message id column.
pub(crate) fn message_id(row: &Row<'_>, column: usize) -> rusqlite::Result<MessageId> {
    let bytes = row.get_ref(column)?.as_blob()?;
    Uuid::from_slice(bytes)
        .map(MessageId)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Blob, Box::new(e)))
}

fn unreadable(column: usize, kind: Type, what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, what.into())
}

fn event_name(row: &Row<'_>, column: usize) -> rusqlite::Result<EventName> {
    let text = row.get_ref(column)?.as_str()?;
    EventName::parse(text).map_err(|e| unreadable(column, Type::Text, e.message))
}

/// Columns for [`message`], from `messages m JOIN events e ON e.seq = m.event_seq`.
pub(crate) const MESSAGE: &str = "m.seq, m.id, e.id, e.name, m.subscription_id, m.state, m.reason, m.due_at, \
    m.attempts, m.last_status, m.last_truth, m.last_class, m.binding, m.wrap, m.body_id IS NOT NULL, m.created_at, \
    m.updated_at";

/// A message from [`MESSAGE`].
pub(crate) fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        seq: row.get(0)?,
        id: message_id(row, 1)?,
        event_id: row.get(2)?,
        event_name: row.get(3)?,
        subscription_id: SubscriptionId(row.get(4)?),
        state: word(row, 5, MessageState::parse)?,
        reason: row.get(6)?,
        due_at: maybe_time(row, 7)?,
        attempts: row.get(8)?,
        last_status: row.get(9)?,
        last_truth: maybe_word(row, 10, FailureTruth::parse)?,
        last_class: maybe_word(row, 11, TransportClass::parse)?,
        binding: word(row, 12, PayloadBinding::parse)?,
        wrap: word(row, 13, ContentWrap::parse)?,
        edited: row.get(14)?,
        created_at: time(row, 15)?,
        updated_at: time(row, 16)?,
    })
}

/// Columns for [`hook`], from `hooks h`.
pub(crate) const HOOK: &str = "h.id, h.name, h.description, h.wrap, h.service, h.created_at, h.updated_at";

/// A hook from [`HOOK`].
pub(crate) fn hook(row: &Row<'_>) -> rusqlite::Result<Hook> {
    Ok(Hook {
        id: HookId(row.get(0)?),
        name: event_name(row, 1)?,
        description: row.get(2)?,
        wrap: word(row, 3, ContentWrap::parse)?,
        service: json_or_null(row, 4)?,
        created_at: time(row, 5)?,
        updated_at: time(row, 6)?,
    })
}

/// Columns for [`connection`], from `connections c`.
pub(crate) const CONNECTION: &str = "c.id, c.name, c.base_url, c.auth, c.signing, c.headers, c.paused, c.created_at, \
    c.updated_at, \
    EXISTS (SELECT 1 FROM secrets WHERE owner = 'connection' AND owner_id = c.id AND slot = 'auth'), \
    EXISTS (SELECT 1 FROM secrets WHERE owner = 'connection' AND owner_id = c.id AND slot = 'signing'), c.unauthorized, c.tls, \
    EXISTS (SELECT 1 FROM secrets WHERE owner = 'connection' AND owner_id = c.id AND slot = 'client_key')";

/// A connection from [`CONNECTION`].
pub(crate) fn connection(row: &Row<'_>) -> rusqlite::Result<Connection> {
    Ok(Connection {
        id: ConnectionId(row.get(0)?),
        name: row.get(1)?,
        base_url: row.get(2)?,
        auth: json(row, 3)?,
        signing: json(row, 4)?,
        headers: json(row, 5)?,
        paused: row.get(6)?,
        created_at: time(row, 7)?,
        updated_at: time(row, 8)?,
        has_auth_secret: row.get(9)?,
        has_signing_secret: row.get(10)?,
        unauthorized: row.get(11)?,
        tls: json(row, 12)?,
        has_client_key: row.get(13)?,
    })
}

/// Columns for [`subscription`], from `subscriptions s JOIN hooks h ON h.id = s.hook_id`.
pub(crate) const SUBSCRIPTION: &str = "s.id, s.label, s.hook_id, h.name, s.recipient, s.method, s.enabled, s.metadata, \
    s.binding, s.retry, s.timeout_ms, s.concurrency, s.rate, s.signing, s.headers, s.consent, s.needs_consent, \
    s.debug, s.created_at, s.updated_at, \
    EXISTS (SELECT 1 FROM secrets WHERE owner = 'subscription' AND owner_id = s.id AND slot = 'signing'), \
    s.blocked, s.public_host";

/// A subscription from [`SUBSCRIPTION`].
pub(crate) fn subscription(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    Ok(Subscription {
        id: SubscriptionId(row.get(0)?),
        label: row.get(1)?,
        hook_id: HookId(row.get(2)?),
        event_name: event_name(row, 3)?,
        recipient: json(row, 4)?,
        method: word(row, 5, Method::parse)?,
        enabled: row.get(6)?,
        metadata: row.get(7)?,
        binding: word(row, 8, PayloadBinding::parse)?,
        retry: json(row, 9)?,
        timeout_ms: row.get::<_, i64>(10)?.unsigned_abs(),
        concurrency: row.get(11)?,
        rate: json_or_null(row, 12)?,
        signing: json(row, 13)?,
        headers: json(row, 14)?,
        consent: json_or_null(row, 15)?,
        needs_consent: row.get(16)?,
        debug: row.get(17)?,
        created_at: time(row, 18)?,
        updated_at: time(row, 19)?,
        has_secret: row.get(20)?,
        blocked: json_or_null(row, 21)?,
        public_host: row.get(22)?,
    })
}

/// An attempt's exchange as its JSON column holds it; the bodies are kept apart.
#[derive(Serialize, Deserialize)]
pub(crate) struct Exchange {
    pub request: RequestRecord,
    pub timings: Timings,
    /// Headers of the answer; `None` where no answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<Vec<HeaderPair>>,
    #[serde(default)]
    pub truncated: bool,
}

/// Columns for [`attempt`], from `attempts a LEFT JOIN bodies b ON b.id = a.body_id`.
pub(crate) const ATTEMPT: &str = "a.number, a.trigger, a.started_at, a.result, a.truth, a.class, a.status, \
    a.retry_after_ms, a.error, a.exchange, a.response_body, coalesce(b.why = 'edited', 0)";

/// An attempt from [`ATTEMPT`].
pub(crate) fn attempt(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    let exchange: Exchange = json(row, 9)?;
    let body: Option<Vec<u8>> = row.get(10)?;
    let response = exchange.headers.map(|headers| ResponseRecord {
        headers,
        body: body.unwrap_or_default(),
        truncated: exchange.truncated,
    });
    Ok(Attempt {
        number: row.get(0)?,
        trigger: word(row, 1, Trigger::parse)?,
        started_at: time(row, 2)?,
        timings: exchange.timings,
        result: word(row, 3, AttemptResult::parse)?,
        truth: maybe_word(row, 4, FailureTruth::parse)?,
        class: maybe_word(row, 5, TransportClass::parse)?,
        status: row.get(6)?,
        retry_after_ms: row.get(7)?,
        error: row.get(8)?,
        request: exchange.request,
        response,
        edited: row.get(11)?,
    })
}

/// The first position of a table at or after an instant: `created_at` of messages and `received_at` of events never
/// decrease with `seq`, so a handful of key look-ups finds it without an index on time.
pub(crate) fn first_seq_from(
    conn: &rusqlite::Connection,
    table: Timeline,
    at: UtcMillis,
) -> rusqlite::Result<i64> {
    let (row_after, newest) = match table {
        Timeline::Messages => (
            "SELECT seq, created_at FROM messages WHERE seq >= ?1 ORDER BY seq LIMIT 1",
            "SELECT coalesce(max(seq), 0) FROM messages",
        ),
        Timeline::Events => (
            "SELECT seq, received_at FROM events WHERE seq >= ?1 ORDER BY seq LIMIT 1",
            "SELECT coalesce(max(seq), 0) FROM events",
        ),
    };
    let mut high: i64 = conn.prepare_cached(newest)?.query_row([], |row| row.get(0))?;
    high += 1;
    let mut low = 1;
    let mut row_after = conn.prepare_cached(row_after)?;
    while low < high {
        let middle = low + (high - low) / 2;
        let (seq, time): (i64, i64) = row_after.query_row([middle], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if time < at.0 {
            low = seq + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// A table whose time never decreases with its position.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Timeline {
    /// By `created_at`.
    Messages,
    /// By `received_at`.
    Events,
}
