//! Outcomes: attempt and next state together, only under the lease's token.

use hookdesk_core::Code;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{HoldReason, Next, RejectReason};
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{Lease, Recorded};

use crate::support::{Desk, START, delivered, refused, unreachable, untried};

const ROW: &str = "SELECT state || '|' || ifnull(reason, '') || '|' || ifnull(due_at, '') || '|' || trigger || '|' \
    || attempts || '|' || failures || '|' || ifnull(last_status, '') || '|' || ifnull(last_truth, '') || '|' \
    || ifnull(last_class, '') FROM messages";

async fn leased(desk: &Desk) -> Lease {
    desk.claim(&[1], 1, 1).await.remove(0)
}

async fn queued() -> Desk {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 1).await;
    desk
}

#[tokio::test]
async fn a_delivery_ends_the_message_and_keeps_its_exchange() {
    let desk = queued().await;
    let lease = leased(&desk).await;
    assert!(desk.store.record(delivered(&lease)).await.unwrap());
    assert_eq!(desk.text(ROW), "delivered|||automatic_retry|1|0|200||");
    let attempt = "SELECT number || '|' || trigger || '|' || started_at || '|' || result || '|' || status || '|' \
                   || CAST(response_body AS TEXT) FROM attempts";
    assert_eq!(desk.text(attempt), format!("1|first|{START}|delivered|200|thank you"));
    let exchange: serde_json::Value =
        serde_json::from_str(&desk.text("SELECT exchange FROM attempts")).unwrap();
    assert_eq!(exchange["request"]["url"], "http://receiver.test/");
    assert_eq!(exchange["timings"]["total_us"], 900);
    assert_eq!(exchange["headers"][0][0], "content-type");
    assert_eq!(exchange["truncated"], false);
    let hour = START - START % 3_600_000;
    assert_eq!(
        desk.text("SELECT hour || '|' || delivered || '|' || failed FROM hourly"),
        format!("{hour}|1|0")
    );
}

#[tokio::test]
async fn an_outcome_without_its_lease_writes_nothing() {
    let desk = queued().await;
    let lease = leased(&desk).await;
    let mut stranger = delivered(&lease);
    stranger.token += 1;
    assert!(!desk.store.record(stranger).await.unwrap());
    assert_eq!(desk.count("SELECT count(*) FROM attempts"), 0);
    assert!(desk.store.record(delivered(&lease)).await.unwrap());
    assert!(!desk.store.record(refused(&lease, Next::Retry(UtcMillis(START)))).await.unwrap());
    assert_eq!(desk.text(ROW), "delivered|||automatic_retry|1|0|200||");
    assert_eq!(desk.count("SELECT count(*) FROM attempts"), 1);
    let counts = desk.store.counts().await.unwrap();
    assert_eq!(counts.by_state.values().sum::<u64>(), 1);
}

#[tokio::test]
async fn a_failure_waits_counts_and_is_told_as_data() {
    let desk = queued().await;
    let at = START + 1_000;
    desk.store.record(unreachable(&leased(&desk).await, Next::Retry(UtcMillis(at)))).await.unwrap();
    assert_eq!(desk.text(ROW), format!("retrying||{at}|automatic_retry|1|1||not_sent|connect"));
    desk.clock.set(at);
    let second = leased(&desk).await;
    desk.store.record(refused(&second, Next::Rejected(RejectReason::Exhausted))).await.unwrap();
    assert_eq!(desk.text(ROW), "rejected|exhausted||automatic_retry|2|2|500|refused|");
    assert_eq!(desk.text("SELECT group_concat(number || trigger) FROM attempts"), "1first,2automatic_retry");
    assert_eq!(desk.text("SELECT delivered || '|' || failed FROM hourly"), "0|2");
}

#[tokio::test]
async fn holding_counts_no_attempt_and_stops_the_policys_clock() {
    let desk = queued().await;
    desk.store.record(refused(&leased(&desk).await, Next::Retry(UtcMillis(START)))).await.unwrap();
    desk.store.record(untried(&leased(&desk).await, Next::Held(HoldReason::Credential))).await.unwrap();
    assert_eq!(desk.text(ROW), "held|credential||automatic_retry|1|1|500|refused|");
    desk.store.release_held(SubscriptionId(1), HoldReason::Credential).await.unwrap();
    assert_eq!(desk.text(ROW), format!("retrying||{START}|automatic_retry|1|1|500|refused|"));
    let lease = leased(&desk).await;
    assert_eq!((lease.number, lease.failures), (2, 1));
}

#[tokio::test]
async fn what_is_switched_off_meanwhile_does_not_try_again_by_itself() {
    for (change, want) in [
        ("UPDATE subscriptions SET enabled = 0", "held|subscription_off"),
        ("UPDATE subscriptions SET deleted_at = 1", "rejected|subscription_deleted"),
    ] {
        let mut desk = queued().await;
        let lease = leased(&desk).await;
        desk.change(change).await;
        desk.store.record(refused(&lease, Next::Retry(UtcMillis(START)))).await.unwrap();
        assert!(desk.text(ROW).starts_with(want), "{change}");
        assert_eq!(desk.count("SELECT count(*) FROM attempts"), 1);
    }
}

#[tokio::test]
async fn a_rebuilt_body_belongs_to_its_attempt_alone() {
    let desk = queued().await;
    let mut outcome = refused(&leased(&desk).await, Next::Retry(UtcMillis(START)));
    outcome.rebuilt_body = Some(b"rebuilt".to_vec());
    desk.store.record(outcome).await.unwrap();
    let body =
        "SELECT b.why || '|' || CAST(b.body AS TEXT) FROM attempts a JOIN bodies b ON b.id = a.body_id";
    assert_eq!(desk.text(body), "rebuilt|rebuilt");
    assert_eq!(desk.count("SELECT count(*) FROM messages WHERE body_id IS NOT NULL"), 0);
    assert_eq!(leased(&desk).await.body, None);
}

#[tokio::test]
async fn every_attempt_keeps_the_body_it_sent() {
    let desk = queued().await;
    let lease = leased(&desk).await;
    desk.store.record(refused(&lease, Next::Rejected(RejectReason::Exhausted))).await.unwrap();
    for body in ["one", "two"] {
        desk.store.edit_and_resend(lease.id, body.as_bytes().to_vec()).await.unwrap();
        let edited = leased(&desk).await;
        assert_eq!(edited.body.as_deref(), Some(body.as_bytes()));
        desk.store.record(refused(&edited, Next::Rejected(RejectReason::ManualFailed))).await.unwrap();
    }
    let bodies = "SELECT group_concat(number || ifnull(CAST(b.body AS TEXT), '')) \
                  FROM attempts a LEFT JOIN bodies b ON b.id = a.body_id ORDER BY number";
    assert_eq!(desk.text(bodies), "1,2one,3two");
}

/// One outcome the file will never take must stop neither its neighbours nor, for ever, the sender.
#[tokio::test]
async fn an_outcome_refused_for_a_reason_of_its_own_stops_no_other() {
    let mut desk = Desk::with(1).await;
    desk.change(
        "CREATE TRIGGER refusing BEFORE INSERT ON attempts WHEN new.message_seq = 1 AND new.response_body IS NOT NULL \
         BEGIN SELECT RAISE(ABORT, 'not this one'); END",
    )
    .await;
    desk.fill("a.happened", 3).await;
    let leases = desk.claim(&[1], 3, 3).await;
    let poison = Recorded { rebuilt_body: Some(b"[]".to_vec()), ..delivered(&leases[0]) };
    let (before, refused, after) = tokio::join!(
        desk.store.record(delivered(&leases[1])),
        desk.store.record(poison.clone()),
        desk.store.record(delivered(&leases[2])),
    );
    assert!(before.unwrap() && after.unwrap(), "its neighbours are written");
    let fault = refused.unwrap_err();
    assert_eq!(fault.code, Code::Internal);
    assert_eq!(
        desk.text("SELECT group_concat(state ORDER BY seq) FROM messages"),
        "sending,delivered,delivered"
    );
    assert_eq!(desk.count("SELECT (SELECT count(*) FROM bodies) * 100 + (SELECT count(*) FROM attempts)"), 2);
    assert_eq!(desk.store.record(poison.clone()).await.unwrap_err().code, Code::Internal, "never");

    assert!(desk.store.record(poison.without_exchange(&fault)).await.unwrap());
    let kept = "SELECT m.state || '|' || a.result || '|' || a.status || '|' || a.error FROM messages m \
                JOIN attempts a ON a.message_seq = m.seq WHERE m.seq = 1";
    let why = "the request and answer could not be kept: the data file's rules refused a row";
    assert_eq!(desk.text(kept), format!("delivered|delivered|200|{why}"));
    assert_eq!(desk.count("SELECT n FROM counts WHERE state = 'delivered'"), 3);
}
