//! Learns what events look like, for the catalogue: names and types of some of them, never a value. Reads after the
//! events are on disk, so that accepting does not know of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hookdesk_content::catalogue::Learned;
use hookdesk_content::json;
use hookdesk_core::{Code, Fault};
use hookdesk_store::{Shape, Store};
use tokio_util::sync::CancellationToken;

use crate::upkeep::await_events;

/// How long after an event it is learned from: events come in groups.
const DELAY: Duration = Duration::from_secs(1);
/// Messages in hand from which on learning waits.
const BUSY: usize = 16;
/// Newest events looked at in one step; older ones teach nothing that these do not.
const LOOK: usize = 1_000;
/// The first so many events of a name are learned from,
const FIRST: u64 = 20;
/// and of those after them one in so many.
const ONE_IN: u64 = 50;
/// Payloads read in one step.
const STEP: usize = 40;
/// Names learned; a sender who makes up names must not fill the file.
const MAX_NAMES: usize = 2_000;
/// Larger payloads are left out.
const MAX_BYTES: usize = 256 * 1024;

/// The learning of a running engine.
pub(crate) struct Learning {
    store: Store,
    /// Messages the sender has in hand.
    load: Arc<AtomicUsize>,
    /// How many events of each name were met.
    met: HashMap<String, u64>,
    /// Events up to here were looked at.
    at: i64,
}

impl Learning {
    pub fn new(store: Store, load: Arc<AtomicUsize>) -> Self {
        Self { store, load, met: HashMap::new(), at: 0 }
    }

    /// Runs until told to stop.
    pub async fn run(mut self, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.follow() => {}
        }
    }

    async fn follow(&mut self) {
        let mut changes = self.store.changes();
        let mut failing = false;
        loop {
            match self.step().await {
                Ok(()) => failing = false,
                Err(fault) if !failing => {
                    failing = true;
                    tracing::warn!(%fault, "the shapes of events could not be learned; it is tried again with the next event");
                }
                Err(_) => {}
            }
            await_events(&mut changes).await;
            tokio::time::sleep(DELAY).await;
            while self.load.load(Ordering::Relaxed) > BUSY {
                tokio::time::sleep(DELAY).await;
            }
        }
    }

    /// Learns from what came since the last step.
    async fn step(&mut self) -> Result<(), Fault> {
        if self.at == 0 {
            self.at = self.store.learned_to().await?;
        }
        let rows = self.store.events_after(self.at, LOOK).await?;
        let Some((to, _)) = rows.last().cloned() else { return Ok(()) };
        let mut picked: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let mut left = STEP;
        for (seq, name) in rows {
            if !self.met.contains_key(&name) {
                if self.met.len() == MAX_NAMES {
                    continue;
                }
                let seen = self.store.shape(&name).await?.map_or(0, |shape| shape.seen);
                self.met.insert(name.clone(), seen);
            }
            let met = self.met.entry(name.clone()).or_default();
            if left > 0 && (*met < FIRST || met.is_multiple_of(ONE_IN)) {
                left -= 1;
                picked.entry(name).or_default().push(seq);
            }
            *met += 1;
        }
        let mut shapes = Vec::new();
        for (name, seqs) in picked {
            let payloads = self.store.payloads(seqs, MAX_BYTES).await?;
            let before = self.store.shape(&name).await?;
            shapes.extend(learn(name, before, payloads).await?);
        }
        if !shapes.is_empty() {
            self.store.save_learned(shapes, to).await?;
        }
        self.at = to;
        Ok(())
    }
}

/// The shape with these payloads; none where no payload could be read.
async fn learn(name: String, before: Option<Shape>, payloads: Vec<Vec<u8>>) -> Result<Option<Shape>, Fault> {
    let work = tokio::task::spawn_blocking(move || {
        let mut learned =
            before.as_ref().and_then(|shape| Learned::from_json(&shape.shape)).unwrap_or_default();
        let was = learned.payloads();
        for payload in &payloads {
            if let Some(payload) = std::str::from_utf8(payload).ok().and_then(|text| json::read(text).ok()) {
                learned = learned.with(&payload);
            }
        }
        let more = learned.payloads() - was;
        let seen = before.map_or(0, |shape| shape.seen).saturating_add(more);
        (more > 0).then(|| Shape { name, shape: learned.to_json(), seen, updated_at: Default::default() })
    });
    work.await.map_err(|e| Fault::new(Code::Internal, "learning ended before its time").detail(e.to_string()))
}
