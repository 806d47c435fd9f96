//! Settings: keys and JSON values; which keys exist and what they may hold is the engine's to say.

use std::collections::BTreeMap;

use hookdesk_core::Fault;
use rusqlite::Connection;

use crate::changes::Area;
use crate::named_secrets::{self, NamedSecret};
use crate::open::Store;
use crate::rows::{fault, json};

impl Store {
    /// All that were ever set.
    pub async fn settings(&self) -> Result<BTreeMap<String, serde_json::Value>, Fault> {
        self.query(all).await
    }

    /// All of them and all named secrets, as they were at one moment.
    pub async fn settings_and_secrets(
        &self,
    ) -> Result<(BTreeMap<String, serde_json::Value>, Vec<NamedSecret>), Fault> {
        self.query(|conn| {
            let moment = conn.unchecked_transaction()?;
            let both = (all(&moment)?, named_secrets::all(&moment)?);
            moment.finish()?;
            Ok(both)
        })
        .await
    }

    /// Sets one; `None` goes back to the default.
    pub async fn set_setting(&self, key: String, value: Option<serde_json::Value>) -> Result<(), Fault> {
        self.write(move |scope| {
            put(scope.conn, &key, value.as_ref()).map_err(fault)?;
            // `targets.private` is among them.
            scope.effects.routing_changed();
            scope.effects.area(Area::Settings);
            Ok(())
        })
        .await
    }
}

fn all(conn: &Connection) -> rusqlite::Result<BTreeMap<String, serde_json::Value>> {
    let mut statement = conn.prepare_cached("SELECT key, value FROM settings")?;
    statement.query_map([], |row| Ok((row.get(0)?, json(row, 1)?)))?.collect()
}

pub(crate) fn put(conn: &Connection, key: &str, value: Option<&serde_json::Value>) -> rusqlite::Result<()> {
    match value {
        Some(value) => conn
            .prepare_cached(
                "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
            )?
            .execute((key, value.to_string())),
        None => conn.prepare_cached("DELETE FROM settings WHERE key = ?1")?.execute([key]),
    }
    .map(drop)
}
