//! What the writer knows without asking the file.

use hookdesk_core::time::UtcMillis;
use rusqlite::Connection;
use uuid::Uuid;

use crate::lanes::Lanes;
use crate::routing::Routing;

/// The writer's own knowledge. Positions and tokens only grow, so a rollback leaves gaps and nothing else.
pub(crate) struct Memory {
    /// When each subscription next has something due.
    pub lanes: Lanes,
    routing: Option<Routing>,
    event_seq: i64,
    message_seq: i64,
    token: i64,
    stamp: UtcMillis,
    seen: UtcMillis,
}

/// A clock that goes back by less is only being trimmed.
const TRIMMED_MS: i64 = 1_000;

impl Memory {
    /// Reads it from the file, with key look-ups only.
    pub fn load(conn: &Connection) -> rusqlite::Result<Self> {
        // A position already indexed for search is not given out again, even when its event has been purged.
        let event_seq = conn.query_row(
            "SELECT max(coalesce((SELECT max(seq) FROM events), 0), \
             coalesce((SELECT value FROM progress WHERE name = 'text_indexed_to'), 0))",
            [],
            |row| row.get(0),
        )?;
        let message_seq =
            conn.query_row("SELECT coalesce(max(seq), 0) FROM messages", [], |row| row.get(0))?;
        let stamp = conn.query_row(
            "SELECT max(coalesce((SELECT received_at FROM events ORDER BY seq DESC LIMIT 1), 0), \
             coalesce((SELECT created_at FROM messages ORDER BY seq DESC LIMIT 1), 0))",
            [],
            |row| row.get(0),
        )?;
        // Tokens begin at random, so that one of an earlier run never fits a lease of this one.
        let token = (Uuid::now_v7().as_u128() & 0x3fff_ffff_ffff) as i64;
        Ok(Self {
            lanes: Lanes::load(conn)?,
            routing: None,
            event_seq,
            message_seq,
            token,
            stamp: UtcMillis(stamp),
            seen: UtcMillis(stamp),
        })
    }

    /// The routing, read again where it has changed.
    pub fn routing(&mut self, conn: &Connection) -> rusqlite::Result<&Routing> {
        let routing = match self.routing.take() {
            Some(routing) => routing,
            None => Routing::load(conn)?,
        };
        Ok(self.routing.insert(routing))
    }

    /// Drops the routing read last.
    pub fn forget_routing(&mut self) {
        self.routing = None;
    }

    /// The next event's position.
    pub fn next_event(&mut self) -> i64 {
        self.event_seq += 1;
        self.event_seq
    }

    /// The next message's position.
    pub fn next_message(&mut self) -> i64 {
        self.message_seq += 1;
        self.message_seq
    }

    /// The next lease's token.
    pub fn next_token(&mut self) -> i64 {
        self.token += 1;
        self.token
    }

    /// By how many milliseconds the clock has been set back since it was last seen.
    pub fn set_back(&mut self, clock: UtcMillis) -> Option<i64> {
        let back = self.seen.0.saturating_sub(clock.0);
        self.seen = clock;
        (back > TRIMMED_MS).then_some(back)
    }

    /// The clock's instant, or the last stamp where the clock has gone back.
    pub fn stamp(&mut self, clock: UtcMillis) -> UtcMillis {
        self.stamp = self.stamp.max(clock);
        self.stamp
    }
}
