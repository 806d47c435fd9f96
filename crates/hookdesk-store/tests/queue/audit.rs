//! The audit: quiet over what the store writes, and loud over what it never would.

use hookdesk_core::message::Next;
use hookdesk_core::time::UtcMillis;

use crate::support::{Desk, START, delivered, refused};

/// Two deliveries (one after a refusal), one message due again, one queued.
async fn worked() -> Desk {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 4).await;
    let leases = desk.claim(&[1], 3, 3).await;
    desk.store.record(delivered(&leases[0])).await.unwrap();
    for lease in &leases[1..] {
        desk.store.record(refused(lease, Next::Retry(UtcMillis(START)))).await.unwrap();
    }
    let again = desk.claim(&[1], 1, 1).await;
    desk.store.record(delivered(&again[0])).await.unwrap();
    desk
}

#[tokio::test]
async fn books_that_agree_are_not_complained_of() {
    let mut desk = worked().await;
    assert_eq!(desk.store.audit().await.unwrap(), Vec::<String>::new());
    desk.claim(&[1], 5, 5).await;
    desk.reopen().await;
    desk.store.recover().await.unwrap();
    assert_eq!(desk.store.audit().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn each_disagreement_is_told() {
    for (change, told) in [
        ("UPDATE counts SET n = n + 1 WHERE state = 'delivered'", "and 3 are counted"),
        ("DELETE FROM counts WHERE state = 'delivered'", "and 0 are counted"),
        ("UPDATE progress SET value = 9 WHERE name = 'events'", "4 events are there, and 9 are counted"),
        ("UPDATE progress SET value = 1 WHERE name = 'events_unmatched'", "0 events_unmatched"),
        ("DELETE FROM attempts WHERE message_seq = 1", "its attempts are not numbered"),
        ("UPDATE attempts SET number = 7 WHERE message_seq = 1", "its attempts are not numbered"),
        ("UPDATE messages SET attempts = 5 WHERE seq = 3", "its attempts are not numbered"),
        (
            "UPDATE attempts SET result = 'failed', truth = 'refused' WHERE message_seq = 1",
            "it is delivered and its last attempt is not",
        ),
        (
            "UPDATE attempts SET result = 'delivered', truth = NULL WHERE message_seq = 2",
            "it was tried again by itself after a delivery",
        ),
    ] {
        let mut desk = worked().await;
        desk.change(change).await;
        let found = desk.store.audit().await.unwrap();
        assert!(found.iter().any(|line| line.contains(told)), "{change}: {found:?}");
    }
}
