//! Messages that were delivered long ago: made by the store's own calls, under a clock that is set.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Result, ensure};
use futures_util::future::try_join_all;
use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::{EventId, SubscriptionId};
use hookdesk_core::message::{Attempt, AttemptResult, Next, RequestRecord, ResponseRecord, Timings};
use hookdesk_core::name::EventName;
use hookdesk_core::time::{Clock, SystemClock, UtcMillis};
use hookdesk_store::{ClaimPlan, Lane, Lease, Recorded, Store};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{queue, shop};

/// Messages in one call.
const BATCH: u64 = 1_000;

/// A clock that is set.
struct Dial(AtomicI64);

impl Clock for Dial {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::Relaxed))
    }
}

/// Opens a store that believes it is some days ago.
pub fn open(dir: &Path, days_ago: i64) -> Result<Store> {
    let then = SystemClock.now().plus(-days_ago * 86_400_000);
    queue::open(dir, Arc::new(Dial(AtomicI64::new(then.0))))
}

/// An event of about 200 bytes.
fn small(n: u64) -> Result<NewEvent> {
    let data = format!(
        r#"{{"entity_id":{n},"increment_id":"{:09}","status":"complete","grand_total":{}.00,"email":"c{}@example.com"}}"#,
        100_000_000 + n,
        n % 500,
        n % 10_000
    );
    Ok(NewEvent {
        id: EventId::from_uuid(Uuid::now_v7()),
        name: EventName::parse(shop::EVENT)?,
        data: RawValue::from_string(data)?,
        context: None,
        occurred_at: None,
        source: EventSource::Api,
    })
}

/// Queues events `from..to` of the one hook.
pub async fn accept(store: &Store, from: u64, to: u64) -> Result<()> {
    let mut next = from;
    while next < to {
        let end = to.min(next + BATCH);
        store.accept((next..end).map(small).collect::<Result<_>>()?).await?;
        next = end;
    }
    Ok(())
}

/// Accepts events `from..to`, delivers their messages, and indexes their text.
pub async fn deliver(store: &Store, sub: SubscriptionId, from: u64, to: u64) -> Result<()> {
    let lane = Lane { subscription: sub, max: BATCH as usize, lease_ms: 60_000 };
    let mut next = from;
    while next < to {
        let end = to.min(next + BATCH);
        accept(store, next, end).await?;
        let mut left = (end - next) as usize;
        while left > 0 {
            let leases = store.claim(ClaimPlan { lanes: vec![lane], total: left }).await?;
            left -= leases.len();
            let outcomes = leases.into_iter().map(|lease| store.record(delivered(lease)));
            let written = try_join_all(outcomes).await?;
            ensure!(written.into_iter().all(|written| written), "a lease was lost while building");
        }
        next = end;
    }
    while store.index_text(5_000).await?.left > 0 {}
    Ok(())
}

fn delivered(lease: Lease) -> Recorded {
    Recorded {
        seq: lease.seq,
        token: lease.token,
        subscription: lease.subscription,
        attempt: Some(Attempt {
            number: lease.number,
            trigger: lease.trigger,
            started_at: lease.created_at,
            timings: Timings::default(),
            result: AttemptResult::Delivered,
            truth: None,
            class: None,
            status: Some(200),
            retry_after_ms: None,
            error: None,
            request: RequestRecord {
                method: "POST".to_owned(),
                url: "https://erp.example.com/hooks/orders".to_owned(),
                headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            },
            response: Some(ResponseRecord { headers: Vec::new(), body: b"ok".to_vec(), truncated: false }),
            edited: false,
        }),
        rebuilt_body: None,
        next: Next::Delivered,
        counted: false,
    }
}
