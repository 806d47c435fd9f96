//! A store in a directory of its own, with hooks and subscriptions written straight into the file, and a clock that
//! stands still until it is moved.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hookdesk_core::config::Blocked;
use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::{EventId, SubscriptionId};
use hookdesk_core::message::{
    Attempt, AttemptResult, FailureTruth, Next, RequestRecord, ResponseRecord, Timings, TransportClass,
};
use hookdesk_core::name::EventName;
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_store::{ClaimPlan, Lane, Lease, OpenOptions, Recorded, Store};
use rusqlite::Connection;
use serde_json::value::RawValue;

/// 2026-11-20T21:44:15.205Z, as good as any.
pub const START: i64 = 1_795_211_055_205;

pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn set(&self, at: i64) {
        self.0.store(at, Ordering::SeqCst);
    }

    pub fn advance(&self, by: i64) {
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::SeqCst))
    }
}

pub struct Desk {
    pub dir: tempfile::TempDir,
    pub clock: Arc<TestClock>,
    pub store: Store,
}

impl Desk {
    /// Hooks `a.happened`, `b.happened`, … each with one subscription numbered from 1.
    pub async fn with(subscriptions: usize) -> Self {
        let names = (0..subscriptions).map(|n| format!("{}.happened", (b'a' + n as u8) as char));
        let sql: String = names
            .enumerate()
            .map(|(n, name)| {
                format!("{}{}", hook(n as i64 + 1, &name), subscription(n as i64 + 1, n as i64 + 1))
            })
            .collect();
        Self::seeded(&sql).await
    }

    /// A store whose file was given these rows before it was opened.
    pub async fn seeded(sql: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = clock();
        let store = open(dir.path(), &clock);
        store.close().await;
        connect(dir.path()).execute_batch(sql).unwrap();
        let store = open(dir.path(), &clock);
        Self { dir, clock, store }
    }

    /// Closes and opens again, as a restart does.
    pub async fn reopen(&mut self) {
        self.store.close().await;
        self.store = open(self.dir.path(), &self.clock);
    }

    pub fn file(&self) -> PathBuf {
        self.dir.path().join("hookdesk.db")
    }

    /// A connection of the test's own, to look at rows no call shows.
    pub fn sql(&self) -> Connection {
        connect(self.dir.path())
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.sql().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub fn text(&self, sql: &str) -> String {
        self.sql().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Runs the queries of a change of configuration the way another process cannot: closed meanwhile.
    pub async fn change(&mut self, sql: &str) {
        self.store.close().await;
        connect(self.dir.path()).execute_batch(sql).unwrap();
        self.store = open(self.dir.path(), &self.clock);
    }

    /// Accepts `count` events of this name.
    pub async fn fill(&self, name: &str, count: usize) {
        let events = (0..count).map(|n| event(&format!("{name}-{n}"), name, "{}")).collect();
        self.store.accept(events).await.unwrap();
    }

    pub async fn claim(&self, subscriptions: &[i64], max: usize, total: usize) -> Vec<Lease> {
        self.store.claim(plan(subscriptions, max, total)).await.unwrap()
    }
}

pub fn clock() -> Arc<TestClock> {
    Arc::new(TestClock(AtomicI64::new(START)))
}

pub fn open(dir: &Path, clock: &Arc<TestClock>) -> Store {
    let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
    Store::open(dir, OpenOptions { clock, readers: 2, full_check: false }).unwrap().0
}

pub fn connect(dir: &Path) -> Connection {
    let conn = Connection::open(dir.join("hookdesk.db")).unwrap();
    conn.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    conn
}

pub fn hook(id: i64, name: &str) -> String {
    format!(
        "INSERT INTO hooks (id, name, description, wrap, created_at, updated_at) VALUES ({id}, '{name}', '', 'data', 0, 0);"
    )
}

pub fn subscription(id: i64, hook: i64) -> String {
    format!(
        "INSERT INTO subscriptions (id, label, hook_id, recipient, method, enabled, metadata, binding, retry, \
         timeout_ms, concurrency, signing, headers, needs_consent, debug, created_at, updated_at) \
         VALUES ({id}, '', {hook}, '{{\"kind\":\"url\",\"url\":\"http://receiver.test/\"}}', 'POST', 1, 'sample', \
         'snapshot', '{{\"kind\":\"classic\"}}', 10000, 8, '{{\"scheme\":\"none\"}}', '[]', 0, 0, 0, 0);"
    )
}

/// Where a receiver turned out to lie.
pub fn blocked() -> Blocked {
    Blocked { host: "receiver.test".to_owned(), addresses: vec![[192, 168, 1, 20].into()], was_public: false }
}

pub fn event(id: &str, name: &str, data: &str) -> NewEvent {
    NewEvent {
        id: EventId::parse(id).unwrap(),
        name: EventName::parse(name).unwrap(),
        data: RawValue::from_string(data.to_owned()).unwrap(),
        context: None,
        occurred_at: None,
        source: EventSource::Api,
    }
}

pub fn plan(subscriptions: &[i64], max: usize, total: usize) -> ClaimPlan {
    let lane = |id: &i64| Lane { subscription: SubscriptionId(*id), max, lease_ms: 30_000 };
    ClaimPlan { lanes: subscriptions.iter().map(lane).collect(), total }
}

fn attempt(lease: &Lease, result: AttemptResult) -> Attempt {
    Attempt {
        number: lease.number,
        trigger: lease.trigger,
        started_at: UtcMillis(START),
        timings: Timings { head_us: Some(700), total_us: 900, ..Timings::default() },
        result,
        truth: None,
        class: None,
        status: None,
        retry_after_ms: None,
        error: None,
        request: RequestRecord {
            method: "POST".to_owned(),
            url: "http://receiver.test/".to_owned(),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        },
        response: None,
        edited: lease.body.is_some(),
    }
}

fn recorded(lease: &Lease, attempt: Option<Attempt>, next: Next, counted: bool) -> Recorded {
    Recorded {
        seq: lease.seq,
        token: lease.token,
        subscription: lease.subscription,
        attempt,
        rebuilt_body: None,
        next,
        counted,
    }
}

pub fn delivered(lease: &Lease) -> Recorded {
    let response = ResponseRecord {
        headers: vec![("content-type".to_owned(), "text/plain".to_owned())],
        body: b"thank you".to_vec(),
        truncated: false,
    };
    let attempt =
        Attempt { status: Some(200), response: Some(response), ..attempt(lease, AttemptResult::Delivered) };
    recorded(lease, Some(attempt), Next::Delivered, false)
}

pub fn refused(lease: &Lease, next: Next) -> Recorded {
    let attempt = Attempt {
        status: Some(500),
        truth: Some(FailureTruth::Refused),
        response: Some(ResponseRecord::default()),
        error: Some("the receiver answered 500".to_owned()),
        ..attempt(lease, AttemptResult::Failed)
    };
    recorded(lease, Some(attempt), next, true)
}

pub fn unreachable(lease: &Lease, next: Next) -> Recorded {
    let attempt = Attempt {
        truth: Some(FailureTruth::NotSent),
        class: Some(TransportClass::Connect),
        error: Some("connection refused".to_owned()),
        ..attempt(lease, AttemptResult::Failed)
    };
    recorded(lease, Some(attempt), next, true)
}

pub fn untried(lease: &Lease, next: Next) -> Recorded {
    recorded(lease, None, next, false)
}
