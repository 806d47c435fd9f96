//! A million messages over thirty days, in every state, made by the same calls the engine makes: accept, claim and
//! record. Only the clock is not real.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Result, bail};
use futures_util::future::try_join_all;
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::message::{
    Attempt, AttemptResult, FailureTruth, HoldReason, MessageState, Next, RejectReason, RequestRecord,
    ResponseRecord, Timings, TransportClass,
};
use hookdesk_core::time::{Clock, SystemClock, UtcMillis};
use hookdesk_store::{BulkAction, ClaimPlan, Lane, Lease, MessageFilter, Recorded, Selection, Store};

use crate::queue;
use crate::stats::Dice;

/// Hooks, each with two subscriptions: an event makes two messages.
pub const HOOKS: u64 = 10;
/// How far back the messages go.
pub const SPAN_MS: i64 = 30 * 24 * 3_600_000;
/// Retries are due within this time after the newest message.
pub const AHEAD_MS: i64 = 24 * 3_600_000;
/// Times that everything due is sent.
const ROUNDS: u64 = 250;
/// Messages leased at once.
const CLAIM: usize = 2_000;
/// Nobody is asked here: outcomes are made up.
const URL: &str = "https://erp.example.com/hooks/orders";

/// A clock that is set.
struct Dial(AtomicI64);

impl Clock for Dial {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::Relaxed))
    }
}

/// The hook with this number.
pub fn hook_name(n: u64) -> String {
    format!("sales.order.step{n}")
}

/// Builds it.
pub async fn build(dir: &Path, messages: u64) -> Result<()> {
    let end = SystemClock.now();
    let clock = Arc::new(Dial(AtomicI64::new(end.0 - SPAN_MS)));
    let store = queue::open(dir, Arc::clone(&clock) as Arc<dyn Clock>)?;
    let mut subscriptions = Vec::new();
    for n in 0..HOOKS {
        let hook = queue::hook(&store, &hook_name(n)).await?;
        subscriptions.push(queue::subscription(&store, &hook, URL).await?);
        subscriptions.push(queue::subscription(&store, &hook, URL).await?);
    }
    // The last subscription's messages stay queued, and so do the newest of all.
    subscriptions.pop();
    let events = messages / 2;
    let mut dice = Dice(1);
    let mut from = 0;
    let round = events.div_ceil(ROUNDS);
    while from < events {
        let to = events.min(from + round);
        for hook in 0..HOOKS {
            let share = |n: u64| from + (to - from) * n / HOOKS;
            let (first, last) = (share(hook), share(hook + 1));
            queue::accept(&store, &hook_name(hook), first, last).await?;
            clock.0.fetch_add(SPAN_MS * (last - first) as i64 / events as i64, Ordering::Relaxed);
        }
        if to < events {
            send(&store, &subscriptions, end, &mut dice).await?;
        }
        from = to;
    }
    discard(&store, messages).await?;
    while store.index_text(5_000).await?.left > 0 {}
    store.close().await;
    Ok(())
}

/// Leases everything that is due and makes up what comes of it.
async fn send(
    store: &Store,
    subscriptions: &[SubscriptionId],
    end: UtcMillis,
    dice: &mut Dice,
) -> Result<()> {
    let lanes: Vec<_> =
        subscriptions.iter().map(|sub| Lane { subscription: *sub, max: CLAIM, lease_ms: 60_000 }).collect();
    loop {
        let waiting = store.counts().await?;
        let due = |sub| {
            waiting.by_subscription.get(sub).and_then(|n| n.get(&MessageState::Queued)).copied().unwrap_or(0)
        };
        if subscriptions.iter().map(due).sum::<u64>() == 0 {
            return Ok(());
        }
        // A claim waits until something is due, so it is asked only when something is.
        let leases = store.claim(ClaimPlan { lanes: lanes.clone(), total: CLAIM }).await?;
        let outcomes = leases.into_iter().map(|lease| store.record(outcome(lease, end, dice)));
        if !try_join_all(outcomes).await?.into_iter().all(|written| written) {
            bail!("a lease was lost while building");
        }
    }
}

/// Of a hundred messages 83 are delivered, 8 rejected, 6 retrying and 3 held.
fn outcome(lease: Lease, end: UtcMillis, dice: &mut Dice) -> Recorded {
    let (next, status) = match dice.below(100) {
        0..83 => (Next::Delivered, Some(*dice.pick(&[200, 200, 200, 201, 202, 204]))),
        83..91 => (
            Next::Rejected(*dice.pick(&[RejectReason::Refused, RejectReason::Exhausted])),
            Some(*dice.pick(&[400, 404, 422, 422])),
        ),
        91..97 => (
            Next::Retry(UtcMillis(end.0 + dice.below(AHEAD_MS as u64) as i64)),
            *dice.pick(&[Some(500), Some(503), Some(429), None]),
        ),
        _ => (Next::Held(HoldReason::Credential), Some(401)),
    };
    let held = matches!(next, Next::Held(_));
    Recorded {
        seq: lease.seq,
        token: lease.token,
        subscription: lease.subscription,
        attempt: (!held).then(|| attempt(&lease, status)),
        rebuilt_body: None,
        counted: !matches!(next, Next::Delivered | Next::Held(_)),
        next,
    }
}

fn attempt(lease: &Lease, status: Option<u16>) -> Attempt {
    let delivered = status.is_some_and(|status| status < 300);
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Attempt {
        number: lease.number,
        trigger: lease.trigger,
        started_at: lease.created_at,
        timings: Timings { head_us: status.map(|_| 40_312), total_us: 41_207, ..Timings::default() },
        result: if delivered { AttemptResult::Delivered } else { AttemptResult::Failed },
        truth: (!delivered).then_some(if status.is_some() {
            FailureTruth::Refused
        } else {
            FailureTruth::Unknown
        }),
        class: if status.is_none() { Some(TransportClass::TimeoutHead) } else { None },
        status,
        retry_after_ms: None,
        error: status.is_none().then(|| "no answer came in time".to_owned()),
        request: RequestRecord {
            method: "POST".to_owned(),
            url: URL.to_owned(),
            headers: vec![
                header("content-type", "application/json"),
                header("user-agent", "Hookdesk/0.1.0"),
                header("x-hookdesk-event", &lease.event_name),
                header("x-hookdesk-delivery", &lease.id.to_string()),
                header("x-hookdesk-attempt", "1"),
            ],
        },
        response: status.map(|_| ResponseRecord {
            headers: vec![header("content-type", "application/json"), header("content-length", "15")],
            body: br#"{"taken":"yes"}"#.to_vec(),
            truncated: false,
        }),
        edited: false,
    }
}

/// Gives up an eighth of what was rejected.
async fn discard(store: &Store, messages: u64) -> Result<()> {
    let filter = MessageFilter { states: vec![MessageState::Rejected], ..MessageFilter::default() };
    let up_to = messages as i64 / 8;
    let mut after = None;
    loop {
        let selection = Selection::Filter { filter: filter.clone(), up_to, after };
        let step = store.bulk(selection, BulkAction::Discard("old".to_owned()), 1_000).await?;
        after = step.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
