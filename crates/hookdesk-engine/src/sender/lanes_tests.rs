use std::time::Duration;

use hookdesk_core::config::{ContentWrap, PayloadBinding};
use hookdesk_core::id::MessageId;
use hookdesk_core::message::Trigger;
use hookdesk_core::time::UtcMillis;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn rules(concurrency: usize) -> LaneRules {
    LaneRules { open: true, concurrency, timeout_ms: 1_000, rate: None }
}

fn lanes(cap: usize, rules: &[(i64, LaneRules)]) -> Lanes {
    let mut lanes = Lanes::new();
    lanes.configure(cap, rules.iter().map(|(id, rules)| (SubscriptionId(*id), *rules)));
    // As if they had answered for a long time.
    lanes.lanes.values_mut().for_each(|lane| lane.earned = lane.concurrency);
    lanes
}

fn lease(subscription: i64) -> Lease {
    Lease {
        seq: 0,
        id: MessageId(Uuid::nil()),
        token: 0,
        until: UtcMillis(0),
        subscription: SubscriptionId(subscription),
        event_id: String::new(),
        event_name: String::new(),
        trigger: Trigger::First,
        number: 1,
        failures: 0,
        wrap: ContentWrap::Raw,
        making: None,
        is_told: true,
        binding: PayloadBinding::Snapshot,
        data: Vec::new(),
        body: None,
        created_at: UtcMillis(0),
    }
}

fn leases(subscription: i64, n: usize) -> Vec<Lease> {
    (0..n).map(|_| lease(subscription)).collect()
}

/// Starts all that may start; how many of each lane.
fn start(lanes: &mut Lanes, now: Instant) -> BTreeMap<i64, usize> {
    let mut started = BTreeMap::new();
    while let Some(lease) = lanes.next(now) {
        *started.entry(lease.subscription.0).or_default() += 1;
    }
    started
}

fn share(plan: &ClaimPlan, id: i64) -> usize {
    plan.lanes.iter().find(|lane| lane.subscription.0 == id).map_or(0, |lane| lane.max)
}

/// Makes a lane known to answer quickly.
fn prove(lanes: &mut Lanes, id: i64) {
    lanes.add(leases(id, 1), Instant::now());
    assert_eq!(start(lanes, Instant::now()), BTreeMap::from([(id, 1)]));
    lanes.freed(SubscriptionId(id), Some(Pace::Quick));
}

#[test]
fn a_lane_alone_gets_its_concurrency_and_claims_ahead_once_it_is_quick() {
    let now = Instant::now();
    let mut lanes = lanes(128, &[(1, rules(40))]);
    assert_eq!(share(&lanes.plan(now), 1), 40);
    prove(&mut lanes, 1);
    assert_eq!(share(&lanes.plan(now), 1), 40 + 2 * 40);
    lanes.add(leases(1, 120), now);
    assert_eq!(start(&mut lanes, now), BTreeMap::from([(1, 40)]));
    assert_eq!((lanes.running(), lanes.ready()), (40, 80));
    assert_eq!(share(&lanes.plan(now), 1), 0);
    // A slow answer ends claiming ahead.
    lanes.freed(SubscriptionId(1), Some(Pace::Slow));
    assert_eq!(start(&mut lanes, now), BTreeMap::from([(1, 1)]));
    lanes.take_ready();
    assert_eq!(share(&lanes.plan(now), 1), 0);
}

#[test]
fn a_quick_lane_asks_again_when_half_of_what_it_has_ahead_is_gone() {
    let now = Instant::now();
    let mut lanes = lanes(128, &[(1, rules(40))]);
    prove(&mut lanes, 1);
    lanes.add(leases(1, 120), now);
    start(&mut lanes, now);
    let mut asked_at = None;
    for ended in 1..=80 {
        lanes.freed(SubscriptionId(1), Some(Pace::Quick));
        start(&mut lanes, now);
        let asks = share(&lanes.plan(now), 1);
        assert!(asks == 0 || asks == ended, "{asks} after {ended}");
        asked_at = asked_at.or((asks > 0).then_some(ended));
    }
    assert_eq!(asked_at, Some(40));
}

#[test]
fn more_is_claimed_ahead_where_the_disk_is_slow_and_less_where_it_is_not() {
    let now = Instant::now();
    let mut lanes = lanes(128, &[(1, rules(40))]);
    prove(&mut lanes, 1);
    let ask = |lanes: &mut Lanes, dry: bool| {
        let n = share(&lanes.plan(now), 1);
        if !dry {
            lanes.add(leases(1, 1), now);
        }
        lanes.answered(n);
        lanes.take_ready();
        n
    };
    // It runs dry before each answer.
    let asked: Vec<usize> = (0..5).map(|_| ask(&mut lanes, true)).collect();
    assert_eq!(asked, [120, 120, 200, 360, 360]);
    // It never does.
    let asked: Vec<usize> = (0..8).map(|_| ask(&mut lanes, false)).collect();
    assert_eq!(asked, [360, 320, 280, 240, 200, 160, 120, 120]);
    // A claim that brings less than it may says that the queue is empty, not that the disk is slow.
    for _ in 0..5 {
        assert_eq!(share(&lanes.plan(now), 1), 120);
        lanes.answered(3);
    }
}

#[test]
fn slow_lanes_never_fill_the_last_quarter_and_halve_what_is_left() {
    let now = Instant::now();
    let all: Vec<_> = (1..=20).map(|id| (id, rules(256))).collect();
    let mut lanes = lanes(128, &all);
    for id in 1..=20 {
        lanes.add(leases(id, 256), now);
        start(&mut lanes, now);
    }
    let beyond_their_first: usize = lanes.lanes.values().map(|lane| lane.running.saturating_sub(1)).sum();
    assert!(beyond_their_first <= 96, "{beyond_their_first} of 128");
    prove_room_for_the_quick(&mut lanes);
}

fn prove_room_for_the_quick(lanes: &mut Lanes) {
    let now = Instant::now();
    let all = (1..=21).map(|id| (SubscriptionId(id), rules(256)));
    lanes.configure(128, all);
    // Once it has answered quickly, before the others grew slow.
    if let Some(lane) = lanes.lanes.get_mut(&SubscriptionId(21)) {
        (lane.quick, lane.earned) = (true, 256);
    }
    lanes.add(leases(21, 5), now);
    assert_eq!(start(lanes, now).get(&21), Some(&5));
}

#[test]
fn every_lane_has_its_turn_at_the_front() {
    let now = Instant::now();
    let mut lanes = lanes(8, &[(1, rules(4)), (2, rules(4)), (3, rules(4))]);
    let mut first: Vec<i64> = (0..3).map(|_| lanes.plan(now).lanes[0].subscription.0).collect();
    first.sort_unstable();
    assert_eq!(first, [1, 2, 3]);
}

#[test]
fn a_rate_limited_lane_claims_and_starts_no_more_than_it_may() {
    let now = Instant::now();
    let limit = RateLimit { count: 3, per_ms: 60_000 };
    let mut lanes = lanes(128, &[(1, LaneRules { rate: Some(limit), ..rules(40) })]);
    assert_eq!(share(&lanes.plan(now), 1), 3);
    let over = lanes.add(leases(1, 5), now);
    assert_eq!(over.len(), 2, "what cannot start soon goes back");
    assert_eq!(start(&mut lanes, now), BTreeMap::from([(1, 3)]));
    (0..3).for_each(|_| lanes.freed(SubscriptionId(1), Some(Pace::Quick)));
    assert_eq!(share(&lanes.plan(now), 1), 0);
    let later = now + Duration::from_secs(60);
    assert_eq!(lanes.next_token(now), Some(later));
    assert_eq!((lanes.next_token(later), share(&lanes.plan(later), 1)), (None, 3));
}

#[test]
fn a_lane_outside_the_claim_that_is_out_asks_for_another() {
    let now = Instant::now();
    let mut lanes = lanes(8, &[(1, rules(1)), (2, rules(1))]);
    lanes.add(leases(1, 1), now);
    start(&mut lanes, now);
    let plan = lanes.plan(now);
    assert_eq!((share(&plan, 1), share(&plan, 2)), (0, 1));
    assert!(!lanes.has_opened());
    lanes.freed(SubscriptionId(1), Some(Pace::Quick));
    assert!(lanes.has_opened());
    lanes.plan(now);
    assert!(!lanes.has_opened());
}

#[test]
fn a_closed_lane_is_not_claimed_for_but_what_is_ready_is_worked_off() {
    let now = Instant::now();
    let mut lanes = lanes(8, &[(1, rules(2))]);
    lanes.add(leases(1, 4), now);
    lanes.configure(8, [].into_iter());
    assert!(lanes.plan(now).lanes.is_empty());
    assert_eq!(start(&mut lanes, now), BTreeMap::from([(1, 4)]));
    (0..4).for_each(|_| lanes.freed(SubscriptionId(1), None));
    assert_eq!((lanes.running(), lanes.lanes.len()), (0, 0));
}

/// Found by the simulation: a lane that was closed for a while (its subscription off, its network away) had forgotten
/// what its rate limit had let through.
#[test]
fn a_closed_lane_keeps_what_its_rate_limit_remembers() {
    let limited = LaneRules { rate: Some(RateLimit { count: 2, per_ms: 60_000 }), ..rules(8) };
    let mut lanes = lanes(8, &[(1, limited)]);
    let now = Instant::now();
    lanes.plan(now);
    lanes.add(leases(1, 2), now);
    assert_eq!(start(&mut lanes, now), [(1, 2)].into());
    lanes.freed(SubscriptionId(1), Some(Pace::Quick));
    lanes.freed(SubscriptionId(1), Some(Pace::Quick));
    for open in [false, true] {
        lanes.configure(8, [(SubscriptionId(1), LaneRules { open, ..limited })].into_iter());
    }
    assert_eq!(share(&lanes.plan(now + Duration::from_secs(1)), 1), 0);
    assert_eq!(share(&lanes.plan(now + Duration::from_secs(60)), 1), 2);
}

fn pace() -> impl Strategy<Value = Option<Pace>> {
    prop::sample::select(vec![
        None,
        Some(Pace::Quick),
        Some(Pace::Refused),
        Some(Pace::Slow),
        Some(Pace::Silent),
    ])
}

/// A lane nobody knows anything about.
fn stranger(lanes: &mut Lanes, id: i64) {
    if let Some(lane) = lanes.lanes.get_mut(&SubscriptionId(id)) {
        lane.earned = 0;
    }
}

#[test]
fn a_lane_earns_its_concurrency_and_a_silent_one_loses_it() {
    let now = Instant::now();
    let mut lanes = lanes(128, &[(1, rules(10))]);
    stranger(&mut lanes, 1);
    let mut earned = vec![share(&lanes.plan(now), 1)];
    for pace in [
        Pace::Quick,
        Pace::Slow,
        Pace::Quick,
        Pace::Quick,
        Pace::Silent,
        Pace::Refused,
        Pace::Silent,
        Pace::Silent,
    ] {
        lanes.add(leases(1, 1), now);
        start(&mut lanes, now);
        lanes.freed(SubscriptionId(1), Some(pace));
        lanes.lanes.values_mut().for_each(|lane| lane.quick = false);
        earned.push(share(&lanes.plan(now), 1));
    }
    assert_eq!(earned, [1, 2, 3, 6, 10, 5, 2, 1, 1]);
}

/// Found on a busy machine: several silent lanes that came in one claim left leases waiting for permits, those were
/// counted as taken, and so nobody else's messages were ever claimed.
#[test]
fn what_waits_for_a_silent_lane_keeps_nobody_else_from_being_claimed() {
    let now = Instant::now();
    let mut lanes = lanes(16, &[(1, rules(64)), (2, rules(64)), (3, rules(64)), (4, rules(64))]);
    // The three are silent from here on, with all that was claimed for them at once.
    for (id, n) in [(1, 6), (2, 5), (3, 5)] {
        lanes.add(leases(id, n), now);
    }
    start(&mut lanes, now);
    assert!(lanes.ready() > 0 && lanes.running() + lanes.ready() == 16);
    let plan = lanes.plan(now);
    assert!(plan.total > 0 && share(&plan, 4) > 0, "{plan:?}");
    lanes.add(leases(4, 1), now);
    assert_eq!(start(&mut lanes, now), [(4, 1)].into());
}

#[test]
fn a_hundred_silent_lanes_do_not_keep_one_from_its_first_request() {
    let now = Instant::now();
    let all: Vec<_> = (1..=201).map(|id| (id, rules(64))).collect();
    let mut lanes = lanes(128, &all);
    (1..=201).for_each(|id| stranger(&mut lanes, id));
    for id in 1..=200 {
        assert_eq!(share(&lanes.plan(now), id), 1);
        lanes.add(leases(id, 1), now);
        assert_eq!(start(&mut lanes, now), [(id, 1)].into());
    }
    let plan = lanes.plan(now);
    assert_eq!((plan.total, share(&plan, 201)), (1, 1));
    lanes.add(leases(201, 1), now);
    assert_eq!(start(&mut lanes, now), [(201, 1)].into());
    assert_eq!(lanes.plan(now).total, 0);
}

proptest! {
    /// Whatever comes in whatever order: no limit is exceeded, the books agree, and nothing that may start is left.
    #[test]
    fn limits_hold_and_nothing_is_forgotten(
        cap in 1usize..20,
        concurrency in prop::collection::vec(1usize..12, 1..6),
        steps in prop::collection::vec((0i64..6, 0usize..8, pace(), any::<bool>()), 1..120),
    ) {
        let now = Instant::now();
        let all: Vec<_> = (0_i64..).zip(&concurrency).map(|(id, n)| (id, rules(*n))).collect();
        let mut lanes = lanes(cap, &all);
        let mut running: BTreeMap<i64, usize> = BTreeMap::new();
        let (mut came, mut started, mut ended) = (0, 0, 0);
        for (id, n, quick, free) in steps {
            let id = id % i64::try_from(concurrency.len()).unwrap_or(1);
            if free {
                for _ in 0..n.min(running.get(&id).copied().unwrap_or(0)) {
                    lanes.freed(SubscriptionId(id), quick);
                    *running.entry(id).or_default() -= 1;
                    ended += 1;
                }
            } else {
                came += n;
                prop_assert!(lanes.add(leases(id, n), now).is_empty());
            }
            for (id, n) in start(&mut lanes, now) {
                *running.entry(id).or_default() += n;
                started += n;
            }
            for (id, n) in &running {
                prop_assert!(*n <= concurrency[usize::try_from(*id).unwrap_or(0)]);
            }
            prop_assert!(lanes.running() <= cap.max(concurrency.len()));
            prop_assert_eq!(lanes.running(), started - ended);
            prop_assert_eq!(lanes.ready(), came - started);
            let slow: usize = lanes.lanes.values().filter(|l| !l.quick).map(|l| l.running).sum();
            prop_assert_eq!(lanes.running_slow, slow);
            // An idle engine sends.
            prop_assert!(lanes.running() > 0 || lanes.ready() == 0);
            let plan = lanes.plan(now);
            prop_assert!(plan.lanes.iter().all(|lane| lane.max > 0));
            prop_assert!(lanes.running() + lanes.ready() > 0 || plan.total > 0);
        }
    }
}
