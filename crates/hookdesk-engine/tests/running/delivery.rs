//! One message's way: delivered, retried, rejected, retried by hand.

use hookdesk_core::config::{ContentWrap, PayloadBinding, RateLimit};
use hookdesk_core::id::MessageId;
use hookdesk_core::message::{AttemptResult, FailureTruth, MessageState, TransportClass, Trigger};
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_store::{BulkAction, MessageStory, Selection};
use hookdesk_testkit::{Answer, Receiver};

use crate::bed::Bed;

async fn receiver(plan: &[u16], after: u16) -> Receiver {
    Receiver::start(plan.iter().map(|status| Answer::status(*status)).collect(), Answer::status(after)).await
}

fn reason(story: &MessageStory) -> &str {
    story.message.reason.as_deref().unwrap_or_default()
}

async fn retry(bed: &Bed, id: MessageId) {
    let step =
        bed.engine.store().bulk(Selection::Ids(vec![id]), BulkAction::Retry, 10).await.expect("retried");
    assert_eq!(step.changed, 1);
}

#[tokio::test]
async fn an_event_arrives_byte_for_byte_and_its_attempt_is_kept() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::body(200, "text/plain", "thanks")).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Delivered).await;
    let received = receiver.received();
    assert_eq!(received[0].body, br#"{"data":{"id": 42, "price": 37.0000}}"#);
    assert_eq!(received[0].header("x-hookdesk-delivery"), Some(id.to_string().as_str()));
    assert_eq!(received[0].header("x-hookdesk-attempt"), Some("1"));
    let [attempt] = story.attempts.as_slice() else { panic!("one attempt") };
    assert_eq!(
        (attempt.result, attempt.status, attempt.trigger),
        (AttemptResult::Delivered, Some(200), Trigger::First)
    );
    assert_eq!(attempt.response.as_ref().map(|r| r.body.as_slice()), Some(&b"thanks"[..]));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_500_is_retried_when_the_policy_says_and_then_delivered() {
    let bed = Bed::start().await;
    let receiver = receiver(&[500], 200).await;
    let slow = RetryPolicy::Custom { delays_ms: vec![3_600_000] };
    let subscription = bed.subscribe("a.b", &receiver.url(), |s| s.retry = slow).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Retrying).await;
    let attempt = &story.attempts[0];
    assert_eq!((attempt.truth, attempt.status), (Some(FailureTruth::Refused), Some(500)));
    let due = story.message.due_at.expect("due").0 - attempt.started_at.0;
    assert!((3_600_000..3_660_000).contains(&due), "due {due} ms after the attempt began");
    // A shorter policy is for failures to come; this message waits as it was told, until a person sends it.
    bed.save(hookdesk_core::config::Subscription { retry: RetryPolicy::Classic, ..subscription }).await;
    assert_eq!(bed.story(id).await.message.due_at, story.message.due_at);
    retry(&bed, id).await;
    let story = bed.until(id, MessageState::Delivered).await;
    assert_eq!(story.attempts[1].trigger, Trigger::Manual);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_policy_without_attempts_left_rejects() {
    let bed = Bed::start().await;
    for status in [500, 422] {
        let receiver = receiver(&[], status).await;
        let event = format!("answer.{status}");
        bed.subscribe(&event, &receiver.url(), |_| {}).await;
        let story = bed.until(bed.send_one(&event).await, MessageState::Rejected).await;
        assert_eq!((reason(&story), story.attempts.len(), receiver.count()), ("exhausted", 3, 3));
        let triggers: Vec<Trigger> = story.attempts.iter().map(|attempt| attempt.trigger).collect();
        assert_eq!(triggers, [Trigger::First, Trigger::Automatic, Trigger::Automatic]);
    }
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_redirect_and_a_410_are_rejected_at_once() {
    let bed = Bed::start().await;
    for (status, wanted) in [(301, "redirect"), (307, "redirect"), (410, "gone")] {
        let receiver = receiver(&[], status).await;
        let event = format!("answer.{status}");
        bed.subscribe(&event, &receiver.url(), |_| {}).await;
        let story = bed.until(bed.send_one(&event).await, MessageState::Rejected).await;
        assert_eq!((reason(&story), story.attempts.len(), receiver.count()), (wanted, 1, 1));
    }
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn retry_after_is_a_floor() {
    let bed = Bed::start().await;
    let asks =
        Answer::Reply { status: 429, headers: vec![("retry-after".into(), "7200".into())], body: vec![] };
    let receiver = Receiver::start(vec![asks], Answer::status(200)).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let story = bed.until(bed.send_one("a.b").await, MessageState::Retrying).await;
    assert_eq!(story.attempts[0].retry_after_ms, Some(7_200_000));
    assert!(story.message.due_at.expect("due").0 >= story.attempts[0].started_at.0 + 7_200_000);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_receiver_that_is_away_is_a_transport_failure_that_is_retried() {
    let bed = Bed::start().await;
    let url = receiver(&[], 200).await.url();
    bed.subscribe("a.b", &url, |_| {}).await;
    let story = bed.until(bed.send_one("a.b").await, MessageState::Rejected).await;
    assert_eq!((reason(&story), story.attempts.len()), ("exhausted", 3));
    for attempt in &story.attempts {
        assert_eq!(
            (attempt.truth, attempt.class),
            (Some(FailureTruth::NotSent), Some(TransportClass::Connect))
        );
        assert!(attempt.error.is_some() && attempt.status.is_none());
    }
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_request_without_an_answer_is_unknown() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![Answer::Close], Answer::status(200)).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let story = bed.until(bed.send_one("a.b").await, MessageState::Delivered).await;
    assert_eq!(story.attempts[0].truth, Some(FailureTruth::Unknown));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn each_retry_by_hand_is_a_real_send_and_never_reschedules_itself() {
    let bed = Bed::start().await;
    let receiver = receiver(&[], 500).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Rejected).await;
    for n in 4..=5 {
        retry(&bed, id).await;
        let story = bed
            .until_story(id, "tried again", |story| {
                story.attempts.len() == n && story.message.state == MessageState::Rejected
            })
            .await;
        assert_eq!((reason(&story), receiver.count()), ("manual_failed", n));
        assert_eq!(story.attempts[n - 1].trigger, Trigger::Manual);
    }
    let ids: Vec<String> = receiver
        .received()
        .iter()
        .filter_map(|r| r.header("x-hookdesk-delivery").map(str::to_owned))
        .collect();
    assert_eq!(ids, vec![id.to_string(); 5]);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn an_edited_body_is_what_is_sent() {
    let bed = Bed::start().await;
    let receiver = receiver(&[410], 200).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Rejected).await;
    bed.engine.store().edit_and_resend(id, b"{\"mended\":1}".to_vec()).await.expect("edited");
    let story = bed.until(id, MessageState::Delivered).await;
    assert_eq!(receiver.received()[1].body, b"{\"mended\":1}");
    assert!(story.attempts[1].edited && !story.attempts[0].edited);
    assert_eq!(story.attempts[1].trigger, Trigger::Edited);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_rebuild_follows_the_hook_and_a_snapshot_does_not() {
    let bed = Bed::start().await;
    let receiver = receiver(&[410, 410], 200).await;
    for binding in [PayloadBinding::Snapshot, PayloadBinding::Rebuild] {
        bed.subscribe("a.b", &receiver.url(), |s| s.binding = binding).await;
    }
    let ids = bed.send("a.b", "[1]").await;
    for id in &ids {
        bed.until(*id, MessageState::Rejected).await;
    }
    let hook = bed.hook("a.b").await;
    let raw = hookdesk_core::config::Hook { wrap: ContentWrap::Raw, ..hook };
    bed.engine.store().save_hook(raw).await.expect("saved");
    for (id, wanted) in ids.iter().zip([&br#"{"data":[1]}"#[..], b"[1]"]) {
        retry(&bed, *id).await;
        bed.until(*id, MessageState::Delivered).await;
        let received = receiver.received();
        let sent = received.last().expect("sent");
        assert_eq!(sent.body, wanted);
        assert_eq!(bed.engine.store().attempt_body(*id, 2).await.expect("kept"), wanted);
        assert_eq!(bed.engine.store().attempt_body(*id, 1).await.expect("kept"), br#"{"data":[1]}"#);
    }
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_rate_limit_lets_no_more_through_than_it_says() {
    let bed = Bed::start().await;
    let limited = receiver(&[], 200).await;
    let free = receiver(&[], 200).await;
    bed.subscribe("limited", &limited.url(), |s| s.rate = Some(RateLimit { count: 2, per_ms: 3_600_000 }))
        .await;
    bed.subscribe("free", &free.url(), |_| {}).await;
    bed.send_many("limited", 10).await;
    bed.until_count(MessageState::Delivered, 2).await;
    // A whole other lane's work later, nothing more has gone through.
    bed.send_many("free", 200).await;
    bed.until_count(MessageState::Delivered, 202).await;
    assert_eq!(limited.count(), 2);
    bed.until_count(MessageState::Queued, 8).await;
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_rate_limit_goes_on_by_itself_when_its_span_is_over() {
    let bed = Bed::start().await;
    let receiver = receiver(&[], 200).await;
    bed.subscribe("a.b", &receiver.url(), |s| s.rate = Some(RateLimit { count: 2, per_ms: 100 })).await;
    bed.send_many("a.b", 5).await;
    bed.until_count(MessageState::Delivered, 5).await;
    bed.engine.shutdown().await;
}
