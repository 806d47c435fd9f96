//! What is done when nobody waits for it: search text, retention, old dumps, idle connections. Sleeps until there is
//! something to do, and gives way to the sender.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hookdesk_connect::HttpClient;
use hookdesk_core::time::Clock;
use hookdesk_store::{Area, Store};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::dumps::{Dumps, Limits};
use crate::hooks_run::HookDesk;
use crate::signature::SignatureDesk;

/// Messages in hand from which on the sender counts as busy.
const BUSY: usize = 16;
/// How long a step gives way to a busy sender; then it is taken all the same, so that search keeps up in the end.
const GIVE_WAY: Duration = Duration::from_millis(500);
/// Events indexed in one step.
const INDEX_STEP: usize = 200;
/// How long after an event its text is indexed: events come in groups.
const INDEX_DELAY: Duration = Duration::from_millis(300);
/// Messages purged in one step: each caller whose commit a step shares waits for it.
const PURGE_STEP: usize = 40;
/// Lines of the webhooks' log purged in one step; they are small.
const LOG_STEP: usize = 500;
/// Between two steps, this many times as long as the last one took: the writer is there for others most of the time.
const PURGE_REST: u32 = 4;
const LEAST_REST: Duration = Duration::from_millis(2);
const FIRST_PURGE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const CLOSE_IDLE: Duration = Duration::from_secs(10);
const DAY_MS: i64 = 86_400_000;

/// The housekeeping of a running engine.
pub(crate) struct Upkeep {
    pub store: Store,
    pub client: HttpClient,
    pub hooks: Arc<HookDesk>,
    pub signature: Arc<SignatureDesk>,
    pub config: Arc<Config>,
    pub clock: Arc<dyn Clock>,
    pub dumps: Dumps,
    /// Messages the sender has in hand.
    pub load: Arc<AtomicUsize>,
}

impl Upkeep {
    /// Runs until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.index() => {}
            () = self.purge() => {}
            () = self.close_idle() => {}
        }
    }

    async fn index(&self) {
        let mut changes = self.store.changes();
        let mut failing = false;
        loop {
            match self.store.index_text(INDEX_STEP).await {
                Ok(progress) => {
                    failing = false;
                    if progress.left > 0 && progress.done > 0 {
                        self.give_way().await;
                        continue;
                    }
                }
                Err(fault) if !failing => {
                    failing = true;
                    tracing::warn!(%fault, "search text could not be written; it is tried again with the next event");
                }
                Err(_) => {}
            }
            await_events(&mut changes).await;
            tokio::time::sleep(INDEX_DELAY).await;
        }
    }

    async fn purge(&self) {
        tokio::time::sleep(FIRST_PURGE).await;
        loop {
            self.purge_messages().await;
            self.purge_log().await;
            if let Err(fault) = self.signature.forget_old().await {
                tracing::warn!(%fault, "the signature's old key could not be forgotten");
            }
            self.prune_dumps().await;
            tokio::time::sleep(HOUR).await;
        }
    }

    async fn purge_messages(&self) {
        loop {
            let days = self.config.now().settings.retention_days;
            if days == 0 {
                return;
            }
            let before = self.clock.now().plus(-DAY_MS.saturating_mul(i64::from(days)));
            let began = Instant::now();
            match self.store.purge(before, PURGE_STEP).await {
                Ok(purged) if purged.messages + purged.events == 0 => return,
                Ok(_) => tokio::time::sleep((began.elapsed() * PURGE_REST).clamp(LEAST_REST, GIVE_WAY)).await,
                Err(fault) => return tracing::warn!(%fault, "old messages could not be purged"),
            }
        }
    }

    async fn purge_log(&self) {
        loop {
            let days = self.config.now().settings.webhooks_log_days;
            let before = self.clock.now().plus(-DAY_MS.saturating_mul(i64::from(days)));
            match self.store.purge_webhook_log(before, LOG_STEP).await {
                Ok(0) => return,
                Ok(_) => tokio::time::sleep(LEAST_REST).await,
                Err(fault) => return tracing::warn!(%fault, "old lines of the log could not be purged"),
            }
        }
    }

    async fn prune_dumps(&self) {
        let settings = self.config.now().settings.clone();
        let limits = Limits::new(settings.debug_max_bytes, settings.debug_keep_days, self.clock.now());
        let dumps = self.dumps.clone();
        let pruned = tokio::task::spawn_blocking(move || dumps.prune(limits.max_bytes, limits.not_before));
        if let Ok(Err(fault)) = pruned.await {
            tracing::warn!(%fault, "old dumps could not be removed");
        }
    }

    async fn close_idle(&self) {
        loop {
            tokio::time::sleep(CLOSE_IDLE).await;
            self.client.close_idle();
            self.hooks.close_idle();
            self.config.now().clients.close_idle();
        }
    }

    async fn give_way(&self) {
        if self.load.load(Ordering::Relaxed) > BUSY {
            tokio::time::sleep(GIVE_WAY).await;
        } else {
            tokio::task::yield_now().await;
        }
    }
}

/// Waits for a commit that brought or took events.
pub(crate) async fn await_events(changes: &mut Receiver<hookdesk_store::Changes>) {
    loop {
        match changes.recv().await {
            Ok(change) if change.areas.contains(&Area::Events) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
