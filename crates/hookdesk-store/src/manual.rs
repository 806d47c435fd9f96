//! Manual work: retry, edit and resend, discard, release of held messages.

use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::{HoldReason, MessageState, RejectReason, Trigger};
use hookdesk_core::{Code, Fault};
use rusqlite::{OptionalExtension, ToSql};

use crate::grid::{self, MessageFilter};
pub(crate) use crate::hold::{hold_in, hold_some_in, reject_open_in, release_in, release_some_in};
use crate::open::Store;
use crate::outcome::keep_body;
use crate::place::Place;
use crate::routing::Standing;
use crate::rows;
use crate::writer::Scope;

/// Which messages an action is for.
#[derive(Debug, Clone)]
pub enum Selection {
    /// These.
    Ids(Vec<MessageId>),
    /// All of a filter up to a position fixed when the plan was shown; worked through in steps.
    Filter {
        /// The filter as shown.
        filter: MessageFilter,
        /// No message after this position.
        up_to: i64,
        /// Where the last step ended (positions descend); `None` for the first.
        after: Option<i64>,
    },
}

/// What to do.
#[derive(Debug, Clone)]
pub enum BulkAction {
    /// Queue again, at once; trigger manual for ids of one, bulk otherwise. A real send each time.
    Retry,
    /// Give up, with a person's reason.
    Discard(String),
}

/// What one step did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulkStep {
    /// Messages changed.
    pub changed: u64,
    /// Messages left alone because their state does not allow it (being sent, already delivered for discards).
    pub left: u64,
    /// Where the next step begins; `None` when done.
    pub next: Option<i64>,
}

impl Store {
    /// The newest message's position: the bound of a plan.
    pub async fn newest(&self) -> Result<i64, Fault> {
        self.query(|conn| {
            conn.prepare_cached("SELECT coalesce(max(seq), 0) FROM messages")?.query_row([], |row| row.get(0))
        })
        .await
    }

    /// How many messages a filter holds up to a position; stops counting at `cap`.
    pub async fn count_filter(&self, filter: MessageFilter, up_to: i64, cap: u64) -> Result<u64, Fault> {
        self.read(move |conn| grid::count(conn, &filter, up_to, cap)).await
    }

    /// Runs one step: all ids, or at most `limit` messages of a filter, in one transaction. A retry resets the
    /// policy's failures, keeps the message id, and is due at once; a message of a switched-off subscription or paused
    /// connection becomes held instead, and one of a deleted subscription is left.
    pub async fn bulk(
        &self,
        selection: Selection,
        action: BulkAction,
        limit: usize,
    ) -> Result<BulkStep, Fault> {
        match selection {
            Selection::Ids(mut ids) => {
                // An id twice is one message: moved twice, it would be counted twice.
                ids.sort_unstable_by_key(|id| id.0);
                ids.dedup();
                let trigger = if ids.len() == 1 { Trigger::Manual } else { Trigger::Bulk };
                self.write(move |scope| {
                    let found = ids.iter().map(|id| find_id(scope, *id));
                    let found = found.collect::<rusqlite::Result<Vec<_>>>().map_err(rows::fault)?;
                    act(scope, found, &action, trigger).map_err(rows::fault)
                })
                .await
            }
            Selection::Filter { filter, up_to, after } => {
                let states = filter.states.clone();
                let seqs =
                    self.read(move |conn| grid::select_seqs(conn, &filter, up_to, after, limit)).await?;
                let next = if seqs.len() < limit { None } else { seqs.last().copied() };
                let write = move |scope: &mut Scope<'_>| {
                    let found = seqs.iter().map(|seq| find_seq(scope, *seq, &states));
                    let found = found.collect::<rusqlite::Result<Vec<_>>>().map_err(rows::fault)?;
                    act(scope, found, &action, Trigger::Bulk).map_err(rows::fault)
                };
                self.write(write).await.map(|step| BulkStep { next, ..step })
            }
        }
    }

    /// Replaces the body by a person's (recorded), and queues the message with trigger `edited_resend`.
    pub async fn edit_and_resend(&self, id: MessageId, body: Vec<u8>) -> Result<(), Fault> {
        self.write(move |scope| edit(scope, id, &body)).await
    }

    /// Holds what is waiting of a subscription (queued and retrying; what is being sent ends by itself).
    pub async fn hold(&self, subscription: SubscriptionId, reason: HoldReason) -> Result<u64, Fault> {
        self.write(move |scope| hold_in(scope, subscription, reason)).await
    }

    /// Releases a subscription's messages held for this reason: due at once, their policy where it stood. Where the
    /// subscription is also off, paused or without consent, they go on being held for that.
    pub async fn release_held(&self, subscription: SubscriptionId, reason: HoldReason) -> Result<u64, Fault> {
        self.write(move |scope| release_in(scope, subscription, reason)).await
    }

    /// Holds at most `limit` of what is waiting of a subscription; call it until it returns less. For what may be many.
    pub async fn hold_some(
        &self,
        subscription: SubscriptionId,
        reason: HoldReason,
        limit: usize,
    ) -> Result<u64, Fault> {
        self.write(move |scope| hold_some_in(scope, subscription, reason, limit).map_err(rows::fault)).await
    }

    /// Releases at most `limit` of a subscription's messages held for this reason, the oldest first; call it until it
    /// returns less. For what may be many.
    pub async fn release_some(
        &self,
        subscription: SubscriptionId,
        reason: HoldReason,
        limit: usize,
    ) -> Result<u64, Fault> {
        self.write(move |scope| release_some_in(scope, subscription, reason, limit).map_err(rows::fault))
            .await
    }

    /// Rejects everything open of a subscription, with the reason; part of deleting it.
    pub async fn reject_open(
        &self,
        subscription: SubscriptionId,
        reason: RejectReason,
    ) -> Result<u64, Fault> {
        self.write(move |scope| reject_open_in(scope, subscription, reason)).await
    }
}

/// A message an action may be for.
struct Found {
    seq: i64,
    id: MessageId,
    sub: SubscriptionId,
    state: MessageState,
}

fn find(scope: &Scope<'_>, condition: &str, value: impl ToSql) -> rusqlite::Result<Option<Found>> {
    let sql = format!("SELECT seq, id, subscription_id, state FROM messages WHERE {condition} = ?1");
    scope
        .conn
        .prepare_cached(&sql)?
        .query_row([value], |row| {
            Ok(Found {
                seq: row.get(0)?,
                id: rows::message_id(row, 1)?,
                sub: SubscriptionId(row.get(2)?),
                state: rows::word(row, 3, MessageState::parse)?,
            })
        })
        .optional()
}

fn find_id(scope: &Scope<'_>, id: MessageId) -> rusqlite::Result<Option<Found>> {
    find(scope, "id", id.0.as_bytes())
}

/// Found by a filter a moment ago: gone where its state has left the filter since.
fn find_seq(scope: &Scope<'_>, seq: i64, states: &[MessageState]) -> rusqlite::Result<Option<Found>> {
    let found = find(scope, "seq", seq)?;
    Ok(found.filter(|found| states.is_empty() || states.contains(&found.state)))
}

fn act(
    scope: &mut Scope<'_>,
    found: Vec<Option<Found>>,
    action: &BulkAction,
    trigger: Trigger,
) -> rusqlite::Result<BulkStep> {
    let mut step = BulkStep::default();
    scope.effects.marks.add("manual");
    for found in found {
        let changed = match (found, action) {
            (None, _) => false,
            (Some(found), BulkAction::Retry) => retry(scope, &found, trigger)?,
            (Some(found), BulkAction::Discard(reason)) => discard(scope, &found, reason)?,
        };
        step.changed += u64::from(changed);
        step.left += u64::from(!changed);
    }
    Ok(step)
}

/// Queues a message again by hand; `false` where its state or its subscription does not allow it.
fn retry(scope: &mut Scope<'_>, found: &Found, trigger: Trigger) -> rusqlite::Result<bool> {
    let standing = scope.memory.routing(scope.conn)?.standing(found.sub);
    if !found.state.can_retry() || standing == Standing::Deleted {
        return Ok(false);
    }
    let place = Place::in_line(standing, MessageState::Queued, scope.clock);
    scope
        .conn
        .prepare_cached(
            "UPDATE messages SET state = ?2, reason = ?3, due_at = ?4, trigger = ?5, failures = 0, updated_at = ?6 \
             WHERE seq = ?1",
        )?
        .execute((
            found.seq,
            place.state.as_str(),
            place.reason,
            place.due(),
            trigger.as_str(),
            scope.now.0,
        ))?;
    place.tell(scope.effects, found.sub, found.state, found.id);
    Ok(true)
}

fn discard(scope: &mut Scope<'_>, found: &Found, reason: &str) -> rusqlite::Result<bool> {
    if !found.state.can_discard() {
        return Ok(false);
    }
    scope
        .conn
        .prepare_cached(
            "UPDATE messages SET state = 'discarded', reason = ?2, due_at = NULL, updated_at = ?3 WHERE seq = ?1",
        )?
        .execute((found.seq, reason, scope.now.0))?;
    scope.effects.moved(found.sub, Some(found.state), Some(MessageState::Discarded), Some(found.id));
    Ok(true)
}

fn edit(scope: &mut Scope<'_>, id: MessageId, body: &[u8]) -> Result<(), Fault> {
    let found = find_id(scope, id).map_err(rows::fault)?;
    let found = found.ok_or_else(|| Fault::not_found(format!("there is no message {id}")))?;
    if !found.state.can_retry() {
        return Err(Fault::new(Code::MessageBusy, format!("{id} is being sent")));
    }
    let body = keep_body(scope, found.seq, "edited", body).map_err(rows::fault)?;
    scope
        .conn
        .prepare_cached("UPDATE messages SET body_id = ?2 WHERE seq = ?1")
        .and_then(|mut update| update.execute((found.seq, body)))
        .map_err(rows::fault)?;
    if !retry(scope, &found, Trigger::Edited).map_err(rows::fault)? {
        return Err(Fault::new(Code::MessageNoWay, format!("the subscription of {id} is deleted")));
    }
    Ok(())
}
