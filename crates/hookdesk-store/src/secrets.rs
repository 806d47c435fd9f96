//! Sealed secrets: stored and handed back, never opened here.

use std::fmt;

use hookdesk_core::Fault;
use hookdesk_core::config::SecretSlot;
use hookdesk_core::id::{ConnectionId, SubscriptionId};
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::changes::Area;
use crate::named_secrets;
use crate::open::Store;
use crate::rows::{fault, maybe_time};
use crate::tokens;

/// A secret as the vault sealed it.
#[derive(Clone)]
pub struct SealedSecret {
    /// Which.
    pub slot: SecretSlot,
    /// The sealed bytes; `None` deletes it.
    pub sealed: Option<Vec<u8>>,
    /// When it ends by itself (an old signing key).
    pub expires_at: Option<UtcMillis>,
}

impl fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sealed = self.sealed.as_ref().map(|_| "[sealed]");
        f.debug_struct("SealedSecret")
            .field("slot", &self.slot)
            .field("sealed", &sealed)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

impl Store {
    /// All sealed secrets that have not expired.
    pub async fn sealed_secrets(&self) -> Result<Vec<SealedSecret>, Fault> {
        let now = self.now();
        self.query(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT owner, slot, owner_id, sealed, expires_at FROM secrets
                 WHERE expires_at IS NULL OR expires_at > ?1 ORDER BY owner, owner_id, slot",
            )?;
            let of_rows: Vec<_> = statement.query_map([now.0], secret)?.collect::<rusqlite::Result<_>>()?;
            let named = named_secrets::all(conn)?.into_iter().map(|named| SealedSecret {
                slot: SecretSlot::Named(named.id),
                sealed: Some(named.sealed),
                expires_at: None,
            });
            Ok(of_rows.into_iter().chain(named).collect())
        })
        .await
    }

    /// The sealed secret in a slot.
    pub async fn secret(&self, slot: SecretSlot) -> Result<Option<Vec<u8>>, Fault> {
        self.query(move |conn| sealed(conn, slot)).await
    }

    /// Forgets every sealed secret and token at once, for a key that is lost. Named ones keep their names, and Hookdesk's
    /// own key pairs their public halves, so that it shows what is to be entered or made anew. Connections that only a
    /// person can authorize wait for them, with all their messages.
    pub async fn forget_secrets(&self) -> Result<(), Fault> {
        self.write(|scope| {
            let clear =
                |sql: &str| scope.conn.prepare_cached(sql).and_then(|mut s| s.execute([])).map_err(fault);
            clear("DELETE FROM secrets")?;
            clear("UPDATE named_secrets SET sealed = x''")?;
            tokens::forget_all(scope)?;
            for area in [Area::Subscriptions, Area::Connections, Area::Settings] {
                scope.effects.area(area);
            }
            scope.effects.routing_changed();
            Ok(())
        })
        .await
    }

    /// Replaces every sealed secret at once, for a change of key.
    pub async fn reseal(&self, all: Vec<SealedSecret>) -> Result<(), Fault> {
        self.write(move |scope| {
            scope
                .conn
                .prepare_cached("DELETE FROM secrets")
                .and_then(|mut s| s.execute([]))
                .map_err(fault)?;
            put(scope.conn, &all).map_err(fault)?;
            scope.effects.area(Area::Subscriptions);
            scope.effects.area(Area::Connections);
            Ok(())
        })
        .await
    }
}

/// Writes the secrets given; one without bytes is deleted.
pub(crate) fn put(conn: &Connection, secrets: &[SealedSecret]) -> rusqlite::Result<()> {
    for secret in secrets {
        let Some((owner, slot, id)) = address(secret.slot) else {
            put_named(conn, secret)?;
            continue;
        };
        match &secret.sealed {
            Some(sealed) => conn
                .prepare_cached(
                    "INSERT INTO secrets (owner, owner_id, slot, sealed, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at",
                )?
                .execute((owner, id, slot, sealed, secret.expires_at.map(|at| at.0)))?,
            None => conn
                .prepare_cached("DELETE FROM secrets WHERE owner = ?1 AND owner_id = ?2 AND slot = ?3")?
                .execute((owner, id, slot))?,
        };
    }
    Ok(())
}

/// One of the table of their own; only their owner's name takes them away.
fn put_named(conn: &Connection, secret: &SealedSecret) -> rusqlite::Result<()> {
    match (secret.slot, &secret.sealed) {
        (SecretSlot::Named(id), Some(sealed)) => named_secrets::put(conn, id, sealed, None),
        _ => Ok(()),
    }
}

/// The sealed bytes in a slot.
pub(crate) fn sealed(conn: &Connection, slot: SecretSlot) -> rusqlite::Result<Option<Vec<u8>>> {
    let Some((owner, name, id)) = address(slot) else { return Ok(None) };
    conn.prepare_cached("SELECT sealed FROM secrets WHERE owner = ?1 AND owner_id = ?2 AND slot = ?3")?
        .query_row((owner, id, name), |row| row.get(0))
        .optional()
}

/// Forgets all secrets of a subscription.
pub(crate) fn forget_subscription(conn: &Connection, id: SubscriptionId) -> rusqlite::Result<()> {
    forget(conn, SUBSCRIPTION, id.0)
}

/// Forgets all secrets of a connection.
pub(crate) fn forget_connection(conn: &Connection, id: ConnectionId) -> rusqlite::Result<()> {
    forget(conn, CONNECTION, id.0)
}

fn forget(conn: &Connection, owner: &str, id: i64) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached("DELETE FROM secrets WHERE owner = ?1 AND owner_id = ?2")?;
    statement.execute((owner, id)).map(drop)
}

const SUBSCRIPTION: &str = "subscription";
const CONNECTION: &str = "connection";

/// Owner, slot and number, as the table holds them; `None` for those with a table of their own.
fn address(slot: SecretSlot) -> Option<(&'static str, &'static str, i64)> {
    Some(match slot {
        SecretSlot::SubscriptionSigning(id) => (SUBSCRIPTION, "signing", id.0),
        SecretSlot::SubscriptionSigningOld(id) => (SUBSCRIPTION, "signing_old", id.0),
        SecretSlot::ConnectionAuth(id) => (CONNECTION, "auth", id.0),
        SecretSlot::ConnectionSigning(id) => (CONNECTION, "signing", id.0),
        SecretSlot::ConnectionSigningOld(id) => (CONNECTION, "signing_old", id.0),
        SecretSlot::ConnectionToken(id) => (CONNECTION, "token", id.0),
        SecretSlot::ConnectionClientKey(id) => (CONNECTION, "client_key", id.0),
        SecretSlot::Named(_) => return None,
    })
}

fn secret(row: &Row<'_>) -> rusqlite::Result<SealedSecret> {
    let id = row.get(2)?;
    let slot = match (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?) {
        (SUBSCRIPTION, "signing") => SecretSlot::SubscriptionSigning(SubscriptionId(id)),
        (SUBSCRIPTION, "signing_old") => SecretSlot::SubscriptionSigningOld(SubscriptionId(id)),
        (CONNECTION, "auth") => SecretSlot::ConnectionAuth(ConnectionId(id)),
        (CONNECTION, "signing") => SecretSlot::ConnectionSigning(ConnectionId(id)),
        (CONNECTION, "signing_old") => SecretSlot::ConnectionSigningOld(ConnectionId(id)),
        (CONNECTION, "token") => SecretSlot::ConnectionToken(ConnectionId(id)),
        (CONNECTION, "client_key") => SecretSlot::ConnectionClientKey(ConnectionId(id)),
        (owner, slot) => {
            let what = format!("no {owner} has a secret called {slot}");
            return Err(rusqlite::Error::FromSqlConversionFailure(
                1,
                rusqlite::types::Type::Text,
                what.into(),
            ));
        }
    };
    Ok(SealedSecret { slot, sealed: Some(row.get(3)?), expires_at: maybe_time(row, 4)? })
}
