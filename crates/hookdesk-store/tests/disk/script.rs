//! A run of the store that touches everything it writes: accepts, claims, outcomes, retries by hand, checkpoints, a purge.

use std::path::Path;
use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::event::NewEvent;
use hookdesk_core::message::{HoldReason, MessageState, Next, RejectReason};
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_store::{BulkAction, ClaimPlan, Lease, MessageFilter, OpenOptions, Recorded, Selection, Store};
use rusqlite::Connection;

use crate::ledger::{Ledger, names};
use crate::support::{START, TestClock, delivered, event, plan, refused, untried};

/// How often a refused call is made again: the first refusal may be the fault, the second must not be.
const TRIES: usize = 3;

pub struct Run {
    pub store: Store,
    pub clock: Arc<TestClock>,
    pub ledger: Ledger,
    /// Whether calls that failed are made again, as the sender and a good client do.
    pub insist: bool,
}

pub fn open(dir: &Path, clock: &Arc<TestClock>) -> Result<Store, Fault> {
    let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
    Store::open(dir, OpenOptions { clock, readers: 1, full_check: false }).map(|(store, _)| store)
}

impl Run {
    /// Everything, in order. Faults are kept in the ledger; nothing here panics because of one.
    pub async fn all(&mut self, dir: &Path) {
        self.accept(&["a-1", "a-2", "a-3"], "a.happened", "{}").await;
        self.accept(&["nobody-1"], "nobody.asked", "{}").await;
        let leases = self.claim(4).await;
        for (n, lease) in leases.iter().enumerate() {
            let outcome = match n {
                0 => delivered(lease),
                1 => refused(lease, Next::Retry(UtcMillis(START + 1_000))),
                2 => refused(lease, Next::Rejected(RejectReason::Exhausted)),
                _ => untried(lease, Next::Held(HoldReason::Credential)),
            };
            self.record(lease, outcome).await;
        }
        checkpoint(dir, "PASSIVE");
        let large = format!("{{\"text\":\"{}\"}}", "x".repeat(6_000));
        self.accept(&["large-1"], "a.happened", &large).await;
        self.clock.advance(2_000);
        self.many(&["b-1", "b-2", "b-3"]).await;
        for lease in self.claim(6).await {
            self.record(&lease, delivered(&lease)).await;
        }
        let rejected = MessageFilter { states: vec![MessageState::Rejected], ..MessageFilter::default() };
        let selection = Selection::Filter { filter: rejected, up_to: i64::MAX, after: None };
        let done = self.store.bulk(selection, BulkAction::Retry, 10).await;
        self.note(done);
        checkpoint(dir, "PASSIVE");
        self.accept(&["a-1", "a-4"], "a.happened", "{}").await;
        self.clock.advance(1_000);
        self.ledger.purged = true;
        let purged = self.store.purge(UtcMillis(START + 2_500), 2).await;
        self.note(purged);
        self.accept(&["a-5"], "a.happened", "{}").await;
        checkpoint(dir, "TRUNCATE");
        for lease in self.claim(3).await {
            self.record(&lease, delivered(&lease)).await;
        }
        self.accept(&["a-6"], "a.happened", "{}").await;
    }

    fn note<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| *self.ledger.faults.entry(fault.code.as_str()).or_default() += 1).ok()
    }

    fn tries(&self) -> usize {
        if self.insist { TRIES } else { 1 }
    }

    pub async fn accept(&mut self, ids: &[&str], name: &str, data: &str) -> bool {
        for _ in 0..self.tries() {
            let events: Vec<NewEvent> = ids.iter().map(|id| event(id, name, data)).collect();
            let answer = self.store.accept(events).await;
            if let Some(accepted) = self.note(answer) {
                for (id, accepted) in ids.iter().zip(&accepted) {
                    self.ledger.accept(id, accepted);
                }
                return true;
            }
        }
        false
    }

    /// Callers side by side, in one group or several.
    async fn many(&mut self, ids: &[&str]) {
        let calls: Vec<_> = ids
            .iter()
            .map(|id| {
                let (store, event) = (self.store.clone(), event(id, "b.happened", "{}"));
                tokio::spawn(async move { store.accept(vec![event]).await })
            })
            .collect();
        for (id, call) in ids.iter().zip(calls) {
            let answer = call.await.unwrap();
            match self.note(answer) {
                Some(accepted) => self.ledger.accept(id, &accepted[0]),
                None if self.insist => drop(self.accept(&[id], "b.happened", "{}").await),
                None => {}
            }
        }
    }

    pub async fn claim(&mut self, total: usize) -> Vec<Lease> {
        for _ in 0..self.tries() {
            let claimed = claim(&self.store, plan(&[1, 2, 3], total, total)).await;
            if let Some(leases) = self.note(claimed) {
                return leases;
            }
        }
        Vec::new()
    }

    pub async fn record(&mut self, lease: &Lease, outcome: Recorded) {
        let id = lease.id.to_string();
        // A fault may hide an outcome that the file has all the same: from here on it may be delivered.
        if outcome.next == Next::Delivered {
            self.ledger.delivered.insert(id.clone());
        }
        let result = outcome.attempt.as_ref().map(|attempt| attempt.result.as_str());
        let outcome = Arc::new(outcome);
        for _ in 0..self.tries() {
            let recorded = self.store.record(Arc::clone(&outcome)).await;
            if let Some(taken) = self.note(recorded) {
                assert!(taken, "nobody else has this lease");
                if let Some(result) = result {
                    self.ledger.outcomes.insert((id, lease.number), result);
                }
                return;
            }
        }
    }

    /// Delivers whatever is due, until nothing is: what was promised can all be sent.
    pub async fn drain(&mut self, case: &str) {
        self.clock.advance(3_600_000);
        loop {
            let leases = self.claim(10).await;
            if leases.is_empty() {
                break;
            }
            for lease in leases {
                self.record(&lease, delivered(&lease)).await;
            }
        }
        let counts = self.store.counts().await.unwrap();
        for state in [MessageState::Queued, MessageState::Retrying, MessageState::Sending] {
            assert_eq!(counts.by_state[&state], 0, "{case}: {state:?} for ever");
        }
        let promised: usize = self.ledger.accepted.values().map(|answer| names(answer).len()).sum();
        assert!(self.ledger.delivered.len() <= promised, "{case}: more was sent than was accepted");
    }
}

/// What is due now; nothing where nothing is. (A claim would wait.)
async fn claim(store: &Store, plan: ClaimPlan) -> Result<Vec<Lease>, Fault> {
    let end = async {
        // A write goes through the writer behind the claim; then a newer claim takes the claim's place.
        let _ = store.release(Vec::new()).await;
        store.claim(ClaimPlan::default()).await
    };
    tokio::select! {
        biased;
        leases = store.claim(plan) => leases,
        _ = end => Ok(Vec::new()),
    }
}

/// Moves the log into the file, as far as the disk lets it.
fn checkpoint(dir: &Path, mode: &str) {
    if let Ok(conn) = Connection::open(dir.join("hookdesk.db")) {
        let _ = conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(()));
    }
}
