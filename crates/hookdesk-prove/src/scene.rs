//! The child's folder: one hook and its subscriptions, written before the child first starts.

use std::path::Path;
use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::config::{
    Consent, ContentWrap, Hook, Method, PayloadBinding, Recipient, Signing, Subscription,
};
use hookdesk_core::id::{HookId, SubscriptionId};
use hookdesk_core::name::EventName;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::{SystemClock, UtcMillis};
use hookdesk_store::{OpenOptions, Store};

/// The event everything is about.
pub(crate) const EVENT: &str = "proof.event";
/// How many messages each event becomes.
pub(crate) const SUBSCRIPTIONS: usize = 2;
/// Short, so that what a kill left is tried again within the next round; and enough of them for any weather.
const RETRY_MS: u64 = 20;
const RETRIES: usize = 60;

/// Opens the store of a folder.
pub(crate) fn open(dir: &Path) -> Result<Store, Fault> {
    Ok(Store::open(dir, OpenOptions { clock: Arc::new(SystemClock), readers: 2, full_check: true })?.0)
}

/// Makes the folder's file.
pub(crate) async fn set(dir: &Path, url: &str) -> Result<(), Fault> {
    let store = open(dir)?;
    let hook = Hook {
        id: HookId(0),
        name: EventName::parse(EVENT)?,
        description: "What the proof sends.".to_owned(),
        wrap: ContentWrap::Data,
        service: None,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    };
    let hook = store.save_hook(hook).await?;
    for _ in 0..SUBSCRIPTIONS {
        store.save_subscription(subscription(&hook, url), Box::new(|_| Ok(Vec::new()))).await?;
    }
    store.close().await;
    Ok(())
}

fn subscription(hook: &Hook, url: &str) -> Subscription {
    Subscription {
        id: SubscriptionId(0),
        label: String::new(),
        hook_id: hook.id,
        event_name: hook.name.clone(),
        recipient: Recipient::Url { url: url.to_owned() },
        method: Method::Post,
        enabled: true,
        metadata: String::new(),
        binding: PayloadBinding::Snapshot,
        retry: RetryPolicy::Custom { delays_ms: vec![RETRY_MS; RETRIES] },
        timeout_ms: 10_000,
        concurrency: 16,
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
    }
}
