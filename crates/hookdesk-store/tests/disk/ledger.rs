//! What the store has promised, and whether its file keeps it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hookdesk_core::id::MessageId;
use hookdesk_store::Accepted;
use rusqlite::Connection;
use serde_json::Value;
use uuid::Uuid;

/// What was answered well.
#[derive(Default)]
pub struct Ledger {
    /// Event ids, and the answer each caller got.
    pub accepted: BTreeMap<String, String>,
    /// (message, attempt number) and the attempt's result.
    pub outcomes: BTreeMap<(String, u32), &'static str>,
    /// Messages that a purge may have taken: delivered, as far as anybody was told or could know.
    pub delivered: BTreeSet<String>,
    /// Whether a purge has been asked for: it may take events that never had a message.
    pub purged: bool,
    /// Faults by code.
    pub faults: BTreeMap<&'static str, usize>,
}

impl Ledger {
    pub fn accept(&mut self, id: &str, accepted: &Accepted) {
        self.accepted.insert(id.to_owned(), accepted.answer.clone());
    }

    /// Panics where the file in `dir` does not hold what was promised, or holds half of anything.
    pub fn check(&self, dir: &Path, case: &str) {
        let conn = Connection::open(dir.join("hookdesk.db")).unwrap();
        let lines: Vec<String> = conn
            .prepare("PRAGMA integrity_check")
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .unwrap();
        assert_eq!(lines, ["ok"], "{case}: integrity");
        for (none, sql) in RULES {
            let broken: i64 = conn.query_row(sql, [], |row| row.get(0)).unwrap();
            assert_eq!(broken, 0, "{case}: {none}");
        }
        self.events(&conn, case);
        let attempts = attempts(&conn);
        let messages = messages(&conn);
        for (key, result) in &self.outcomes {
            let kept = attempts.get(key).map(String::as_str);
            let purged = self.purged && self.delivered.contains(&key.0) && !messages.contains_key(&key.0);
            assert!(purged || kept == Some(result), "{case}: outcome {key:?} {result} is {kept:?}");
        }
    }

    /// Every promised event is there as promised, and every event that is there is whole.
    fn events(&self, conn: &Connection, case: &str) {
        let messages = messages(conn);
        let mut events = conn.prepare("SELECT seq, id, answer FROM events").unwrap();
        let stored: BTreeMap<String, (i64, String)> = events
            .query_map([], |row| Ok((row.get(1)?, (row.get(0)?, row.get(2)?))))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        for (id, answer) in &self.accepted {
            let all_purged = self.purged && names(answer).iter().all(|m| self.delivered.contains(m));
            let kept = stored.get(id).map(|(_, kept)| kept);
            assert!(
                kept == Some(answer) || (kept.is_none() && all_purged),
                "{case}: accepted event {id} is {kept:?}, promised {answer}"
            );
        }
        for (id, (seq, answer)) in &stored {
            let promised: BTreeSet<String> = names(answer).into_iter().collect();
            let there: BTreeSet<String> =
                messages.iter().filter(|(_, event)| *event == seq).map(|(id, _)| id.clone()).collect();
            let missing: Vec<_> = promised
                .difference(&there)
                .filter(|m| !(self.purged && self.delivered.contains(*m)))
                .collect();
            assert!(missing.is_empty(), "{case}: event {id} has lost {missing:?}");
            assert!(there.is_subset(&promised), "{case}: event {id} has messages nobody was told of");
        }
    }
}

/// Each counts what must not be.
const RULES: [(&str, &str); 5] = [
    ("foreign keys hold", "SELECT count(*) FROM pragma_foreign_key_check"),
    (
        "counts are the rows'",
        "SELECT count(*) FROM (SELECT subscription_id, state, n FROM counts WHERE n <> 0 EXCEPT \
         SELECT subscription_id, state, count(*) FROM messages GROUP BY 1, 2 UNION ALL \
         SELECT * FROM (SELECT subscription_id, state, count(*) FROM messages GROUP BY 1, 2 EXCEPT \
         SELECT subscription_id, state, n FROM counts))",
    ),
    (
        "events are counted",
        "SELECT (SELECT value FROM progress WHERE name = 'events') <> (SELECT count(*) FROM events)",
    ),
    (
        "attempts are counted",
        "SELECT count(*) FROM messages m WHERE attempts <> (SELECT count(*) FROM attempts WHERE message_seq = m.seq)",
    ),
    (
        "hours are counted",
        "SELECT ifnull((SELECT sum(delivered + failed) FROM hourly), 0) < (SELECT count(*) FROM attempts)",
    ),
];

/// The messages an answer names.
pub fn names(answer: &str) -> Vec<String> {
    let answer: Value = serde_json::from_str(answer).unwrap();
    let messages = answer["messages"].as_array().unwrap();
    messages.iter().map(|m| m["id"].as_str().unwrap().to_owned()).collect()
}

fn message_id(bytes: &[u8]) -> String {
    MessageId(Uuid::from_slice(bytes).unwrap()).to_string()
}

/// Messages and their events' positions.
fn messages(conn: &Connection) -> BTreeMap<String, i64> {
    let mut all = conn.prepare("SELECT id, event_seq FROM messages").unwrap();
    all.query_map([], |row| Ok((message_id(row.get_ref(0)?.as_blob()?), row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap()
}

fn attempts(conn: &Connection) -> BTreeMap<(String, u32), String> {
    let mut all = conn
        .prepare("SELECT m.id, a.number, a.result FROM attempts a JOIN messages m ON m.seq = a.message_seq")
        .unwrap();
    all.query_map([], |row| Ok(((message_id(row.get_ref(0)?.as_blob()?), row.get(1)?), row.get(2)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap()
}
