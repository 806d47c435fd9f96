//! Secrets with a name, which contents refer to as `{secret:NAME}`: stored and handed back, never opened here.

use std::fmt;

use hookdesk_core::Fault;
use hookdesk_core::id::SecretId;
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::changes::Area;
use crate::open::Store;
use crate::rows::{fault, time};
use crate::settings;
use crate::writer::Scope;

/// Secrets whose names begin so are Hookdesk's own: no content may name them, and no list shows them.
pub const OWN_SECRETS: &str = "hookdesk.";

/// Seals a secret for its row.
pub type Seal = Box<dyn FnOnce(SecretId) -> Result<Vec<u8>, Fault> + Send>;

/// A change of something Hookdesk keeps in a setting and in secrets of its own: all of it or nothing.
pub struct OwnChange {
    /// The setting and its new value; `None` takes it away.
    pub setting: (String, Option<serde_json::Value>),
    /// A secret to save.
    pub save: Option<(String, Seal)>,
    /// Secrets to forget.
    pub forget: Vec<String>,
}

/// A named secret as the vault sealed it.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedSecret {
    /// Its number; what it is sealed for.
    pub id: SecretId,
    /// Its name.
    pub name: String,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
}

impl fmt::Debug for NamedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamedSecret").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Store {
    /// All, by name.
    pub async fn named_secrets(&self) -> Result<Vec<NamedSecret>, Fault> {
        self.query(all).await
    }

    /// Adds one or replaces the one of this name. Sealing needs the row's number, so `seal` is called inside the
    /// transaction with it.
    pub async fn save_named_secret(&self, name: String, seal: Seal) -> Result<SecretId, Fault> {
        self.write(move |scope| save(scope, &name, seal)).await
    }

    /// Forgets one; `false` where there was none.
    pub async fn delete_named_secret(&self, name: String) -> Result<bool, Fault> {
        self.write(move |scope| {
            let gone = forget(scope.conn, &name).map_err(fault)?;
            scope.effects.area(Area::Settings);
            Ok(gone)
        })
        .await
    }

    /// Changes what Hookdesk keeps for itself, in one transaction.
    pub async fn change_own(&self, change: OwnChange) -> Result<(), Fault> {
        self.write(move |scope| {
            if let Some((name, seal)) = change.save {
                save(scope, &name, seal)?;
            }
            for name in &change.forget {
                forget(scope.conn, name).map_err(fault)?;
            }
            let (key, value) = change.setting;
            settings::put(scope.conn, &key, value.as_ref()).map_err(fault)?;
            scope.effects.area(Area::Settings);
            Ok(())
        })
        .await
    }
}

fn forget(conn: &Connection, name: &str) -> rusqlite::Result<bool> {
    let mut statement = conn.prepare_cached("DELETE FROM named_secrets WHERE name = ?1")?;
    Ok(statement.execute([name])? > 0)
}

pub(crate) fn all(conn: &Connection) -> rusqlite::Result<Vec<NamedSecret>> {
    let mut statement = conn
        .prepare_cached("SELECT id, name, sealed, created_at, updated_at FROM named_secrets ORDER BY name")?;
    statement.query_map([], secret)?.collect()
}

fn secret(row: &Row<'_>) -> rusqlite::Result<NamedSecret> {
    Ok(NamedSecret {
        id: SecretId(row.get(0)?),
        name: row.get(1)?,
        sealed: row.get(2)?,
        created_at: time(row, 3)?,
        updated_at: time(row, 4)?,
    })
}

fn save(
    scope: &mut Scope<'_>,
    name: &str,
    seal: impl FnOnce(SecretId) -> Result<Vec<u8>, Fault>,
) -> Result<SecretId, Fault> {
    let there = scope
        .conn
        .prepare_cached("SELECT id FROM named_secrets WHERE name = ?1")
        .and_then(|mut s| s.query_row([name], |row| row.get::<_, i64>(0)).optional())
        .map_err(fault)?;
    let id = match there {
        Some(id) => id,
        None => scope
            .conn
            .prepare_cached(
                "INSERT INTO named_secrets (name, sealed, created_at, updated_at) VALUES (?1, x'', ?2, ?2)",
            )
            .and_then(|mut s| s.insert((name, scope.now.0)))
            .map_err(fault)?,
    };
    put(scope.conn, SecretId(id), &seal(SecretId(id))?, Some(scope.now)).map_err(fault)?;
    scope.effects.area(Area::Settings);
    Ok(SecretId(id))
}

/// Writes sealed bytes; with another key (`at` is `None`) the secret itself has not changed.
pub(crate) fn put(
    conn: &Connection,
    id: SecretId,
    sealed: &[u8],
    at: Option<UtcMillis>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE named_secrets SET sealed = ?2, updated_at = coalesce(?3, updated_at) WHERE id = ?1",
    )?
    .execute((id.0, sealed, at.map(|at| at.0)))
    .map(drop)
}
