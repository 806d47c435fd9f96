//! "Try with sample data": a receiver of our own on loopback, sample hooks and subscriptions, and sample shop events.
//!
//! What was made is kept in the setting row `samples.state`, so that all of it can be taken out again after a restart.

mod payloads;
mod receiver;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hookdesk_core::config::{
    Consent, ContentWrap, Hook, Method, PayloadBinding, Recipient, Signing, Subscription,
};
use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::{EventId, HookId, SubscriptionId};
use hookdesk_core::name::EventName;
use hookdesk_core::route::SAMPLE;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_core::{Code, Fault};
use hookdesk_store::Store;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::contents::Contents;
use crate::dumps::{DumpFile, Dumps};

pub use payloads::SamplePayload;
use receiver::SampleReceiver;

/// Where the state is kept; not a setting anybody sets.
const STATE_KEY: &str = "samples.state";
/// Sample events sent.
const EVENTS: usize = 24;
const RETRY: RetryPolicy = RetryPolicy::Fixed { delay_ms: 10_000, retries: 3 };

/// A sample subscription to be made.
struct Wanted {
    label: &'static str,
    event: &'static str,
    path: &'static str,
    debug: bool,
}

const WANTED: [Wanted; 3] = [
    Wanted { label: "Sample: CRM", event: "customer.created", path: "/crm/contacts", debug: true },
    Wanted { label: "Sample: ERP", event: "sales.order.created", path: "/erp/orders", debug: false },
    Wanted { label: "Sample: newsletter", event: "cart.abandoned", path: "/newsletter/carts", debug: false },
];

/// Whether sample data is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SampleState {
    /// Whether it is.
    pub running: bool,
    /// The receiver's address.
    pub receiver: Option<String>,
    /// Requests it got.
    pub received: u64,
    /// The subscriptions made.
    pub subscriptions: Vec<SubscriptionId>,
}

/// What was made, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Made {
    since: UtcMillis,
    hooks: Vec<HookId>,
    subscriptions: Vec<SubscriptionId>,
}

/// Sample data's switch.
pub struct Samples {
    store: Store,
    contents: Arc<Contents>,
    dumps: Dumps,
    clock: Arc<dyn Clock>,
    /// One switching at a time.
    switching: tokio::sync::Mutex<()>,
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    made: Option<Made>,
    receiver: Option<SampleReceiver>,
}

impl Samples {
    pub(crate) async fn open(
        store: Store,
        contents: Arc<Contents>,
        dumps: Dumps,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Fault> {
        let made =
            store.settings().await?.remove(STATE_KEY).and_then(|kept| serde_json::from_value(kept).ok());
        let now = Mutex::new(Now { made, receiver: None });
        Ok(Self { store, contents, dumps, clock, switching: tokio::sync::Mutex::default(), now })
    }

    /// The payloads, embedded from `samples/*.json`.
    pub fn payloads() -> &'static [SamplePayload] {
        payloads::ALL
    }

    /// How it stands.
    pub fn state(&self) -> SampleState {
        let now = self.now();
        SampleState {
            running: now.made.is_some(),
            receiver: now.receiver.as_ref().map(|receiver| receiver.url("")),
            received: now.receiver.as_ref().map_or(0, SampleReceiver::received),
            subscriptions: now.made.as_ref().map(|made| made.subscriptions.clone()).unwrap_or_default(),
        }
    }

    /// Starts the receiver (200, 422, 500 and slowly by turns), makes hooks and subscriptions, accepts sample events.
    pub async fn start(&self) -> Result<SampleState, Fault> {
        let _one = self.switching.lock().await;
        if self.now().made.is_some() {
            return Err(Fault::new(Code::SampleRunning, "the sample data is there already"));
        }
        let receiver = SampleReceiver::start().await?;
        let urls: Vec<String> = WANTED.iter().map(|wanted| receiver.url(wanted.path)).collect();
        self.now().receiver = Some(receiver);
        let mut made = Made { since: self.clock.now(), ..Made::default() };
        for (wanted, url) in WANTED.iter().zip(urls) {
            let hook = self.hook(wanted.event, &mut made).await?;
            let subscription = subscription(wanted, &hook, url);
            let stored = self.store.save_subscription(subscription, Box::new(|_| Ok(Vec::new()))).await?;
            made.subscriptions.push(stored.id);
            self.keep(Some(&made)).await?;
        }
        self.contents.accept(self.events()?, None).await?;
        Ok(self.state())
    }

    /// Takes all of it out again: subscriptions, their messages, events that came from samples, hooks made for it and
    /// used by nobody else, dumps, the receiver.
    pub async fn stop(&self) -> Result<SampleState, Fault> {
        let _one = self.switching.lock().await;
        let Some(made) = self.now().made.clone() else { return Ok(self.state()) };
        for id in &made.subscriptions {
            // A person may have deleted it already; what it left is erased all the same.
            unless_gone(self.store.delete_subscription(*id).await)?;
            unless_gone(self.store.erase_subscription(*id).await.map(drop))?;
        }
        for id in &made.hooks {
            match self.store.delete_hook(*id).await {
                Err(fault) if fault.code == Code::HookInUse => {}
                other => unless_gone(other)?,
            }
        }
        self.remove_dumps(made.since).await?;
        self.keep(None).await?;
        self.now().receiver = None;
        Ok(self.state())
    }

    /// At start: where sample data is in, its receiver listens again, on a new port that its subscriptions are told.
    pub(crate) async fn resume(&self) -> Result<(), Fault> {
        let _one = self.switching.lock().await;
        let made = {
            let now = self.now();
            now.made.clone().filter(|_| now.receiver.is_none())
        };
        let Some(made) = made else { return Ok(()) };
        let receiver = SampleReceiver::start().await?;
        for mut subscription in self.store.subscriptions().await? {
            let wanted = WANTED.iter().find(|wanted| wanted.event == subscription.event_name.as_str());
            if let Some(wanted) = wanted.filter(|_| made.subscriptions.contains(&subscription.id)) {
                subscription.recipient = Recipient::Url { url: receiver.url(wanted.path) };
                self.store.save_subscription(subscription, Box::new(|_| Ok(Vec::new()))).await?;
            }
        }
        self.now().receiver = Some(receiver);
        Ok(())
    }

    /// At shutdown: stops the receiver; the rest stays for the next start.
    pub(crate) fn halt(&self) {
        self.now().receiver = None;
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The event's hook, made where it is missing.
    async fn hook(&self, event: &str, made: &mut Made) -> Result<Hook, Fault> {
        let name = EventName::parse(event)?;
        if let Some(hook) = self.store.hooks().await?.into_iter().find(|hook| hook.name == name) {
            return Ok(hook);
        }
        let hook = Hook {
            id: HookId(0),
            name,
            description: "Made for the sample data.".to_owned(),
            wrap: ContentWrap::Data,
            service: None,
            created_at: self.clock.now(),
            updated_at: self.clock.now(),
        };
        let hook = self.store.save_hook(hook).await?;
        made.hooks.push(hook.id);
        self.keep(Some(made)).await?;
        Ok(hook)
    }

    /// Removes the dumps made since then whose message is gone.
    async fn remove_dumps(&self, since: UtcMillis) -> Result<(), Fault> {
        let dumps = self.dumps.clone();
        let recent: Vec<DumpFile> = off_thread(move || dumps.list(None, usize::MAX)).await?;
        let mut gone = Vec::new();
        for dump in recent.into_iter().take_while(|dump| dump.written_at >= since) {
            match self.store.message(dump.message).await {
                Err(fault) if fault.code == Code::NotFound => gone.push(dump.file),
                other => drop(other?),
            }
        }
        let dumps = self.dumps.clone();
        off_thread(move || gone.iter().try_for_each(|file| dumps.remove(file))).await
    }

    async fn keep(&self, made: Option<&Made>) -> Result<(), Fault> {
        let value = made.map(serde_json::to_value).transpose().map_err(|e| {
            Fault::new(Code::Internal, "the samples' state could not be written").detail(e.to_string())
        })?;
        self.store.set_setting(STATE_KEY.to_owned(), value).await?;
        self.now().made = made.cloned();
        Ok(())
    }

    fn events(&self) -> Result<Vec<NewEvent>, Fault> {
        (0..EVENTS)
            .map(|n| {
                let payload = payloads::find(WANTED[n % WANTED.len()].event);
                let data = RawValue::from_string(payload.numbered(n / WANTED.len())).map_err(|e| {
                    Fault::new(Code::Internal, "a sample payload is not JSON").detail(e.to_string())
                })?;
                Ok(NewEvent {
                    id: EventId::from_uuid(Uuid::now_v7()),
                    name: EventName::parse(payload.event_name)?,
                    data,
                    context: None,
                    occurred_at: Some(self.clock.now()),
                    source: EventSource::Sample,
                })
            })
            .collect()
    }
}

fn subscription(wanted: &Wanted, hook: &Hook, url: String) -> Subscription {
    Subscription {
        id: SubscriptionId(0),
        label: wanted.label.to_owned(),
        hook_id: hook.id,
        event_name: hook.name.clone(),
        recipient: Recipient::Url { url },
        method: Method::Post,
        enabled: true,
        metadata: SAMPLE.to_owned(),
        binding: PayloadBinding::Snapshot,
        retry: RETRY,
        timeout_ms: 15_000,
        concurrency: 4,
        rate: None,
        signing: Signing::None,
        headers: Vec::new(),
        consent: Some(Consent::to_this_machine(UtcMillis(0))),
        needs_consent: false,
        blocked: None,
        public_host: None,
        debug: wanted.debug,
        has_secret: false,
        created_at: UtcMillis::default(),
        updated_at: UtcMillis::default(),
    }
}

/// Runs what may block.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let ended = |e: tokio::task::JoinError| {
        Fault::new(Code::Internal, "a look at the dumps ended before its time").detail(e.to_string())
    };
    tokio::task::spawn_blocking(work).await.map_err(ended)?
}

fn unless_gone(result: Result<(), Fault>) -> Result<(), Fault> {
    match result {
        Err(fault) if fault.code == Code::NotFound => Ok(()),
        other => other,
    }
}
