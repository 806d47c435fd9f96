//! The sender: a closed loop that sleeps until something is due, claims it fairly, sends it and writes what came of it.
//!
//! The loop itself only deals out permits. Each lease becomes a task of its own, which gives its permit back when the
//! exchange has ended and then sees to its outcome, so that a commit's latency never holds up sending.

mod attempt;
mod authorized;
mod consent;
mod decide;
mod lanes;
mod rate;
mod record;

use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use hookdesk_core::id::SubscriptionId;
use hookdesk_core::network::NetworkState;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use hookdesk_store::{ClaimPlan, Lease, LeaseRef};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

pub(crate) use attempt::Desk;
use lanes::{LaneRules, Lanes, Pace};
pub(crate) use record::Recorder;

use crate::config::Snapshot;

/// Outcomes on their way to the disk beyond which nothing new is started.
const MOST_UNRECORDED: usize = 4_096;
/// A claim that is out is given this long before another takes its place.
const SETTLE: Duration = Duration::from_millis(2);
/// Pause after a claim failed, or was answered with nothing.
const CLAIM_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_CLAIM_PAUSE: Duration = Duration::from_secs(5);
/// How often leases are looked after.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Leases with less than this left are renewed, to twice as much.
const RENEW_BELOW_MS: i64 = 30_000;
/// Longest time for running attempts to end at shutdown.
const DRAIN: Duration = Duration::from_secs(30);

/// What attempts tell the loop.
pub(crate) enum Told {
    /// An exchange has ended, its permit is free; how it went, where there was one.
    Freed(SubscriptionId, Option<Pace>),
    /// The lease's story has ended: written, given back or lost.
    Ended(i64),
    /// Writing outcomes began to fail, or works again.
    Trouble,
}

/// An attempt's permit. Comes back even when its task dies.
pub(crate) struct Ticket {
    subscription: SubscriptionId,
    seq: i64,
    /// How the exchange went, where there was one.
    pace: Option<Pace>,
    /// The address at the other end, where there was a connection.
    reached: Option<IpAddr>,
    freed: bool,
    told: mpsc::UnboundedSender<Told>,
}

impl Ticket {
    /// Gives the permit back; the lease goes on.
    fn free(&mut self) {
        if !std::mem::replace(&mut self.freed, true) {
            // Where nobody listens any more, nobody counts either.
            let _ = self.told.send(Told::Freed(self.subscription, self.pace));
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.free();
        let _ = self.told.send(Told::Ended(self.seq));
    }
}

type Claim = Pin<Box<dyn Future<Output = Result<Vec<Lease>, Fault>> + Send>>;

/// The loop's state.
pub(crate) struct Sender {
    desk: Arc<Desk>,
    snapshot: Arc<Snapshot>,
    fresh: watch::Receiver<Arc<Snapshot>>,
    network: watch::Receiver<NetworkState>,
    lanes: Lanes,
    /// Every lease from claim to end.
    live: HashMap<i64, (i64, UtcMillis)>,
    claims: FuturesUnordered<Claim>,
    /// How many of them a later claim has replaced.
    replaced: usize,
    claimed_at: Instant,
    /// Not before this.
    claim_after: Instant,
    claim_pause: Duration,
    listen: mpsc::UnboundedReceiver<Told>,
    told: mpsc::UnboundedSender<Told>,
    tending: Option<tokio::task::JoinHandle<()>>,
    load: Arc<AtomicUsize>,
}

impl Sender {
    /// `load` is kept at the number of messages in hand, for those who should give way.
    pub fn new(
        desk: Arc<Desk>,
        (told, listen): (mpsc::UnboundedSender<Told>, mpsc::UnboundedReceiver<Told>),
        load: Arc<AtomicUsize>,
    ) -> Self {
        let fresh = desk.config.watch();
        let now = Instant::now();
        let mut sender = Self {
            snapshot: desk.config.now(),
            fresh,
            network: desk.network.watch(),
            desk,
            lanes: Lanes::new(),
            live: HashMap::new(),
            claims: FuturesUnordered::new(),
            replaced: 0,
            claimed_at: now,
            claim_after: now,
            claim_pause: CLAIM_PAUSE,
            listen,
            told,
            tending: None,
            load,
        };
        sender.configure();
        sender
    }

    /// Runs until told to stop, then drains.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut heard = Vec::new();
        loop {
            self.start_ready();
            self.claim();
            self.load.store(self.live.len(), Ordering::Relaxed);
            let wake = self.next_wake();
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                Some(claimed) = self.claims.next(), if !self.claims.is_empty() => self.claimed(claimed),
                _ = self.listen.recv_many(&mut heard, 512) => heard.drain(..).for_each(|told| self.hear(told)),
                Ok(()) = self.fresh.changed() => self.configure(),
                Ok(()) = self.network.changed() => self.configure(),
                () = sleep_until(wake), if wake.is_some() => self.lanes.reopen(),
                _ = heartbeat.tick() => self.tend_leases(),
            }
        }
        self.drain().await;
    }

    fn configure(&mut self) {
        self.snapshot = self.fresh.borrow_and_update().clone();
        let rules = self.snapshot.targets.iter().map(|(id, target)| {
            let subscription = &target.subscription;
            let rules = LaneRules {
                open: target.hold.is_none() && self.desk.network.closed(target.reach).is_none(),
                concurrency: usize::try_from(subscription.concurrency).unwrap_or(1),
                timeout_ms: subscription.timeout_ms,
                rate: subscription.rate,
            };
            (*id, rules)
        });
        self.lanes.configure(self.snapshot.settings.max_in_flight, rules);
    }

    /// Starts what has a permit.
    fn start_ready(&mut self) {
        if self.desk.recorder.in_trouble() {
            return;
        }
        while self.unrecorded() < MOST_UNRECORDED
            && let Some(lease) = self.lanes.next(Instant::now())
        {
            let ticket = Ticket {
                subscription: lease.subscription,
                seq: lease.seq,
                pace: None,
                reached: None,
                freed: false,
                told: self.told.clone(),
            };
            let desk = self.desk.clone();
            tokio::spawn(async move { attempt::run(&desk, lease, ticket).await });
        }
    }

    /// Outcomes that are not on disk yet.
    fn unrecorded(&self) -> usize {
        self.live.len().saturating_sub(self.lanes.running() + self.lanes.ready())
    }

    /// Asks for more, where there is room. A claim that is out makes way when a lane it does not know has opened.
    fn claim(&mut self) {
        let now = Instant::now();
        let out = !self.claims.is_empty();
        if out && (!self.lanes.has_opened() || now < self.claimed_at + SETTLE) || now < self.claim_after {
            return;
        }
        if self.desk.recorder.in_trouble() || self.unrecorded() >= MOST_UNRECORDED {
            return;
        }
        let plan = self.lanes.plan(now);
        if plan.total == 0 || plan.lanes.is_empty() {
            return;
        }
        let store = self.desk.store.clone();
        self.claims.push(Box::pin(async move { store.claim(plan).await }));
        self.replaced += usize::from(out);
        self.claimed_at = now;
    }

    /// Makes a parked claim answer at once.
    fn call_claim_back(&self) {
        // An empty claim takes its place, and is forgotten in turn.
        let _ = self.desk.store.claim(ClaimPlan::default()).now_or_never();
    }

    fn claimed(&mut self, claimed: Result<Vec<Lease>, Fault>) {
        let replaced = self.replaced > 0;
        if self.claims.is_empty() {
            self.lanes.answered(claimed.as_ref().map_or(0, Vec::len));
            self.replaced = 0;
        }
        match claimed {
            Ok(leases) if !leases.is_empty() => {
                self.claim_pause = CLAIM_PAUSE;
                self.take(leases);
            }
            Ok(_) if replaced => self.replaced = self.replaced.saturating_sub(1),
            Ok(_) => self.pause_claiming(),
            Err(fault) => {
                if self.claim_pause == CLAIM_PAUSE && fault.code != Code::EngineStopping {
                    tracing::error!(code = %fault.code, detail = fault.detail.as_deref(), "claiming failed; it is tried again");
                }
                self.pause_claiming();
            }
        }
    }

    fn pause_claiming(&mut self) {
        self.claim_after = Instant::now() + self.claim_pause;
        self.claim_pause = (self.claim_pause * 2).min(LONGEST_CLAIM_PAUSE);
    }

    fn take(&mut self, leases: Vec<Lease>) {
        self.live.extend(leases.iter().map(|lease| (lease.seq, (lease.token, lease.until))));
        let over = self.lanes.add(leases, Instant::now());
        if !over.is_empty() {
            self.give_back(over);
        }
    }

    /// Gives back what a rate limit does not let start.
    fn give_back(&mut self, leases: Vec<Lease>) {
        let leases = self.forget(&leases);
        let store = self.desk.store.clone();
        tokio::spawn(async move {
            if let Err(fault) = store.release(leases).await {
                tracing::warn!(%fault, "leases were not given back; they will run out");
            }
        });
    }

    /// Leases that are ours no longer, as the store names them.
    fn forget(&mut self, leases: &[Lease]) -> Vec<LeaseRef> {
        leases
            .iter()
            .map(|lease| {
                self.live.remove(&lease.seq);
                (lease.seq, lease.token)
            })
            .collect()
    }

    fn hear(&mut self, told: Told) {
        match told {
            Told::Freed(subscription, pace) => self.lanes.freed(subscription, pace),
            Told::Ended(seq) => {
                self.live.remove(&seq);
            }
            Told::Trouble if self.desk.recorder.in_trouble() => self.call_claim_back(),
            Told::Trouble => self.lanes.reopen(),
        }
    }

    /// When to look again although nothing has happened.
    fn next_wake(&mut self) -> Option<Instant> {
        let now = Instant::now();
        let token = self.lanes.next_token(now);
        let paused = (self.claim_after > now).then_some(self.claim_after);
        let settled =
            (self.lanes.has_opened() && !self.claims.is_empty()).then_some(self.claimed_at + SETTLE);
        [token, paused, settled].into_iter().flatten().filter(|at| *at > now).min()
    }

    /// Renews the leases of what still runs, and only then takes back those nobody renews.
    fn tend_leases(&mut self) {
        if self.tending.as_ref().is_some_and(|task| !task.is_finished()) || self.desk.recorder.in_trouble() {
            return;
        }
        let now = self.desk.clock.now();
        let ending: Vec<LeaseRef> = self
            .live
            .iter_mut()
            .filter(|(_, (_, until))| *until < now.plus(RENEW_BELOW_MS))
            .map(|(seq, (token, until))| {
                *until = now.plus(2 * RENEW_BELOW_MS);
                (*seq, *token)
            })
            .collect();
        let store = self.desk.store.clone();
        self.tending = Some(tokio::spawn(async move {
            let renewed = match ending.is_empty() {
                true => Ok(Vec::new()),
                false => store.renew(ending, 2 * RENEW_BELOW_MS).await,
            };
            let recovered = match renewed {
                Ok(_) => store.recover_expired().await,
                Err(fault) => Err(fault),
            };
            match recovered {
                Ok(0) => {}
                Ok(n) => {
                    tracing::warn!(n, "leases had run out; their messages are due again, marked unknown")
                }
                Err(fault) => tracing::warn!(%fault, "leases could not be looked after"),
            }
        }));
    }

    /// Ends in order: no more claims, what has not started goes back, what runs may end, every outcome is written.
    async fn drain(mut self) {
        let deadline = tokio::time::Instant::now() + DRAIN;
        // A claim that was never polled has not been asked: called back before that, it would be parked for good.
        let mut ended = self.claims.next().now_or_never();
        self.call_claim_back();
        loop {
            match ended.take() {
                Some(Some(Ok(leases))) => self.take(leases),
                Some(Some(Err(_))) => {}
                Some(None) => break,
                None => match tokio::time::timeout_at(deadline, self.claims.next()).await {
                    Ok(claimed) => ended = Some(claimed),
                    Err(_) => break,
                },
            }
        }
        let ready = self.lanes.take_ready();
        let ready = self.forget(&ready);
        if !ready.is_empty()
            && let Err(fault) = self.desk.store.release(ready).await
        {
            tracing::warn!(%fault, "leases were not given back; the next start finds them");
        }
        while !self.live.is_empty() {
            match tokio::time::timeout_at(deadline, self.listen.recv()).await {
                Ok(Some(told)) => self.hear(told),
                Ok(None) | Err(_) => break,
            }
        }
        if !self.live.is_empty() {
            tracing::warn!(
                n = self.live.len(),
                "attempts were still running; the next start marks them unknown"
            );
        }
        self.load.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod simulation;

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
