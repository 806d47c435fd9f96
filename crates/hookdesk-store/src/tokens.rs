//! Tokens of connections: the sealed ones beside what may be shown of them. Whoever keeps, loses or fails to renew one
//! settles the connection's messages in the same transaction.

use hookdesk_core::Fault;
use hookdesk_core::config::{Auth, Connection as Row, SecretSlot};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::message::HoldReason;
use hookdesk_core::oauth::Grant;
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::connections::{self, changed, users};
use crate::open::Store;
use crate::rows::{self, fault, maybe_time};
use crate::secrets::{self, SealedSecret};
use crate::subscriptions::settle;
use crate::writer::Scope;

/// What may be known of a connection's token without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenStatus {
    /// Whose.
    pub connection: ConnectionId,
    /// Counts the connection's tokens.
    pub generation: i64,
    /// Whether there is one.
    pub kept: bool,
    /// Whether it can be renewed without a person.
    pub refreshable: bool,
    /// What was granted, where that was told.
    pub scope: Option<String>,
    /// Who it speaks for, where that was told.
    pub subject: Option<String>,
    /// When it was had.
    pub obtained_at: Option<UtcMillis>,
    /// When it ends; `None`: when it is refused.
    pub expires_at: Option<UtcMillis>,
    /// Since when the provider is being asked for a new one.
    pub renewing_since: Option<UtcMillis>,
    /// When a renewal last failed.
    pub failed_at: Option<UtcMillis>,
    /// Why, and what to do.
    pub failure: Option<TokenFailure>,
}

/// Why a token could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFailure {
    /// What happened.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// A token to keep.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// The sealed tokens.
    pub sealed: Vec<u8>,
    /// Whether it can be renewed without a person.
    pub refreshable: bool,
    /// What was granted.
    pub scope: Option<String>,
    /// Who it speaks for; what was known before stays where this is not told.
    pub subject: Option<String>,
    /// When it was asked for: a little before it began to live.
    pub obtained_at: UtcMillis,
    /// When it ends.
    pub expires_at: Option<UtcMillis>,
}

impl Store {
    /// What is known of all tokens.
    pub async fn tokens(&self) -> Result<Vec<TokenStatus>, Fault> {
        self.query(|conn| {
            conn.prepare_cached(&select("ORDER BY connection_id"))?.query_map([], status)?.collect()
        })
        .await
    }

    /// What is known of a connection's token, and the token, sealed.
    pub async fn token(&self, id: ConnectionId) -> Result<(Option<TokenStatus>, Option<Vec<u8>>), Fault> {
        self.query(move |conn| Ok((one(conn, id)?, secrets::sealed(conn, SecretSlot::ConnectionToken(id))?)))
            .await
    }

    /// Before the provider is asked: what it then gives may make what is kept useless.
    pub async fn renewing(&self, id: ConnectionId) -> Result<(), Fault> {
        self.write(move |scope| {
            let now = scope.now;
            upsert(scope.conn, id, "renewing_since = :now", Some(now))?;
            changed(scope);
            Ok(())
        })
        .await
    }

    /// Keeps a token before it is used, and lets go on what waited for it. Returns its number among the connection's;
    /// `None` where the connection's settings have changed since the token numbered `after`: it belongs to others.
    pub async fn keep_token(
        &self,
        id: ConnectionId,
        after: i64,
        token: NewToken,
    ) -> Result<Option<i64>, Fault> {
        self.write(move |scope| keep(scope, id, after, token)).await
    }

    /// The provider gave no token. Where a person is needed, the connection's messages wait for them.
    pub async fn token_failed(
        &self,
        id: ConnectionId,
        failure: TokenFailure,
        needs_person: bool,
    ) -> Result<(), Fault> {
        self.write(move |scope| {
            let now = scope.now;
            upsert(scope.conn, id, "renewing_since = NULL, failed_at = :now", Some(now))?;
            let mut statement = scope
                .conn
                .prepare_cached("UPDATE tokens SET failure = ?2, failure_next = ?3 WHERE connection_id = ?1")
                .map_err(fault)?;
            statement.execute((id.0, failure.message, failure.next)).map_err(fault)?;
            drop(statement);
            if needs_person {
                authorized(scope, id, false)?;
            }
            changed(scope);
            Ok(())
        })
        .await
    }

    /// Forgets a connection's token. Where only a person can bring another, the connection's messages wait for them.
    pub async fn forget_token(&self, id: ConnectionId) -> Result<(), Fault> {
        self.write(move |scope| {
            let connection = connections::find(scope.conn, id)?;
            forget(scope.conn, id).map_err(fault)?;
            authorized(scope, id, !needs_person(&connection))?;
            changed(scope);
            Ok(())
        })
        .await
    }
}

fn keep(scope: &mut Scope<'_>, id: ConnectionId, after: i64, token: NewToken) -> Result<Option<i64>, Fault> {
    connections::find(scope.conn, id)?;
    if one(scope.conn, id).map_err(fault)?.map_or(0, |status| status.generation) != after {
        return Ok(None);
    }
    let sealed =
        SealedSecret { slot: SecretSlot::ConnectionToken(id), sealed: Some(token.sealed), expires_at: None };
    secrets::put(scope.conn, &[sealed]).map_err(fault)?;
    let generation = scope
        .conn
        .prepare_cached(
            "INSERT INTO tokens (connection_id, generation, kept, refreshable, scope, subject, obtained_at, expires_at)
             VALUES (:id, 1, 1, :refreshable, :scope, :subject, :now, :expires)
             ON CONFLICT (connection_id) DO UPDATE SET generation = generation + 1, kept = 1,
               refreshable = excluded.refreshable, scope = excluded.scope, subject = coalesce(excluded.subject, subject),
               obtained_at = excluded.obtained_at, expires_at = excluded.expires_at, renewing_since = NULL,
               failed_at = NULL, failure = NULL, failure_next = NULL
             RETURNING generation",
        )
        .and_then(|mut s| {
            let values = named_params! {
                ":id": id.0, ":refreshable": token.refreshable, ":scope": token.scope, ":subject": token.subject,
                ":now": token.obtained_at.0, ":expires": token.expires_at.map(|at| at.0),
            };
            s.query_row(values, |row| row.get(0))
        })
        .map_err(fault)?;
    authorized(scope, id, true)?;
    changed(scope);
    Ok(Some(generation))
}

/// Forgets every connection's token, as [`Store::forget_token`] does one's.
pub(crate) fn forget_all(scope: &mut Scope<'_>) -> Result<(), Fault> {
    let connections = scope
        .conn
        .prepare_cached(&format!("SELECT {} FROM connections c", rows::CONNECTION))
        .and_then(|mut s| s.query_map([], rows::connection)?.collect::<rusqlite::Result<Vec<Row>>>())
        .map_err(fault)?;
    for connection in connections.iter().filter(|connection| matches!(connection.auth, Auth::OAuth2(_))) {
        forget(scope.conn, connection.id).map_err(fault)?;
        authorized(scope, connection.id, !needs_person(connection))?;
    }
    Ok(())
}

/// After a connection was saved: what was had under other settings or another secret is forgotten.
pub(crate) fn settings_changed(conn: &Connection, wanted: &Row, id: ConnectionId) -> Result<(), Fault> {
    match wanted.auth {
        Auth::OAuth2(_) => forget(conn, id),
        _ => deleted(conn, id),
    }
    .map_err(fault)?;
    set_unauthorized(conn, id, needs_person(wanted))
}

/// Whether only a person can bring a token.
fn needs_person(connection: &Row) -> bool {
    matches!(&connection.auth, Auth::OAuth2(settings) if settings.grant == Grant::AuthorizationCode)
}

/// Forgets it; its number stays, so that what was refused with it is not taken for the next.
pub(crate) fn forget(conn: &Connection, id: ConnectionId) -> rusqlite::Result<()> {
    let gone = SealedSecret { slot: SecretSlot::ConnectionToken(id), sealed: None, expires_at: None };
    secrets::put(conn, &[gone])?;
    conn.prepare_cached(
        "INSERT INTO tokens (connection_id, generation, kept, refreshable) VALUES (?1, 1, 0, 0)
         ON CONFLICT (connection_id) DO UPDATE SET generation = generation + 1, kept = 0, refreshable = 0,
           scope = NULL, subject = NULL, obtained_at = NULL, expires_at = NULL, renewing_since = NULL,
           failed_at = NULL, failure = NULL, failure_next = NULL",
    )?
    .execute([id.0])
    .map(drop)
}

/// The connection is gone, or has no use for one any more.
pub(crate) fn deleted(conn: &Connection, id: ConnectionId) -> rusqlite::Result<()> {
    let gone = SealedSecret { slot: SecretSlot::ConnectionToken(id), sealed: None, expires_at: None };
    secrets::put(conn, &[gone])?;
    conn.prepare_cached("DELETE FROM tokens WHERE connection_id = ?1")?.execute([id.0]).map(drop)
}

fn authorized(scope: &mut Scope<'_>, id: ConnectionId, is: bool) -> Result<(), Fault> {
    set_unauthorized(scope.conn, id, !is)?;
    let over: &[HoldReason] = if is { &[HoldReason::Authorization] } else { &[] };
    for subscription in users(scope.conn, id).map_err(fault)? {
        settle(scope, subscription, over)?;
    }
    Ok(())
}

fn set_unauthorized(conn: &Connection, id: ConnectionId, is: bool) -> Result<(), Fault> {
    conn.prepare_cached("UPDATE connections SET unauthorized = ?2 WHERE id = ?1")
        .and_then(|mut s| s.execute((id.0, is)))
        .map(drop)
        .map_err(fault)
}

/// Makes the row where there is none yet, and changes it.
fn upsert(conn: &Connection, id: ConnectionId, set: &str, now: Option<UtcMillis>) -> Result<(), Fault> {
    connections::find(conn, id)?;
    let insert = "INSERT INTO tokens (connection_id, generation, kept, refreshable) VALUES (?1, 0, 0, 0) ON CONFLICT DO NOTHING";
    conn.prepare_cached(insert).and_then(|mut s| s.execute([id.0])).map_err(fault)?;
    conn.prepare_cached(&format!("UPDATE tokens SET {set} WHERE connection_id = :id"))
        .and_then(|mut s| s.execute(named_params! { ":id": id.0, ":now": now.map(|at| at.0) }))
        .map(drop)
        .map_err(fault)
}

fn select(rest: &str) -> String {
    format!(
        "SELECT connection_id, generation, kept, refreshable, scope, subject, obtained_at, expires_at, renewing_since, \
         failed_at, failure, failure_next FROM tokens {rest}"
    )
}

fn one(conn: &Connection, id: ConnectionId) -> rusqlite::Result<Option<TokenStatus>> {
    conn.prepare_cached(&select("WHERE connection_id = ?1"))?.query_row([id.0], status).optional()
}

fn status(row: &rusqlite::Row<'_>) -> rusqlite::Result<TokenStatus> {
    let next: Option<String> = row.get(11)?;
    let message: Option<String> = row.get(10)?;
    Ok(TokenStatus {
        connection: ConnectionId(row.get(0)?),
        generation: row.get(1)?,
        kept: row.get(2)?,
        refreshable: row.get(3)?,
        scope: row.get(4)?,
        subject: row.get(5)?,
        obtained_at: maybe_time(row, 6)?,
        expires_at: maybe_time(row, 7)?,
        renewing_since: maybe_time(row, 8)?,
        failed_at: maybe_time(row, 9)?,
        failure: message.map(|message| TokenFailure { message, next: next.unwrap_or_default() }),
    })
}
