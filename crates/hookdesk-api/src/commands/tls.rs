//! A connection's TLS: what is saved of it, and its server's certificates.

use hookdesk_connect::Identity;
use hookdesk_core::Fault;
use hookdesk_core::config::{Connection as Row, ConnectionTls as Settings, SecretSlot};
use hookdesk_core::id::ConnectionId;
use hookdesk_engine::Engine;

use super::sealing::{Change, stored_key};
use crate::wire::{CertificateRequest, CertificateView, ConnectionTls};

/// What is saved, where anything changes. A client certificate that was good when it was saved is not asked again.
pub fn fill(engine: &Engine, row: &mut Row, given: &ConnectionTls) -> Result<(), Fault> {
    let given = Settings::from(given.clone());
    if given == row.tls {
        return Ok(());
    }
    let tls = given.checked()?;
    if tls.client_certificate != row.tls.client_certificate {
        tls.check_client(engine.clock().now())?;
    }
    row.tls = tls;
    Ok(())
}

/// What becomes of the client certificate's key. Faults name `client_key`: there is none for the certificate, or one
/// without, or one that does not belong to it. A connection that is paused may wait for it.
pub async fn client_key(
    engine: &Engine,
    row: &Row,
    before: Option<&Row>,
    given: Option<String>,
) -> Result<Change, Fault> {
    let change = Change::read(given);
    let stored = before.is_some_and(|before| before.has_client_key);
    let chain = &row.tls.client_certificate;
    if chain.is_empty() {
        // Whoever takes the certificate away has no use for its key.
        return match change {
            Change::Set(key) => Identity::read(chain, &key).map(|_| Change::Keep),
            Change::Keep if stored => Ok(Change::Remove),
            change => Ok(change),
        };
    }
    if !row.paused && !change.leaves_one(stored) {
        return Err(Fault::invalid("client_key", "the client certificate needs its private key")
            .next("Give the key it was made with, or take the certificate away."));
    }
    match &change {
        Change::Set(key) => drop(Identity::read(chain, key)?),
        Change::Keep if before.is_some_and(|before| before.tls.client_certificate != *chain) => {
            let key = stored_key(engine, SecretSlot::ConnectionClientKey(row.id)).await?;
            key.map(|key| Identity::read(chain, &key)).transpose()?;
        }
        Change::Keep | Change::Remove => {}
    }
    Ok(change)
}

/// Looks now, by a handshake; no request is sent.
pub async fn certificate(engine: &Engine, request: CertificateRequest) -> Result<CertificateView, Fault> {
    let id = ConnectionId(request.id);
    let (connection, seen) = engine.look(id, request.allow_private.unwrap_or(false)).await?;
    Ok(CertificateView::new(seen, &connection.tls, engine.clock().now()))
}
