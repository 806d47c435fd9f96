//! Retention: old messages that are done are purged in small steps; what is not terminal is never purged.

use hookdesk_core::Fault;
use hookdesk_core::event::EventRouting;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::MessageState;
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension};

use crate::changes::Area;
use crate::open::Store;
use crate::rows::{self, Timeline};
use crate::writer::Scope;

/// What may be purged: done, and nothing left to do for anybody.
const DONE: [MessageState; 3] = [MessageState::Delivered, MessageState::Discarded, MessageState::Skipped];

/// What one step removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Messages with their attempts.
    pub messages: u64,
    /// Events left without any message.
    pub events: u64,
}

impl Store {
    /// Removes at most `limit` delivered, discarded or skipped messages last changed before `before`, and events with
    /// no message left that came before it. Call again until nothing was removed.
    pub async fn purge(&self, before: UtcMillis, limit: usize) -> Result<Purged, Fault> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let old = self.query(move |conn| Old::find(conn, before, limit)).await?;
        if old.messages.is_empty() && old.events.is_empty() {
            return Ok(Purged::default());
        }
        self.write(move |scope| purge(scope, &old, before).map_err(rows::fault)).await
    }

    /// Removes a subscription with everything it left: its messages, and its hook's sample events that are left
    /// without any. For taking sample data out again.
    pub async fn erase_subscription(&self, id: SubscriptionId) -> Result<Purged, Fault> {
        self.write(move |scope| erase(scope, id).map_err(rows::fault)).await
    }
}

/// What looked old enough to a reader; the writer looks again.
struct Old {
    messages: Vec<i64>,
    events: Vec<i64>,
}

impl Old {
    fn find(conn: &Connection, before: UtcMillis, limit: i64) -> rusqlite::Result<Self> {
        Ok(Self { messages: old_messages(conn, before, limit)?, events: old_events(conn, before, limit)? })
    }
}

fn old_messages(conn: &Connection, before: UtcMillis, limit: i64) -> rusqlite::Result<Vec<i64>> {
    // What was queued later was changed later: only older positions need a look at their time.
    let bound = rows::first_seq_from(conn, Timeline::Messages, before)?;
    let mut subscriptions = conn.prepare_cached("SELECT id FROM subscriptions ORDER BY id")?;
    let mut old = conn.prepare_cached(
        "SELECT seq FROM messages INDEXED BY messages_grid WHERE subscription_id = ?1 AND state = ?2 \
         AND state <> 'sending' AND seq < ?3 AND updated_at < ?4 ORDER BY seq LIMIT ?5",
    )?;
    let mut messages: Vec<i64> = Vec::new();
    for sub in subscriptions.query_map([], |row| row.get::<_, i64>(0))? {
        let sub = sub?;
        for state in DONE {
            let left = limit - i64::try_from(messages.len()).unwrap_or(limit);
            let found = old.query_map((sub, state.as_str(), bound, before.0, left), |row| row.get(0))?;
            for seq in found {
                messages.push(seq?);
            }
        }
    }
    Ok(messages)
}

/// Events that never had a message.
fn old_events(conn: &Connection, before: UtcMillis, limit: i64) -> rusqlite::Result<Vec<i64>> {
    let bound = rows::first_seq_from(conn, Timeline::Events, before)?;
    let mut old = conn.prepare_cached(
        "SELECT seq FROM events INDEXED BY events_without_message \
         WHERE routing = ?1 AND routing <> 'matched' AND seq < ?2 ORDER BY seq LIMIT ?3",
    )?;
    let mut events: Vec<i64> = Vec::new();
    for routing in [EventRouting::Unmatched, EventRouting::NoSubscription] {
        let left = limit - i64::try_from(events.len()).unwrap_or(limit);
        let found = old.query_map((routing.as_str(), bound, left), |row| row.get(0))?;
        for seq in found {
            events.push(seq?);
        }
    }
    Ok(events)
}

fn purge(scope: &mut Scope<'_>, old: &Old, before: UtcMillis) -> rusqlite::Result<Purged> {
    let mut purged = Purged::default();
    scope.effects.marks.add("purge");
    let mut delete = scope.conn.prepare_cached(
        "DELETE FROM messages WHERE seq = ?1 AND updated_at < ?2 AND state IN ('delivered', 'discarded', 'skipped') \
         RETURNING subscription_id, state, event_seq",
    )?;
    for seq in &old.messages {
        let gone = delete
            .query_row((seq, before.0), |row| {
                Ok((
                    SubscriptionId(row.get(0)?),
                    rows::word(row, 1, MessageState::parse)?,
                    row.get::<_, i64>(2)?,
                ))
            })
            .optional()?;
        let Some((sub, state, event_seq)) = gone else { continue };
        scope.effects.moved(sub, Some(state), None, None);
        purged.messages += 1;
        purged.events += delete_event(scope, event_seq, before)?;
    }
    for seq in &old.events {
        purged.events += delete_event(scope, *seq, before)?;
    }
    Ok(purged)
}

/// Deletes an event that came before `before` and has no message left. Returns 1 where it did.
fn delete_event(scope: &mut Scope<'_>, seq: i64, before: UtcMillis) -> rusqlite::Result<u64> {
    let routing = scope
        .conn
        .prepare_cached(
            "DELETE FROM events WHERE seq = ?1 AND received_at < ?2 \
             AND NOT EXISTS (SELECT 1 FROM messages WHERE event_seq = ?1) RETURNING routing",
        )?
        .query_row((seq, before.0), |row| rows::word(row, 0, EventRouting::parse))
        .optional()?;
    let Some(routing) = routing else { return Ok(0) };
    scope.conn.prepare_cached("DELETE FROM event_text WHERE rowid = ?1")?.execute([seq])?;
    scope.effects.events(-1, -i64::from(routing == EventRouting::Unmatched));
    Ok(1)
}

fn erase(scope: &mut Scope<'_>, id: SubscriptionId) -> rusqlite::Result<Purged> {
    let conn = scope.conn;
    let name: Option<String> = conn
        .prepare_cached(
            "SELECT h.name FROM subscriptions s JOIN hooks h ON h.id = s.hook_id WHERE s.id = ?1",
        )?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    let Some(name) = name else { return Ok(Purged::default()) };
    let mut purged = Purged::default();
    let mut delete = conn.prepare_cached("DELETE FROM messages WHERE subscription_id = ?1 AND state = ?2")?;
    for state in MessageState::ALL {
        let gone = delete.execute((id.0, state.as_str()))?;
        scope.effects.count(id, *state, -i64::try_from(gone).unwrap_or(i64::MAX));
        purged.messages += gone as u64;
    }
    let samples = conn
        .prepare_cached("SELECT seq FROM events WHERE name = ?1 AND source = 'sample'")?
        .query_map([&name], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    for seq in samples {
        purged.events += delete_event(scope, seq, UtcMillis(i64::MAX))?;
    }
    // Real events that only this subscription had taken are kept, and say that nobody takes them.
    conn.prepare_cached(
        "UPDATE events SET routing = 'no_subscription' WHERE name = ?1 AND routing = 'matched' \
         AND NOT EXISTS (SELECT 1 FROM messages WHERE event_seq = events.seq)",
    )?
    .execute([&name])?;
    conn.prepare_cached("DELETE FROM hourly WHERE subscription_id = ?1")?.execute([id.0])?;
    conn.prepare_cached("DELETE FROM secrets WHERE owner = 'subscription' AND owner_id = ?1")?
        .execute([id.0])?;
    conn.prepare_cached("DELETE FROM subscriptions WHERE id = ?1")?.execute([id.0])?;
    scope.effects.touched(None);
    scope.effects.area(Area::Subscriptions);
    scope.effects.routing_changed();
    Ok(purged)
}
