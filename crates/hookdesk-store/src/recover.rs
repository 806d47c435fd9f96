//! Recovery at start: what a stopped engine left leased.

use hookdesk_core::Fault;
use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::{
    Attempt, AttemptResult, FailureTruth, MessageState, RequestRecord, Timings, TransportClass, Trigger,
};
use hookdesk_core::time::UtcMillis;
use rusqlite::Row;

use crate::open::Store;
use crate::outcome::{exchange, insert_attempt};
use crate::place::Place;
use crate::rows;
use crate::writer::Scope;

const WHAT_HAPPENED: &str = "Hookdesk stopped while this attempt was running; the receiver may have it. The request itself was not kept.";

/// What recovery found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Leased messages that got an attempt marked *unknown* and are due again.
    pub unknown: usize,
}

impl Store {
    /// For each message found `sending`: an attempt row (failed, truth unknown, class interrupted) and the state
    /// `retrying`, due at once. One transaction; the caller holds the data directory's lock, so nobody is sending.
    pub async fn recover(&self) -> Result<Recovered, Fault> {
        let unknown = self.write(|scope| interrupted(scope, UtcMillis(i64::MAX))).await?;
        Ok(Recovered { unknown })
    }

    /// The same for single leases that have run out while the engine lives (a task died). Returns how many.
    pub async fn recover_expired(&self) -> Result<usize, Fault> {
        // A look costs nothing to anybody; only what it finds is written.
        let clock = self.now();
        let any = self.query(move |conn| {
            conn.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM messages INDEXED BY messages_leased WHERE lease_until < ?1)",
            )?
            .query_row([clock.0], |row| row.get(0))
        });
        if any.await? { self.write(|scope| interrupted(scope, scope.clock)).await } else { Ok(0) }
    }
}

/// A message whose attempt never ended.
struct Leased {
    seq: i64,
    id: MessageId,
    sub: SubscriptionId,
    trigger: Trigger,
    attempts: u32,
    body_id: Option<i64>,
    claimed_at: UtcMillis,
}

fn leased(row: &Row<'_>) -> rusqlite::Result<Leased> {
    Ok(Leased {
        seq: row.get(0)?,
        id: rows::message_id(row, 1)?,
        sub: SubscriptionId(row.get(2)?),
        trigger: rows::word(row, 3, Trigger::parse)?,
        attempts: row.get(4)?,
        body_id: row.get(5)?,
        claimed_at: rows::time(row, 6)?,
    })
}

/// Ends every attempt whose lease ran out before `before`, with its outcome unknown.
fn interrupted(scope: &mut Scope<'_>, before: UtcMillis) -> Result<usize, Fault> {
    let found = scope
        .conn
        .prepare_cached(
            "SELECT seq, id, subscription_id, trigger, attempts, body_id, updated_at \
             FROM messages INDEXED BY messages_leased WHERE lease_until < ?1",
        )
        .and_then(|mut found| found.query_map([before.0], leased)?.collect::<rusqlite::Result<Vec<_>>>())
        .map_err(rows::fault)?;
    if !found.is_empty() {
        scope.effects.marks.add("recover");
    }
    for message in &found {
        let attempt = attempt(message);
        let exchange = exchange(&attempt)?;
        end(scope, message, &attempt, &exchange).map_err(rows::fault)?;
    }
    Ok(found.len())
}

fn attempt(message: &Leased) -> Attempt {
    Attempt {
        number: message.attempts.saturating_add(1),
        trigger: message.trigger,
        started_at: message.claimed_at,
        timings: Timings::default(),
        result: AttemptResult::Failed,
        truth: Some(FailureTruth::Unknown),
        class: Some(TransportClass::Interrupted),
        status: None,
        retry_after_ms: None,
        error: Some(WHAT_HAPPENED.to_owned()),
        request: RequestRecord { method: String::new(), url: String::new(), headers: Vec::new() },
        response: None,
        edited: message.body_id.is_some(),
    }
}

/// Not counted against the policy: that the receiver failed is not known. A person's trigger stays a person's.
fn end(scope: &mut Scope<'_>, message: &Leased, attempt: &Attempt, exchange: &str) -> rusqlite::Result<()> {
    let standing = scope.memory.routing(scope.conn)?.standing(message.sub);
    let place = Place::in_line(standing, MessageState::Retrying, scope.clock);
    let trigger = if message.trigger.is_by_hand() { message.trigger } else { Trigger::Automatic };
    scope
        .conn
        .prepare_cached(
            "UPDATE messages SET state = ?2, reason = ?3, due_at = ?4, trigger = ?5, attempts = ?6, \
             lease_token = NULL, lease_until = NULL, last_status = NULL, last_truth = 'unknown', \
             last_class = 'interrupted', updated_at = ?7 WHERE seq = ?1",
        )?
        .execute((
            message.seq,
            place.state.as_str(),
            place.reason,
            place.due(),
            trigger.as_str(),
            attempt.number,
            scope.now.0,
        ))?;
    place.tell(scope.effects, message.sub, MessageState::Sending, message.id);
    insert_attempt(scope, message.sub, message.seq, attempt.number, attempt, exchange, message.body_id)
}
