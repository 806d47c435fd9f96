//! What a group of writes changed beside its rows: counters, due times, and what to tell the window.

use std::collections::{BTreeMap, BTreeSet};

use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::MessageState;
use hookdesk_core::time::UtcMillis;
use hookdesk_crash::Marks;
use rusqlite::Connection;

use crate::changes::{Area, Changes};
use crate::lanes::Lanes;

/// More changed messages than this are told as "many".
const MOST_NAMED: usize = 64;

/// Gathered over a group of writes; written and applied once, at its commit. The maps hold a handful of keys each.
#[derive(Default)]
pub(crate) struct Effects {
    counts: BTreeMap<(SubscriptionId, MessageState), i64>,
    hourly: BTreeMap<(i64, SubscriptionId), (u64, u64)>,
    due: BTreeMap<SubscriptionId, UtcMillis>,
    events: i64,
    unmatched: i64,
    areas: BTreeSet<Area>,
    messages: Vec<MessageId>,
    many: bool,
    routing: bool,
    /// Names the commit for crash points.
    pub marks: Marks,
}

impl Effects {
    /// Adds to the number of messages in a state.
    pub fn count(&mut self, sub: SubscriptionId, state: MessageState, by: i64) {
        *self.counts.entry((sub, state)).or_default() += by;
    }

    /// A message came, went, or changed its state; `None` for `id` stands for "many".
    pub fn moved(
        &mut self,
        sub: SubscriptionId,
        from: Option<MessageState>,
        to: Option<MessageState>,
        id: Option<MessageId>,
    ) {
        if let Some(from) = from {
            self.count(sub, from, -1);
        }
        if let Some(to) = to {
            self.count(sub, to, 1);
        }
        self.touched(id);
    }

    /// A message changed without leaving its state; `None` stands for "many".
    pub fn touched(&mut self, id: Option<MessageId>) {
        self.areas.insert(Area::Messages);
        match id {
            Some(id) if self.messages.len() < MOST_NAMED => self.messages.push(id),
            _ => self.many = true,
        }
    }

    /// Something of the subscription is due at this instant: its lane is looked at then.
    pub fn due(&mut self, sub: SubscriptionId, at: UtcMillis) {
        self.due.entry(sub).and_modify(|due| *due = at.min(*due)).or_insert(at);
    }

    /// Hooks, subscriptions, connections or settings were written: routing is read again before the next accept.
    pub fn routing_changed(&mut self) {
        self.routing = true;
    }

    /// A part of the data changed.
    pub fn area(&mut self, area: Area) {
        self.areas.insert(area);
    }

    /// Whether a part of the data changed.
    pub fn touches(&self, area: Area) -> bool {
        self.areas.contains(&area)
    }

    /// Attempts ended in the hour that began at `hour`.
    pub fn attempted(&mut self, sub: SubscriptionId, hour: i64, delivered: u64, failed: u64) {
        let entry = self.hourly.entry((hour, sub)).or_default();
        entry.0 += delivered;
        entry.1 += failed;
    }

    /// Events came or went; `unmatched` of them have a name no hook has.
    pub fn events(&mut self, by: i64, unmatched: i64) {
        self.events += by;
        self.unmatched += unmatched;
        self.areas.insert(Area::Events);
    }

    /// Takes in what a job of its own did.
    pub fn merge(&mut self, other: Self) {
        for ((sub, state), by) in other.counts {
            self.count(sub, state, by);
        }
        for ((hour, sub), (delivered, failed)) in other.hourly {
            self.attempted(sub, hour, delivered, failed);
        }
        for (sub, at) in other.due {
            self.due(sub, at);
        }
        self.events += other.events;
        self.unmatched += other.unmatched;
        self.areas.extend(other.areas);
        self.many |= other.many || self.messages.len() + other.messages.len() > MOST_NAMED;
        let room = MOST_NAMED - self.messages.len().min(MOST_NAMED);
        self.messages.extend(other.messages.into_iter().take(room));
        self.routing |= other.routing;
        self.marks.merge(other.marks);
    }

    /// Whether routing must be read again; asking takes the mark away.
    pub fn take_routing_changed(&mut self) -> bool {
        std::mem::take(&mut self.routing)
    }

    /// Lowers the lanes' bounds to what became due.
    pub fn apply_due(&mut self, lanes: &mut Lanes) {
        for (sub, at) in std::mem::take(&mut self.due) {
            lanes.lower(sub, at);
        }
    }

    /// Writes the counters.
    pub fn write(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        if self.counts.values().any(|by| *by != 0) {
            let mut upsert = conn.prepare_cached(
                "INSERT INTO counts (subscription_id, state, n) VALUES (?1, ?2, ?3) \
                 ON CONFLICT DO UPDATE SET n = n + excluded.n",
            )?;
            for ((sub, state), by) in std::mem::take(&mut self.counts).into_iter().filter(|(_, by)| *by != 0)
            {
                upsert.execute((sub.0, state.as_str(), by))?;
            }
        }
        if !self.hourly.is_empty() {
            let mut upsert = conn.prepare_cached(
                "INSERT INTO hourly (hour, subscription_id, delivered, failed) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT DO UPDATE SET delivered = delivered + excluded.delivered, \
                 failed = failed + excluded.failed",
            )?;
            for ((hour, sub), (delivered, failed)) in std::mem::take(&mut self.hourly) {
                upsert.execute((hour, sub.0, delivered as i64, failed as i64))?;
            }
        }
        for (name, by) in [("events", self.events), ("events_unmatched", self.unmatched)] {
            if by != 0 {
                conn.prepare_cached("UPDATE progress SET value = value + ?2 WHERE name = ?1")?
                    .execute((name, by))?;
            }
        }
        Ok(())
    }

    /// What to broadcast; `None` when nothing a screen shows has changed.
    pub fn into_changes(self) -> Option<Changes> {
        if self.areas.is_empty() {
            return None;
        }
        let messages = if self.many { Vec::new() } else { self.messages };
        Some(Changes { areas: self.areas.into_iter().collect(), messages })
    }
}
