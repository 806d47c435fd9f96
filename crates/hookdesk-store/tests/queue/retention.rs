//! Retention: what is done and old goes, with everything that hangs on it; what is open stays.

use hookdesk_core::event::EventSource;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{Next, RejectReason};
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{BulkAction, Purged, Selection};

use crate::support::{Desk, START, delivered, event, hook, refused, subscription};

fn purged(messages: u64, events: u64) -> Purged {
    Purged { messages, events }
}

#[tokio::test]
async fn only_what_is_done_and_old_is_purged() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 5).await;
    desk.fill("typo.happened", 1).await;
    let leases = desk.claim(&[1], 4, 4).await;
    for lease in &leases[..2] {
        desk.store.record(delivered(lease)).await.unwrap();
    }
    desk.store.record(refused(&leases[2], Next::Rejected(RejectReason::Exhausted))).await.unwrap();
    let discard = BulkAction::Discard("enough".to_owned());
    desk.clock.advance(1_000);
    desk.store.edit_and_resend(leases[1].id, b"again".to_vec()).await.unwrap();
    let again = desk.claim(&[1], 5, 5).await;
    assert_eq!(desk.store.purge(UtcMillis(START), 10).await.unwrap(), purged(0, 0));
    assert_eq!(desk.store.purge(UtcMillis(START + 1), 10).await.unwrap(), purged(1, 2));
    assert_eq!(desk.store.purge(UtcMillis(START + 1), 10).await.unwrap(), purged(0, 0));
    for lease in &again {
        desk.store.record(delivered(lease)).await.unwrap();
    }
    desk.store.bulk(Selection::Ids(vec![leases[2].id]), discard, 1).await.unwrap();
    let mut left = 0;
    loop {
        let step = desk.store.purge(UtcMillis(START + 2_000), 2).await.unwrap();
        left += step.messages;
        assert!(step.messages <= 2);
        if step == purged(0, 0) {
            break;
        }
    }
    assert_eq!(left, 3);
    // What is being sent stays, and nothing hangs in the air.
    assert_eq!(desk.text("SELECT group_concat(state) FROM messages"), "sending");
    assert_eq!(desk.count("SELECT count(*) FROM events"), 1);
    assert_eq!(desk.count("SELECT (SELECT count(*) FROM attempts) + (SELECT count(*) FROM bodies)"), 0);
    let counts = desk.store.counts().await.unwrap();
    assert_eq!((counts.events, counts.unmatched_events), (1, 0));
}

#[tokio::test]
async fn an_event_stays_as_long_as_one_of_its_messages() {
    let desk =
        Desk::seeded(&format!("{}{}{}", hook(1, "a.happened"), subscription(1, 1), subscription(2, 1))).await;
    desk.fill("a.happened", 1).await;
    let leases = desk.claim(&[1, 2], 1, 2).await;
    desk.store.record(delivered(&leases[0])).await.unwrap();
    desk.clock.advance(10);
    assert_eq!(desk.store.purge(UtcMillis(START + 10), 10).await.unwrap(), purged(1, 0));
    desk.store.record(delivered(&leases[1])).await.unwrap();
    assert_eq!(desk.store.purge(UtcMillis(START + 11), 10).await.unwrap(), purged(1, 1));
}

#[tokio::test]
async fn erasing_takes_out_the_samples_and_leaves_real_events() {
    let desk = Desk::with(2).await;
    let mut sample = event("s1", "a.happened", "{}");
    sample.source = EventSource::Sample;
    desk.store.accept(vec![sample, event("e1", "a.happened", "{}")]).await.unwrap();
    desk.fill("b.happened", 1).await;
    let leases = desk.claim(&[1], 1, 1).await;
    desk.store.record(delivered(&leases[0])).await.unwrap();
    let sending = desk.claim(&[1], 1, 1).await.remove(0);
    assert_eq!(desk.store.erase_subscription(SubscriptionId(1)).await.unwrap(), purged(2, 1));
    assert!(!desk.store.record(delivered(&sending)).await.unwrap(), "nobody waits for it any more");
    assert_eq!(
        desk.text("SELECT group_concat(id || ' ' || routing) FROM events"),
        "e1 no_subscription,b.happened-0 matched"
    );
    assert_eq!(desk.count("SELECT count(*) FROM subscriptions"), 1);
    assert_eq!(desk.count("SELECT count(*) FROM hourly"), 0);
    let counts = desk.store.counts().await.unwrap();
    assert_eq!(counts.by_subscription.keys().map(|sub| sub.0).collect::<Vec<_>>(), [2]);
    assert_eq!(desk.store.erase_subscription(SubscriptionId(1)).await.unwrap(), purged(0, 0));
    // Its hook has nobody left.
    desk.store.accept(vec![event("e2", "a.happened", "{}")]).await.unwrap();
    assert_eq!(desk.text("SELECT routing FROM events WHERE id = 'e2'"), "no_subscription");
}
