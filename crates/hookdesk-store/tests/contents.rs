//! Contents' versions, hooks that are waited for, their log, shapes and named secrets: what the file keeps of them.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use hookdesk_content::definition::{Content, Field, Moment, Webhook};
use hookdesk_content::run::Level as LogLevel;
use hookdesk_core::Code;
use hookdesk_core::config::{ContentWrap, Hook, SecretSlot};
use hookdesk_core::event::NewEvent;
use hookdesk_core::id::{ContentId, HookId, SecretId, WebhookId};
use hookdesk_core::name::EventName;
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{Accepted, Area, Judged, LogFilter, LogLine, SealedSecret, Shape, Taken, WebhookChange};
use support::{Desk, START};

fn hook(id: i64, wrap: ContentWrap) -> Hook {
    Hook {
        id: HookId(id),
        name: EventName::parse("order.created").unwrap(),
        description: String::new(),
        wrap,
        service: None,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    }
}

fn content(source: &str) -> Content {
    let field =
        Field { name: "a".to_owned(), source: Some(source.to_owned()), converter: None, active: true };
    Content { fields: vec![field], ..Content::default() }
}

#[tokio::test]
async fn a_content_is_a_version_that_stays_and_is_found_again() {
    let desk = Desk::seeded("").await;
    let save = async |id, wrap, content| desk.store.save_hook_with(hook(id, wrap), content).await.unwrap().id;
    let in_force = async || {
        let contents = desk.store.hook_contents().await.unwrap();
        contents.by_name("order.created").map(|version| (version.id.0, version.content.clone()))
    };
    let id = save(0, ContentWrap::Data, None).await;
    assert_eq!(in_force().await, None);
    save(id.0, ContentWrap::Data, Some(content("x"))).await;
    assert_eq!(in_force().await, Some((1, content("x"))));
    // What a person did not touch stays; a changed wrap is another version of the same.
    save(id.0, ContentWrap::Data, None).await;
    assert_eq!(in_force().await, Some((1, content("x"))));
    save(id.0, ContentWrap::Raw, None).await;
    assert_eq!(in_force().await, Some((2, content("x"))));
    save(id.0, ContentWrap::Raw, Some(content("y"))).await;
    assert_eq!(in_force().await, Some((3, content("y"))));
    // Back to what it was: the same version, not another row.
    save(id.0, ContentWrap::Data, Some(content("x"))).await;
    assert_eq!(in_force().await, Some((1, content("x"))));
    assert_eq!(desk.count("SELECT count(*) FROM contents"), 3);
    // Plain: no version at all, and those there were can still be read.
    save(id.0, ContentWrap::Data, Some(Content::default())).await;
    assert_eq!(in_force().await, None);
    assert!(desk.store.hook_contents().await.unwrap().is_empty());
    let old = desk.store.content(ContentId(3)).await.unwrap();
    assert_eq!((old.content, old.wrap), (content("y"), ContentWrap::Raw));
    assert_eq!(desk.store.content(ContentId(4)).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_deleted_hook_has_no_content_in_force() {
    let desk = Desk::seeded("").await;
    let id = desk.store.save_hook_with(hook(0, ContentWrap::Data), Some(content("x"))).await.unwrap().id;
    assert!(desk.store.hook_contents().await.unwrap().by_hook(id).is_some());
    desk.store.delete_hook(id).await.unwrap();
    assert!(desk.store.hook_contents().await.unwrap().is_empty());
}

fn webhook(method: &str, batch: &str, name: &str) -> Webhook {
    Webhook { url: "https://endpoint.test/".to_owned(), ..Webhook::new(method, Moment::Before, batch, name) }
}

fn add(webhook: Webhook) -> WebhookChange {
    WebhookChange::Add(Box::new(webhook))
}

#[tokio::test]
async fn webhooks_are_one_of_each_identity_and_come_by_their_method() {
    let desk = Desk::seeded("").await;
    let mut changes = desk.store.changes();
    let sales = "plugin.magento.sales.api.order_management.place";
    let first = desk.store.change_webhooks(vec![add(webhook(sales, "b", "one"))]).await.unwrap().remove(0);
    assert_eq!((first.id, first.created_at.0), (WebhookId(1), START));
    assert!(changes.recv().await.unwrap().areas.contains(&Area::Webhooks));
    // SaaS writes the same method without `.magento`, and case does not matter.
    let again =
        desk.store.change_webhooks(vec![add(webhook("Plugin.Sales.Api.Order_Management.Place", "b", "one"))]);
    let fault = again.await.unwrap_err();
    assert_eq!((fault.code, fault.field.as_deref()), (Code::WebhookExists, Some("name")));
    // All or nothing.
    let both = vec![add(webhook("observer.a", "b", "x")), add(webhook(sales, "b", "one"))];
    assert_eq!(desk.store.change_webhooks(both).await.unwrap_err().code, Code::WebhookExists);
    assert_eq!(desk.store.webhooks().await.unwrap().len(), 1);

    let after = Webhook { moment: Moment::After, ..webhook(sales, "b", "one") };
    desk.store.change_webhooks(vec![add(after), add(webhook(sales, "B", "one"))]).await.unwrap();
    let plain = Webhook::plain_method(sales);
    let found = desk.store.webhooks_for(&plain, Moment::Before).await.unwrap();
    assert_eq!(found.iter().map(|w| w.webhook.batch.as_str()).collect::<Vec<_>>(), ["b", "B"]);
    assert_eq!(desk.store.webhooks_for(&plain, Moment::After).await.unwrap().len(), 1);
    assert!(desk.store.webhooks_for("observer.a", Moment::Before).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_webhook_is_replaced_renamed_and_deleted_and_the_next_reader_sees_it() {
    let desk = Desk::seeded("").await;
    let one =
        desk.store.change_webhooks(vec![add(webhook("observer.a", "b", "one"))]).await.unwrap().remove(0);
    desk.store.change_webhooks(vec![add(webhook("observer.a", "b", "two"))]).await.unwrap();
    desk.clock.advance(5);
    let timed = Webhook { timeout_ms: 7, ..webhook("observer.a", "b", "one") };
    let put = desk.store.change_webhooks(vec![WebhookChange::Put(Box::new(timed))]).await.unwrap().remove(0);
    assert_eq!((put.id, put.created_at, put.updated_at.0), (one.id, one.created_at, START + 5));
    let seen = desk.store.webhooks_for("observer.a", Moment::Before).await.unwrap();
    assert_eq!(seen[0].webhook.timeout_ms, 7);
    let clash = WebhookChange::Replace(one.id, Box::new(webhook("observer.a", "b", "two")));
    assert_eq!(desk.store.change_webhooks(vec![clash]).await.unwrap_err().code, Code::WebhookExists);
    let renamed = WebhookChange::Replace(one.id, Box::new(webhook("observer.c", "b", "one")));
    desk.store.change_webhooks(vec![renamed]).await.unwrap();
    assert_eq!(desk.store.webhooks_for("observer.a", Moment::Before).await.unwrap().len(), 1);
    assert_eq!(desk.store.webhooks_for("observer.c", Moment::Before).await.unwrap()[0].id, one.id);
    let gone = vec![WebhookChange::Delete(one.id), WebhookChange::Delete(WebhookId(99))];
    assert!(desk.store.change_webhooks(gone).await.unwrap().is_empty());
    assert_eq!(desk.store.webhooks().await.unwrap().len(), 1);
}

fn line(method: &str, level: LogLevel, message: &str, request: &str) -> LogLine {
    LogLine {
        id: 0,
        at: UtcMillis(0),
        method: method.to_owned(),
        moment: Moment::Before,
        batch: "b".to_owned(),
        hook: "one".to_owned(),
        level,
        message: message.to_owned(),
        request_id: request.to_owned(),
    }
}

#[tokio::test]
async fn the_log_is_found_by_each_of_its_columns_and_pages_downwards() {
    let desk = Desk::seeded("").await;
    desk.store
        .log_webhooks(vec![
            line("plugin.magento.x.y", LogLevel::Debug, "Asked https://a.test/", "r1"),
            line("plugin.magento.x.y", LogLevel::Error, "Failed 100%", "r1"),
            LogLine {
                moment: Moment::After,
                hook: "two".to_owned(),
                ..line("observer.a", LogLevel::Error, "Gone", "r2")
            },
        ])
        .await
        .unwrap();
    let ids = async |filter: LogFilter| -> Vec<i64> {
        let (lines, more) = desk.store.webhook_log(filter, None, 10).await.unwrap();
        assert!(!more);
        lines.iter().map(|line| line.id).collect()
    };
    let any = LogFilter::default;
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(ids(any()).await, [3, 2, 1]);
    assert_eq!(ids(LogFilter { level: Some(LogLevel::Error), ..any() }).await, [3, 2]);
    assert_eq!(ids(LogFilter { method: text("Plugin.x.y"), ..any() }).await, [2, 1]);
    assert_eq!(ids(LogFilter { moment: Some(Moment::After), ..any() }).await, [3]);
    assert_eq!(ids(LogFilter { hook: text("two"), ..any() }).await, [3]);
    assert_eq!(ids(LogFilter { batch: text("c"), ..any() }).await, [0; 0]);
    assert_eq!(ids(LogFilter { request_id: text("r1"), ..any() }).await, [2, 1]);
    assert_eq!(ids(LogFilter { search: text("failed 100%"), ..any() }).await, [2]);
    assert_eq!(ids(LogFilter { from: Some(UtcMillis(START + 1)), ..any() }).await, [0; 0]);
    assert_eq!(ids(LogFilter { to: Some(UtcMillis(START + 1)), ..any() }).await, [3, 2, 1]);
    let (page, more) = desk.store.webhook_log(any(), None, 2).await.unwrap();
    assert!(more && page.len() == 2);
    let (rest, more) = desk.store.webhook_log(any(), Some(page[1].id), 2).await.unwrap();
    assert_eq!((rest.len(), rest[0].id, more), (1, 1, false));
}

#[tokio::test]
async fn the_log_is_bounded_in_age_and_in_lines() {
    let desk = Desk::seeded("").await;
    let fill = async |n: usize| {
        let lines = (0..n).map(|_| line("observer.a", LogLevel::Notice, "x", "r")).collect();
        desk.store.log_webhooks(lines).await.unwrap();
    };
    assert_eq!(desk.store.purge_webhook_log(UtcMillis(START), 10).await.unwrap(), 0);
    fill(7).await;
    desk.clock.advance(1_000);
    fill(5).await;
    let limit = UtcMillis(START + 500);
    assert_eq!(desk.store.purge_webhook_log(limit, 4).await.unwrap(), 4);
    assert_eq!(desk.store.purge_webhook_log(limit, 4).await.unwrap(), 3);
    assert_eq!(desk.store.purge_webhook_log(limit, 4).await.unwrap(), 0);
    assert_eq!(desk.count("SELECT min(id) FROM webhook_log"), 8);
    // Young, and too many: as if the numbers had run on for long.
    desk.sql().execute("UPDATE webhook_log SET id = id + 100000 WHERE id > 9", []).unwrap();
    assert_eq!(desk.store.purge_webhook_log(limit, 10).await.unwrap(), 2);
    assert_eq!(desk.count("SELECT count(*) FROM webhook_log"), 3);
}

#[tokio::test]
async fn shapes_are_replaced_by_name() {
    let desk = Desk::seeded("").await;
    let shape = |seen| Shape {
        name: "observer.a".to_owned(),
        shape: "{}".to_owned(),
        seen,
        updated_at: UtcMillis(START),
    };
    desk.store.save_shapes(vec![shape(1)]).await.unwrap();
    desk.store.save_shapes(vec![shape(2)]).await.unwrap();
    assert_eq!(desk.store.shape("observer.a").await.unwrap(), Some(shape(2)));
    assert_eq!(desk.store.shape("observer.b").await.unwrap(), None);
    assert_eq!(desk.store.shapes().await.unwrap(), [shape(2)]);
}

#[tokio::test]
async fn a_named_secret_keeps_its_number_and_follows_a_change_of_key() {
    let desk = Desk::seeded("").await;
    let save = async |name: &str, bytes: &'static [u8]| {
        let seal = Box::new(move |id: SecretId| Ok([bytes, &[id.0 as u8]].concat()));
        desk.store.save_named_secret(name.to_owned(), seal).await.unwrap()
    };
    let id = save("erp", b"one").await;
    assert_eq!(save("erp", b"two").await, id);
    let other = save("crm", b"three").await;
    let stored = desk.store.named_secrets().await.unwrap();
    assert_eq!(stored.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["crm", "erp"]);
    assert_eq!(stored[1].sealed, [b"two".as_slice(), &[id.0 as u8]].concat());
    assert!(!format!("{stored:?}").contains("sealed: ["));
    // All sealed secrets are there for a change of key, and take it.
    let all = desk.store.sealed_secrets().await.unwrap();
    assert_eq!(
        all.iter().map(|s| s.slot).collect::<Vec<_>>(),
        [SecretSlot::Named(other), SecretSlot::Named(id)]
    );
    let again = all.into_iter().map(|s| SealedSecret { sealed: Some(b"new".to_vec()), ..s }).collect();
    desk.store.reseal(again).await.unwrap();
    assert!(desk.store.named_secrets().await.unwrap().iter().all(|s| s.sealed == b"new"));
    // One that could not be sealed leaves nothing behind.
    let refused = Box::new(|_| Err(hookdesk_core::Fault::new(Code::SecretLocked, "locked")));
    let fault = desk.store.save_named_secret("late".to_owned(), refused).await.unwrap_err();
    assert_eq!(fault.code, Code::SecretLocked);
    assert!(desk.store.delete_named_secret("erp".to_owned()).await.unwrap());
    assert!(!desk.store.delete_named_secret("erp".to_owned()).await.unwrap());
    assert_eq!(desk.store.named_secrets().await.unwrap().len(), 1);
}

fn judged(content: i64, skip: Option<&str>) -> Judged {
    Judged {
        content: ContentId(content),
        skip: skip.map(str::to_owned),
        request: Some(b"{\"method\":\"POST\"}".to_vec()),
    }
}

async fn stored(desk: &Desk, events: Vec<NewEvent>, judged: Judged) -> Vec<Accepted> {
    match desk.store.accept_judged(events, vec![Some(judged)]).await.unwrap() {
        Taken::Stored(accepted) => accepted,
        Taken::Stale(_) => panic!("stale"),
    }
}

/// A hook with the content `x`, version 1, and one subscription under this binding.
async fn mapped(binding: &str) -> Desk {
    let sql = format!("{}{}", support::hook(1, "a.happened"), support::subscription(1, 1));
    let desk = Desk::seeded(&sql.replace("'snapshot'", &format!("'{binding}'"))).await;
    save(&desk, ContentWrap::Data, Some(content("x"))).await;
    desk
}

async fn save(desk: &Desk, wrap: ContentWrap, content: Option<Content>) {
    let hook = Hook { name: EventName::parse("a.happened").unwrap(), ..hook(1, wrap) };
    desk.store.save_hook_with(hook, content).await.unwrap();
}

#[tokio::test]
async fn an_event_is_stored_only_under_the_content_its_hook_has() {
    let desk = mapped("snapshot").await;
    let event = || vec![support::event("e", "a.happened", "{}"), support::event("f", "nobody", "{}")];
    // Nobody judged it; by a version the hook no longer has; one that has none.
    for stale in [vec![], vec![Some(judged(7, None))], vec![Some(judged(1, None)), Some(judged(1, None))]] {
        assert!(
            matches!(desk.store.accept_judged(event(), stale).await.unwrap(), Taken::Stale(e) if e.len() == 2)
        );
        assert_eq!(desk.count("SELECT count(*) FROM events"), 0);
    }
    assert_eq!(desk.store.accept(event()).await.unwrap_err().code, Code::Internal);
    let accepted = stored(&desk, event(), judged(1, None)).await;
    assert!(accepted[0].answer.contains(r#""state":"queued""#), "{}", accepted[0].answer);
    assert_eq!(desk.count("SELECT content_id FROM messages"), 1);
    assert_eq!(desk.text("SELECT CAST(request AS TEXT) FROM events WHERE id = 'e'"), "{\"method\":\"POST\"}");
    assert_eq!(desk.count("SELECT count(request) FROM events"), 1);
}

#[tokio::test]
async fn a_message_whose_rule_does_not_hold_is_skipped_and_says_so() {
    let desk = mapped("snapshot").await;
    let why = "its rule does not hold: total is 5";
    let event = support::event("e", "a.happened", "{}");
    let accepted = stored(&desk, vec![event], judged(1, Some(why))).await;
    assert!(accepted[0].answer.contains(r#""state":"skipped""#), "{}", accepted[0].answer);
    assert_eq!(desk.text("SELECT reason FROM messages"), why);
    assert!(desk.store.audit().await.unwrap().is_empty());
    // Held would wait for nothing; switched off says more than the rule.
    desk.sql().execute("UPDATE subscriptions SET needs_consent = 1", []).unwrap();
    save(&desk, ContentWrap::Data, None).await;
    let again = desk.store.replay_judged(accepted[0].event_seq, Some(judged(1, Some(why)))).await.unwrap();
    assert_eq!(again, Some(1));
    assert_eq!(desk.count("SELECT count(*) FROM messages WHERE reason LIKE 'its rule%'"), 2);
    desk.sql().execute("UPDATE subscriptions SET enabled = 0", []).unwrap();
    save(&desk, ContentWrap::Data, None).await;
    desk.store.replay_judged(accepted[0].event_seq, Some(judged(1, Some(why)))).await.unwrap();
    assert_eq!(desk.count("SELECT count(*) FROM messages WHERE reason = 'subscription_off'"), 1);
    assert_eq!(desk.store.replay_judged(accepted[0].event_seq, None).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_queued_keeps_its_version_under_snapshot_and_follows_its_hook_under_rebuild() {
    for (binding, after_edit, after_plain) in [("snapshot", Some(1), Some(1)), ("rebuild", Some(2), None)] {
        let desk = mapped(binding).await;
        let mut event = support::event("e", "a.happened", "{\"x\":1.0}");
        event.context = serde_json::value::RawValue::from_string("{\"store\":1}".to_owned()).ok();
        desk.store.accept_judged(vec![event], vec![Some(judged(1, None))]).await.unwrap();
        let lease = desk.claim(&[1], 1, 1).await.remove(0);
        let making = lease.making.as_deref().unwrap();
        assert_eq!(
            (making.content, making.context.as_deref()),
            (ContentId(1), Some(b"{\"store\":1}".as_slice()))
        );
        assert_eq!(making.request.as_deref(), Some(b"{\"method\":\"POST\"}".as_slice()));
        assert!(making.body.is_none() && !lease.is_told);
        desk.store.release(vec![(lease.seq, lease.token)]).await.unwrap();

        for (change, expected) in [(content("y"), after_edit), (Content::default(), after_plain)] {
            save(&desk, ContentWrap::Raw, Some(change)).await;
            let lease = desk.claim(&[1], 1, 1).await.remove(0);
            assert_eq!(lease.making.as_ref().map(|making| making.content.0), expected, "{binding}");
            // What a rebuild makes of a message that had a content is kept, whatever makes it.
            assert!(!lease.is_told);
            let story = desk.store.message(lease.id).await.unwrap();
            assert_eq!(story.making.map(|making| making.content.0), expected);
            assert_eq!(story.body.is_some(), expected.is_none());
            desk.store.release(vec![(lease.seq, lease.token)]).await.unwrap();
        }
    }
}

#[tokio::test]
async fn the_first_bytes_sent_are_kept_once_and_sent_again_under_snapshot() {
    let desk = mapped("snapshot").await;
    let event = support::event("e", "a.happened", "{}");
    desk.store.accept_judged(vec![event], vec![Some(judged(1, None))]).await.unwrap();
    for number in 1..=3 {
        let lease = desk.claim(&[1], 1, 1).await.remove(0);
        let kept = lease.making.as_deref().unwrap().body.clone();
        assert_eq!(kept.as_deref(), (number > 1).then_some(b"built".as_slice()));
        let retry = hookdesk_core::message::Next::Retry(UtcMillis(START));
        let outcome = hookdesk_store::Recorded {
            rebuilt_body: Some(b"built".to_vec()),
            ..support::refused(&lease, retry)
        };
        assert!(desk.store.record(outcome).await.unwrap());
        assert_eq!(desk.store.attempt_body(lease.id, number).await.unwrap(), b"built");
        assert_eq!(desk.count("SELECT count(*) FROM bodies"), 1);
        assert_eq!(desk.store.message(lease.id).await.unwrap().body.as_deref(), Some(b"built".as_slice()));
    }
    // An attempt that could not be built has sent nothing, and says nothing else.
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    let rejected =
        hookdesk_core::message::Next::Rejected(hookdesk_core::message::RejectReason::Misconfigured);
    desk.store.record(support::unreachable(&lease, rejected)).await.unwrap();
    assert_eq!(desk.store.attempt_body(lease.id, 4).await.unwrap(), b"");
    // A person's body goes before the content's.
    desk.store.edit_and_resend(lease.id, b"mine".to_vec()).await.unwrap();
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    assert_eq!(lease.body.as_deref(), Some(b"mine".as_slice()));
    desk.store.record(support::delivered(&lease)).await.unwrap();
    assert_eq!(desk.store.attempt_body(lease.id, 5).await.unwrap(), b"mine");
}

#[tokio::test]
async fn the_event_before_is_the_last_of_its_name_whatever_became_of_it() {
    let desk = Desk::with(1).await;
    for (id, name, data) in
        [("1", "a.happened", "1"), ("2", "nobody", "2"), ("3", "nobody", "3"), ("4", "a.happened", "4")]
    {
        desk.store.accept(vec![support::event(id, name, data)]).await.unwrap();
    }
    let before = async |name, seq| desk.store.previous_data(name, seq).await.unwrap();
    assert_eq!(before("A.happened", i64::MAX).await.as_deref(), Some(b"4".as_slice()));
    assert_eq!(before("a.happened", 4).await.as_deref(), Some(b"1".as_slice()));
    assert_eq!(before("a.happened", 1).await, None);
    assert_eq!(before("nobody", 3).await.as_deref(), Some(b"2".as_slice()));
}
