//! Deliveries over a connection's own TLS: one handshake carries many messages, and what is saved holds for the next.

use hookdesk_core::config::{Auth, Connection, ConnectionTls, Recipient, SecretSlot, Signing};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::message::{FailureTruth, MessageState, TransportClass};
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::UtcMillis;
use hookdesk_secrets::Secret;
use hookdesk_store::SealedSecret;
use hookdesk_testkit::{Answer, Authority, Flaw, TlsServer};

use crate::bed::Bed;

async fn save(bed: &Bed, connection: Connection) -> Connection {
    bed.engine.store().save_connection(connection, Box::new(|_| Ok(Vec::new()))).await.expect("saved")
}

/// A connection to the server, with a subscription of `a.b` that sends one at a time.
async fn connect(bed: &Bed, server: &TlsServer, tls: ConnectionTls) -> Connection {
    let wanted = Connection {
        id: ConnectionId(0),
        name: "shop".to_owned(),
        base_url: server.base(),
        auth: Auth::None,
        signing: Signing::None,
        headers: Vec::new(),
        paused: false,
        has_auth_secret: false,
        has_signing_secret: false,
        unauthorized: false,
        tls,
        has_client_key: false,
        created_at: UtcMillis::default(),
        updated_at: UtcMillis::default(),
    };
    let saved = save(bed, wanted).await;
    let recipient = Recipient::Connection { id: saved.id, path: "hook".to_owned() };
    bed.subscribe("a.b", "http://127.0.0.1/", |s| {
        s.recipient = recipient;
        s.concurrency = 1;
        s.retry = RetryPolicy::Custom { delays_ms: Vec::new() };
    })
    .await;
    saved
}

fn trusting(authority: &Authority) -> ConnectionTls {
    ConnectionTls { extra_ca: authority.pem(), ..ConnectionTls::default() }
}

#[tokio::test]
async fn one_handshake_carries_many_messages_and_a_change_of_the_settings_the_next_one() {
    let bed = Bed::start().await;
    let ours = Authority::new("Our Own CA");
    let keypair = ours.issue(Flaw::None);
    let server = TlsServer::start(&keypair, None, |_| Answer::status(200)).await;
    let connection = connect(&bed, &server, trusting(&ours)).await;
    for _ in 0..5 {
        let id = bed.send_one("a.b").await;
        bed.until(id, MessageState::Delivered).await;
    }
    assert_eq!(server.handshakes(), 1);
    // A change of something else keeps the connection.
    let renamed = Connection { name: "the shop".to_owned(), ..connection.clone() };
    let renamed = save(&bed, renamed).await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;
    assert_eq!(server.handshakes(), 1);
    // A pin that does not fit stops the next message, though the old connection still stands.
    let strange = ours.issue(Flaw::None).pin();
    let pinned = ConnectionTls { pins: vec![strange], ..renamed.tls.clone() };
    save(&bed, Connection { tls: pinned, ..renamed.clone() }).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Rejected).await;
    let attempt = &story.attempts[0];
    assert_eq!((attempt.class, attempt.truth), (Some(TransportClass::Tls), Some(FailureTruth::NotSent)));
    let why = attempt.error.as_deref().expect("a reason");
    assert!(why.contains(&keypair.pin()) && why.contains("none of the connection's pins"), "{why}");
    // Another that fits lets the next one go.
    let pinned = ConnectionTls { pins: vec![keypair.pin()], ..renamed.tls.clone() };
    save(&bed, Connection { tls: pinned, ..renamed }).await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;
    assert_eq!((server.handshakes(), server.received().len()), (2, 7));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn what_a_delivery_sees_is_noted_once() {
    let bed = Bed::start().await;
    let ours = Authority::new("Our Own CA");
    let keypair = ours.issue(Flaw::None);
    let server = TlsServer::start(&keypair, None, |_| Answer::status(200)).await;
    let connection = connect(&bed, &server, trusting(&ours)).await;
    let mut seen_at = None;
    for _ in 0..3 {
        let id = bed.send_one("a.b").await;
        bed.until(id, MessageState::Delivered).await;
        let seen = bed.engine.store().certificates().await.expect("certificates");
        assert_eq!((seen.len(), seen[0].connection, seen[0].refused.clone()), (1, connection.id, None));
        assert_eq!((seen[0].host.as_str(), seen[0].port), ("localhost", server.address().port()));
        assert_eq!(seen[0].chain[0].pin, keypair.pin());
        assert_eq!(*seen_at.get_or_insert(seen[0].seen_at), seen[0].seen_at);
    }
    // The server shows another: that is news, whatever the reason it is refused for.
    server.show(&ours.issue(Flaw::Expired));
    save(&bed, Connection { base_url: format!("{}/elsewhere", server.base()), ..connection.clone() }).await;
    assert_eq!(bed.engine.store().certificates().await.expect("certificates").len(), 0);
    let other = ConnectionTls { pins: vec![keypair.pin()], ..connection.tls.clone() };
    save(&bed, Connection { tls: other, ..connection.clone() }).await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Rejected).await;
    let seen = bed.engine.store().certificates().await.expect("certificates");
    assert!(seen[0].refused.as_deref().is_some_and(|why| why.contains("ended on 2021-01-01")), "{seen:?}");
    bed.engine.store().delete_connection(connection.id).await.expect_err("a subscription uses it");
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn messages_wait_while_the_client_certificates_key_is_locked() {
    let passphrase = || Secret::new("long enough a passphrase".to_owned());
    let bed = Bed::start().await;
    bed.engine.vault().use_passphrase(passphrase(), None).expect("a key");
    let (ours, theirs) = (Authority::new("Our Own CA"), Authority::new("Clients' CA"));
    let server = TlsServer::start(&ours.issue(Flaw::None), Some(&theirs), |_| Answer::status(200)).await;
    let client = theirs.issue(Flaw::None);
    let connection = connect(&bed, &server, trusting(&ours)).await;
    let tls = ConnectionTls { client_certificate: client.pem(), ..connection.tls.clone() };
    let engine = bed.engine.clone();
    let seal = Box::new(move |id| {
        let slot = SecretSlot::ConnectionClientKey(id);
        let sealed = engine.vault().seal(slot, &Secret::new(client.key_pem().into_bytes()))?;
        Ok(vec![SealedSecret { slot, sealed: Some(sealed), expires_at: None }])
    });
    bed.engine.store().save_connection(Connection { tls, ..connection }, seal).await.expect("saved");
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;

    let bed = bed.restart().await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("credential"), 0));
    bed.engine.vault().unlock(passphrase()).expect("unlocked");
    bed.engine.credentials_available().await.expect("released");
    bed.until(id, MessageState::Delivered).await;
    assert_eq!((server.handshakes(), server.with_client(), server.received().len()), (2, 2, 2));
    bed.engine.shutdown().await;
}
