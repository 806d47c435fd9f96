//! The process that dies: a real engine over a real file, and one event.

use std::env::var;
use std::path::PathBuf;
use std::sync::Arc;

use hookdesk_core::config::{
    Consent, ContentWrap, Hook, Method, PayloadBinding, Recipient, Signing, Subscription,
};
use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::{EventId, HookId, MessageId, SubscriptionId};
use hookdesk_core::message::{MessageState, TransportClass};
use hookdesk_core::name::EventName;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::{SystemClock, UtcMillis};
use hookdesk_core::{Code, Fault};
use hookdesk_engine::{Engine, EngineOptions, Role};
use hookdesk_store::{BulkAction, ClaimPlan, Lane, Lease, Selection};
use serde_json::value::RawValue;

/// The file in which the last child leaves `interrupted/state`.
pub const RESULT: &str = "result";
const EVENT: &str = "cell";

/// Does its part, where the environment names one.
pub fn run() {
    let Ok(dir) = var("HOOKDESK_CELL_DIR") else { return };
    let point = var("HOOKDESK_CELL_POINT").expect("a point");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let clock = Arc::new(SystemClock);
        let data_dir = PathBuf::from(dir);
        let options = EngineOptions { data_dir: data_dir.clone(), passphrase: None, role: Role::Run, clock };
        let engine = Engine::open(options).await.expect("an engine");
        match var("HOOKDESK_CELL_STEP").as_deref() {
            Ok("first") => first(&engine, &point).await.expect("the first part"),
            _ => {
                engine.start().await.expect("started");
                settled(&engine).await;
                let result = result(&engine).await.expect("a result");
                std::fs::write(data_dir.join(RESULT), result).expect("written");
            }
        }
        engine.shutdown().await;
    });
}

/// Everything the points lie on.
async fn first(engine: &Engine, point: &str) -> Result<(), Fault> {
    let store = engine.store();
    let id = match store.subscriptions().await?.first() {
        Some(subscription) => subscription.id,
        None => subscribe(engine, point.starts_with("dump.")).await?,
    };
    store.accept(vec![event()]).await?;
    if point.starts_with("renew.") || point.starts_with("release.") {
        let lanes = vec![Lane { subscription: id, max: 1, lease_ms: 60_000 }];
        let leases: Vec<Lease> = store.claim(ClaimPlan { lanes, total: 1 }).await?;
        let leases: Vec<_> = leases.iter().map(|lease| (lease.seq, lease.token)).collect();
        store.renew(leases.clone(), 120_000).await?;
        store.release(leases).await?;
    }
    engine.start().await?;
    let message = settled(engine).await;
    if let (Some((id, MessageState::Rejected)), true) = (message, point.starts_with("manual.")) {
        store.bulk(Selection::Ids(vec![id]), BulkAction::Retry, 1).await?;
        settled(engine).await;
    }
    if point.starts_with("purge.") {
        store.purge(engine.clock().now().plus(60_000), 500).await?;
    }
    Ok(())
}

/// Waits until nothing is on its way; the message, where there is one.
async fn settled(engine: &Engine) -> Option<(MessageId, MessageState)> {
    let mut changes = engine.store().changes();
    loop {
        let counts = engine.store().counts().await.expect("counts").by_state;
        let open = [MessageState::Queued, MessageState::Sending, MessageState::Retrying];
        if open.iter().all(|state| counts.get(state).copied().unwrap_or(0) == 0) {
            let event = engine.store().event(EVENT).await.ok()?;
            return event.messages.first().map(|message| (message.id, message.state));
        }
        let _ = changes.recv().await;
    }
}

async fn result(engine: &Engine) -> Result<String, Fault> {
    assert!(engine.store().check().await?.is_empty(), "the file is damaged");
    let event = match engine.store().event(EVENT).await {
        Ok(event) => event,
        Err(fault) if fault.code == Code::NotFound => return Ok("0/none".to_owned()),
        Err(fault) => return Err(fault),
    };
    assert_eq!(event.messages.len(), 1, "an event without its message");
    let story = engine.store().message(event.messages[0].id).await?;
    let interrupted = story.attempts.iter().filter(|a| a.class == Some(TransportClass::Interrupted)).count();
    Ok(format!("{interrupted}/{}", story.message.state))
}

fn event() -> NewEvent {
    NewEvent {
        id: EventId::parse(EVENT).expect("an id"),
        name: EventName::parse("cell.event").expect("a name"),
        data: RawValue::from_string("{\"price\":37.0000}".to_owned()).expect("JSON"),
        context: None,
        occurred_at: None,
        source: EventSource::Api,
    }
}

async fn subscribe(engine: &Engine, debug: bool) -> Result<SubscriptionId, Fault> {
    let hook = Hook {
        id: HookId(0),
        name: EventName::parse("cell.event")?,
        description: String::new(),
        wrap: ContentWrap::Data,
        service: None,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    };
    let hook = engine.store().save_hook(hook).await?;
    let subscription = Subscription {
        id: SubscriptionId(0),
        label: String::new(),
        hook_id: hook.id,
        event_name: hook.name,
        recipient: Recipient::Url { url: var("HOOKDESK_CELL_URL").expect("a receiver") },
        method: Method::Post,
        enabled: true,
        metadata: String::new(),
        binding: PayloadBinding::Snapshot,
        retry: RetryPolicy::Custom { delays_ms: vec![20; 5] },
        timeout_ms: 300,
        concurrency: 1,
        rate: None,
        signing: Signing::None,
        headers: Vec::new(),
        consent: Some(Consent::to_this_machine(UtcMillis(0))),
        needs_consent: false,
        blocked: None,
        public_host: None,
        debug,
        has_secret: false,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    };
    Ok(engine.store().save_subscription(subscription, Box::new(|_| Ok(Vec::new()))).await?.id)
}
