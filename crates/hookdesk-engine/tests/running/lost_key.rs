//! A key that is lost: what needs a secret waits for a new one, and nothing is rejected.

use std::sync::Arc;

use hookdesk_content::definition::{Content, Header};
use hookdesk_core::Code;
use hookdesk_core::config::{Auth, Connection, Recipient, SecretSlot, Signing, Subscription};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::message::MessageState;
use hookdesk_core::time::{SystemClock, UtcMillis};
use hookdesk_engine::{Engine, EngineOptions, Role};
use hookdesk_secrets::{KeyState, Secret};
use hookdesk_store::SealedSecret;
use hookdesk_testkit::{Answer, Receiver};

use crate::bed::Bed;

async fn open(dir: &std::path::Path, passphrase: &str) -> Engine {
    let engine = Engine::open(EngineOptions {
        data_dir: dir.to_owned(),
        passphrase: Some(Secret::new(passphrase.to_owned())),
        role: Role::Run,
        clock: Arc::new(SystemClock),
    })
    .await
    .expect("opened");
    engine.start().await.expect("started");
    engine
}

fn secret(engine: &Engine, slot: SecretSlot, plain: &str) -> Vec<SealedSecret> {
    let sealed = engine.vault().seal(slot, &Secret::new(plain.as_bytes().to_vec())).expect("sealed");
    vec![SealedSecret { slot, sealed: Some(sealed), expires_at: None }]
}

async fn keep_connection(bed: &Bed, connection: Connection, plain: &str) -> Connection {
    let (engine, plain) = (bed.engine.clone(), plain.to_owned());
    let seal = Box::new(move |id| Ok(secret(&engine, SecretSlot::ConnectionAuth(id), &plain)));
    bed.engine.store().save_connection(connection, seal).await.expect("saved")
}

async fn keep_key(bed: &Bed, subscription: Subscription, plain: &'static str) {
    let engine = bed.engine.clone();
    let seal = Box::new(move |id| Ok(secret(&engine, SecretSlot::SubscriptionSigning(id), plain)));
    bed.engine.store().save_subscription(subscription, seal).await.expect("saved");
}

#[tokio::test]
async fn what_a_lost_key_sealed_is_waited_for_and_never_rejected() {
    let dir = tempfile::tempdir().expect("a directory");
    let engine = open(dir.path(), "the first passphrase").await;
    let bed = Bed { dir, engine };
    let receiver = Receiver::start(vec![], Answer::status(200)).await;

    // One by a connection's password, one signed, one with a named secret in its content, one that needs none.
    let connection = Connection {
        id: ConnectionId(0),
        name: "CRM".to_owned(),
        base_url: format!("http://{}/", receiver.address()),
        auth: Auth::Bearer,
        signing: Signing::None,
        headers: Vec::new(),
        paused: false,
        has_auth_secret: false,
        has_signing_secret: false,
        unauthorized: false,
        tls: Default::default(),
        has_client_key: false,
        created_at: UtcMillis::default(),
        updated_at: UtcMillis::default(),
    };
    let connection = keep_connection(&bed, connection, "old-token").await;
    let recipient = Recipient::Connection { id: connection.id, path: String::new() };
    bed.subscribe("by.connection", "http://127.0.0.1/", |s| s.recipient = recipient).await;
    let mut signed = bed.subscribe("by.signature", &receiver.url(), |s| s.enabled = false).await;
    (signed.signing, signed.enabled) = (Signing::Aligent, true);
    keep_key(&bed, signed.clone(), "old-key").await;
    bed.engine.save_secret("erp", Secret::new(b"old-name".to_vec())).await.expect("sealed");
    let hook = bed.hook("by.name").await;
    let content = Content {
        headers: vec![Header {
            name: "X-Erp".to_owned(),
            value: "{secret:erp}".to_owned(),
            resolver: None,
            active: true,
        }],
        ..Content::default()
    };
    bed.engine.store().save_hook_with(hook, Some(content)).await.expect("saved");
    bed.subscribe("by.name", &receiver.url(), |_| {}).await;
    bed.subscribe("by.nothing", &receiver.url(), |_| {}).await;
    for event in ["by.connection", "by.signature", "by.name", "by.nothing"] {
        bed.until(bed.send_one(event).await, MessageState::Delivered).await;
    }
    let untouched = bed.engine.begin_anew().await.expect_err("the key is here");
    assert_eq!(untouched.code, Code::InputInvalid);
    bed.engine.shutdown().await;

    // The next start: nobody knows the passphrase any more.
    let bed = Bed { engine: open(bed.dir.path(), "something else").await, dir: bed.dir };
    assert_eq!(bed.engine.vault().state(), KeyState::Locked { wrong: true });
    bed.until(bed.send_one("by.nothing").await, MessageState::Delivered).await;
    let mut waiting = Vec::new();
    for event in ["by.connection", "by.signature", "by.name"] {
        waiting.push(bed.send_one(event).await);
    }
    bed.until_count(MessageState::Held, 3).await;
    bed.engine.begin_anew().await.expect("given up");
    assert!(matches!(bed.engine.vault().state(), KeyState::Unset { .. }));
    bed.engine.vault().use_passphrase(Secret::new("another passphrase".to_owned()), None).expect("chosen");
    bed.engine.credentials_available().await.expect("looked at");
    for event in ["by.connection", "by.signature", "by.name"] {
        waiting.push(bed.send_one(event).await);
    }
    bed.until_count(MessageState::Held, 6).await;
    for id in &waiting {
        let story = bed.story(*id).await;
        assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("credential"), 0));
    }
    assert!(bed.engine.store().sealed_secrets().await.expect("read").iter().all(|secret| {
        matches!(secret.slot, SecretSlot::Named(_)) && secret.sealed.as_deref() == Some(&[])
    }));

    // Each goes on with its own secret, entered again.
    keep_connection(&bed, connection, "new-token").await;
    keep_key(&bed, signed, "new-key").await;
    bed.engine.save_secret("erp", Secret::new(b"new-name".to_vec())).await.expect("sealed");
    for id in &waiting {
        bed.until(*id, MessageState::Delivered).await;
    }
    assert_eq!(bed.count(MessageState::Rejected).await, 0);
    let all = receiver.received();
    let told = |header: &str, value: &str| all.iter().filter(|r| r.header(header) == Some(value)).count();
    assert_eq!(
        (told("authorization", "Bearer old-token"), told("authorization", "Bearer new-token")),
        (1, 2)
    );
    assert_eq!((told("x-erp", "old-name"), told("x-erp", "new-name")), (1, 2));
    bed.engine.shutdown().await;
}
