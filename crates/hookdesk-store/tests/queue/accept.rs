//! Accept: durable, routed, all or none, and the same answer for ever.

use hookdesk_core::event::EventSource;
use hookdesk_core::message::Next;
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{Accepted, Area, Store};

use crate::support::{Desk, START, connect, event, hook, open, refused, subscription};

async fn one(store: &Store, id: &str, name: &str, data: &str) -> Accepted {
    store.accept(vec![event(id, name, data)]).await.unwrap().remove(0)
}

#[tokio::test]
async fn what_was_answered_is_in_the_file() {
    let desk = Desk::with(1).await;
    let accepted = one(&desk.store, "e1", "a.happened", r#"{"price": 1.10}"#).await;
    // What a killed process leaves: the file and its log as they are at this instant.
    let left = tempfile::tempdir().unwrap();
    for name in ["hookdesk.db", "hookdesk.db-wal"] {
        std::fs::copy(desk.dir.path().join(name), left.path().join(name)).unwrap();
    }
    let store = open(left.path(), &desk.clock);
    let again = one(&store, "e1", "a.happened", r#"{"price": 1.10}"#).await;
    assert!(again.repeated);
    assert_eq!(again.answer, accepted.answer);
    let data: Vec<u8> =
        connect(left.path()).query_row("SELECT data FROM events", [], |row| row.get(0)).unwrap();
    assert_eq!(data, br#"{"price": 1.10}"#);
    assert_eq!(store.counts().await.unwrap().events, 1);
}

#[tokio::test]
async fn an_id_has_one_answer_whatever_happens_between() {
    let mut desk = Desk::with(1).await;
    let first = one(&desk.store, "e1", "a.happened", "{}").await;
    assert!(!first.repeated);
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    desk.store.record(crate::support::delivered(&lease)).await.unwrap();
    desk.change("UPDATE subscriptions SET enabled = 0; UPDATE hooks SET wrap = 'raw';").await;

    let again = one(&desk.store, "e1", "a.happened", "{}").await;
    assert_eq!((again.answer, again.repeated, again.differs), (first.answer.clone(), true, false));
    assert_eq!(again.event_seq, first.event_seq);
    let other_data = one(&desk.store, "e1", "a.happened", "{ }").await;
    assert_eq!((other_data.answer, other_data.differs), (first.answer.clone(), true));
    let other_name = one(&desk.store, "e1", "b.happened", "{}").await;
    assert_eq!((other_name.answer, other_name.differs), (first.answer, true));
    assert_eq!(desk.count("SELECT count(*) FROM messages"), 1);
}

#[tokio::test]
async fn an_id_twice_in_one_call_answers_twice() {
    let desk = Desk::with(1).await;
    let call =
        vec![event("e1", "a.happened", "1"), event("e2", "a.happened", "2"), event("e1", "a.happened", "1")];
    let answers = desk.store.accept(call).await.unwrap();
    assert_eq!(answers[0].answer, answers[2].answer);
    let repeated: Vec<bool> = answers.iter().map(|a| a.repeated).collect();
    assert_eq!(repeated, [false, false, true]);
    assert_eq!(desk.count("SELECT count(*) FROM messages"), 2);
}

#[tokio::test]
async fn many_callers_are_all_answered() {
    let desk = Desk::with(1).await;
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..300 {
        let store = desk.store.clone();
        calls.spawn(async move { one(&store, &format!("e{}", n % 200), "a.happened", "{}").await });
    }
    let answers = calls.join_all().await;
    assert_eq!(answers.iter().filter(|a| a.repeated).count(), 100);
    assert_eq!(desk.count("SELECT count(*) FROM messages"), 200);
}

#[tokio::test]
async fn each_subscription_gets_its_message_in_the_state_it_stands_in() {
    let connection = "INSERT INTO connections VALUES (7, 'erp', 'http://erp.test/', '{\"kind\":\"none\"}', \
                      '{\"scheme\":\"none\"}', '[]', 1, 0, 0, 0, '{}');";
    let sql = format!(
        "{}{connection}{}{}{}{}{} \
         UPDATE subscriptions SET enabled = 0 WHERE id = 2; \
         UPDATE subscriptions SET recipient = '{{\"kind\":\"connection\",\"id\":7,\"path\":\"x\"}}' WHERE id = 3; \
         UPDATE subscriptions SET needs_consent = 1 WHERE id = 4; \
         UPDATE subscriptions SET deleted_at = 1 WHERE id = 5;",
        hook(1, "a.happened"),
        subscription(1, 1),
        subscription(2, 1),
        subscription(3, 1),
        subscription(4, 1),
        subscription(5, 1)
    );
    let mut desk = Desk::seeded(&sql).await;
    let accepted = one(&desk.store, "e\"1\"", "a.happened", "{}").await;
    let answer: serde_json::Value = serde_json::from_str(&accepted.answer).unwrap();
    assert_eq!(answer["event_id"], "e\"1\"");
    let told: Vec<_> = answer["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| (m["subscription_id"].as_i64().unwrap(), m["state"].as_str().unwrap().to_owned()))
        .collect();
    let want = [(1, "queued"), (2, "skipped"), (3, "held"), (4, "held")];
    assert_eq!(told, want.map(|(sub, state)| (sub, state.to_owned())));
    let reasons =
        "SELECT group_concat(subscription_id || ' ' || reason, ', ') FROM messages WHERE reason IS NOT NULL";
    assert_eq!(desk.text(reasons), "2 subscription_off, 3 connection_paused, 4 consent");
    // The setting is consent for all.
    desk.change("INSERT INTO settings VALUES ('targets.private', '\"allow\"');").await;
    one(&desk.store, "e2", "a.happened", "{}").await;
    assert_eq!(desk.count("SELECT count(*) FROM messages WHERE subscription_id = 4 AND state = 'queued'"), 1);
}

#[tokio::test]
async fn events_nobody_waits_for_are_kept_and_told_apart() {
    let desk = Desk::seeded(&hook(1, "a.happened")).await;
    let lonely = one(&desk.store, "e1", "a.happened", "{}").await;
    assert_eq!(lonely.answer, r#"{"event_id":"e1","messages":[]}"#);
    one(&desk.store, "e2", "typo.happened", "{}").await;
    assert_eq!(desk.text("SELECT group_concat(routing) FROM events"), "no_subscription,unmatched");
    let counts = desk.store.counts().await.unwrap();
    assert_eq!((counts.events, counts.unmatched_events), (2, 1));
}

#[tokio::test]
async fn a_replay_routes_the_event_as_it_would_be_today() {
    let mut desk = Desk::with(1).await;
    let unmatched = one(&desk.store, "e1", "z.happened", r#"{"n":1}"#).await.event_seq;
    assert_eq!(desk.store.replay(unmatched).await.unwrap(), 0);
    desk.change(&format!("{}{}", hook(9, "z.happened"), subscription(9, 9))).await;
    assert_eq!(desk.store.replay(unmatched).await.unwrap(), 1);
    assert_eq!(desk.store.replay(unmatched).await.unwrap(), 1);
    assert_eq!(desk.store.counts().await.unwrap().unmatched_events, 0);
    assert_eq!(desk.text("SELECT routing FROM events"), "matched");
    let leases = desk.claim(&[9], 10, 10).await;
    assert_eq!(leases.len(), 2);
    assert_eq!(leases[0].trigger.as_str(), "replay");
    assert_eq!(leases[0].data, br#"{"n":1}"#);
    let fault = desk.store.replay(77).await.unwrap_err();
    assert_eq!(fault.code.as_str(), "not_found");
}

#[tokio::test]
async fn times_never_go_back_and_a_corrected_clock_stops_nothing() {
    let mut desk = Desk::with(1).await;
    one(&desk.store, "e1", "a.happened", "{}").await;
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    let retry = Next::Retry(UtcMillis(START + 5_000));
    desk.store.record(refused(&lease, retry)).await.unwrap();
    one(&desk.store, "e2", "a.happened", "{}").await;
    let corrected = START - 3_600_000;
    desk.clock.set(corrected);
    one(&desk.store, "e3", "a.happened", "{}").await;
    assert_eq!(desk.count(&format!("SELECT count(*) FROM events WHERE received_at = {START}")), 3);
    assert_eq!(desk.count(&format!("SELECT count(*) FROM messages WHERE created_at = {START}")), 3);
    // What was due at once still is; the delay keeps its length.
    let due = "SELECT group_concat(due_at, ' ' ORDER BY seq) FROM messages";
    assert_eq!(desk.text(due), format!("{} {corrected} {corrected}", corrected + 5_000));
    assert_eq!(desk.claim(&[1], 10, 10).await.len(), 2);
    desk.clock.advance(5_000);
    assert_eq!(desk.claim(&[1], 10, 10).await.len(), 1);
    // Corrected while nobody looked.
    one(&desk.store, "e4", "a.happened", "{}").await;
    desk.clock.set(corrected - 3_600_000);
    desk.reopen().await;
    assert_eq!(desk.claim(&[1], 10, 10).await.len(), 1);
}

#[tokio::test]
async fn what_came_with_an_event_is_kept_as_it_came() {
    let desk = Desk::with(1).await;
    let mut full = event("e1", "a.happened", "{\"b\":1, \"a\":1.00}");
    full.context = Some(serde_json::value::RawValue::from_string("{\"shop\" : 1}".to_owned()).unwrap());
    full.occurred_at = Some(UtcMillis(5));
    full.source = EventSource::Sample;
    desk.store.accept(vec![full]).await.unwrap();
    let row = "SELECT CAST(data AS TEXT) || '|' || CAST(context AS TEXT) || '|' || occurred_at || '|' || source FROM events";
    assert_eq!(desk.text(row), "{\"b\":1, \"a\":1.00}|{\"shop\" : 1}|5|sample");
}

#[tokio::test]
async fn a_commit_says_what_changed() {
    let desk = Desk::with(1).await;
    let mut changes = desk.store.changes();
    let accepted = one(&desk.store, "e1", "a.happened", "{}").await;
    let change = changes.recv().await.unwrap();
    assert_eq!(change.areas, [Area::Messages, Area::Events]);
    assert!(accepted.answer.contains(&change.messages[0].to_string()));
    desk.fill("a.happened", 100).await;
    let change = changes.recv().await.unwrap();
    assert!(change.areas.contains(&Area::Messages) && change.messages.is_empty(), "many");
}
