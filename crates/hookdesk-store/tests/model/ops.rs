//! What can happen, at random.

use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::MessageState;
use hookdesk_core::time::UtcMillis;
use hookdesk_store::{MessageFilter, StatusFilter};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::START;

#[derive(Debug, Clone)]
pub enum End {
    Delivered,
    Retry(i64),
    Unreachable(i64),
    Rejected,
    Held,
}

#[derive(Debug, Clone)]
pub enum Op {
    /// Events for a hook (2: one that nobody knows), some of which came before.
    Accept {
        hook: usize,
        ids: Vec<u8>,
    },
    Claim {
        subs: Vec<i64>,
        max: usize,
        total: usize,
    },
    Outcome(usize, End),
    /// An outcome under a lease that is no longer held, or perhaps is.
    Stale(usize),
    Release(usize),
    LeasesRunOut,
    Restart,
    RetryIds(Vec<usize>),
    RetryFilter {
        filter: MessageFilter,
        page: usize,
    },
    DiscardFilter {
        filter: MessageFilter,
        page: usize,
    },
    Edit(usize),
    Switch(i64, bool),
    NeedConsent(i64),
    Consent(i64),
    Pause(bool),
    Delete(i64),
    Purge(i64),
    Backup,
    Restore,
    Clock(i64),
}

fn sub() -> impl Strategy<Value = i64> {
    1..=3i64
}

fn state() -> impl Strategy<Value = MessageState> {
    proptest::sample::select(MessageState::ALL)
}

pub fn filter() -> impl Strategy<Value = MessageFilter> {
    let status = proptest::option::weighted(
        0.3,
        prop_oneof![
            Just(StatusFilter::Exact(500)),
            Just(StatusFilter::Exact(200)),
            Just(StatusFilter::Class(2)),
            Just(StatusFilter::Class(5)),
            Just(StatusFilter::NoAnswer)
        ],
    );
    let time = || proptest::option::weighted(0.2, (-5_000..90_000i64).prop_map(|by| UtcMillis(START + by)));
    (vec(state(), 0..3), vec(sub().prop_map(SubscriptionId), 0..3), status, time(), time()).prop_map(
        |(mut states, mut subscriptions, status, from, to)| {
            states.dedup();
            subscriptions.dedup();
            MessageFilter { states, subscriptions, status, from, to, ..MessageFilter::default() }
        },
    )
}

pub fn op() -> impl Strategy<Value = Op> {
    let end = prop_oneof![
        3 => Just(End::Delivered),
        2 => (0..60_000i64).prop_map(End::Retry),
        1 => (0..60_000i64).prop_map(End::Unreachable),
        2 => Just(End::Rejected),
        1 => Just(End::Held),
    ];
    let page = 1..5usize;
    prop_oneof![
        8 => (0..3usize, vec(0..40u8, 1..4)).prop_map(|(hook, ids)| Op::Accept { hook, ids }),
        8 => (proptest::sample::subsequence(vec![1, 2, 3], 1..=3), 1..4usize, 1..6usize)
            .prop_map(|(subs, max, total)| Op::Claim { subs, max, total }),
        10 => (0..8usize, end).prop_map(|(which, end)| Op::Outcome(which, end)),
        1 => (0..20usize).prop_map(Op::Stale),
        2 => (0..8usize).prop_map(Op::Release),
        1 => Just(Op::LeasesRunOut),
        2 => Just(Op::Restart),
        3 => vec(0..40usize, 1..4).prop_map(Op::RetryIds),
        3 => (filter(), page.clone()).prop_map(|(filter, page)| Op::RetryFilter { filter, page }),
        1 => (filter(), page).prop_map(|(filter, page)| Op::DiscardFilter { filter, page }),
        2 => (0..40usize).prop_map(Op::Edit),
        3 => (sub(), any::<bool>()).prop_map(|(sub, on)| Op::Switch(sub, on)),
        1 => sub().prop_map(Op::NeedConsent),
        1 => sub().prop_map(Op::Consent),
        3 => any::<bool>().prop_map(Op::Pause),
        1 => sub().prop_map(Op::Delete),
        2 => (0..100_000i64).prop_map(Op::Purge),
        1 => Just(Op::Backup),
        1 => Just(Op::Restore),
        3 => prop_oneof![4 => 1..40_000i64, 1 => -86_400_000..86_400_000i64].prop_map(Op::Clock),
    ]
}
