//! Filling a data directory through the store itself: a hook, its subscriptions, and events for them.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use hookdesk_core::config::{
    Consent, ContentWrap, Hook, Method, PayloadBinding, Recipient, Signing, Subscription,
};
use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::{EventId, HookId, SubscriptionId};
use hookdesk_core::name::EventName;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::{Clock, SystemClock, UtcMillis};
use hookdesk_store::{OpenOptions, Store};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::shop;

/// Events in one call.
const BATCH: u64 = 500;

/// Opens the store of a data directory under a clock.
pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Store> {
    Ok(Store::open(dir, OpenOptions { clock, readers: 4, full_check: false })?.0)
}

/// Opens it under the machine's clock.
pub fn open_now(dir: &Path) -> Result<Store> {
    open(dir, Arc::new(SystemClock))
}

/// Adds a hook.
pub async fn hook(store: &Store, name: &str) -> Result<Hook> {
    let hook = Hook {
        id: HookId(0),
        name: EventName::parse(name)?,
        description: String::new(),
        wrap: ContentWrap::Data,
        service: None,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    };
    Ok(store.save_hook(hook).await?)
}

/// Adds a subscription to it: loopback allowed, 64 requests at once, no signing.
pub async fn subscription(store: &Store, hook: &Hook, url: &str) -> Result<SubscriptionId> {
    let subscription = Subscription {
        id: SubscriptionId(0),
        label: String::new(),
        hook_id: hook.id,
        event_name: hook.name.clone(),
        recipient: Recipient::Url { url: url.to_owned() },
        method: Method::Post,
        enabled: true,
        metadata: String::new(),
        binding: PayloadBinding::Snapshot,
        retry: RetryPolicy::Standard,
        timeout_ms: 30_000,
        concurrency: 64,
        rate: None,
        signing: Signing::None,
        headers: Vec::new(),
        consent: Some(Consent::to_this_machine(UtcMillis(0))),
        needs_consent: false,
        blocked: None,
        public_host: None,
        debug: false,
        has_secret: false,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    };
    Ok(store.save_subscription(subscription, Box::new(|_| Ok(Vec::new()))).await?.id)
}

/// Accepts orders `from..to` as events of this name.
pub async fn accept(store: &Store, name: &str, from: u64, to: u64) -> Result<()> {
    let name = EventName::parse(name)?;
    let mut next = from;
    while next < to {
        let end = to.min(next + BATCH);
        let events = (next..end).map(|n| event(&name, n)).collect::<Result<Vec<_>>>()?;
        store.accept(events).await?;
        next = end;
    }
    Ok(())
}

fn event(name: &EventName, n: u64) -> Result<NewEvent> {
    Ok(NewEvent {
        id: EventId::from_uuid(Uuid::now_v7()),
        name: name.clone(),
        data: RawValue::from_string(shop::order(n))?,
        context: None,
        occurred_at: None,
        source: EventSource::Api,
    })
}
