//! An audit: what transactions keep beside the rows must agree with the rows. For checks, not for screens.

use std::collections::BTreeMap;

use hookdesk_core::Fault;
use rusqlite::Connection;

use crate::open::Store;

/// Most sentences for one kind of disagreement: enough to begin a search with.
const TOLD: usize = 20;

/// Messages that disagree with their attempts: the question, and what is wrong with those it finds.
const MESSAGES: &[(&str, &str)] = &[
    (
        "SELECT lower(hex(m.id)) FROM messages m LEFT JOIN (SELECT message_seq, count(*) AS n, min(number) AS lo, \
         max(number) AS hi FROM attempts GROUP BY message_seq) a ON a.message_seq = m.seq \
         WHERE m.attempts <> ifnull(a.n, 0) OR a.lo <> 1 OR a.hi <> a.n",
        "its attempts are not numbered from 1 to the count it keeps",
    ),
    (
        "SELECT lower(hex(m.id)) FROM messages m LEFT JOIN attempts a ON a.message_seq = m.seq \
         AND a.number = m.attempts WHERE m.state = 'delivered' AND ifnull(a.result, '') <> 'delivered'",
        "it is delivered and its last attempt is not",
    ),
    (
        "SELECT lower(hex(m.id)) FROM attempts a JOIN messages m ON m.seq = a.message_seq \
         JOIN attempts later ON later.message_seq = a.message_seq AND later.number = a.number + 1 \
         WHERE a.result = 'delivered' AND later.trigger = 'automatic_retry'",
        "it was tried again by itself after a delivery",
    ),
];

impl Store {
    /// Compares, in one snapshot, the kept counts with the rows and each message with its attempts. A sentence for
    /// each disagreement, none when all is well. Reads every row.
    pub async fn audit(&self) -> Result<Vec<String>, Fault> {
        self.query(|conn| {
            let reading = conn.unchecked_transaction()?;
            let mut found = counts(&reading)?;
            for (sql, wrong) in MESSAGES {
                let mut asked = reading.prepare(sql)?;
                for id in asked.query_map([], |row| row.get::<_, String>(0))?.take(TOLD) {
                    found.push(format!("message msg_{}: {wrong}", id?));
                }
            }
            Ok(found)
        })
        .await
    }
}

fn counts(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut both = BTreeMap::<(i64, String), [i64; 2]>::new();
    let asked = [
        "SELECT subscription_id, state, count(*) FROM messages GROUP BY subscription_id, state",
        "SELECT subscription_id, state, n FROM counts",
    ];
    for (side, sql) in asked.into_iter().enumerate() {
        let mut found = conn.prepare(sql)?;
        let mut rows = found.query([])?;
        while let Some(row) = rows.next()? {
            both.entry((row.get(0)?, row.get(1)?)).or_default()[side] = row.get(2)?;
        }
    }
    let differs = both.into_iter().filter(|(_, [there, kept])| there != kept);
    let mut found: Vec<String> = differs
        .map(|((sub, state), [there, kept])| {
            format!("subscription {sub} has {there} messages that are {state}, and {kept} are counted")
        })
        .collect();
    for (name, sql) in [
        ("events", "SELECT count(*) FROM events"),
        ("events_unmatched", "SELECT count(*) FROM events WHERE routing = 'unmatched'"),
    ] {
        let there: i64 = conn.query_row(sql, [], |row| row.get(0))?;
        let kept: i64 =
            conn.query_row("SELECT value FROM progress WHERE name = ?1", [name], |row| row.get(0))?;
        if there != kept {
            found.push(format!("{there} {name} are there, and {kept} are counted"));
        }
    }
    Ok(found)
}
