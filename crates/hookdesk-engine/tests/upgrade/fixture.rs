//! A file with a message in every state, as each version wrote it.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use hookdesk_content::definition::{Content, Field};
use hookdesk_core::Fault;
use hookdesk_core::config::{
    Blocked, ContentWrap, Hook, Method, PayloadBinding, Recipient, Signing, Subscription,
};
use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::{EventId, HookId, SubscriptionId};
use hookdesk_core::message::{
    Attempt, AttemptResult, FailureTruth, HoldReason, Next, RejectReason, RequestRecord, ResponseRecord,
    Timings,
};
use hookdesk_core::name::EventName;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_store::{
    BulkAction, ClaimPlan, Judged, Lane, Lease, OpenOptions, Opened, Recorded, Selection, Store, Taken,
};
use serde_json::value::RawValue;

use crate::rows::rows;

/// 2025-01-01T00:00:00Z: long past, so that what is due then is due on any machine.
const START: i64 = 1_735_689_600_000;

/// A clock that moves on by a millisecond whenever it is asked.
pub struct Ticking(AtomicI64);

impl Ticking {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(START)))
    }
}

impl Clock for Ticking {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

pub fn open(dir: &Path) -> Result<(Store, Opened), Fault> {
    Store::open(dir, OpenOptions { clock: Ticking::new(), readers: 2, full_check: true })
}

/// The version this Hookdesk writes.
pub async fn newest() -> u32 {
    let dir = tempfile::tempdir().expect("a directory");
    let (store, _) = open(dir.path()).expect("a new file");
    store.close().await;
    let (store, opened) = open(dir.path()).expect("the same file");
    store.close().await;
    opened.from_version
}

fn versions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade/versions")
}

/// That version's file, unpacked as `hookdesk.db`.
pub fn unpack(version: u32, dir: &Path) {
    let packed = std::fs::read(versions().join(format!("v{version}.db.gz")))
        .unwrap_or_else(|e| panic!("no file of version {version} ({e}); the ignored test `make` writes it"));
    let mut whole = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut whole).expect("a packed file");
    std::fs::write(dir.join("hookdesk.db"), whole).expect("written");
}

/// What that file holds, as its own version told it.
pub fn told(version: u32) -> String {
    std::fs::read_to_string(versions().join(format!("v{version}.rows.txt"))).expect("its rows")
}

/// Writes the newest version's file. That of a released version is never made anew.
#[tokio::test]
#[ignore = "writes into versions/; run it once when a migration is added"]
async fn make() {
    let version = newest().await;
    let packed = versions().join(format!("v{version}.db.gz"));
    assert!(!packed.exists(), "there is one of version {version}");
    let dir = tempfile::tempdir().expect("a directory");
    let (store, _) = open(dir.path()).expect("a new file");
    fill(&store).await.expect("filled");
    let rows = rows(&store).await.expect("rows");
    store.close().await;
    let whole = std::fs::read(dir.path().join("hookdesk.db")).expect("the file");
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&whole).expect("packed");
    std::fs::write(packed, packer.finish().expect("packed")).expect("written");
    std::fs::write(versions().join(format!("v{version}.rows.txt")), rows).expect("written");
}

/// A message in every state there is, those in flight with all that hangs on them.
async fn fill(store: &Store) -> Result<(), Fault> {
    let orders = subscribe(store, "order.created", PayloadBinding::Snapshot).await?;
    for n in 1..=9 {
        accept(store, "order.created", n).await?;
    }
    let leases = claim(store, orders.id, 8).await?;
    let retry = Next::Retry(UtcMillis(START + 60_000));
    let rejected = || Next::Rejected(RejectReason::Exhausted);
    let ends = [Next::Delivered, retry, rejected(), rejected(), rejected(), rejected()];
    for (lease, next) in leases.iter().zip(ends) {
        assert!(store.record(tried(lease, next)).await?);
    }
    // Third and sixth stay rejected, the fourth waits with a person's body, the fifth is given up, the seventh is being
    // sent, the eighth waits for a credential, the ninth was never leased.
    store.edit_and_resend(leases[3].id, b"{\"mended\":true}".to_vec()).await?;
    let discard = BulkAction::Discard("ordered twice".to_owned());
    store.bulk(Selection::Ids(vec![leases[4].id]), discard, 1).await?;
    let held =
        Recorded { attempt: None, counted: false, ..tried(&leases[7], Next::Held(HoldReason::Credential)) };
    assert!(store.record(held).await?);

    let invoices = subscribe(store, "invoice.paid", PayloadBinding::Snapshot).await?;
    accept(store, "invoice.paid", 11).await?;
    let off = Subscription { enabled: false, ..invoices };
    store.save_subscription(off, Box::new(|_| Ok(Vec::new()))).await?;
    accept(store, "invoice.paid", 12).await?;

    let customers = subscribe(store, "customer.changed", PayloadBinding::Rebuild).await?;
    accept(store, "customer.changed", 21).await?;
    accept(store, "customer.changed", 22).await?;
    let sending = claim(store, customers.id, 1).await?;
    let again = Next::Rejected(RejectReason::ManualFailed);
    assert!(store.record(tried(&sending[0], again)).await?);
    store.edit_and_resend(sending[0].id, b"{\"customer\":\"edited\"}".to_vec()).await?;
    claim(store, customers.id, 2).await?;

    let prices = subscribe(store, "price.changed", PayloadBinding::Snapshot).await?;
    map(store, &prices).await?;
    for (n, skip) in [(51, None), (52, None), (53, None), (54, Some("its rule does not hold: n is 54"))] {
        judged(store, "price.changed", n, skip).await?;
    }
    // The first was sent and failed, and is due again with the bytes it sent; the second is being sent.
    let leases = claim(store, prices.id, 2).await?;
    let sent = Some(MAPPED.to_vec());
    let failed = tried(&leases[0], Next::Retry(UtcMillis(START + 60_000)));
    assert!(store.record(Recorded { rebuilt_body: sent, ..failed }).await?);

    let consents = subscribe(store, "stock.low", PayloadBinding::Snapshot).await?;
    accept(store, "stock.low", 31).await?;
    let blocked =
        Blocked { host: "127.0.0.1".to_owned(), addresses: vec![[127, 0, 0, 1].into()], was_public: false };
    store.require_consent(consents.id, blocked, None).await?;
    accept(store, "nobody.listens", 41).await
}

async fn subscribe(store: &Store, event: &str, binding: PayloadBinding) -> Result<Subscription, Fault> {
    let hook = Hook {
        id: HookId(0),
        name: EventName::parse(event)?,
        description: String::new(),
        wrap: ContentWrap::Data,
        service: None,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    };
    let hook = store.save_hook(hook).await?;
    let subscription = Subscription {
        id: SubscriptionId(0),
        label: event.to_owned(),
        hook_id: hook.id,
        event_name: hook.name,
        recipient: Recipient::Url { url: "https://receiver.test/hook".to_owned() },
        method: Method::Post,
        enabled: true,
        metadata: String::new(),
        binding,
        retry: RetryPolicy::Custom { delays_ms: vec![20; 5] },
        timeout_ms: 5_000,
        concurrency: 4,
        rate: None,
        signing: Signing::None,
        headers: Vec::new(),
        consent: None,
        needs_consent: false,
        blocked: None,
        public_host: None,
        debug: false,
        has_secret: false,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    };
    store.save_subscription(subscription, Box::new(|_| Ok(Vec::new()))).await
}

async fn accept(store: &Store, name: &str, n: u32) -> Result<(), Fault> {
    store.accept(vec![event(name, n)?]).await.map(drop)
}

fn event(name: &str, n: u32) -> Result<NewEvent, Fault> {
    Ok(NewEvent {
        id: EventId::parse(&format!("event-{n}"))?,
        name: EventName::parse(name)?,
        data: RawValue::from_string(format!("{{\"n\":{n},\"price\":37.0000}}")).expect("JSON"),
        context: None,
        occurred_at: None,
        source: EventSource::Api,
    })
}

/// Gives the hook a content that sends the price alone.
async fn map(store: &Store, subscription: &Subscription) -> Result<(), Fault> {
    let hooks = store.hooks().await?;
    let hook = hooks.into_iter().find(|hook| hook.id == subscription.hook_id).expect("its hook");
    let price = Field { name: "price".to_owned(), source: None, converter: None, active: true };
    let content = Content { fields: vec![price], ..Content::default() };
    store.save_hook_with(hook, Some(content)).await.map(drop)
}

/// What that content makes of every event here.
pub const MAPPED: &[u8] = b"{\"price\":37.0000}";

async fn judged(store: &Store, name: &str, n: u32, skip: Option<&str>) -> Result<(), Fault> {
    let contents = store.hook_contents().await?;
    let content = contents.by_name(name).expect("a content").id;
    let judged = Judged { content, skip: skip.map(str::to_owned), request: None };
    let taken = store.accept_judged(vec![event(name, n)?], vec![Some(judged)]).await?;
    assert!(matches!(taken, Taken::Stored(_)));
    Ok(())
}

async fn claim(store: &Store, subscription: SubscriptionId, n: usize) -> Result<Vec<Lease>, Fault> {
    let lanes = vec![Lane { subscription, max: n, lease_ms: 30_000 }];
    let leases = store.claim(ClaimPlan { lanes, total: n }).await?;
    assert_eq!(leases.len(), n);
    Ok(leases)
}

/// An answered attempt: 200 where it was delivered, else 503.
fn tried(lease: &Lease, next: Next) -> Recorded {
    let delivered = next == Next::Delivered;
    let attempt = Attempt {
        number: lease.number,
        trigger: lease.trigger,
        started_at: UtcMillis(START + 1_000),
        timings: Timings { head_us: Some(700), total_us: 900, ..Timings::default() },
        result: if delivered { AttemptResult::Delivered } else { AttemptResult::Failed },
        truth: (!delivered).then_some(FailureTruth::Refused),
        class: None,
        status: Some(if delivered { 200 } else { 503 }),
        retry_after_ms: None,
        error: None,
        request: RequestRecord {
            method: "POST".to_owned(),
            url: "https://receiver.test/hook".to_owned(),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        },
        response: Some(ResponseRecord { headers: Vec::new(), body: b"seen".to_vec(), truncated: false }),
        edited: lease.body.is_some(),
    };
    Recorded {
        seq: lease.seq,
        token: lease.token,
        subscription: lease.subscription,
        attempt: Some(attempt),
        rebuilt_body: None,
        next,
        counted: !delivered,
    }
}
