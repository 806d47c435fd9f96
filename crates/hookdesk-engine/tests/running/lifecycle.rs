//! Opening, recovery, draining, and what happens when the disk fails.

use std::time::Duration;

use hookdesk_core::Code;
use hookdesk_core::message::{FailureTruth, MessageState, TransportClass};
use hookdesk_engine::{Engine, Role, RunningNote};
use hookdesk_store::{ClaimPlan, Lane};
use hookdesk_testkit::{Answer, Receiver};

use crate::bed::{Bed, open};

#[tokio::test]
async fn a_second_engine_is_refused() {
    let bed = Bed::start().await;
    for role in [Role::Run, Role::Visit] {
        let refused = open(bed.dir.path(), role).await.err().expect("refused");
        assert_eq!(refused.code, Code::EngineLocked);
    }
    let note = RunningNote { pid: std::process::id(), listening: "127.0.0.1:7420".to_owned() };
    bed.engine.announce(&note).expect("announced");
    assert_eq!(Engine::running(bed.dir.path()), Ok(Some(note)));
    bed.engine.shutdown().await;
    assert_eq!(Engine::running(bed.dir.path()), Ok(None));
    assert!(!bed.engine.is_sending());
    open(bed.dir.path(), Role::Visit).await.expect("free again").shutdown().await;
}

#[tokio::test]
async fn what_a_crash_left_is_sent_again_and_says_so() {
    let bed = Bed::idle().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let subscription = bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let id = bed.send_one("a.b").await;
    // Leased, perhaps sent, and then the power goes.
    let lane = Lane { subscription: subscription.id, max: 1, lease_ms: 60_000 };
    let leases = bed.engine.store().claim(ClaimPlan { lanes: vec![lane], total: 1 }).await.expect("claimed");
    assert_eq!(leases.len(), 1);
    let bed = bed.restart().await;
    let story = bed.until(id, MessageState::Delivered).await;
    let [first, second] = story.attempts.as_slice() else { panic!("two attempts") };
    assert_eq!((first.truth, first.class), (Some(FailureTruth::Unknown), Some(TransportClass::Interrupted)));
    assert_eq!((second.status, second.number), (Some(200), 2));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_visitor_recovers_nothing() {
    let bed = Bed::idle().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let subscription = bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let id = bed.send_one("a.b").await;
    let lane = Lane { subscription: subscription.id, max: 1, lease_ms: 60_000 };
    bed.engine.store().claim(ClaimPlan { lanes: vec![lane], total: 1 }).await.expect("claimed");
    bed.engine.shutdown().await;
    let engine = open(bed.dir.path(), Role::Visit).await.expect("opened");
    let story = engine.store().message(id).await.expect("there");
    assert_eq!((story.message.state, story.attempts.len()), (MessageState::Sending, 0));
    engine.shutdown().await;
}

#[tokio::test]
async fn shutdown_waits_for_running_attempts_and_gives_the_rest_back() {
    let bed = Bed::start().await;
    let slow = Answer::Slow(Duration::from_millis(300), Box::new(Answer::status(200)));
    let receiver = Receiver::start(vec![], slow).await;
    bed.subscribe("a.b", &receiver.url(), |s| s.concurrency = 3).await;
    bed.send_many("a.b", 20).await;
    receiver.wait_for(3).await;
    bed.engine.shutdown().await;
    let begun = receiver.count() as u64;
    let engine = open(bed.dir.path(), Role::Visit).await.expect("opened");
    let counts = engine.store().counts().await.expect("counts").by_state;
    assert_eq!(counts[&MessageState::Sending], 0);
    assert_eq!(counts[&MessageState::Delivered], begun, "each answer that came is on disk");
    assert_eq!(counts[&MessageState::Queued], 20 - begun);
    engine.shutdown().await;
}

#[tokio::test]
async fn what_was_queued_before_the_start_is_sent_after_it() {
    let bed = Bed::idle().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    bed.send_many("a.b", 500).await;
    bed.engine.start().await.expect("started");
    bed.until_count(MessageState::Delivered, 500).await;
    assert_eq!(receiver.count(), 500);
    bed.engine.shutdown().await;
    // A second shutdown has nothing left to do.
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn settings_are_checked_and_read_back() {
    let bed = Bed::idle().await;
    let set = |key: &'static str, value: serde_json::Value| bed.engine.set_setting(key, value);
    assert_eq!(set("no.such", 1.into()).await.expect_err("unknown").field.as_deref(), Some("key"));
    assert_eq!(set("send.max_in_flight", 0.into()).await.expect_err("bad").field.as_deref(), Some("value"));
    set("send.max_in_flight", 7.into()).await.expect("set");
    assert_eq!(bed.engine.settings().max_in_flight, 7);
    set("send.max_in_flight", serde_json::Value::Null).await.expect("unset");
    assert_eq!(bed.engine.settings().max_in_flight, 128);
    bed.engine.shutdown().await;
}

/// Found by the crash points: a claim that was made and not yet asked for was called back too early, and then parked,
/// so that stopping waited for its own deadline of 30 s.
#[tokio::test(flavor = "multi_thread")]
async fn an_engine_stopped_as_it_starts_does_not_wait_for_its_claim() {
    let dir = tempfile::tempdir().expect("a directory");
    let engine = open(dir.path(), Role::Run).await.expect("opened");
    let bed = Bed { dir, engine };
    bed.subscribe("a.b", "http://127.0.0.1:9/", |_| {}).await;
    bed.engine.shutdown().await;
    for _ in 0..40 {
        let engine = open(bed.dir.path(), Role::Run).await.expect("opened");
        engine.start().await.expect("started");
        let stopped = tokio::time::timeout(Duration::from_secs(20), engine.shutdown()).await;
        stopped.expect("it hangs in its own claim");
    }
}
