//! Certificates of servers, as connections last saw them.

use hookdesk_core::Fault;
use hookdesk_core::certificate::SeenCertificates;
use hookdesk_core::id::ConnectionId;
use rusqlite::{Connection, Row};

use crate::changes::Area;
use crate::open::Store;
use crate::rows::{fault, json, time, to_json};

impl Store {
    /// All of them, by connection and host.
    pub async fn certificates(&self) -> Result<Vec<SeenCertificates>, Fault> {
        self.query(|conn| {
            conn.prepare_cached(
                "SELECT connection_id, host, port, chain, refused, seen_at FROM certificates
                 ORDER BY connection_id, host, port",
            )?
            .query_map([], seen)?
            .collect()
        })
        .await
    }

    /// Keeps what was seen, in place of what was seen there before; nothing where the connection is gone.
    pub async fn saw_certificates(&self, seen: SeenCertificates) -> Result<(), Fault> {
        self.write(move |scope| {
            let chain = to_json(&seen.chain)?;
            scope
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO certificates (connection_id, host, port, chain, refused, seen_at)
                     SELECT id, ?2, ?3, ?4, ?5, ?6 FROM connections WHERE id = ?1",
                )
                .and_then(|mut s| {
                    s.execute((
                        seen.connection.0,
                        &seen.host,
                        seen.port,
                        chain,
                        &seen.refused,
                        seen.seen_at.0,
                    ))
                })
                .map_err(fault)?;
            scope.effects.area(Area::Connections);
            Ok(())
        })
        .await
    }
}

/// Forgets what a connection has seen: it is deleted, or goes elsewhere.
pub(crate) fn forget(conn: &Connection, id: ConnectionId) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM certificates WHERE connection_id = ?1")?.execute([id.0]).map(drop)
}

fn seen(row: &Row<'_>) -> rusqlite::Result<SeenCertificates> {
    Ok(SeenCertificates {
        connection: ConnectionId(row.get(0)?),
        host: row.get(1)?,
        port: row.get(2)?,
        chain: json(row, 3)?,
        refused: row.get(4)?,
        seen_at: time(row, 5)?,
    })
}
