//! Outcomes: the attempt and the message's next state, in one transaction, under the lease's token.

use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{Attempt, AttemptResult, MessageState, Next};
use rusqlite::OptionalExtension;

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
    /// A body built for this attempt that differs from the event's data under the message's wrap (rebuild).
    pub rebuilt_body: Option<Vec<u8>>,
    /// What becomes of the message.
    pub next: Next,
    /// Whether this failure counts against the retry policy.
    pub counted: bool,
}

impl Store {
    /// Writes it. `false`: the lease was lost and nothing was written (fenced). Many callers share one commit. A
    /// caller that must try again after a fault keeps an `Arc` of its own.
    pub async fn record(&self, outcome: impl Into<Arc<Recorded>>) -> Result<bool, Fault> {
        let outcome = outcome.into();
        // Written as JSON here, on the caller's thread: the writer's time is everybody's.
        let exchange = outcome.attempt.as_ref().map(exchange).transpose()?;
        let outcome = Box::new(Outcome { outcome, exchange });
        self.ask(|reply| Job::Record(outcome, reply)).await
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

/// Records inside the group's transaction.
pub(crate) fn record(scope: &mut Scope<'_>, outcome: &Outcome) -> Result<bool, Fault> {
    write(scope, outcome).map_err(rows::fault)
}

fn write(scope: &mut Scope<'_>, Outcome { outcome, exchange }: &Outcome) -> rusqlite::Result<bool> {
    let standing = scope.memory.routing(scope.conn)?.standing(outcome.subscription);
    let place = Place::after(&outcome.next, standing);
    let tried = outcome.attempt.as_ref();
    // A held message keeps a person's trigger: their attempt is still to come. Without an attempt nothing was tried.
    let held = place.state == MessageState::Held;
    let moved = scope
        .conn
        .prepare_cached(
            "UPDATE messages SET state = ?3, reason = ?4, due_at = ?5, lease_token = NULL, lease_until = NULL, \
             trigger = CASE WHEN NOT ?6 OR (?7 AND trigger IN ('manual_retry', 'bulk_retry', 'edited_resend')) \
                       THEN trigger ELSE 'automatic_retry' END, \
             attempts = attempts + ?6, failures = failures + ?8, \
             last_status = CASE WHEN ?6 THEN ?9 ELSE last_status END, \
             last_truth = CASE WHEN ?6 THEN ?10 ELSE last_truth END, \
             last_class = CASE WHEN ?6 THEN ?11 ELSE last_class END, updated_at = ?12 \
             WHERE seq = ?1 AND lease_token = ?2 AND state = 'sending' RETURNING id, attempts, body_id",
        )?
        .query_row(
            (
                outcome.seq,
                outcome.token,
                place.state.as_str(),
                place.reason,
                place.due(),
                tried.is_some(),
                held,
                outcome.counted,
                tried.and_then(|attempt| attempt.status),
                tried.and_then(|attempt| attempt.truth).map(|truth| truth.as_str()),
                tried.and_then(|attempt| attempt.class).map(|class| class.as_str()),
                scope.now.0,
            ),
            |row| {
                Ok((rows::message_id(row, 0)?, row.get::<_, u32>(1)?, row.get::<_, Option<i64>>(2)?))
            },
        )
        .optional()?;
    let Some((id, number, edited)) = moved else { return Ok(false) };
    place.tell(scope.effects, outcome.subscription, MessageState::Sending, id);
    if let (Some(attempt), Some(exchange)) = (tried, exchange) {
        let body = match &outcome.rebuilt_body {
            Some(body) => Some(keep_body(scope, outcome.seq, "rebuilt", body)?),
            None => edited,
        };
        insert_attempt(scope, outcome.subscription, outcome.seq, number, attempt, exchange, body)?;
    }
    Ok(true)
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
