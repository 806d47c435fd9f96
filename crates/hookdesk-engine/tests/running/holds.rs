//! What waits for something outside the retry policy: consent, a credential, a switch.

use hookdesk_core::config::{Auth, Connection, Consent, Recipient, SecretSlot, Signing};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::message::{FailureTruth, MessageState};
use hookdesk_core::time::UtcMillis;
use hookdesk_engine::Role;
use hookdesk_secrets::Secret;
use hookdesk_store::SealedSecret;
use hookdesk_testkit::{Answer, Receiver};

use crate::bed::{Bed, open};

async fn ok() -> Receiver {
    Receiver::start(vec![], Answer::status(200)).await
}

#[tokio::test]
async fn a_loopback_address_waits_for_consent_and_no_attempt_is_counted() {
    let bed = Bed::start().await;
    let receiver = ok().await;
    let subscription = bed.subscribe("a.b", &receiver.url(), |s| s.consent = None).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("consent"), 0));
    let mut now = bed.engine.store().subscription(subscription.id).await.expect("there");
    assert!(now.needs_consent && receiver.count() == 0);
    now.consent = Some(Consent::to("127.0.0.1", &[[127, 0, 0, 1].into()], UtcMillis(1)));
    bed.save(now).await;
    let story = bed.until(id, MessageState::Delivered).await;
    assert_eq!((story.attempts.len(), receiver.count()), (1, 1));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_name_that_leads_to_loopback_waits_for_consent_too() {
    let bed = Bed::start().await;
    let receiver = ok().await;
    let url = receiver.url().replace("127.0.0.1", "localhost");
    bed.subscribe("a.b", &url, |s| s.consent = None).await;
    let story = bed.until(bed.send_one("a.b").await, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("consent"), 0));
    assert_eq!(receiver.count(), 0);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn the_setting_that_allows_private_targets_releases_what_waited() {
    let bed = Bed::start().await;
    let receiver = ok().await;
    bed.subscribe("a.b", &receiver.url(), |s| s.consent = None).await;
    let ids = [bed.send_one("a.b").await, bed.send_one("a.b").await];
    for id in ids {
        bed.until(id, MessageState::Held).await;
    }
    bed.engine.set_setting("targets.private", "allow".into()).await.expect("set");
    for id in ids {
        bed.until(id, MessageState::Delivered).await;
    }
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_metadata_address_is_never_sent_to_and_the_attempt_says_so() {
    let bed = Bed::start().await;
    bed.subscribe("a.b", "http://169.254.169.254/latest/meta-data", |_| {}).await;
    let story = bed.until(bed.send_one("a.b").await, MessageState::Rejected).await;
    assert_eq!(story.message.reason.as_deref(), Some("misconfigured"));
    let [attempt] = story.attempts.as_slice() else { panic!("one attempt") };
    assert_eq!(attempt.truth, Some(FailureTruth::NotSent));
    assert!(attempt.error.as_deref().is_some_and(|error| error.contains("never sent to")));
    assert_eq!(attempt.request.url, "http://169.254.169.254/latest/meta-data");
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_built_is_rejected_with_the_reason() {
    let bed = Bed::start().await;
    let receiver = ok().await;
    // A header nobody may set; saving one through the API is refused.
    let header = ("transfer-encoding".to_owned(), "chunked".to_owned());
    bed.subscribe("a.b", &receiver.url(), |s| s.headers = vec![header]).await;
    let story = bed.until(bed.send_one("a.b").await, MessageState::Rejected).await;
    assert_eq!(story.message.reason.as_deref(), Some("misconfigured"));
    assert_eq!((story.attempts.len(), receiver.count()), (1, 0));
    assert!(story.attempts[0].error.is_some());
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_signature_without_its_key_waits_for_it() {
    let bed = Bed::start().await;
    let receiver = ok().await;
    let mut subscription = bed.subscribe("a.b", &receiver.url(), |s| s.signing = Signing::Aligent).await;
    let story = bed.until(bed.send_one("a.b").await, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("credential"), 0));
    // What asks for none any more waits for none.
    subscription.signing = Signing::None;
    bed.save(subscription).await;
    bed.until(story.message.id, MessageState::Delivered).await;
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_switched_off_subscription_skips_and_holds() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![Answer::status(500)], Answer::status(200)).await;
    let long = hookdesk_core::schedule::RetryPolicy::Custom { delays_ms: vec![3_600_000] };
    let mut subscription = bed.subscribe("a.b", &receiver.url(), |s| s.retry = long).await;
    let waiting = bed.send_one("a.b").await;
    bed.until(waiting, MessageState::Retrying).await;
    subscription.enabled = false;
    let mut subscription = bed.save(subscription).await;
    let skipped = bed.send_one("a.b").await;
    assert_eq!(bed.story(skipped).await.message.state, MessageState::Skipped);
    assert_eq!(bed.story(waiting).await.message.state, MessageState::Held);
    subscription.enabled = true;
    bed.save(subscription).await;
    bed.until(waiting, MessageState::Delivered).await;
    assert_eq!(bed.story(skipped).await.message.state, MessageState::Skipped);
    assert_eq!(receiver.count(), 2);
    bed.engine.shutdown().await;
}

fn connection(base_url: String, auth: Auth) -> Connection {
    Connection {
        id: ConnectionId(0),
        name: "CRM".to_owned(),
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
    }
}

#[tokio::test]
async fn a_paused_connection_holds_until_it_goes_on() {
    let bed = Bed::start().await;
    let receiver = ok().await;
    let base = format!("http://{}/api", receiver.address());
    let paused = Connection { paused: true, ..connection(base, Auth::None) };
    let store = bed.engine.store();
    let mut paused = store.save_connection(paused, Box::new(|_| Ok(Vec::new()))).await.expect("saved");
    let recipient = Recipient::Connection { id: paused.id, path: "contacts".to_owned() };
    bed.subscribe("a.b", "http://127.0.0.1/", |s| s.recipient = recipient).await;
    let id = bed.send_one("a.b").await;
    assert_eq!(bed.story(id).await.message.reason.as_deref(), Some("connection_paused"));
    paused.paused = false;
    store.save_connection(paused, Box::new(|_| Ok(Vec::new()))).await.expect("saved");
    bed.until(id, MessageState::Delivered).await;
    assert_eq!(receiver.received()[0].target, "/api/contacts");
    bed.engine.shutdown().await;
}

/// Found as a message that went to the old address right after the new one was saved.
#[tokio::test]
async fn an_attempt_goes_by_what_was_saved_before_it() {
    let bed = Bed::start().await;
    let (old, new) = (ok().await, ok().await);
    let url = |receiver: &Receiver| format!("http://{}/", receiver.address());
    let mut subscription = bed.subscribe("a.b", &url(&old), |_| ()).await;
    for turn in 0..20 {
        let to = if turn % 2 == 0 { &new } else { &old };
        let before = to.received().len();
        subscription.recipient = Recipient::Url { url: url(to) };
        subscription = bed.save(subscription).await;
        let id = bed.send_one("a.b").await;
        bed.until(id, MessageState::Delivered).await;
        assert_eq!(to.received().len(), before + 1, "turn {turn}");
    }
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_locked_vault_holds_and_unlocking_releases() {
    let bed = Bed::start().await;
    let receiver = ok().await;
    let passphrase = || Secret::new("correct horse battery".to_owned());
    bed.engine.vault().use_passphrase(passphrase(), None).expect("chosen");
    let base = format!("http://{}/", receiver.address());
    let engine = bed.engine.clone();
    let seal = Box::new(move |id| {
        let slot = SecretSlot::ConnectionAuth(id);
        let sealed = engine.vault().seal(slot, &Secret::new(b"s3cret".to_vec()))?;
        Ok(vec![SealedSecret { slot, sealed: Some(sealed), expires_at: None }])
    });
    let stored =
        bed.engine.store().save_connection(connection(base, Auth::Bearer), seal).await.expect("saved");
    let recipient = Recipient::Connection { id: stored.id, path: String::new() };
    bed.subscribe("a.b", "http://127.0.0.1/", |s| s.recipient = recipient).await;
    bed.until(bed.send_one("a.b").await, MessageState::Delivered).await;
    assert_eq!(receiver.received()[0].header("authorization"), Some("Bearer s3cret"));

    // The next start has no passphrase.
    bed.engine.shutdown().await;
    let engine = open(bed.dir.path(), Role::Run).await.expect("opened again");
    engine.start().await.expect("started again");
    let bed = Bed { engine, ..bed };
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("credential"), 0));
    bed.engine.vault().unlock(passphrase()).expect("unlocked");
    bed.engine.credentials_available().await.expect("released");
    let story = bed.until(id, MessageState::Delivered).await;
    let kept = format!("{:?}", story.attempts);
    assert!(!kept.contains("s3cret") && kept.contains("[redacted]"));
    bed.engine.shutdown().await;
}
