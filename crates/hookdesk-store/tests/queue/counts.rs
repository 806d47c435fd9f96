//! The counters are what counting the rows would say, whatever was done.

use std::collections::BTreeMap;

use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{HoldReason, MessageState, Next, RejectReason};
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{BulkAction, Counts, Lease, MessageFilter, Selection};
use proptest::prelude::*;

use crate::support::{Desk, delivered, event, refused, untried};

#[derive(Debug, Clone)]
enum Step {
    Accept(u8, u8),
    Claim(u8),
    Record(u8),
    Release,
    Retry(u8),
    Discard(u8),
    Hold(u8),
    Free(u8),
    RejectOpen(u8),
    Recover,
    Advance,
    Purge,
    Replay(u8),
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0u8..4, 1u8..6).prop_map(|(name, count)| Step::Accept(name, count)),
        4 => (1u8..6).prop_map(Step::Claim),
        6 => (0u8..5).prop_map(Step::Record),
        1 => Just(Step::Release),
        2 => (0u8..6).prop_map(Step::Retry),
        2 => (0u8..6).prop_map(Step::Discard),
        1 => (1u8..4).prop_map(Step::Hold),
        1 => (1u8..4).prop_map(Step::Free),
        1 => (1u8..4).prop_map(Step::RejectOpen),
        1 => Just(Step::Recover),
        2 => Just(Step::Advance),
        1 => Just(Step::Purge),
        1 => (0u8..10).prop_map(Step::Replay),
        1 => Just(Step::Reopen),
    ];
    proptest::collection::vec(step, 1..40)
}

fn counted(desk: &Desk) -> Counts {
    let sql = desk.sql();
    let mut counts =
        Counts { by_state: MessageState::ALL.iter().map(|s| (*s, 0)).collect(), ..Counts::default() };
    let mut rows = sql
        .prepare("SELECT subscription_id, state, count(*) FROM messages GROUP BY subscription_id, state")
        .unwrap();
    let mut rows = rows.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let state = MessageState::parse(&row.get::<_, String>(1).unwrap()).unwrap();
        let n = row.get::<_, i64>(2).unwrap() as u64;
        *counts.by_state.get_mut(&state).unwrap() += n;
        let sub: &mut BTreeMap<_, _> =
            counts.by_subscription.entry(SubscriptionId(row.get(0).unwrap())).or_default();
        sub.insert(state, n);
    }
    counts.events = desk.count("SELECT count(*) FROM events") as u64;
    counts.unmatched_events = desk.count("SELECT count(*) FROM events WHERE routing = 'unmatched'") as u64;
    counts
}

async fn run(desk: &mut Desk, leases: &mut Vec<Lease>, n: usize, step: Step) {
    let clock = desk.store.clone();
    match step {
        Step::Accept(name, count) => {
            let name = ["a.happened", "b.happened", "c.happened", "typo.happened"][usize::from(name)];
            let events = (0..count).map(|i| event(&format!("e{n}-{}", i / 2), name, "{}")).collect();
            clock.accept(events).await.unwrap();
        }
        Step::Claim(total) => {
            // A claim with nothing due would wait: something always is.
            let lonely = event(&format!("lonely-{n}"), "a.happened", "{}");
            clock.accept(vec![lonely]).await.unwrap();
            clock.release_held(SubscriptionId(1), HoldReason::Credential).await.unwrap();
            leases.extend(desk.claim(&[1, 2, 3], 3, usize::from(total)).await);
        }
        Step::Record(how) => {
            let Some(lease) = leases.pop() else { return };
            let later = UtcMillis(lease.created_at.0 + 5_000);
            let outcome = match how {
                0 | 1 => delivered(&lease),
                2 => refused(&lease, Next::Retry(later)),
                3 => refused(&lease, Next::Rejected(RejectReason::Exhausted)),
                _ => untried(&lease, Next::Held(HoldReason::Credential)),
            };
            clock.record(outcome).await.unwrap();
        }
        Step::Release => {
            let refs = leases.drain(..).map(|lease| (lease.seq, lease.token)).collect();
            clock.release(refs).await.unwrap();
        }
        Step::Retry(state) | Step::Discard(state) => {
            let action = match step {
                Step::Retry(_) => BulkAction::Retry,
                _ => BulkAction::Discard("enough".to_owned()),
            };
            let filter = MessageFilter {
                states: vec![MessageState::ALL[usize::from(state) % MessageState::ALL.len()]],
                ..MessageFilter::default()
            };
            let up_to = clock.newest().await.unwrap();
            clock.bulk(Selection::Filter { filter, up_to, after: None }, action, 3).await.unwrap();
        }
        Step::Hold(sub) => {
            clock.hold(SubscriptionId(sub.into()), HoldReason::Credential).await.map(drop).unwrap();
        }
        Step::Free(sub) => {
            clock.release_held(SubscriptionId(sub.into()), HoldReason::Credential).await.map(drop).unwrap();
        }
        Step::RejectOpen(sub) => {
            clock
                .reject_open(SubscriptionId(sub.into()), RejectReason::Misconfigured)
                .await
                .map(drop)
                .unwrap();
        }
        Step::Recover => clock.recover_expired().await.map(drop).unwrap(),
        Step::Advance => desk.clock.advance(20_000),
        Step::Purge => {
            let now = hookdesk_core::time::Clock::now(desk.clock.as_ref());
            clock.purge(now, 4).await.map(drop).unwrap();
        }
        Step::Replay(seq) => drop(clock.replay(seq.into()).await),
        Step::Reopen => {
            desk.reopen().await;
            desk.store.recover().await.unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn counters_are_never_wrong(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut desk = Desk::with(3).await;
            let mut leases = Vec::new();
            for (n, step) in steps.into_iter().enumerate() {
                run(&mut desk, &mut leases, n, step.clone()).await;
                let told = desk.store.counts().await.unwrap();
                prop_assert_eq!(told, counted(&desk), "after {:?}", step);
                prop_assert_eq!(desk.store.audit().await.unwrap(), Vec::<String>::new(), "after {:?}", step);
            }
            // Nothing waits unseen: the memory of what is due agrees with the file.
            desk.clock.advance(1_000_000);
            let due = desk.count("SELECT count(*) FROM messages WHERE due_at IS NOT NULL") as usize;
            if due > 0 {
                prop_assert_eq!(desk.claim(&[1, 2, 3], 10_000, 10_000).await.len(), due);
            }
            Ok(())
        })?;
    }
}
