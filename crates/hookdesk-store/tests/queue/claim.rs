//! Claim: parked until something is due, fair over lanes, fenced by tokens.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use hookdesk_core::config::ContentWrap;
use hookdesk_core::message::{HoldReason, Next};
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{ClaimPlan, Lease};

use crate::support::{Desk, START, delivered, event, hook, plan, refused, subscription};

fn subs(leases: &[Lease]) -> Vec<i64> {
    leases.iter().map(|lease| lease.subscription.0).collect()
}

#[tokio::test]
async fn a_parked_claim_takes_what_the_next_accept_brings() {
    let desk = Desk::with(1).await;
    let (leases, accepted) = tokio::join!(
        desk.store.claim(plan(&[1], 10, 10)),
        desk.store.accept(vec![event("e1", "a.happened", r#"{"n":1}"#)])
    );
    let (leases, accepted) = (leases.unwrap(), accepted.unwrap());
    assert_eq!(leases.len(), 1);
    let lease = &leases[0];
    assert!(accepted[0].answer.contains(&lease.id.to_string()));
    assert_eq!((lease.event_id.as_str(), lease.event_name.as_str()), ("e1", "a.happened"));
    assert_eq!((lease.number, lease.failures, lease.trigger.as_str()), (1, 0, "first"));
    assert_eq!((lease.data.as_slice(), lease.body.as_deref()), (br#"{"n":1}"#.as_slice(), None));
    assert_eq!(lease.until, UtcMillis(START + 30_000));
    assert_eq!(desk.text("SELECT state FROM messages"), "sending");
}

#[tokio::test]
async fn a_parked_claim_wakes_at_the_due_instant() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 1).await;
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    desk.store.record(refused(&lease, Next::Retry(UtcMillis(START + 40)))).await.unwrap();
    let mut parked = pin!(desk.store.claim(plan(&[1], 1, 1)));
    assert!(parked.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    // The channel keeps its order: once this is answered, the claim was looked at, and parked.
    desk.store.release(Vec::new()).await.unwrap();
    desk.clock.advance(40);
    let again = parked.await.unwrap();
    assert_eq!((again[0].number, again[0].failures), (2, 1));
    assert_eq!(again[0].trigger.as_str(), "automatic_retry");
}

#[tokio::test]
async fn a_newer_claim_takes_the_parked_ones_place() {
    let desk = Desk::with(2).await;
    let (older, newer, _) = tokio::join!(
        desk.store.claim(plan(&[1, 2], 1, 2)),
        desk.store.claim(plan(&[2], 1, 1)),
        desk.fill("b.happened", 1)
    );
    assert!(older.unwrap().is_empty());
    assert_eq!(subs(&newer.unwrap()), [2]);
    let (parked, ()) = tokio::join!(desk.store.claim(plan(&[1], 1, 1)), desk.store.close());
    assert!(parked.unwrap().is_empty());
}

#[tokio::test]
async fn a_claim_whose_caller_has_gone_leases_nothing() {
    let desk = Desk::with(1).await;
    {
        let mut gone = pin!(desk.store.claim(plan(&[1], 1, 1)));
        assert!(gone.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    desk.fill("a.happened", 1).await;
    assert_eq!(desk.claim(&[1], 1, 1).await.len(), 1);
}

#[tokio::test]
async fn a_long_lane_does_not_keep_a_short_one_waiting() {
    let desk = Desk::with(3).await;
    desk.fill("a.happened", 10_000).await;
    desk.fill("b.happened", 3).await;
    let leases = desk.claim(&[1, 2, 3], 100, 10).await;
    assert_eq!(subs(&leases), [1, 2, 1, 2, 1, 2, 1, 1, 1, 1]);
    // Another start of the round lets another lane be first.
    desk.fill("c.happened", 2).await;
    assert_eq!(subs(&desk.claim(&[3, 1, 2], 2, 3).await), [3, 1, 3]);
}

#[tokio::test]
async fn a_claim_keeps_to_its_plan() {
    let desk = Desk::with(2).await;
    desk.fill("a.happened", 5).await;
    desk.fill("b.happened", 5).await;
    assert_eq!(subs(&desk.claim(&[2], 3, 100).await), [2, 2, 2]);
    let mut uneven: ClaimPlan = plan(&[1, 2], 1, 100);
    uneven.lanes[1].max = 0;
    assert_eq!(subs(&desk.store.claim(uneven).await.unwrap()), [1]);
    let seqs: Vec<i64> = desk.claim(&[1], 10, 10).await.iter().map(|lease| lease.seq).collect();
    assert_eq!(seqs, [2, 3, 4, 5], "oldest first");
    assert_eq!(desk.claim(&[2], 10, 1).await.len(), 1);
}

#[tokio::test]
async fn a_lease_given_back_is_due_again_and_counts_for_nothing() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 1).await;
    let first = desk.claim(&[1], 1, 1).await.remove(0);
    desk.store.release(vec![(first.seq, first.token)]).await.unwrap();
    assert_eq!(desk.text("SELECT state || attempts FROM messages"), "queued0");
    let second = desk.claim(&[1], 1, 1).await.remove(0);
    assert_ne!(first.token, second.token);
    assert!(!desk.store.record(delivered(&first)).await.unwrap(), "fenced");
    desk.store.release(vec![(first.seq, first.token)]).await.unwrap();
    assert_eq!(desk.text("SELECT state FROM messages"), "sending");
    assert!(desk.store.record(delivered(&second)).await.unwrap());
}

#[tokio::test]
async fn a_lease_given_back_waits_where_its_subscription_says() {
    let mut desk = Desk::with(1).await;
    desk.fill("a.happened", 1).await;
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    desk.change("UPDATE subscriptions SET enabled = 0;").await;
    desk.store.release(vec![(lease.seq, lease.token)]).await.unwrap();
    assert_eq!(desk.text("SELECT state || ' ' || reason FROM messages"), "held subscription_off");
}

#[tokio::test]
async fn renewing_says_which_leases_no_longer_hold() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 2).await;
    let leases = desk.claim(&[1], 2, 2).await;
    desk.store.record(delivered(&leases[0])).await.unwrap();
    let names = leases.iter().map(|lease| (lease.seq, lease.token)).collect();
    desk.clock.advance(20_000);
    assert_eq!(desk.store.renew(names, 30_000).await.unwrap(), [leases[0].seq]);
    let until = desk.count("SELECT lease_until FROM messages WHERE state = 'sending'");
    assert_eq!(until, START + 50_000);
}

#[tokio::test]
async fn a_rebuild_follows_the_hook_and_a_snapshot_does_not() {
    let sql = format!(
        "{}{}{} UPDATE subscriptions SET binding = 'rebuild' WHERE id = 2;",
        hook(1, "a.happened"),
        subscription(1, 1),
        subscription(2, 1)
    );
    let mut desk = Desk::seeded(&sql).await;
    desk.fill("a.happened", 1).await;
    desk.change("UPDATE hooks SET wrap = 'raw';").await;
    let leases = desk.claim(&[1, 2], 1, 2).await;
    assert_eq!((leases[0].wrap, leases[0].is_told), (ContentWrap::Data, true));
    assert_eq!((leases[1].wrap, leases[1].is_told), (ContentWrap::Raw, false));
}

#[tokio::test]
async fn what_waits_in_the_file_is_found_after_a_restart() {
    let mut desk = Desk::with(3).await;
    desk.fill("a.happened", 1).await;
    desk.fill("c.happened", 1).await;
    desk.reopen().await;
    assert_eq!(subs(&desk.claim(&[1, 2, 3], 5, 5).await), [1, 3]);
}

#[tokio::test]
async fn what_is_released_wakes_the_parked_claim() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 2).await;
    let sub = hookdesk_core::id::SubscriptionId(1);
    desk.store.hold(sub, HoldReason::Credential).await.unwrap();
    let (leases, released) = tokio::join!(
        desk.store.claim(plan(&[1], 5, 5)),
        desk.store.release_held(sub, HoldReason::Credential)
    );
    assert_eq!((leases.unwrap().len(), released.unwrap()), (2, 2));
}

#[tokio::test]
async fn a_fenced_lease_can_neither_record_nor_renew_nor_give_back() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 1).await;
    let lost = desk.claim(&[1], 1, 1).await.remove(0);
    desk.clock.advance(60_000);
    assert_eq!(desk.store.recover_expired().await.unwrap(), 1);
    let held = desk.claim(&[1], 1, 1).await.remove(0);
    let row = "SELECT state || '|' || lease_token || '|' || lease_until || '|' || attempts || '|' || updated_at \
               FROM messages";
    let before = desk.text(row);
    assert!(!desk.store.record(delivered(&lost)).await.unwrap());
    assert!(!desk.store.record(refused(&lost, Next::Retry(UtcMillis(START)))).await.unwrap());
    assert_eq!(desk.store.renew(vec![(lost.seq, lost.token)], 30_000).await.unwrap(), [lost.seq]);
    desk.store.release(vec![(lost.seq, lost.token)]).await.unwrap();
    assert_eq!(desk.text(row), before, "nothing of the new lease has changed");
    assert_eq!(desk.count("SELECT count(*) FROM attempts"), 1, "the unknown one alone");
    assert!(desk.store.record(delivered(&held)).await.unwrap());
    assert_eq!(desk.store.audit().await.unwrap(), Vec::<String>::new());
}
