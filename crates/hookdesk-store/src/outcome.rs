//! Outcomes: the attempt and the message's next state, in one transaction, under the lease's token.

use std::sync::Arc;

use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::{Attempt, AttemptResult, MessageState, Next, RequestRecord, Timings, Trigger};
use hookdesk_core::{Code, Fault};
use rusqlite::{Connection, OptionalExtension};

use crate::open::Store;
use crate::place::Place;
use crate::rows::{self, Exchange};
use crate::writer::{Job, Scope};

const HOUR_MS: i64 = 3_600_000;

/// What came of a lease.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The message's position.
    pub seq: i64,
    /// The lease's token.
    pub token: i64,
    /// Whose it is.
    pub subscription: SubscriptionId,
    /// The attempt; `None` where nothing was tried (holds), and then no attempt is counted.
    pub attempt: Option<Attempt>,
    /// A body built for this attempt that the message's row and its event do not tell: by a content, by a changed hook.
    pub rebuilt_body: Option<Vec<u8>>,
    /// What becomes of the message.
    pub next: Next,
    /// Whether this failure counts against the retry policy.
    pub counted: bool,
}

impl Store {
    /// Writes it. `false`: the lease was lost and nothing was written (fenced). Many callers share one commit. A
    /// caller that must try again after a fault keeps an `Arc` of its own. The fault `internal` says that this outcome
    /// itself was refused, and will be again; [`Recorded::without_exchange`] may be taken.
    pub async fn record(&self, outcome: impl Into<Arc<Recorded>>) -> Result<bool, Fault> {
        let outcome = outcome.into();
        // Written as JSON here, on the caller's thread: the writer's time is everybody's.
        let exchange = outcome.attempt.as_ref().map(exchange).transpose()?;
        let outcome = Box::new(Outcome { outcome, exchange });
        self.ask(|reply| Job::Record(outcome, reply)).await
    }
}

impl Recorded {
    /// The same outcome without its dump, for a file that refuses the dump: what happened and what comes next is kept,
    /// and `why` the rest is not.
    pub fn without_exchange(&self, why: &Fault) -> Self {
        let attempt = self.attempt.as_ref().map(|attempt| {
            let said = attempt.error.as_deref().map(|error| format!("{error}; ")).unwrap_or_default();
            Attempt {
                error: Some(format!("{said}the request and answer could not be kept: {}", why.message)),
                request: RequestRecord { method: String::new(), url: String::new(), headers: Vec::new() },
                timings: Timings::default(),
                retry_after_ms: None,
                response: None,
                ..attempt.clone()
            }
        });
        Self { attempt, rebuilt_body: None, ..self.clone() }
    }
}

/// An outcome on its way to the writer.
pub(crate) struct Outcome {
    outcome: Arc<Recorded>,
    exchange: Option<String>,
}

/// An attempt's exchange as its column holds it.
pub(crate) fn exchange(attempt: &Attempt) -> Result<String, Fault> {
    rows::to_json(&Exchange {
        request: attempt.request.clone(),
        timings: attempt.timings,
        headers: attempt.response.as_ref().map(|response| response.headers.clone()),
        truncated: attempt.response.as_ref().is_some_and(|response| response.truncated),
    })
}

/// Records inside the group's transaction. The fault `internal`: this outcome was refused, and nothing was changed.
pub(crate) fn record(scope: &mut Scope<'_>, outcome: &Outcome) -> Result<bool, Fault> {
    let Some(leased) = leased(scope, &outcome.outcome).map_err(rows::fault)? else { return Ok(false) };
    if let (Some(attempt), Some(exchange)) = (&outcome.outcome.attempt, &outcome.exchange) {
        keep_attempt(scope, &outcome.outcome, &leased, attempt, exchange).map_err(rows::fault)?;
    }
    // The attempt stands: whatever goes wrong from here on, the whole group must be undone.
    write(scope, &outcome.outcome, &leased).map_err(rows::fault).map_err(|fault| match fault.code {
        Code::Internal => Fault { code: Code::StoreFailed, ..fault },
        _ => fault,
    })?;
    Ok(true)
}

/// A leased message as its outcome finds it.
struct Leased {
    id: MessageId,
    trigger: Trigger,
    attempts: u32,
    failures: u32,
    body_id: Option<i64>,
}

/// Fencing: the state is `sending` exactly while a token is there. (RETURNING would build a table for each row.)
fn leased(scope: &Scope<'_>, outcome: &Recorded) -> rusqlite::Result<Option<Leased>> {
    scope
        .conn
        .prepare_cached(
            "SELECT id, trigger, attempts, failures, body_id FROM messages WHERE seq = ?1 AND lease_token = ?2",
        )?
        .query_row((outcome.seq, outcome.token), |row| {
            Ok(Leased {
                id: rows::message_id(row, 0)?,
                trigger: rows::word(row, 1, Trigger::parse)?,
                attempts: row.get(2)?,
                failures: row.get(3)?,
                body_id: row.get(4)?,
            })
        })
        .optional()
}

/// Writes the message's next state.
fn write(scope: &mut Scope<'_>, outcome: &Recorded, leased: &Leased) -> rusqlite::Result<()> {
    scope.effects.marks.add("outcome");
    if matches!(outcome.next, Next::Retry(_)) {
        scope.effects.marks.add("retry");
    }
    let standing = scope.memory.routing(scope.conn)?.standing(outcome.subscription);
    let place = Place::after(&outcome.next, standing);
    match &outcome.attempt {
        Some(attempt) => tried(scope, outcome, leased, place, attempt)?,
        None => untried(scope, outcome.seq, place)?,
    }
    place.tell(scope.effects, outcome.subscription, MessageState::Sending, leased.id);
    Ok(())
}

/// Writes the attempt, or nothing at all: what is refused for a reason of its own must not undo its neighbours.
fn keep_attempt(
    scope: &mut Scope<'_>,
    outcome: &Recorded,
    leased: &Leased,
    attempt: &Attempt,
    exchange: &str,
) -> rusqlite::Result<()> {
    let (there, made) = match &outcome.rebuilt_body {
        None => (None, None),
        Some(body) => match same_body(scope.conn, outcome.seq, body)? {
            None => (None, Some(keep_body(scope, outcome.seq, "rebuilt", body)?)),
            there => (there, None),
        },
    };
    let number = leased.attempts.saturating_add(1);
    let body = there.or(made).or(leased.body_id);
    let kept = insert_attempt(scope, outcome.subscription, outcome.seq, number, attempt, exchange, body);
    if let (Err(_), Some(id)) = (&kept, made) {
        scope.conn.prepare_cached("DELETE FROM bodies WHERE id = ?1")?.execute([id])?;
    }
    kept
}

fn tried(
    scope: &Scope<'_>,
    outcome: &Recorded,
    leased: &Leased,
    place: Place,
    attempt: &Attempt,
) -> rusqlite::Result<()> {
    // A held message keeps a person's trigger: the attempt they asked for is still to come.
    let still_by_hand = place.state == MessageState::Held && leased.trigger.is_by_hand();
    let trigger = if still_by_hand { leased.trigger } else { Trigger::Automatic };
    scope
        .conn
        .prepare_cached(
            "UPDATE messages SET state = ?2, reason = ?3, due_at = ?4, lease_token = NULL, lease_until = NULL, \
             trigger = ?5, attempts = ?6, failures = ?7, last_status = ?8, last_truth = ?9, last_class = ?10, \
             updated_at = ?11 WHERE seq = ?1",
        )?
        .execute((
            outcome.seq,
            place.state.as_str(),
            place.reason,
            place.due(),
            trigger.as_str(),
            leased.attempts.saturating_add(1),
            leased.failures.saturating_add(u32::from(outcome.counted)),
            attempt.status,
            attempt.truth.map(|truth| truth.as_str()),
            attempt.class.map(|class| class.as_str()),
            scope.now.0,
        ))
        .map(drop)
}

/// Ends a lease under which nothing was tried: only the place changes.
pub(crate) fn untried(scope: &Scope<'_>, seq: i64, place: Place) -> rusqlite::Result<()> {
    scope
        .conn
        .prepare_cached(
            "UPDATE messages SET state = ?2, reason = ?3, due_at = ?4, lease_token = NULL, lease_until = NULL, \
             updated_at = ?5 WHERE seq = ?1",
        )?
        .execute((seq, place.state.as_str(), place.reason, place.due(), scope.now.0))
        .map(drop)
}

/// The same bytes, kept for an earlier attempt.
fn same_body(conn: &Connection, message_seq: i64, body: &[u8]) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached(
        "SELECT id FROM bodies WHERE message_seq = ?1 AND why = 'rebuilt' AND body = ?2 LIMIT 1",
    )?
    .query_row((message_seq, body), |row| row.get(0))
    .optional()
}

/// Keeps a body of a message; returns its row.
pub(crate) fn keep_body(
    scope: &Scope<'_>,
    message_seq: i64,
    why: &str,
    body: &[u8],
) -> rusqlite::Result<i64> {
    scope
        .conn
        .prepare_cached("INSERT INTO bodies (message_seq, why, body, made_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute((message_seq, why, body, scope.now.0))?;
    Ok(scope.conn.last_insert_rowid())
}

/// Writes an attempt's row and counts it in its hour.
pub(crate) fn insert_attempt(
    scope: &mut Scope<'_>,
    sub: SubscriptionId,
    message_seq: i64,
    number: u32,
    attempt: &Attempt,
    exchange: &str,
    body_id: Option<i64>,
) -> rusqlite::Result<()> {
    scope
        .conn
        .prepare_cached(
            "INSERT INTO attempts (message_seq, number, trigger, started_at, result, truth, class, status, \
             retry_after_ms, error, exchange, response_body, body_id) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute((
            message_seq,
            number,
            attempt.trigger.as_str(),
            attempt.started_at.0,
            attempt.result.as_str(),
            attempt.truth.map(|truth| truth.as_str()),
            attempt.class.map(|class| class.as_str()),
            attempt.status,
            attempt.retry_after_ms,
            attempt.error.as_deref(),
            exchange,
            attempt.response.as_ref().map(|response| response.body.as_slice()),
            body_id,
        ))?;
    let hour = attempt.started_at.0.div_euclid(HOUR_MS) * HOUR_MS;
    let delivered = attempt.result == AttemptResult::Delivered;
    scope.effects.attempted(sub, hour, u64::from(delivered), u64::from(!delivered));
    Ok(())
}
