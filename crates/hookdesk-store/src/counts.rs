//! Counts per state, kept in the transaction that moves a message.

use std::collections::BTreeMap;

use hookdesk_core::Fault;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::MessageState;

use rusqlite::Connection;

use crate::open::Store;
use crate::rows;

/// How many messages stand where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Over all subscriptions; every state is present.
    pub by_state: BTreeMap<MessageState, u64>,
    /// For each subscription with any message.
    pub by_subscription: BTreeMap<SubscriptionId, BTreeMap<MessageState, u64>>,
    /// Events no hook has the name of.
    pub unmatched_events: u64,
    /// Events in all.
    pub events: u64,
}

impl Store {
    /// Reads the counters; never counts rows.
    pub async fn counts(&self) -> Result<Counts, Fault> {
        self.query(|conn| {
            // One transaction, so that the numbers are of one instant.
            let reading = conn.unchecked_transaction()?;
            read(&reading)
        })
        .await
    }
}

fn read(conn: &Connection) -> rusqlite::Result<Counts> {
    let mut counts =
        Counts { by_state: MessageState::ALL.iter().map(|state| (*state, 0)).collect(), ..Counts::default() };
    let mut stored = conn.prepare_cached("SELECT subscription_id, state, n FROM counts WHERE n > 0")?;
    let mut found = stored.query([])?;
    while let Some(row) = found.next()? {
        let state = rows::word(row, 1, MessageState::parse)?;
        let n = row.get::<_, i64>(2)?.unsigned_abs();
        *counts.by_state.entry(state).or_default() += n;
        counts.by_subscription.entry(SubscriptionId(row.get(0)?)).or_default().insert(state, n);
    }
    counts.events = kept_number(conn, "events")?;
    counts.unmatched_events = kept_number(conn, "events_unmatched")?;
    Ok(counts)
}

fn kept_number(conn: &Connection, name: &str) -> rusqlite::Result<u64> {
    conn.prepare_cached("SELECT value FROM progress WHERE name = ?1")?
        .query_row([name], |row| row.get::<_, i64>(0))
        .map(|value| u64::try_from(value).unwrap_or(0))
}
