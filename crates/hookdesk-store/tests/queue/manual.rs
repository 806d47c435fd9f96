//! What a person does by hand: retry, edit, discard, hold, release.

use hookdesk_core::id::{MessageId, SubscriptionId};
use hookdesk_core::message::{HoldReason, MessageState, Next, RejectReason};
use hookdesk_store::{BulkAction, BulkStep, Lease, MessageFilter, Selection};
use uuid::Uuid;

use crate::support::{Desk, START, delivered, refused};

const SUB: SubscriptionId = SubscriptionId(1);

fn states(desk: &Desk) -> String {
    desk.text("SELECT group_concat(state || ifnull(' ' || reason, ''), ', ' ORDER BY seq) FROM messages")
}

fn step(changed: u64, left: u64) -> BulkStep {
    BulkStep { changed, left, next: None }
}

async fn bulk(desk: &Desk, ids: Vec<MessageId>, action: BulkAction) -> BulkStep {
    desk.store.bulk(Selection::Ids(ids), action, 1).await.unwrap()
}

async fn reject(desk: &Desk, lease: &Lease) {
    desk.store.record(refused(lease, Next::Rejected(RejectReason::Exhausted))).await.unwrap();
}

/// One message in each state that an attempt or a person can bring about; the ids in that order.
async fn one_of_each() -> (Desk, Vec<MessageId>) {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 6).await;
    let leases = desk.claim(&[1], 5, 5).await;
    desk.store.record(delivered(&leases[0])).await.unwrap();
    reject(&desk, &leases[1]).await;
    desk.store.record(refused(&leases[2], Next::Held(HoldReason::Credential))).await.unwrap();
    desk.store
        .record(refused(&leases[3], Next::Retry(hookdesk_core::time::UtcMillis(START + 9))))
        .await
        .unwrap();
    // The fifth goes on being sent, the sixth is queued.
    let newest = desk.store.newest().await.unwrap();
    let mut ids: Vec<MessageId> = leases.iter().map(|lease| lease.id).collect();
    let bytes: Vec<u8> =
        desk.sql().query_row("SELECT id FROM messages WHERE seq = ?1", [newest], |row| row.get(0)).unwrap();
    ids.push(MessageId(Uuid::from_slice(&bytes).unwrap()));
    (desk, ids)
}

#[tokio::test]
async fn everything_but_a_running_attempt_can_be_sent_again() {
    let (desk, ids) = one_of_each().await;
    assert_eq!(bulk(&desk, ids.clone(), BulkAction::Retry).await, step(5, 1));
    assert_eq!(states(&desk), "queued, queued, queued, queued, sending, queued");
    let rest = "SELECT group_concat(DISTINCT trigger || failures) FROM messages WHERE state = 'queued'";
    assert_eq!(desk.text(rest), "bulk_retry0");
    let again = desk.claim(&[1], 10, 10).await;
    assert_eq!(again.len(), 5);
    assert_eq!((again[0].id, again[0].number), (ids[0], 2), "the id and the count go on");
}

#[tokio::test]
async fn one_id_is_a_manual_retry_and_an_unknown_one_is_left() {
    let (desk, ids) = one_of_each().await;
    assert_eq!(bulk(&desk, vec![ids[1]], BulkAction::Retry).await, step(1, 0));
    assert_eq!(desk.text("SELECT trigger FROM messages WHERE seq = 2"), "manual_retry");
    assert_eq!(bulk(&desk, vec![MessageId(Uuid::nil())], BulkAction::Retry).await, step(0, 1));
}

#[tokio::test]
async fn discarding_keeps_what_was_delivered_or_is_being_sent() {
    let (desk, ids) = one_of_each().await;
    let action = BulkAction::Discard("sent by post".to_owned());
    assert_eq!(bulk(&desk, ids.clone(), action).await, step(4, 2));
    let gone = "discarded sent by post";
    assert_eq!(states(&desk), format!("delivered, {gone}, {gone}, {gone}, sending, {gone}"));
    assert_eq!(bulk(&desk, vec![ids[1]], BulkAction::Retry).await, step(1, 0), "and there is a way back");
}

#[tokio::test]
async fn a_filter_is_worked_through_in_steps_up_to_where_it_was_shown() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 7).await;
    for lease in desk.claim(&[1], 6, 6).await {
        reject(&desk, &lease).await;
    }
    let filter = MessageFilter { states: vec![MessageState::Rejected], ..MessageFilter::default() };
    assert_eq!(desk.store.count_filter(filter.clone(), 5, 100).await.unwrap(), 5);
    assert_eq!(desk.store.count_filter(filter.clone(), 6, 4).await.unwrap(), 4);
    let mut after = None;
    let mut steps = Vec::new();
    loop {
        let selection = Selection::Filter { filter: filter.clone(), up_to: 5, after };
        let step = desk.store.bulk(selection, BulkAction::Retry, 2).await.unwrap();
        steps.push(step.changed);
        after = step.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(steps, [2, 2, 1]);
    assert_eq!(desk.text("SELECT group_concat(seq) FROM messages WHERE trigger = 'bulk_retry'"), "1,2,3,4,5");
}

#[tokio::test]
async fn a_retry_waits_where_its_subscription_says() {
    for (change, want, changed) in [
        ("UPDATE subscriptions SET enabled = 0", "held subscription_off", 1),
        ("UPDATE subscriptions SET needs_consent = 1", "held consent", 1),
        ("UPDATE subscriptions SET deleted_at = 1", "rejected exhausted", 0),
    ] {
        let mut desk = Desk::with(1).await;
        desk.fill("a.happened", 1).await;
        let lease = desk.claim(&[1], 1, 1).await.remove(0);
        reject(&desk, &lease).await;
        desk.change(change).await;
        assert_eq!(
            bulk(&desk, vec![lease.id], BulkAction::Retry).await,
            step(changed, 1 - changed),
            "{change}"
        );
        assert_eq!(states(&desk), want);
    }
}

#[tokio::test]
async fn an_edited_body_is_recorded_and_sent_instead() {
    let (desk, ids) = one_of_each().await;
    desk.store.edit_and_resend(ids[1], b"edited".to_vec()).await.unwrap();
    assert_eq!(desk.text("SELECT state || trigger FROM messages WHERE seq = 2"), "queuededited_resend");
    assert_eq!(
        desk.text("SELECT why || CAST(body AS TEXT) || made_at FROM bodies"),
        format!("editededited{START}")
    );
    let busy = desk.store.edit_and_resend(ids[4], Vec::new()).await.unwrap_err();
    assert_eq!(busy.code.as_str(), "message.busy");
    let unknown = desk.store.edit_and_resend(MessageId(Uuid::nil()), Vec::new()).await.unwrap_err();
    assert_eq!(unknown.code.as_str(), "not_found");
    assert_eq!(desk.count("SELECT count(*) FROM bodies"), 1);
}

#[tokio::test]
async fn an_edit_for_a_deleted_subscription_leaves_no_trace() {
    let (mut desk, ids) = one_of_each().await;
    desk.change("UPDATE subscriptions SET deleted_at = 1").await;
    let fault = desk.store.edit_and_resend(ids[1], b"edited".to_vec()).await.unwrap_err();
    assert_eq!(fault.code.as_str(), "message.not_allowed");
    assert_eq!(desk.count("SELECT count(*) FROM bodies"), 0);
    assert_eq!(desk.count("SELECT count(*) FROM messages WHERE body_id IS NOT NULL"), 0);
}

#[tokio::test]
async fn holding_and_releasing_bring_back_what_was_waiting() {
    let (desk, _) = one_of_each().await;
    assert_eq!(desk.store.hold(SUB, HoldReason::SubscriptionOff).await.unwrap(), 2);
    let off = "held subscription_off";
    assert_eq!(
        states(&desk),
        format!("delivered, rejected exhausted, held credential, {off}, sending, {off}")
    );
    assert_eq!(desk.store.release_held(SUB, HoldReason::SubscriptionOff).await.unwrap(), 2);
    assert_eq!(states(&desk), "delivered, rejected exhausted, held credential, retrying, sending, queued");
    assert_eq!(desk.count(&format!("SELECT count(*) FROM messages WHERE due_at = {START}")), 2);
    assert_eq!(desk.count("SELECT failures FROM messages WHERE state = 'retrying'"), 1);
}

#[tokio::test]
async fn releasing_goes_on_holding_for_what_still_stands_in_the_way() {
    let (mut desk, _) = one_of_each().await;
    desk.change("UPDATE subscriptions SET needs_consent = 1").await;
    assert_eq!(desk.store.release_held(SUB, HoldReason::Credential).await.unwrap(), 0);
    assert_eq!(desk.text("SELECT reason FROM messages WHERE state = 'held'"), "consent");
    assert_eq!(desk.store.release_held(SUB, HoldReason::Consent).await.unwrap(), 0);
    assert_eq!(desk.text("SELECT reason FROM messages WHERE state = 'held'"), "consent");
}

#[tokio::test]
async fn rejecting_what_is_open_leaves_what_has_ended() {
    let (desk, _) = one_of_each().await;
    assert_eq!(desk.store.reject_open(SUB, RejectReason::SubscriptionDeleted).await.unwrap(), 3);
    let gone = "rejected subscription_deleted";
    assert_eq!(states(&desk), format!("delivered, rejected exhausted, {gone}, {gone}, sending, {gone}"));
}

/// Found by the model test: each message was looked up before any was moved, so a second move was counted from a
/// state that was gone.
#[tokio::test]
async fn an_id_twice_in_one_selection_is_one_message() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 2).await;
    let lease = desk.claim(&[1], 1, 1).await.remove(0);
    desk.store.record(refused(&lease, Next::Rejected(RejectReason::Exhausted))).await.unwrap();
    let twice = Selection::Ids(vec![lease.id, lease.id]);
    let step = desk.store.bulk(twice, BulkAction::Retry, 10).await.unwrap();
    assert_eq!(step, BulkStep { changed: 1, left: 0, next: None });
    let counts = desk.store.counts().await.unwrap();
    assert_eq!((counts.by_state[&MessageState::Queued], counts.by_state[&MessageState::Rejected]), (2, 0));
    assert_eq!(desk.text("SELECT trigger FROM messages WHERE seq = 1"), "manual_retry");
}
