//! Sample data: comes with one call, goes with one call, survives a restart.

use hookdesk_core::Code;
use hookdesk_core::message::MessageState;
use hookdesk_engine::Samples;
use hookdesk_store::EventFilter;
use hookdesk_testkit::{Answer, Receiver};

use crate::bed::Bed;

async fn leftovers(bed: &Bed) -> (usize, usize, usize, u64) {
    let store = bed.engine.store();
    let events = store.events(EventFilter::default(), None, 100).await.expect("events").rows.len();
    let messages = store.counts().await.expect("counts").by_state.values().sum();
    let settings = store.settings().await.expect("settings").len();
    let subscriptions = store.subscriptions().await.expect("subscriptions").len();
    (store.hooks().await.expect("hooks").len() + subscriptions, events, settings, messages)
}

#[tokio::test]
async fn they_tell_every_story_and_leave_nothing() {
    let bed = Bed::start().await;
    let state = bed.engine.samples().start().await.expect("started");
    assert!(state.running && state.receiver.is_some() && state.subscriptions.len() == 3);
    assert_eq!(bed.engine.samples().start().await.expect_err("twice").code, Code::SampleRunning);
    // A quarter is taken at once; refusals and stumbles wait for their retry.
    bed.until_count(MessageState::Delivered, 12).await;
    bed.until_count(MessageState::Retrying, 12).await;
    assert_eq!(bed.engine.samples().state().received, 24);
    assert_eq!(bed.engine.dumps().list(None, 100).expect("dumps").len(), 8, "one subscription is dumped");
    let state = bed.engine.samples().stop().await.expect("stopped");
    assert!(!state.running && state.receiver.is_none() && state.subscriptions.is_empty());
    assert_eq!(leftovers(&bed).await, (0, 0, 0, 0));
    assert_eq!(bed.engine.dumps().list(None, 100), Ok(Vec::new()));
    assert!(!bed.engine.samples().stop().await.expect("nothing to do").running);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn after_a_restart_the_receiver_is_back_and_all_can_still_be_removed() {
    let bed = Bed::start().await;
    let own = bed.hook("customer.created").await;
    let before = bed.engine.samples().start().await.expect("started");
    bed.until_count(MessageState::Delivered, 12).await;
    let bed = bed.restart().await;
    let after = bed.engine.samples().state();
    assert!(after.running && after.receiver.is_some() && after.receiver != before.receiver);
    assert_eq!(after.subscriptions, before.subscriptions);
    // What is sent now reaches the new port.
    let id = bed.send_one("sales.order.created").await;
    bed.until(id, MessageState::Delivered).await;
    bed.engine.samples().stop().await.expect("stopped");
    let hooks = bed.engine.store().hooks().await.expect("hooks");
    assert_eq!(hooks.iter().map(|hook| hook.id).collect::<Vec<_>>(), [own.id], "a hook of one's own stays");
    assert!(bed.engine.store().message(id).await.is_err());
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn every_payload_is_json_that_another_round_does_not_break() {
    for payload in Samples::payloads() {
        serde_json::from_str::<serde_json::Value>(payload.data).expect(payload.event_name);
        assert!(!payload.title.is_empty());
    }
}

/// Made-up customers once reached a person's own receiver that listened to the same event.
#[tokio::test]
async fn sample_events_never_reach_a_persons_own_receiver() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let own = bed.subscribe("customer.created", &receiver.url(), |_| {}).await;
    bed.engine.samples().start().await.expect("started");
    bed.until_count(MessageState::Delivered, 12).await;
    let counts = bed.engine.store().counts().await.expect("counts");
    assert_eq!(counts.by_subscription.get(&own.id), None, "no message was made for it");
    assert_eq!(receiver.count(), 0);
    bed.engine.samples().stop().await.expect("stopped");
    bed.engine.shutdown().await;
}
