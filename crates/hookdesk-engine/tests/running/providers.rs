//! Connections to the providers merchants have, as the test kit's faithful Mautic, Zithara and Magento are met.

use std::time::Duration;

use hookdesk_core::config::{Auth, Connection, Recipient, SecretSlot, Signing};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::message::MessageState;
use hookdesk_core::oauth::{OAuth2, preset};
use hookdesk_core::time::UtcMillis;
use hookdesk_engine::AuthorizationPhase;
use hookdesk_secrets::Secret;
use hookdesk_store::{MessageStory, SealedSecret};
use hookdesk_testkit::{Magento, Mautic, Oddity, Zithara, get, post};

use crate::bed::Bed;

/// A connection with a subscription of `a.b` at a path below it.
async fn connect(bed: &Bed, base_url: String, auth: Auth, secret: &str, path: &str) -> Connection {
    bed.engine
        .vault()
        .use_passphrase(Secret::new("long enough a passphrase".to_owned()), None)
        .expect("a key");
    let wanted = Connection {
        id: ConnectionId(0),
        name: "Shop".to_owned(),
        base_url,
        auth,
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
    let (engine, secret) = (bed.engine.clone(), secret.as_bytes().to_vec());
    let seal = move |id| {
        let slot = SecretSlot::ConnectionAuth(id);
        let sealed = engine.vault().seal(slot, &Secret::new(secret))?;
        Ok(vec![SealedSecret { slot, sealed: Some(sealed), expires_at: None }])
    };
    let saved = bed.engine.store().save_connection(wanted, Box::new(seal)).await.expect("saved");
    let recipient = Recipient::Connection { id: saved.id, path: path.to_owned() };
    bed.subscribe("a.b", "http://127.0.0.1/", |s| s.recipient = recipient).await;
    saved
}

fn oauth(settings: OAuth2) -> Auth {
    Auth::OAuth2(Box::new(settings))
}

/// Begins, presses a button on the provider's page, goes where that leads, and waits for the end.
async fn authorize(bed: &Bed, id: ConnectionId, button: &str) -> hookdesk_engine::Authorization {
    let begun = bed.engine.authorize(id, false).await.expect("begun");
    let page = begun.authorize_url.expect("a page");
    let shown = get(&page).await.expect("the page");
    assert_eq!(shown.status, 200, "{shown:?}");
    let back = post(&page, &[(button, "1")]).await.expect("pressed");
    get(back.header("location").expect("the way back")).await.expect("Hookdesk listens");
    let mut changes = bed.engine.watch_authorizations();
    loop {
        let now = bed.engine.authorization(id);
        use AuthorizationPhase::{Exchanging, Received, Waiting};
        if !matches!(now.phase, Waiting | Received | Exchanging) {
            return now;
        }
        changes.changed().await.expect("an engine");
    }
}

/// A port nobody is given who asks for any.
fn free_port() -> u16 {
    let mut ports = std::iter::repeat_with(|| fastrand::u16(20_000..30_000));
    let is_free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    ports.find(is_free).expect("a free port")
}

async fn delivered(bed: &Bed) -> MessageStory {
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await
}

#[tokio::test]
async fn mautic_is_authorized_by_a_person_and_stays_so() {
    let bed = Bed::start().await;
    let mautic = Mautic::start().await;
    // Mautic compares the port; the preset's may be another test's at the moment.
    let port = free_port();
    let known = mautic.add_client(&format!("http://127.0.0.1:{port}/callback"), false);
    let preset = preset("mautic", &mautic.base()).expect("a preset");
    let settings = OAuth2 { client_id: known.id.clone(), redirect_port: Some(port), ..preset };
    let base = format!("{}/api", mautic.base());
    let connection = connect(&bed, base, oauth(settings), &known.secret, "contacts/new").await;
    let held = bed.send_one("a.b").await;
    let story = bed.until(held, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("authorization"), 0));

    let denied = authorize(&bed, connection.id, "rejected").await;
    assert_eq!(denied.phase, AuthorizationPhase::Failed, "{denied:?}");
    assert_eq!(authorize(&bed, connection.id, "accepted").await.phase, AuthorizationPhase::Done);
    bed.until(held, MessageState::Delivered).await;

    // The token ends on the provider's side: renewed and sent again in the same attempt, the refresh token replaced.
    mautic.forget_access();
    assert_eq!(delivered(&bed).await.attempts.len(), 1);
    assert_eq!(mautic.refreshed(), 1);
    mautic.forget_access();
    mautic.odd(Oddity::Html);
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Held).await;
    assert_eq!(
        story.message.reason.as_deref(),
        Some("authorization"),
        "HTML in place of a token is for a person"
    );

    // The refresh token has ended as well: nothing is rejected, and one authorization lets everything go.
    assert_eq!(authorize(&bed, connection.id, "accepted").await.phase, AuthorizationPhase::Done);
    bed.until(id, MessageState::Delivered).await;
    mautic.advance(Duration::from_secs(15 * 86_400));
    let ids = [bed.send_one("a.b").await, bed.send_one("a.b").await];
    for id in ids {
        let story = bed.until(id, MessageState::Held).await;
        assert_eq!(story.message.reason.as_deref(), Some("authorization"));
    }
    assert_eq!(bed.count(MessageState::Rejected).await, 0);
    assert_eq!(authorize(&bed, connection.id, "accepted").await.phase, AuthorizationPhase::Done);
    for id in ids {
        bed.until(id, MessageState::Delivered).await;
    }
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn zitharas_bare_token_is_had_anew_when_it_is_withdrawn() {
    let bed = Bed::start().await;
    let zithara = Zithara::start("cid", "c-secret").await;
    let settings =
        OAuth2 { client_id: "cid".to_owned(), ..preset("zithara", &zithara.base()).expect("a preset") };
    connect(&bed, zithara.base(), oauth(settings), "c-secret", "cart").await;
    for _ in 0..3 {
        assert_eq!(delivered(&bed).await.attempts.len(), 1);
    }
    assert_eq!(zithara.tokens_made(), 1);
    zithara.forget_tokens();
    assert_eq!(delivered(&bed).await.attempts.len(), 1, "renewed within the attempt");
    assert_eq!(zithara.tokens_made(), 2);
    let sent: Vec<_> = zithara.received().into_iter().filter(|one| one.target == "/v1/cart").collect();
    assert_eq!(sent.len(), 5, "one of them was refused and sent again");
    assert!(sent.iter().all(|one| one.header("authorization").is_some_and(|token| token.starts_with("eyJ"))));
    bed.engine.shutdown().await;
}

fn oauth1(shop: &Magento, clock_offset_s: i32) -> Auth {
    let own = shop.integration();
    Auth::OAuth1 {
        consumer_key: own.consumer_key,
        token: String::new(),
        signature_url_http: false,
        clock_offset_s,
    }
}

fn both_secrets(shop: &Magento) -> String {
    let own = shop.integration();
    serde_json::json!({
        "consumer_secret": own.consumer_secret, "token_secret": own.token_secret, "token": own.token
    })
    .to_string()
}

#[tokio::test]
async fn magento_takes_each_signed_request_and_its_clock_is_allowed_for() {
    let bed = Bed::start().await;
    let shop = Magento::start().await;
    let base = format!("{}/rest/default/V1", shop.base());
    let (auth, secret) = (oauth1(&shop, 0), both_secrets(&shop));
    let mut connection = connect(&bed, base, auth, &secret, "orders?fields=items[sku],total").await;
    for _ in 0..3 {
        assert_eq!(delivered(&bed).await.attempts.len(), 1);
    }
    // An hour behind: what this machine signs is of the shop's future.
    shop.clock_ahead(-3_600);
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Rejected).await;
    connection.auth = oauth1(&shop, -3_600);
    bed.engine.store().save_connection(connection, Box::new(|_| Ok(Vec::new()))).await.expect("saved");
    assert_eq!(delivered(&bed).await.attempts.len(), 1);
    let headers: Vec<String> = shop
        .received()
        .iter()
        .map(|one| one.header("authorization").unwrap_or_default().to_owned())
        .collect();
    assert!(headers.iter().all(|header| header.starts_with("OAuth ") && !header.contains("Secret")));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn magentos_administrator_token_is_had_and_used() {
    let bed = Bed::start().await;
    let shop = Magento::start().await;
    let base = format!("{}/rest/V1", shop.base());
    let settings =
        OAuth2 { client_id: "admin".to_owned(), ..preset("magento_admin", &base).expect("a preset") };
    connect(&bed, base, oauth(settings), "admin-passw0rd", "orders").await;
    for _ in 0..2 {
        assert_eq!(delivered(&bed).await.attempts.len(), 1);
    }
    let asked = shop.received().iter().filter(|one| one.target.ends_with("/admin/token")).count();
    assert_eq!(asked, 1);
    bed.engine.shutdown().await;
}
