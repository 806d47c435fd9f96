//! A connection's TLS: what is saved of it, and its server's certificates.

use hookdesk_connect::Identity;
use hookdesk_core::Fault;
use hookdesk_core::certificate::{Certificate, SeenCertificates, State, WARN_DAYS, day, standing};
use hookdesk_core::config::{Connection as Row, ConnectionTls as Settings, SecretSlot};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::time::UtcMillis;
use hookdesk_engine::Engine;

use super::sealing::{Change, stored_key};
use crate::wire::{CertificateRequest, CertificateView, ConnectionTls, Notice};

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

/// What a person should look at: certificates of servers and of the connections themselves that end within 14 days, have
/// ended, or are refused.
pub fn notices(connections: &[Row], seen: &[SeenCertificates], now: UtcMillis) -> Vec<Notice> {
    let notice = |connection: &Row, text: String| Notice {
        kind: "certificate".to_owned(),
        text,
        subscription_id: None,
        connection_id: Some(connection.id.0),
        count: 0,
    };
    let mut notices = Vec::new();
    for connection in connections {
        let name = &connection.name;
        for seen in seen.iter().filter(|seen| seen.connection == connection.id) {
            let (host, stands) = (&seen.host, standing(seen, None, now));
            match stands.state {
                State::Good => {}
                State::EndsSoon => {
                    let soon = soon(stands.days_left);
                    notices.push(notice(
                        connection,
                        format!("The certificate of {host} {soon} (connection \"{name}\")."),
                    ));
                }
                State::Expired | State::Refused => {
                    notices
                        .push(notice(connection, format!("Connection \"{name}\", {host}: {}.", stands.why)));
                }
            }
        }
        if let Some(text) = connection.tls.client().and_then(|client| own(&client, now)) {
            notices.push(notice(
                connection,
                format!("The client certificate of the connection \"{name}\" {text}."),
            ));
        }
    }
    notices
}

/// What is to be said of a connection's own certificate.
fn own(client: &Certificate, now: UtcMillis) -> Option<String> {
    if client.not_after <= now {
        return Some(format!("ended on {}; give it a new one", day(client.not_after)));
    }
    let days = client.not_after.0.saturating_sub(now.0).div_euclid(86_400_000);
    (days <= WARN_DAYS).then(|| format!("{}; get a new one and give it to the connection", soon(days)))
}

fn soon(days: i64) -> String {
    match days {
        0 => "ends in less than a day".to_owned(),
        1 => "ends in 1 day".to_owned(),
        days => format!("ends in {days} days"),
    }
}
