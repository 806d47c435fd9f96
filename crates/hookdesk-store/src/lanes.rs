//! When each subscription next has something due, kept in memory so that an empty lane costs nothing.

use std::collections::HashMap;

use hookdesk_core::id::SubscriptionId;
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension};

use crate::claim::ClaimPlan;
use crate::writer::Scope;

const NEVER: UtcMillis = UtcMillis(i64::MAX);
const UNKNOWN: UtcMillis = UtcMillis(i64::MIN);

/// A lower bound of the earliest due time in each lane. Too low costs one look; too high would be a lost message, so
/// only a look at the lane itself raises a bound.
pub(crate) struct Lanes {
    bounds: HashMap<SubscriptionId, UtcMillis>,
    /// The bound of lanes not listed.
    others: UtcMillis,
}

impl Lanes {
    /// Reads the earliest due time of every lane: one key look-up each on `messages_due`.
    pub fn load(conn: &Connection) -> rusqlite::Result<Self> {
        let mut next = conn.prepare(
            "SELECT subscription_id, due_at FROM messages INDEXED BY messages_due \
             WHERE due_at IS NOT NULL AND subscription_id > ?1 ORDER BY subscription_id, due_at LIMIT 1",
        )?;
        let mut bounds = HashMap::new();
        let mut last = i64::MIN;
        while let Some((sub, due)) =
            next.query_row([last], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).optional()?
        {
            bounds.insert(SubscriptionId(sub), UtcMillis(due));
            last = sub;
        }
        Ok(Self { bounds, others: NEVER })
    }

    /// Forgets all bounds: after a rollback, any lane may hold anything.
    pub fn forget(&mut self) {
        self.bounds.clear();
        self.others = UNKNOWN;
    }

    /// The earliest instant at which the lane can have something due.
    pub fn bound(&self, sub: SubscriptionId) -> UtcMillis {
        self.bounds.get(&sub).copied().unwrap_or(self.others)
    }

    /// Something became due at `at`.
    pub fn lower(&mut self, sub: SubscriptionId, at: UtcMillis) {
        if at < self.bound(sub) {
            self.bounds.insert(sub, at);
        }
    }

    /// The lane was looked at: nothing is due before `at`; `None`: nothing is due at all.
    pub fn raise(&mut self, sub: SubscriptionId, at: Option<UtcMillis>) {
        self.bounds.insert(sub, at.unwrap_or(NEVER));
    }

    /// When a plan is worth looking at; `None`: not before something is written.
    pub fn next_due(&self, plan: &ClaimPlan) -> Option<UtcMillis> {
        if plan.total == 0 {
            return None;
        }
        let open = plan.lanes.iter().filter(|lane| lane.max > 0);
        open.map(|lane| self.bound(lane.subscription)).min().filter(|at| *at != NEVER)
    }
}

/// The clock was set back: due times move with it, so that what was due at once still is, and a delay keeps its length.
pub(crate) fn follow_clock(scope: &mut Scope<'_>, back: i64) -> rusqlite::Result<()> {
    let moved = scope
        .conn
        .prepare_cached(
            "UPDATE messages INDEXED BY messages_due SET due_at = max(?1, due_at - ?2) \
             WHERE due_at IS NOT NULL AND due_at > ?1",
        )?
        .execute((scope.clock.0, back))?;
    tracing::warn!(back_ms = back, moved, "the clock was set back; due times follow it");
    scope.memory.lanes.forget();
    scope.effects.touched(None);
    Ok(())
}
