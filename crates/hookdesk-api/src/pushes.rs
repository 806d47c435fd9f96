//! Pushes: what changed, gathered so that a busy queue does not flood a window. Nothing changes, nothing runs.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::unfold;
use hookdesk_core::network::NetworkState;
use hookdesk_engine::Engine;
use hookdesk_store::{Area, Changes, Store};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::wire::Push;

/// Least time between two pushes.
const PACE: Duration = Duration::from_millis(200);
/// Most messages named in one push.
const NAMED: usize = 64;

/// What changed, from now on, at most five times a second; the first change after a quiet time is told at once. Ends
/// when the store closes. Each listener has its own.
pub fn pushes(engine: &Engine) -> impl Stream<Item = Push> + Send + use<> {
    let start = Listener {
        changes: engine.store().changes(),
        proof: engine.prover().watch(),
        network: engine.watch_network(),
        authorizations: engine.watch_authorizations(),
        store: engine.store().clone(),
        not_before: Instant::now(),
    };
    unfold(start, |mut listener| async move { listener.next().await.map(|push| (push, listener)) })
}

struct Listener {
    changes: Receiver<Changes>,
    proof: watch::Receiver<()>,
    network: watch::Receiver<NetworkState>,
    authorizations: watch::Receiver<u64>,
    store: Store,
    not_before: Instant,
}

impl Listener {
    async fn next(&mut self) -> Option<Push> {
        let mut gathered = Gathered::default();
        tokio::select! {
            changed = self.changes.recv() => match changed {
                Ok(changes) => gathered.add(changes),
                Err(RecvError::Lagged(_)) => gathered.add_all(),
                Err(RecvError::Closed) => return None,
            },
            Ok(()) = self.proof.changed() => gathered.proof = true,
            Ok(()) = self.network.changed() => gathered.network = true,
            Ok(()) = self.authorizations.changed() => gathered.authorizations = true,
        }
        tokio::time::sleep_until(self.not_before).await;
        loop {
            match self.changes.try_recv() {
                Ok(changes) => gathered.add(changes),
                Err(TryRecvError::Lagged(_)) => gathered.add_all(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        if self.proof.has_changed().unwrap_or(false) {
            self.proof.mark_unchanged();
            gathered.proof = true;
        }
        if self.network.has_changed().unwrap_or(false) {
            self.network.mark_unchanged();
            gathered.network = true;
        }
        if self.authorizations.has_changed().unwrap_or(false) {
            self.authorizations.mark_unchanged();
            gathered.authorizations = true;
        }
        self.not_before = Instant::now() + PACE;
        Some(self.tell(gathered).await)
    }

    async fn tell(&self, gathered: Gathered) -> Push {
        let counted = [Area::Messages, Area::Events].iter().any(|area| gathered.areas.contains(area));
        let counts = if counted { self.store.counts().await.ok().map(Into::into) } else { None };
        let mut areas: Vec<String> = gathered.areas.iter().map(|area| word(*area).to_owned()).collect();
        if gathered.areas.contains(&Area::Subscriptions) {
            // Sample data comes and goes with its subscriptions.
            areas.push("samples".to_owned());
        }
        if gathered.proof {
            areas.push("prove".to_owned());
        }
        if gathered.network {
            areas.push("network".to_owned());
        }
        if gathered.authorizations && !gathered.areas.contains(&Area::Connections) {
            areas.push(word(Area::Connections).to_owned());
        }
        let messages = if gathered.many { BTreeSet::new() } else { gathered.messages };
        Push { areas, messages: messages.into_iter().collect(), counts }
    }
}

fn word(area: Area) -> &'static str {
    match area {
        Area::Messages => "messages",
        Area::Events => "events",
        Area::Hooks => "hooks",
        Area::Subscriptions => "subscriptions",
        Area::Connections => "connections",
        Area::Settings => "settings",
        Area::Webhooks => "webhooks",
        Area::WebhookLog => "webhook_log",
    }
}

/// Several commits' changes in one.
#[derive(Default)]
struct Gathered {
    areas: BTreeSet<Area>,
    messages: BTreeSet<String>,
    /// Too many messages to name.
    many: bool,
    /// The proof moved on.
    proof: bool,
    /// The network came or went.
    network: bool,
    /// An authorization went on.
    authorizations: bool,
}

impl Gathered {
    fn add(&mut self, changes: Changes) {
        self.many |= changes.areas.contains(&Area::Messages) && changes.messages.is_empty();
        self.areas.extend(changes.areas);
        if !self.many {
            self.messages.extend(changes.messages.iter().map(ToString::to_string));
            self.many = self.messages.len() > NAMED;
        }
    }

    /// Changes were missed: everything may have changed.
    fn add_all(&mut self) {
        self.many = true;
        self.areas.extend([
            Area::Messages,
            Area::Events,
            Area::Hooks,
            Area::Subscriptions,
            Area::Connections,
            Area::Settings,
            Area::Webhooks,
            Area::WebhookLog,
        ]);
    }
}
