//! Recovery: what was being sent when the engine stopped.

use hookdesk_core::message::{HoldReason, Next, RejectReason};
use hookdesk_store::{BulkAction, Selection};

use crate::support::{Desk, START, delivered, refused, untried};

#[tokio::test]
async fn an_attempt_that_never_ended_is_told_as_unknown_and_due_again() {
    let mut desk = Desk::with(1).await;
    desk.fill("a.happened", 2).await;
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    desk.clock.advance(5_000);
    desk.reopen().await;
    assert_eq!(desk.store.recover().await.unwrap().unknown, 1);
    let row = "SELECT state || '|' || trigger || '|' || attempts || '|' || failures || '|' || last_truth || '|' \
               || last_class || '|' || due_at FROM messages WHERE seq = 1";
    let due = START + 5_000;
    assert_eq!(desk.text(row), format!("retrying|automatic_retry|1|0|unknown|interrupted|{due}"));
    let attempt = "SELECT number || '|' || trigger || '|' || result || '|' || truth || '|' || class || '|' \
                   || started_at FROM attempts";
    assert_eq!(desk.text(attempt), format!("1|first|failed|unknown|interrupted|{START}"));
    assert!(desk.text("SELECT error FROM attempts").contains("may have it"));
    assert!(!desk.store.record(delivered(&lease)).await.unwrap(), "the old lease is fenced");
    let again = desk.claim(&[1], 5, 5).await;
    assert_eq!(again.iter().map(|lease| lease.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(desk.store.recover().await.unwrap().unknown, 2);
}

#[tokio::test]
async fn a_persons_attempt_stays_theirs_and_a_switched_off_one_waits() {
    let mut desk = Desk::with(2).await;
    desk.fill("a.happened", 1).await;
    desk.fill("b.happened", 1).await;
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    desk.store.record(refused(&lease, Next::Rejected(RejectReason::Exhausted))).await.unwrap();
    desk.store.bulk(Selection::Ids(vec![lease.id]), BulkAction::Retry, 1).await.unwrap();
    assert_eq!(desk.claim(&[1, 2], 1, 2).await.len(), 2);
    desk.change("UPDATE subscriptions SET enabled = 0 WHERE id = 2").await;
    desk.store.recover().await.unwrap();
    let rows =
        "SELECT group_concat(state || ' ' || trigger || ' ' || attempts, ', ' ORDER BY seq) FROM messages";
    assert_eq!(desk.text(rows), "retrying manual_retry 2, held automatic_retry 1");
}

#[tokio::test]
async fn only_leases_that_ran_out_are_taken_back_while_the_engine_lives() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 3).await;
    let first = desk.claim(&[1], 2, 2).await;
    desk.store.record(untried(&first[0], Next::Held(HoldReason::Credential))).await.unwrap();
    desk.clock.advance(20_000);
    let second = desk.claim(&[1], 1, 1).await;
    desk.clock.advance(10_001);
    assert_eq!(desk.store.recover_expired().await.unwrap(), 1);
    assert_eq!(desk.store.recover_expired().await.unwrap(), 0);
    assert!(!desk.store.record(delivered(&first[1])).await.unwrap());
    assert!(desk.store.record(delivered(&second[0])).await.unwrap());
}
