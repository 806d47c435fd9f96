//! What the screens of one message and one event show, and the overview's figures.

#![allow(clippy::unwrap_used)]

mod support;

use hookdesk_core::config::ContentWrap;
use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::{HoldReason, MessageState, Next, RejectReason, Trigger};
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use hookdesk_store::{EventFilter, HourlyPoint, MessageFilter, Order, Recorded, SortBy, Store};
use support::{Desk, START, delivered, event, refused};

const HOUR: i64 = 3_600_000;

async fn only_message(store: &Store) -> MessageId {
    let page =
        store.messages(MessageFilter::default(), SortBy::Created, Order::Descending, None, 2).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    page.rows[0].id
}

fn not_found<T: std::fmt::Debug>(result: Result<T, Fault>) {
    assert_eq!(result.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_message_tells_its_whole_story() {
    let desk = Desk::with(1).await;
    let mut made = event("ev-1", "a.happened", r#"{"n":1.50}"#);
    made.context = Some(serde_json::value::RawValue::from_string("{\"store\":1}".to_owned()).unwrap());
    made.occurred_at = Some(UtcMillis(5));
    desk.store.accept(vec![made]).await.unwrap();
    let id = only_message(&desk.store).await;
    let first = desk.claim(&[1], 1, 1).await.remove(0);
    desk.store.record(refused(&first, Next::Rejected(RejectReason::Exhausted))).await.unwrap();
    desk.clock.advance(7);
    desk.store.edit_and_resend(id, b"{\"n\":2}".to_vec()).await.unwrap();
    let second = desk.claim(&[1], 1, 1).await.remove(0);
    desk.store.record(delivered(&second)).await.unwrap();

    let story = desk.store.message(id).await.unwrap();
    assert_eq!((story.message.id, story.message.state), (id, MessageState::Delivered));
    assert_eq!((story.message.event_id.as_str(), story.message.event_name.as_str()), ("ev-1", "a.happened"));
    assert_eq!((story.event.id.as_str(), story.event.size, story.event.messages), ("ev-1", 10, 1));
    assert_eq!(story.event.occurred_at, Some(UtcMillis(5)));
    assert_eq!(
        (story.data.as_slice(), story.context.as_deref()),
        (&b"{\"n\":1.50}"[..], Some(&b"{\"store\":1}"[..]))
    );
    assert_eq!(story.body.as_deref(), Some(b"{\"n\":2}".as_slice()));
    let tries: Vec<_> = story.attempts.iter().map(|a| (a.number, a.trigger, a.status, a.edited)).collect();
    assert_eq!(tries, [(1, Trigger::First, Some(500), false), (2, Trigger::Edited, Some(200), true)]);
    assert_eq!(story.attempts[1].response.as_ref().unwrap().body, b"thank you");
    let edits: Vec<_> = story.edits.iter().map(|e| (e.made_at, e.body.as_slice())).collect();
    assert_eq!(edits, [(UtcMillis(START + 7), &b"{\"n\":2}"[..])]);

    assert_eq!(desk.store.attempt_body(id, 1).await.unwrap(), b"{\"data\":{\"n\":1.50}}");
    assert_eq!(desk.store.attempt_body(id, 2).await.unwrap(), b"{\"n\":2}");
    not_found(desk.store.attempt_body(id, 3).await);
    not_found(desk.store.message(MessageId(uuid::Uuid::nil())).await);
}

#[tokio::test]
async fn a_rebuilt_body_follows_the_hook_and_a_snapshot_does_not() {
    let mut desk = Desk::with(1).await;
    desk.change("UPDATE subscriptions SET binding = 'rebuild'").await;
    desk.fill("a.happened", 1).await;
    desk.change("UPDATE subscriptions SET binding = 'snapshot'").await;
    let id = only_message(&desk.store).await;
    let mut hook = desk.store.hooks().await.unwrap().remove(0);
    assert_eq!(desk.store.message(id).await.unwrap().body.as_deref(), Some(b"{\"data\":{}}".as_slice()));
    hook.wrap = ContentWrap::Raw;
    desk.store.save_hook(hook).await.unwrap();
    assert_eq!(desk.store.message(id).await.unwrap().body.as_deref(), Some(b"{}".as_slice()));

    // What a rebuild sent is kept with its attempt.
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    let sent = Recorded { rebuilt_body: Some(b"{}".to_vec()), ..delivered(&lease) };
    desk.store.record(sent).await.unwrap();
    assert_eq!(desk.store.attempt_body(id, 1).await.unwrap(), b"{}");

    desk.store.accept(vec![event("ev-2", "a.happened", "[1]")]).await.unwrap();
    let mut hook = desk.store.hooks().await.unwrap().remove(0);
    hook.wrap = ContentWrap::Data;
    desk.store.save_hook(hook).await.unwrap();
    let newest = desk.store.event("ev-2").await.unwrap().messages.remove(0);
    assert_eq!(desk.store.message(newest.id).await.unwrap().body.as_deref(), Some(b"[1]".as_slice()));
}

#[tokio::test]
async fn an_event_tells_what_became_of_it() {
    let mut desk = Desk::with(1).await;
    desk.change(&support::subscription(2, 1)).await;
    desk.store.accept(vec![event("ev-1", "a.happened", "{}"), event("ev-2", "nobody", "[]")]).await.unwrap();
    let story = desk.store.event("ev-1").await.unwrap();
    let subs: Vec<_> = story.messages.iter().map(|m| m.subscription_id.0).collect();
    assert_eq!((story.event.messages, subs, story.data.as_slice()), (2, vec![1, 2], &b"{}"[..]));
    assert_eq!(desk.store.event("ev-2").await.unwrap().messages, []);
    not_found(desk.store.event("ev-3").await);
}

#[tokio::test]
async fn a_page_of_due_times_wants_its_own_key() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 2).await;
    let by = |sort| desk.store.messages(MessageFilter::default(), sort, Order::Ascending, None, 1);
    let (created, due) = (by(SortBy::Created).await.unwrap(), by(SortBy::Due).await.unwrap());
    assert_eq!(due.next.unwrap().due_at, Some(UtcMillis(START)));
    let mixed =
        desk.store.messages(MessageFilter::default(), SortBy::Due, Order::Ascending, created.next, 1).await;
    assert_eq!(mixed.unwrap_err().field.as_deref(), Some("after"));
}

#[tokio::test]
async fn what_is_indexed_is_found_and_what_is_not_yet_is_counted() {
    let desk = Desk::with(1).await;
    let texts = [r#"{"email":"jane@x.test"}"#, r#"{"email":"joe@x.test"}"#, r#"{"email":"jane@y.test"}"#];
    for (n, text) in texts.iter().enumerate() {
        desk.store.accept(vec![event(&format!("ev-{n}"), "a.happened", text)]).await.unwrap();
    }
    let find = async |typed: &str| {
        let filter = EventFilter { search: Some(typed.to_owned()), ..EventFilter::default() };
        let page = desk.store.events(filter, None, 10).await.unwrap();
        (page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>(), page.unindexed)
    };
    assert_eq!(find("jane").await, (vec![], 3));
    let step = desk.store.index_text(2).await.unwrap();
    assert_eq!((step.done, step.left), (2, 1));
    assert_eq!(find("jane").await, (vec!["ev-0".to_owned()], 1));
    assert_eq!(find("ev-2").await.0, ["ev-2"], "an id needs no index");
    let step = desk.store.index_text(2).await.unwrap();
    assert_eq!((step.done, step.left), (1, 0));
    assert_eq!(desk.store.index_text(2).await.unwrap().done, 0);
    assert_eq!(find("jane").await, (vec!["ev-2".to_owned(), "ev-0".to_owned()], 0));
    assert_eq!(find("email=jane@y.test").await.0, ["ev-2"]);
    assert_eq!(find("happened joe").await.0, ["ev-1"], "the name is text too");
    assert_eq!(find("\" ( NEAR").await.0, Vec::<String>::new());
}

#[tokio::test]
async fn the_overview_counts_attempts_by_the_hour() {
    let desk = Desk::with(2).await;
    let hour = START - START.rem_euclid(HOUR);
    desk.fill("a.happened", 3).await;
    for lease in desk.claim(&[1], 2, 2).await {
        desk.store.record(delivered(&lease)).await.unwrap();
    }
    desk.clock.set(hour + 2 * HOUR);
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    let mut outcome = refused(&lease, Next::Retry(UtcMillis(START + 100 * HOUR)));
    outcome.attempt.as_mut().unwrap().started_at = UtcMillis(hour + 2 * HOUR);
    desk.store.record(outcome).await.unwrap();
    desk.fill("b.happened", 1).await;
    desk.store.hold(SubscriptionId(2), HoldReason::Credential).await.unwrap();

    let point = |n, delivered, failed| HourlyPoint { hour: UtcMillis(hour + n * HOUR), delivered, failed };
    assert_eq!(desk.store.hourly(2).await.unwrap(), [point(1, 0, 0), point(2, 0, 1)]);
    let four = [point(-1, 0, 0), point(0, 2, 0), point(1, 0, 0), point(2, 0, 1)];
    assert_eq!(desk.store.hourly(4).await.unwrap(), four);

    let health = desk.store.health().await.unwrap();
    let figures: Vec<_> = health.iter().map(|h| (h.subscription.0, h.delivered_24h, h.failed_24h)).collect();
    assert_eq!(figures, [(1, 2, 1), (2, 0, 0)]);
    let waiting: Vec<_> = health.iter().map(|h| h.oldest_waiting).collect();
    assert_eq!(waiting, [Some(UtcMillis(START)), Some(UtcMillis(hour + 2 * HOUR))]);

    desk.clock.set(hour + 24 * HOUR);
    assert_eq!(desk.store.health().await.unwrap()[0].delivered_24h, 0);
}
