//! Connections.

use hookdesk_core::config::{Connection, SecretSlot};
use hookdesk_core::id::{ConnectionId, SubscriptionId};
use hookdesk_core::message::HoldReason;
use hookdesk_core::{Code, Fault};
use rusqlite::OptionalExtension;

use crate::certificates;
use crate::changes::Area;
use crate::hooks::one_or_many;
use crate::open::Store;
use crate::rows::{self, fault, to_json};
use crate::secrets::{self, SealedSecret};
use crate::subscriptions::{lift_block, settle};
use crate::tokens;
use crate::writer::Scope;

impl Store {
    /// All, by name.
    pub async fn connections(&self) -> Result<Vec<Connection>, Fault> {
        self.query(|conn| {
            let sql = format!("SELECT {} FROM connections c ORDER BY c.name", rows::CONNECTION);
            conn.prepare_cached(&sql)?.query_map([], rows::connection)?.collect()
        })
        .await
    }

    /// Adds one (`id` 0) or replaces one with its secrets, in one transaction, as `save_subscription` does. Pausing
    /// holds what its subscriptions have waiting; going on releases it.
    pub async fn save_connection(
        &self,
        connection: Connection,
        seal: Box<dyn FnOnce(ConnectionId) -> Result<Vec<SealedSecret>, Fault> + Send>,
    ) -> Result<Connection, Fault> {
        self.write(move |scope| save(scope, connection, seal)).await
    }

    /// Deletes one no live subscription uses, else `connection.in_use`.
    pub async fn delete_connection(&self, id: ConnectionId) -> Result<(), Fault> {
        self.write(move |scope| delete(scope, id)).await
    }
}

fn save(
    scope: &mut Scope<'_>,
    wanted: Connection,
    seal: impl FnOnce(ConnectionId) -> Result<Vec<SealedSecret>, Fault>,
) -> Result<Connection, Fault> {
    if other_with_name(scope.conn, &wanted).map_err(fault)? {
        return Err(Fault::invalid(
            "name",
            format!("there is a connection called \"{}\" already", wanted.name),
        ));
    }
    let (id, before) = match wanted.id.0 {
        0 => (insert(scope, &wanted)?, None),
        _ => {
            let before = find(scope.conn, wanted.id)?;
            update(scope, &wanted)?;
            (wanted.id, Some(before))
        }
    };
    let sealed = seal(id)?;
    secrets::put(scope.conn, &sealed).map_err(fault)?;
    let mut over = Vec::new();
    let is_same = before.as_ref().is_some_and(|before| before.auth == wanted.auth);
    if !is_same || sealed.iter().any(|secret| secret.slot == SecretSlot::ConnectionAuth(id)) {
        tokens::settings_changed(scope.conn, &wanted, id)?;
        over.push(HoldReason::Authorization);
    }
    let is_elsewhere = |before: &Connection| {
        before.base_url != wanted.base_url || before.auth != wanted.auth || before.tls != wanted.tls
    };
    if before.as_ref().is_some_and(is_elsewhere) {
        certificates::forget(scope.conn, id).map_err(fault)?;
    }
    // What was asked about the address before says nothing of this one.
    let is_moved = before.as_ref().is_some_and(|before| before.base_url != wanted.base_url);
    if is_moved {
        over.push(HoldReason::Consent);
    }
    if before.is_some_and(|before| before.paused) && !wanted.paused {
        over.push(HoldReason::ConnectionPaused);
    }
    // What asks for no secret, or for another, waits for none.
    if !is_same || !sealed.is_empty() {
        over.push(HoldReason::Credential);
    }
    for subscription in users(scope.conn, id).map_err(fault)? {
        if is_moved {
            lift_block(scope, subscription)?;
        }
        settle(scope, subscription, &over)?;
    }
    changed(scope);
    find(scope.conn, id)
}

fn insert(scope: &mut Scope<'_>, wanted: &Connection) -> Result<ConnectionId, Fault> {
    let (auth, signing) = (to_json(&wanted.auth)?, to_json(&wanted.signing)?);
    let (headers, tls) = (to_json(&wanted.headers)?, to_json(&wanted.tls)?);
    scope
        .conn
        .prepare_cached(
            "INSERT INTO connections (name, base_url, auth, signing, headers, paused, tls, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        )
        .and_then(|mut s| {
            let (name, base_url) = (&wanted.name, &wanted.base_url);
            s.insert((name, base_url, auth, signing, headers, wanted.paused, tls, scope.now.0))
        })
        .map(ConnectionId)
        .map_err(fault)
}

fn update(scope: &mut Scope<'_>, wanted: &Connection) -> Result<(), Fault> {
    let (auth, signing) = (to_json(&wanted.auth)?, to_json(&wanted.signing)?);
    let (headers, tls) = (to_json(&wanted.headers)?, to_json(&wanted.tls)?);
    scope
        .conn
        .prepare_cached(
            "UPDATE connections SET name = ?2, base_url = ?3, auth = ?4, signing = ?5, headers = ?6, paused = ?7,
               tls = ?8, updated_at = ?9
             WHERE id = ?1",
        )
        .and_then(|mut s| {
            let (name, base_url) = (&wanted.name, &wanted.base_url);
            s.execute((wanted.id.0, name, base_url, auth, signing, headers, wanted.paused, tls, scope.now.0))
        })
        .map(drop)
        .map_err(fault)
}

fn delete(scope: &mut Scope<'_>, id: ConnectionId) -> Result<(), Fault> {
    let connection = find(scope.conn, id)?;
    let users = users(scope.conn, id).map_err(fault)?.len() as i64;
    if users > 0 {
        let use_it = one_or_many(users, "subscription uses", "subscriptions use");
        let message = format!("{users} {use_it} the connection \"{}\"", connection.name);
        return Err(Fault::new(Code::ConnectionInUse, message));
    }
    // Deleted subscriptions keep its number in their recipient.
    let forget = || {
        scope
            .conn
            .prepare_cached("UPDATE subscriptions SET connection_id = NULL WHERE connection_id = ?1")?
            .execute([id.0])?;
        tokens::deleted(scope.conn, id)?;
        secrets::forget_connection(scope.conn, id)?;
        certificates::forget(scope.conn, id)?;
        scope.conn.prepare_cached("DELETE FROM connections WHERE id = ?1")?.execute([id.0])
    };
    forget().map_err(fault)?;
    changed(scope);
    Ok(())
}

pub(crate) fn changed(scope: &mut Scope<'_>) {
    scope.effects.routing_changed();
    scope.effects.area(Area::Connections);
}

fn other_with_name(conn: &rusqlite::Connection, wanted: &Connection) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM connections WHERE name = ?1 AND id <> ?2")?
        .exists((&wanted.name, wanted.id.0))
}

/// One by its number.
pub(crate) fn find(conn: &rusqlite::Connection, id: ConnectionId) -> Result<Connection, Fault> {
    conn.prepare_cached(&format!("SELECT {} FROM connections c WHERE c.id = ?1", rows::CONNECTION))
        .and_then(|mut s| s.query_row([id.0], rows::connection).optional())
        .map_err(fault)?
        .ok_or_else(|| Fault::not_found(format!("there is no connection {id}")))
}

/// The live subscriptions that use it.
pub(crate) fn users(conn: &rusqlite::Connection, id: ConnectionId) -> rusqlite::Result<Vec<SubscriptionId>> {
    conn.prepare_cached(
        "SELECT id FROM subscriptions WHERE connection_id = ?1 AND deleted_at IS NULL ORDER BY id",
    )?
    .query_map([id.0], |row| row.get(0).map(SubscriptionId))?
    .collect()
}
