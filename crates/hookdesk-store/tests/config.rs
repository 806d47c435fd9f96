//! Hooks, subscriptions, connections, settings and secrets: what saving and deleting them does to the queue.

#![allow(clippy::unwrap_used)]

mod support;

use hookdesk_core::config::{
    Auth, Connection, Consent, ContentWrap, Encoding, Hook, HookService, Method, PayloadBinding, RateLimit,
    Recipient, SecretSlot, Signing, Subscription,
};
use hookdesk_core::id::{ConnectionId, HookId, SubscriptionId};
use hookdesk_core::message::HoldReason;
use hookdesk_core::name::EventName;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use hookdesk_store::Judgement;
use hookdesk_store::{Area, SealedSecret};
use support::{Desk, START};

fn hook(name: &str) -> Hook {
    Hook {
        id: HookId(0),
        name: EventName::parse(name).unwrap(),
        description: "what it is for".to_owned(),
        wrap: ContentWrap::Raw,
        service: Some(HookService { class: "Magento\\Sales\\Api".to_owned(), method: "get".to_owned() }),
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    }
}

fn consent(at: i64) -> Consent {
    Consent::to("receiver.test", &support::blocked().addresses, UtcMillis(at))
}

fn subscription(hook: HookId, recipient: Recipient) -> Subscription {
    Subscription {
        id: SubscriptionId(0),
        label: "to the ERP".to_owned(),
        hook_id: hook,
        event_name: EventName::parse("taken.from.the.hook").unwrap(),
        recipient,
        method: Method::Put,
        enabled: true,
        metadata: "key=1".to_owned(),
        binding: PayloadBinding::Rebuild,
        retry: RetryPolicy::Linear { step_ms: 5, cap_ms: 9, retries: 3 },
        timeout_ms: 5_000,
        concurrency: 3,
        rate: Some(RateLimit { count: 5, per_ms: 1_000 }),
        signing: Signing::Hmac {
            header: "x-sig".to_owned(),
            encoding: Encoding::Base64,
            prefix: "sha256=".to_owned(),
        },
        headers: vec![("x-shop".to_owned(), "1".to_owned())],
        consent: None,
        needs_consent: true,
        blocked: Some(support::blocked()),
        public_host: Some("other.test".to_owned()),
        debug: true,
        has_secret: true,
        created_at: UtcMillis(1),
        updated_at: UtcMillis(1),
    }
}

fn url(url: &str) -> Recipient {
    Recipient::Url { url: url.to_owned() }
}

fn connection(name: &str) -> Connection {
    Connection {
        id: ConnectionId(0),
        name: name.to_owned(),
        base_url: "https://erp.test/api".to_owned(),
        auth: Auth::Basic { username: "shop".to_owned() },
        signing: Signing::Standard,
        headers: vec![("x-tenant".to_owned(), "7".to_owned())],
        paused: false,
        has_auth_secret: true,
        has_signing_secret: true,
        unauthorized: false,
        tls: Default::default(),
        has_client_key: false,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    }
}

/// A `seal` that stores these.
fn seals<I>(secrets: Vec<SealedSecret>) -> Box<dyn FnOnce(I) -> Result<Vec<SealedSecret>, Fault> + Send> {
    Box::new(|_| Ok(secrets))
}

fn sealed(slot: SecretSlot, bytes: &[u8], expires_at: Option<i64>) -> SealedSecret {
    SealedSecret { slot, sealed: Some(bytes.to_vec()), expires_at: expires_at.map(UtcMillis) }
}

/// Each message's state and reason, by position.
fn messages(desk: &Desk) -> Vec<String> {
    let sql = desk.sql();
    let mut rows =
        sql.prepare("SELECT state || coalesce(':' || reason, '') FROM messages ORDER BY seq").unwrap();
    rows.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn a_hook_is_kept_as_given_and_its_name_is_its_own() {
    let desk = Desk::seeded("").await;
    let saved = desk.store.save_hook(hook("Order.Made")).await.unwrap();
    assert_eq!((saved.created_at, saved.updated_at), (UtcMillis(START), UtcMillis(START)));
    assert_eq!(desk.store.hooks().await.unwrap(), std::slice::from_ref(&saved));

    let twice = desk.store.save_hook(hook("order.made")).await.unwrap_err();
    assert_eq!((twice.code, twice.field.as_deref()), (Code::HookExists, Some("name")));

    desk.clock.advance(5);
    let renamed = Hook { name: EventName::parse("order.paid").unwrap(), service: None, ..saved.clone() };
    let renamed = desk.store.save_hook(renamed).await.unwrap();
    assert_eq!((renamed.created_at, renamed.updated_at), (UtcMillis(START), UtcMillis(START + 5)));
    assert_eq!(desk.store.hooks().await.unwrap(), [renamed]);
    let gone = desk.store.save_hook(Hook { id: HookId(99), ..hook("else") }).await.unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
}

#[tokio::test]
async fn a_hook_goes_when_its_subscriptions_have_and_its_name_is_free_again() {
    let desk = Desk::seeded("").await;
    let made = desk.store.save_hook(hook("order.made")).await.unwrap();
    let sub =
        desk.store.save_subscription(subscription(made.id, url("http://a/")), seals(vec![])).await.unwrap();
    let used = desk.store.delete_hook(made.id).await.unwrap_err();
    assert_eq!((used.code, used.message.contains("1 subscription uses")), (Code::HookInUse, true));

    desk.store.delete_subscription(sub.id).await.unwrap();
    desk.store.delete_hook(made.id).await.unwrap();
    assert!(desk.store.hooks().await.unwrap().is_empty());
    assert_eq!(desk.store.delete_hook(made.id).await.unwrap_err().code, Code::NotFound);
    // Its messages still have a subscription to name.
    assert_eq!(desk.store.subscription(sub.id).await.unwrap().event_name.as_str(), "order.made");

    desk.fill("order.made", 1).await;
    assert_eq!(desk.text("SELECT routing FROM events"), "unmatched");
    let again = desk.store.save_hook(hook("order.made")).await.unwrap();
    assert_ne!(again.id, made.id);
}

#[tokio::test]
async fn a_subscription_is_kept_as_given_but_for_what_is_derived() {
    let desk = Desk::seeded("").await;
    let made = desk.store.save_hook(hook("order.made")).await.unwrap();
    let given = subscription(made.id, url("http://a/"));
    let saved = desk.store.save_subscription(given.clone(), seals(vec![])).await.unwrap();
    let want = Subscription {
        id: SubscriptionId(1),
        event_name: made.name.clone(),
        needs_consent: false,
        blocked: None,
        public_host: None,
        has_secret: false,
        created_at: UtcMillis(START),
        updated_at: UtcMillis(START),
        ..given
    };
    assert_eq!(saved, want);
    desk.clock.advance(9);
    let changed = Subscription { rate: None, label: String::new(), method: Method::Patch, ..saved };
    let saved = desk.store.save_subscription(changed.clone(), seals(vec![])).await.unwrap();
    assert_eq!(saved, Subscription { updated_at: UtcMillis(START + 9), ..changed });
    assert_eq!(desk.store.subscriptions().await.unwrap(), [saved]);
}

#[tokio::test]
async fn what_a_subscription_refers_to_must_be_there() {
    let desk = Desk::seeded("").await;
    let lost = desk.store.save_subscription(subscription(HookId(3), url("http://a/")), seals(vec![])).await;
    let lost = lost.unwrap_err();
    assert_eq!((lost.code, lost.field.as_deref()), (Code::HookUnknown, Some("hook_id")));
    let made = desk.store.save_hook(hook("order.made")).await.unwrap();
    let nowhere = Recipient::Connection { id: ConnectionId(8), path: "/x".to_owned() };
    let lost = desk.store.save_subscription(subscription(made.id, nowhere), seals(vec![])).await.unwrap_err();
    assert_eq!((lost.code, lost.field.as_deref()), (Code::InputInvalid, Some("recipient.id")));
    let gone = Subscription { id: SubscriptionId(5), ..subscription(made.id, url("http://a/")) };
    assert_eq!(desk.store.save_subscription(gone, seals(vec![])).await.unwrap_err().code, Code::NotFound);
    assert_eq!(desk.count("SELECT count(*) FROM subscriptions"), 0);
}

#[tokio::test]
async fn secrets_and_their_subscription_are_one_change() {
    let desk = Desk::with(1).await;
    let sub = desk.store.subscription(SubscriptionId(1)).await.unwrap();
    let slot = SecretSlot::SubscriptionSigning(sub.id);
    let changed = Subscription { label: "new".to_owned(), ..sub.clone() };
    let no_key = |_| Err(Fault::new(Code::SecretNoKey, "there is no key"));
    let refused = desk.store.save_subscription(changed.clone(), Box::new(no_key)).await.unwrap_err();
    assert_eq!(refused.code, Code::SecretNoKey);
    assert_eq!(desk.store.subscription(sub.id).await.unwrap().label, "");

    let saved = desk.store.save_subscription(changed, seals(vec![sealed(slot, b"one", None)])).await.unwrap();
    assert!(saved.has_secret);
    let kept = desk.store.save_subscription(saved, seals(vec![])).await.unwrap();
    assert!(kept.has_secret, "an empty list keeps what is stored");
    let old = sealed(SecretSlot::SubscriptionSigningOld(sub.id), b"one", Some(START + 10));
    let rotated = seals(vec![sealed(slot, b"two", None), old]);
    let kept = desk.store.save_subscription(kept, rotated).await.unwrap();
    let stored = |all: Vec<SealedSecret>| -> Vec<_> { all.into_iter().map(|s| (s.slot, s.sealed)).collect() };
    let both = stored(desk.store.sealed_secrets().await.unwrap());
    let old_slot = SecretSlot::SubscriptionSigningOld(sub.id);
    assert_eq!(both, [(slot, Some(b"two".to_vec())), (old_slot, Some(b"one".to_vec()))]);

    desk.clock.advance(10);
    assert_eq!(stored(desk.store.sealed_secrets().await.unwrap()), [(slot, Some(b"two".to_vec()))]);
    let none = SealedSecret { slot, sealed: None, expires_at: None };
    assert!(!desk.store.save_subscription(kept, seals(vec![none])).await.unwrap().has_secret);
    assert!(desk.store.sealed_secrets().await.unwrap().is_empty());
}

#[tokio::test]
async fn sealed_bytes_do_not_show() {
    let secret = sealed(SecretSlot::ConnectionAuth(ConnectionId(1)), &[7; 3], None);
    assert!(!format!("{secret:?}").contains('7'));
}

#[tokio::test]
async fn resealing_replaces_every_secret_at_once() {
    let desk = Desk::with(1).await;
    let erp = desk.store.save_connection(connection("ERP"), seals(vec![])).await.unwrap();
    let slots = [
        SecretSlot::ConnectionAuth(erp.id),
        SecretSlot::ConnectionSigning(erp.id),
        SecretSlot::ConnectionSigningOld(erp.id),
        SecretSlot::SubscriptionSigning(SubscriptionId(1)),
        SecretSlot::SubscriptionSigningOld(SubscriptionId(1)),
    ];
    let all = |key: &'static [u8]| slots.iter().map(move |slot| sealed(*slot, key, None)).collect::<Vec<_>>();
    desk.store.reseal(all(b"first")).await.unwrap();
    desk.store.reseal(all(b"second")).await.unwrap();
    let stored = desk.store.sealed_secrets().await.unwrap();
    assert_eq!(stored.iter().map(|s| s.slot).collect::<Vec<_>>(), slots);
    assert!(stored.iter().all(|s| s.sealed.as_deref() == Some(b"second")));
}

#[tokio::test]
async fn switching_off_holds_what_waits_and_switching_on_releases_it() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 2).await;
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    let sub = desk.store.subscription(SubscriptionId(1)).await.unwrap();
    let off = Subscription { enabled: false, ..sub };
    let off = desk.store.save_subscription(off, seals(vec![])).await.unwrap();
    // What is being sent ends by itself.
    assert_eq!(messages(&desk), ["sending", "held:subscription_off"]);
    desk.store.record(support::delivered(&lease)).await.unwrap();
    let on = Subscription { enabled: true, ..off };
    desk.store.save_subscription(on, seals(vec![])).await.unwrap();
    assert_eq!(messages(&desk), ["delivered", "queued"]);
    assert_eq!(desk.claim(&[1], 5, 5).await.len(), 1);
}

#[tokio::test]
async fn consent_and_a_new_recipient_release_what_waited_for_consent() {
    let desk = Desk::with(1).await;
    let id = SubscriptionId(1);
    desk.fill("a.happened", 1).await;
    desk.store.require_consent(id, support::blocked(), None).await.unwrap();
    let sub = desk.store.subscription(id).await.unwrap();
    assert!(sub.needs_consent);
    assert_eq!(messages(&desk), ["held:consent"]);

    // A label is no consent.
    let sub = Subscription { label: "x".to_owned(), needs_consent: false, ..sub };
    let sub = desk.store.save_subscription(sub, seals(vec![])).await.unwrap();
    assert!(sub.needs_consent);
    assert_eq!(messages(&desk), ["held:consent"]);

    let allowed = Subscription { consent: Some(consent(1)), ..sub };
    let allowed = desk.store.save_subscription(allowed, seals(vec![])).await.unwrap();
    assert!(!allowed.needs_consent);
    assert_eq!(messages(&desk), ["queued"]);

    let taken_back = Subscription { consent: None, ..allowed };
    let taken_back = desk.store.save_subscription(taken_back, seals(vec![])).await.unwrap();
    desk.store.require_consent(id, support::blocked(), None).await.unwrap();
    let moved = Subscription { recipient: url("http://elsewhere.test/"), ..taken_back };
    let moved = desk.store.save_subscription(moved, seals(vec![])).await.unwrap();
    assert!(!moved.needs_consent && moved.consent.is_none());
    assert_eq!(messages(&desk), ["queued"]);
}

#[tokio::test]
async fn a_consent_to_one_subnet_waits_again_at_another_and_a_judgement_that_is_past_changes_nothing() {
    let desk = Desk::with(1).await;
    let id = SubscriptionId(1);
    desk.fill("a.happened", 1).await;
    let sub = desk.store.subscription(id).await.unwrap();
    let unconsented = Judgement::of(&sub);
    let allowed = Subscription { consent: Some(consent(1)), ..sub };
    let allowed = desk.store.save_subscription(allowed, seals(vec![])).await.unwrap();

    // The attempt began before the consent.
    let blocked = support::blocked();
    desk.store.require_consent(id, blocked.clone(), Some(unconsented)).await.unwrap();
    assert_eq!(desk.store.subscription(id).await.unwrap(), allowed);
    assert_eq!(messages(&desk), ["queued"]);

    let judged = Judgement::of(&allowed);
    desk.store.require_consent(id, blocked.clone(), Some(judged.clone())).await.unwrap();
    let waits = desk.store.subscription(id).await.unwrap();
    assert_eq!(
        (waits.needs_consent, &waits.blocked, &waits.consent),
        (true, &Some(blocked.clone()), &allowed.consent)
    );
    assert_eq!(messages(&desk), ["held:consent"]);

    // Many messages find the same: one writes.
    let before = desk.store.configured();
    desk.store.require_consent(id, blocked, Some(judged)).await.unwrap();
    assert_eq!(desk.store.configured(), before);

    let again = Subscription { consent: Some(consent(2)), ..waits };
    let again = desk.store.save_subscription(again, seals(vec![])).await.unwrap();
    assert_eq!((again.needs_consent, again.blocked), (false, None));
    assert_eq!(messages(&desk), ["queued"]);
}

#[tokio::test]
async fn an_open_consent_is_settled_once_and_ends_where_the_name_is_public() {
    let desk = Desk::with(2).await;
    let open = Consent { subnets: Default::default(), ..consent(1) };
    for id in [SubscriptionId(1), SubscriptionId(2)] {
        let sub = desk.store.subscription(id).await.unwrap();
        let sub = Subscription { consent: Some(open.clone()), ..sub };
        desk.store.save_subscription(sub, seals(vec![])).await.unwrap();
    }
    let seen = desk.store.subscription(SubscriptionId(1)).await.unwrap();
    let judged = Judgement::of(&seen);
    desk.store.settle_consent(seen.id, consent(1), judged.clone()).await.unwrap();
    let elsewhere = Consent::to("receiver.test", &[[10, 0, 0, 1].into()], UtcMillis(1));
    desk.store.settle_consent(seen.id, elsewhere, judged).await.unwrap();
    assert_eq!(desk.store.subscription(seen.id).await.unwrap().consent, Some(consent(1)));
    // Whoever still saw it open and saves a label opens nothing.
    let saved = Subscription { label: "x".to_owned(), ..seen };
    let saved = desk.store.save_subscription(saved, seals(vec![])).await.unwrap();
    assert_eq!((saved.label.as_str(), saved.consent), ("x", Some(consent(1))));

    let id = SubscriptionId(2);
    desk.store.note_public(id, "receiver.test".to_owned()).await.unwrap();
    let public = desk.store.subscription(id).await.unwrap();
    assert!(public.was_public("Receiver.test") && public.consent.is_none());
    let before = desk.store.configured();
    desk.store.note_public(id, "receiver.test".to_owned()).await.unwrap();
    assert_eq!(desk.store.configured(), before, "one write");

    // Who consents knows where it leads.
    let moved = Subscription { consent: Some(consent(3)), ..public };
    let moved = desk.store.save_subscription(moved, seals(vec![])).await.unwrap();
    assert!(!moved.was_public("receiver.test"));
}

#[tokio::test]
async fn what_is_released_for_one_reason_does_not_slip_past_another() {
    let desk = Desk::with(1).await;
    let id = SubscriptionId(1);
    desk.fill("a.happened", 1).await;
    desk.store.require_consent(id, support::blocked(), None).await.unwrap();
    let sub = desk.store.subscription(id).await.unwrap();
    let off = Subscription { enabled: false, ..sub };
    let off = desk.store.save_subscription(off, seals(vec![])).await.unwrap();
    let allowed = Subscription { consent: Some(consent(1)), ..off };
    let allowed = desk.store.save_subscription(allowed, seals(vec![])).await.unwrap();
    assert_eq!(messages(&desk), ["held:subscription_off"]);
    let on = Subscription { enabled: true, ..allowed };
    desk.store.save_subscription(on, seals(vec![])).await.unwrap();
    assert_eq!(messages(&desk), ["queued"]);
}

#[tokio::test]
async fn a_new_secret_releases_what_waited_for_a_credential() {
    let desk = Desk::with(1).await;
    let id = SubscriptionId(1);
    desk.fill("a.happened", 1).await;
    desk.store.hold(id, HoldReason::Credential).await.unwrap();
    let sub = desk.store.subscription(id).await.unwrap();
    let sub = desk.store.save_subscription(sub, seals(vec![])).await.unwrap();
    assert_eq!(messages(&desk), ["held:credential"]);
    let key = sealed(SecretSlot::SubscriptionSigning(id), b"key", None);
    desk.store.save_subscription(sub, seals(vec![key])).await.unwrap();
    assert_eq!(messages(&desk), ["queued"]);
}

#[tokio::test]
async fn deleting_a_subscription_rejects_what_is_open_and_forgets_its_secrets() {
    let desk = Desk::with(2).await;
    let id = SubscriptionId(1);
    desk.store
        .reseal(vec![
            sealed(SecretSlot::SubscriptionSigning(id), b"1", None),
            sealed(SecretSlot::SubscriptionSigning(SubscriptionId(2)), b"2", None),
        ])
        .await
        .unwrap();
    desk.fill("a.happened", 1).await;
    desk.fill("b.happened", 1).await;
    desk.store.delete_subscription(id).await.unwrap();
    assert_eq!(messages(&desk), ["rejected:subscription_deleted", "queued"]);
    let left: Vec<_> = desk.store.sealed_secrets().await.unwrap().into_iter().map(|s| s.slot).collect();
    assert_eq!(left, [SecretSlot::SubscriptionSigning(SubscriptionId(2))]);
    let live: Vec<_> = desk.store.subscriptions().await.unwrap().into_iter().map(|s| s.id.0).collect();
    assert_eq!(live, [2]);
    assert!(!desk.store.subscription(id).await.unwrap().enabled);
    assert_eq!(desk.store.delete_subscription(id).await.unwrap_err().code, Code::NotFound);
    desk.store.accept(vec![support::event("again", "a.happened", "{}")]).await.unwrap();
    assert_eq!(messages(&desk).len(), 2, "nobody listens any more");
}

#[tokio::test]
async fn pausing_a_connection_holds_what_its_subscriptions_have_waiting() {
    let desk = Desk::with(1).await;
    let erp = desk.store.save_connection(connection("ERP"), seals(vec![])).await.unwrap();
    let sub = desk.store.subscription(SubscriptionId(1)).await.unwrap();
    let direct = sub.recipient.clone();
    let through = Recipient::Connection { id: erp.id, path: "/in".to_owned() };
    let sub = Subscription { recipient: through.clone(), ..sub };
    let sub = desk.store.save_subscription(sub, seals(vec![])).await.unwrap();
    desk.fill("a.happened", 1).await;
    let paused = Connection { paused: true, ..erp };
    let paused = desk.store.save_connection(paused, seals(vec![])).await.unwrap();
    assert_eq!(messages(&desk), ["held:connection_paused"]);
    // Leaving the paused connection is a way out, coming back is not.
    let sub = Subscription { recipient: direct, ..sub };
    let sub = desk.store.save_subscription(sub, seals(vec![])).await.unwrap();
    assert_eq!(messages(&desk), ["queued"]);
    let sub = Subscription { recipient: through, ..sub };
    desk.store.save_subscription(sub, seals(vec![])).await.unwrap();
    assert_eq!(messages(&desk), ["held:connection_paused"]);
    let going = Connection { paused: false, ..paused };
    desk.store.save_connection(going, seals(vec![])).await.unwrap();
    assert_eq!(messages(&desk), ["queued"]);
}

#[tokio::test]
async fn a_connection_is_kept_as_given_and_deleted_when_nobody_uses_it() {
    let desk = Desk::with(1).await;
    let erp = desk.store.save_connection(connection("ERP"), seals(vec![])).await.unwrap();
    let now = UtcMillis(START);
    let want = Connection {
        id: erp.id,
        has_auth_secret: false,
        has_signing_secret: false,
        unauthorized: false,
        tls: Default::default(),
        has_client_key: false,
        created_at: now,
        updated_at: now,
        ..connection("ERP")
    };
    assert_eq!(erp, want);
    let twice = desk.store.save_connection(connection("ERP"), seals(vec![])).await.unwrap_err();
    assert_eq!((twice.code, twice.field.as_deref()), (Code::InputInvalid, Some("name")));

    let secrets = vec![sealed(SecretSlot::ConnectionAuth(erp.id), b"pass", None)];
    let erp = desk.store.save_connection(erp, seals(secrets)).await.unwrap();
    assert!(erp.has_auth_secret && !erp.has_signing_secret);
    let sub = desk.store.subscription(SubscriptionId(1)).await.unwrap();
    let through = Recipient::Connection { id: erp.id, path: String::new() };
    let sub = Subscription { recipient: through.clone(), ..sub };
    let sub = desk.store.save_subscription(sub, seals(vec![])).await.unwrap();
    let used = desk.store.delete_connection(erp.id).await.unwrap_err();
    assert_eq!((used.code, used.message.contains("1 subscription uses")), (Code::ConnectionInUse, true));
    desk.store.delete_subscription(sub.id).await.unwrap();
    desk.store.delete_connection(erp.id).await.unwrap();
    assert!(desk.store.connections().await.unwrap().is_empty());
    assert!(desk.store.sealed_secrets().await.unwrap().is_empty());
    assert_eq!(desk.store.subscription(sub.id).await.unwrap().recipient, through);
}

#[tokio::test]
async fn settings_come_back_as_json_and_go_back_to_their_default() {
    let desk = Desk::seeded("").await;
    let value = serde_json::json!({"days": 30, "on": [true, null]});
    desk.store.set_setting("retention".to_owned(), Some(value.clone())).await.unwrap();
    desk.store.set_setting("theme".to_owned(), Some("dark".into())).await.unwrap();
    desk.store.set_setting("theme".to_owned(), Some("light".into())).await.unwrap();
    let all = desk.store.settings().await.unwrap();
    assert_eq!((&all["retention"], &all["theme"], all.len()), (&value, &"light".into(), 2));
    desk.store.set_setting("theme".to_owned(), None).await.unwrap();
    assert_eq!(desk.store.settings().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_change_of_configuration_counts_for_the_next_event_and_is_told() {
    let desk = Desk::with(1).await;
    let mut changes = desk.store.changes();
    desk.fill("a.happened", 1).await;
    assert!(changes.recv().await.unwrap().areas.contains(&Area::Messages));
    let sub = desk.store.subscription(SubscriptionId(1)).await.unwrap();
    desk.store.save_subscription(Subscription { enabled: false, ..sub }, seals(vec![])).await.unwrap();
    let told = changes.recv().await.unwrap().areas;
    assert!(told.contains(&Area::Subscriptions) && told.contains(&Area::Messages));
    desk.store.accept(vec![support::event("later", "a.happened", "{}")]).await.unwrap();
    assert_eq!(messages(&desk), ["held:subscription_off", "skipped:subscription_off"]);
}
