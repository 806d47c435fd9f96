//! Settings: keys and JSON values; which keys exist and what they may hold is the engine's to say.

use std::collections::BTreeMap;

use hookdesk_core::Fault;

use crate::changes::Area;
use crate::open::Store;
use crate::rows::{fault, json};

impl Store {
    /// All that were ever set.
    pub async fn settings(&self) -> Result<BTreeMap<String, serde_json::Value>, Fault> {
        self.query(|conn| {
            let mut statement = conn.prepare_cached("SELECT key, value FROM settings")?;
            statement.query_map([], |row| Ok((row.get(0)?, json(row, 1)?)))?.collect()
        })
        .await
    }

    /// Sets one; `None` goes back to the default.
    pub async fn set_setting(&self, key: String, value: Option<serde_json::Value>) -> Result<(), Fault> {
        self.write(move |scope| {
            match value {
                Some(value) => scope
                    .conn
                    .prepare_cached(
                        "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
                    )
                    .and_then(|mut s| s.execute((&key, value.to_string())))
                    .map_err(fault)?,
                None => scope
                    .conn
                    .prepare_cached("DELETE FROM settings WHERE key = ?1")
                    .and_then(|mut s| s.execute([&key]))
                    .map_err(fault)?,
            };
            // `targets.private` is among them.
            scope.effects.routing_changed();
            scope.effects.area(Area::Settings);
            Ok(())
        })
        .await
    }
}
