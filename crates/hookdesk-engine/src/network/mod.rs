//! This machine's own network: what is believed of it, kept fresh, and what waits for it.
//!
//! Nobody is contacted to find out but recipients of messages. The belief itself is `hookdesk_core::network`.

mod holding;
mod machine;
mod signs;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hookdesk_connect::{Exchange, HttpClient, Outgoing};
use hookdesk_core::message::HoldReason;
use hookdesk_core::network::{Blame, Network, NetworkState, Reach};
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_store::Store;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use holding::Holding;
pub use machine::{Machine, ThisMachine};

/// Between looks while all is well: a sleep is noticed within this.
const PACE: Duration = Duration::from_secs(5);
/// Between looks while something waits for the network.
const AWAY_PACE: Duration = Duration::from_secs(1);
/// The wall clock that has gone on by this much more than the machine has run says that the machine slept.
const SLEPT: Duration = Duration::from_secs(10);

/// The belief, shared by all attempts.
pub(crate) struct NetworkWatch {
    machine: Arc<dyn Machine>,
    clock: Arc<dyn Clock>,
    config: Arc<Config>,
    network: Mutex<Network>,
    changed: watch::Sender<NetworkState>,
}

/// When something began, by both clocks: the wall's goes on while the machine sleeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Began {
    wall: UtcMillis,
    ran: Instant,
}

impl NetworkWatch {
    pub fn new(machine: Arc<dyn Machine>, clock: Arc<dyn Clock>, config: Arc<Config>) -> Arc<Self> {
        let changed = watch::Sender::new(NetworkState::Online);
        let watch = Self { machine, clock, config, network: Mutex::default(), changed };
        watch.look();
        Arc::new(watch)
    }

    /// The state, and since when.
    pub fn state(&self) -> (NetworkState, UtcMillis) {
        if self.is_off() { (NetworkState::Online, UtcMillis(0)) } else { self.lock().state() }
    }

    /// Tells of each new state.
    pub fn watch(&self) -> watch::Receiver<NetworkState> {
        self.changed.subscribe()
    }

    /// Why messages to a recipient there must wait; `None`: they may go.
    pub fn closed(&self, reach: Reach) -> Option<HoldReason> {
        if reach == Reach::Loopback || self.is_off() { None } else { self.lock().closed(reach) }
    }

    /// Now, by both clocks.
    pub fn begin(&self) -> Began {
        Began { wall: self.clock.now(), ran: Instant::now() }
    }

    /// Judges an exchange that has ended.
    pub fn judge(&self, request: &Outgoing, exchange: &Exchange, reach: Reach, began: Began) -> Blame {
        if reach == Reach::Loopback || self.is_off() {
            return Blame::Receiver;
        }
        let sign = signs::of(&request.url, exchange);
        let slept = self.slept(began);
        let origin = signs::origin(&request.url);
        let view = if sign.is_good() { None } else { Some(self.machine.view()) };
        let mut network = self.lock();
        let view = view.unwrap_or(network.view());
        let blame = network.judge(reach, origin, sign, slept, view, self.clock.now());
        let (state, _) = network.state();
        drop(network);
        self.tell(state);
        blame
    }

    /// Keeps looking, holds what must wait and releases it again, until told to stop.
    pub async fn run(self: Arc<Self>, store: Store, client: HttpClient, stop: CancellationToken) {
        let mut holding = Holding::new(store);
        let mut began = self.begin();
        let mut changed = self.watch();
        loop {
            if self.slept(began) {
                tracing::info!("the machine has slept");
                // Connections do not outlive a sleep; finding that out would cost each its first message.
                client.close_all();
                self.config.now().clients.close_all();
                self.lock().resumed(self.clock.now());
            }
            began = self.begin();
            self.look();
            let settled = self.settle(&mut holding).await;
            let pace = if settled { PACE } else { AWAY_PACE };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pace) => {}
                Ok(()) = changed.changed() => {}
            }
        }
    }

    /// Holds and releases by what is believed now; `true` where nothing waits for the network.
    async fn settle(&self, holding: &mut Holding) -> bool {
        let probing = !self.is_off() && self.lock().probe(self.clock.now());
        let snapshot = self.config.now();
        // All of them: what was held for one address may have been given another since.
        let targets = snapshot.targets.iter().map(|(id, target)| (*id, self.closed(target.reach)));
        let targets: Vec<_> = targets.collect();
        match holding.settle(&targets, probing).await {
            Ok(()) => {}
            Err(fault) => {
                tracing::warn!(%fault, "what waits for the network could not be moved; it is tried again")
            }
        }
        if probing {
            // The lanes open for what was released.
            self.changed.send_modify(|_| {});
        }
        self.state().0 == NetworkState::Online && !holding.holds_any()
    }

    fn look(&self) {
        let view = self.machine.view();
        let mut network = self.lock();
        network.look(view, self.clock.now());
        let (state, _) = network.state();
        drop(network);
        self.tell(state);
    }

    fn tell(&self, state: NetworkState) {
        let changed = self.changed.send_if_modified(|told| std::mem::replace(told, state) != state);
        if changed {
            tracing::info!(%state, "the network");
        }
    }

    /// Whether the machine slept since then.
    fn slept(&self, began: Began) -> bool {
        let wall = u64::try_from(self.clock.now().0.saturating_sub(began.wall.0)).unwrap_or(0);
        Duration::from_millis(wall) > began.ran.elapsed() + SLEPT
    }

    fn is_off(&self) -> bool {
        !self.config.now().settings.network_detect
    }

    fn lock(&self) -> MutexGuard<'_, Network> {
        self.network.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
