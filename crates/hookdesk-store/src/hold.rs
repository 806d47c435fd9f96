//! Holding, releasing and rejecting everything a subscription has waiting; parts of larger writes.

use hookdesk_core::Fault;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{HoldReason, MessageState, RejectReason, Trigger};

use crate::outcome;
use crate::place::Place;
use crate::routing::{Standing, standing_in};
use crate::rows;
use crate::writer::Scope;

/// Holds what is queued and retrying. Returns how many.
pub(crate) fn hold_in(scope: &mut Scope<'_>, sub: SubscriptionId, reason: HoldReason) -> Result<u64, Fault> {
    let waiting = [MessageState::Queued, MessageState::Retrying];
    end_all(scope, sub, &waiting, MessageState::Held, reason.as_str()).map_err(rows::fault)
}

/// Rejects what is queued, retrying and held. Returns how many.
pub(crate) fn reject_open_in(
    scope: &mut Scope<'_>,
    sub: SubscriptionId,
    reason: RejectReason,
) -> Result<u64, Fault> {
    let open = [MessageState::Queued, MessageState::Retrying, MessageState::Held];
    end_all(scope, sub, &open, MessageState::Rejected, reason.as_str()).map_err(rows::fault)
}

/// Releases what was held for `reason`: due at once, the policy where it stood. Call it after the rows that say so
/// are written: where the subscription must still wait for something else, its messages go on being held for that.
pub(crate) fn release_in(
    scope: &mut Scope<'_>,
    sub: SubscriptionId,
    reason: HoldReason,
) -> Result<u64, Fault> {
    let released = match standing_in(scope.conn, sub).map_err(rows::fault)? {
        Standing::Open => make_due(scope, sub, reason),
        Standing::Held(other) if other != reason => hold_for(scope, sub, reason, other).map(|()| 0),
        Standing::Held(_) | Standing::Deleted => Ok(0),
    };
    released.map_err(rows::fault)
}

/// Holds at most `limit` of what is queued and retrying. Returns how many.
pub(crate) fn hold_some_in(
    scope: &mut Scope<'_>,
    sub: SubscriptionId,
    reason: HoldReason,
    limit: usize,
) -> rusqlite::Result<u64> {
    let mut update = scope.conn.prepare_cached(
        "UPDATE messages SET state = 'held', reason = ?3, due_at = NULL, updated_at = ?4 WHERE seq IN \
         (SELECT seq FROM messages INDEXED BY messages_grid \
          WHERE subscription_id = ?1 AND state = ?2 AND state <> 'sending' ORDER BY seq LIMIT ?5)",
    )?;
    let mut all = 0;
    for state in [MessageState::Queued, MessageState::Retrying] {
        let left = i64::try_from(limit as u64 - all).unwrap_or(i64::MAX);
        let moved = update.execute((sub.0, state.as_str(), reason.as_str(), scope.now.0, left))?;
        all += moved_many(scope, sub, state, MessageState::Held, moved);
    }
    Ok(all)
}

/// Releases at most `limit` of what is held for `reason`, the oldest first: due at once where the subscription lets it,
/// held for what it waits for otherwise. Returns how many.
pub(crate) fn release_some_in(
    scope: &mut Scope<'_>,
    sub: SubscriptionId,
    reason: HoldReason,
    limit: usize,
) -> rusqlite::Result<u64> {
    let standing = standing_in(scope.conn, sub)?;
    if standing == Standing::Deleted || standing == Standing::Held(reason) {
        return Ok(0);
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let found = scope
        .conn
        .prepare_cached(
            "SELECT seq, id, trigger FROM messages INDEXED BY messages_grid WHERE subscription_id = ?1 \
             AND state = 'held' AND state <> 'sending' AND reason = ?2 ORDER BY seq LIMIT ?3",
        )?
        .query_map((sub.0, reason.as_str(), limit), |row| {
            Ok((row.get::<_, i64>(0)?, rows::message_id(row, 1)?, rows::word(row, 2, Trigger::parse)?))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for (seq, id, trigger) in &found {
        let place = Place::waiting(standing, *trigger, scope.clock);
        outcome::untried(scope, *seq, place)?;
        place.tell(scope.effects, sub, MessageState::Held, *id);
    }
    Ok(found.len() as u64)
}

/// Moves all of some states to one that has a reason and no due time.
fn end_all(
    scope: &mut Scope<'_>,
    sub: SubscriptionId,
    from: &[MessageState],
    to: MessageState,
    reason: &str,
) -> rusqlite::Result<u64> {
    let mut update = scope.conn.prepare_cached(
        "UPDATE messages INDEXED BY messages_grid SET state = ?3, reason = ?4, due_at = NULL, updated_at = ?5 \
         WHERE subscription_id = ?1 AND state = ?2 AND state <> 'sending'",
    )?;
    let mut all = 0;
    for state in from {
        let moved = update.execute((sub.0, state.as_str(), to.as_str(), reason, scope.now.0))?;
        all += moved_many(scope, sub, *state, to, moved);
    }
    Ok(all)
}

fn make_due(scope: &mut Scope<'_>, sub: SubscriptionId, reason: HoldReason) -> rusqlite::Result<u64> {
    let mut update = scope.conn.prepare_cached(
        "UPDATE messages INDEXED BY messages_grid SET state = ?4, reason = NULL, due_at = ?5, updated_at = ?6 \
         WHERE subscription_id = ?1 AND state = 'held' AND state <> 'sending' AND reason = ?2 \
         AND (trigger = 'automatic_retry') = ?3",
    )?;
    let mut all = 0;
    for (automatic, state) in [(true, MessageState::Retrying), (false, MessageState::Queued)] {
        let values = (sub.0, reason.as_str(), automatic, state.as_str(), scope.clock.0, scope.now.0);
        let moved = update.execute(values)?;
        all += moved_many(scope, sub, MessageState::Held, state, moved);
    }
    if all > 0 {
        scope.effects.due(sub, scope.clock);
    }
    Ok(all)
}

fn hold_for(
    scope: &mut Scope<'_>,
    sub: SubscriptionId,
    was: HoldReason,
    now: HoldReason,
) -> rusqlite::Result<()> {
    let changed = scope
        .conn
        .prepare_cached(
            "UPDATE messages INDEXED BY messages_grid SET reason = ?3, updated_at = ?4 \
             WHERE subscription_id = ?1 AND state = 'held' AND state <> 'sending' AND reason = ?2",
        )?
        .execute((sub.0, was.as_str(), now.as_str(), scope.now.0))?;
    if changed > 0 {
        scope.effects.touched(None);
    }
    Ok(())
}

fn moved_many(
    scope: &mut Scope<'_>,
    sub: SubscriptionId,
    from: MessageState,
    to: MessageState,
    moved: usize,
) -> u64 {
    if moved > 0 {
        let by = i64::try_from(moved).unwrap_or(i64::MAX);
        scope.effects.count(sub, from, -by);
        scope.effects.count(sub, to, by);
        scope.effects.touched(None);
    }
    moved as u64
}
