//! An engine in a temporary directory, and ways to wait for what it does.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hookdesk_core::config::{
    Consent, ContentWrap, Hook, Method, PayloadBinding, Recipient, Signing, Subscription,
};
use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::{EventId, HookId, MessageId, SubscriptionId};
use hookdesk_core::message::MessageState;
use hookdesk_core::name::EventName;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::{SystemClock, UtcMillis};
use hookdesk_engine::{Engine, EngineOptions, Role};
use hookdesk_store::MessageStory;
use serde_json::Value;
use serde_json::value::RawValue;
use tempfile::TempDir;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(30);

pub struct Bed {
    pub dir: TempDir,
    pub engine: Engine,
}

pub async fn open(dir: &Path, role: Role) -> Result<Engine, hookdesk_core::Fault> {
    let clock = Arc::new(SystemClock);
    Engine::open(EngineOptions { data_dir: dir.to_owned(), passphrase: None, role, clock }).await
}

impl Bed {
    /// A running engine.
    pub async fn start() -> Self {
        let bed = Self::idle().await;
        bed.engine.start().await.expect("started");
        bed
    }

    /// An open engine that does not send yet.
    pub async fn idle() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let engine = open(dir.path(), Role::Run).await.expect("opened");
        Self { dir, engine }
    }

    /// Stops, and starts again over the same directory.
    pub async fn restart(self) -> Self {
        self.engine.shutdown().await;
        let engine = open(self.dir.path(), Role::Run).await.expect("opened again");
        engine.start().await.expect("started again");
        Self { dir: self.dir, engine }
    }

    /// A hook of that name, made where it is missing.
    pub async fn hook(&self, name: &str) -> Hook {
        let name = EventName::parse(name).expect("a name");
        let hooks = self.engine.store().hooks().await.expect("hooks");
        if let Some(hook) = hooks.into_iter().find(|hook| hook.name == name) {
            return hook;
        }
        let hook = Hook {
            id: HookId(0),
            name,
            description: String::new(),
            wrap: ContentWrap::Data,
            service: None,
            created_at: UtcMillis::default(),
            updated_at: UtcMillis::default(),
        };
        self.engine.store().save_hook(hook).await.expect("saved")
    }

    /// A subscription that may send to loopback and retries after 20 ms, twice, changed as told.
    pub async fn subscribe(
        &self,
        event: &str,
        url: &str,
        change: impl FnOnce(&mut Subscription),
    ) -> Subscription {
        let hook = self.hook(event).await;
        let mut subscription = Subscription {
            id: SubscriptionId(0),
            label: String::new(),
            hook_id: hook.id,
            event_name: hook.name,
            recipient: Recipient::Url { url: url.to_owned() },
            method: Method::Post,
            enabled: true,
            metadata: String::new(),
            binding: PayloadBinding::Snapshot,
            retry: RetryPolicy::Custom { delays_ms: vec![20, 20] },
            timeout_ms: 10_000,
            concurrency: 8,
            rate: None,
            signing: Signing::None,
            headers: Vec::new(),
            consent: Some(Consent::to_this_machine(UtcMillis(0))),
            needs_consent: false,
            blocked: None,
            public_host: None,
            debug: false,
            has_secret: false,
            created_at: UtcMillis::default(),
            updated_at: UtcMillis::default(),
        };
        change(&mut subscription);
        self.save(subscription).await
    }

    pub async fn save(&self, subscription: Subscription) -> Subscription {
        self.engine
            .store()
            .save_subscription(subscription, Box::new(|_| Ok(Vec::new())))
            .await
            .expect("saved")
    }

    /// Accepts one event; its messages' ids.
    pub async fn send(&self, event: &str, data: &str) -> Vec<MessageId> {
        let accepted = self.engine.accept(vec![new_event(event, data)], None).await.expect("accepted");
        let answer: Value = serde_json::from_str(&accepted[0].answer).expect("JSON");
        let messages = answer["messages"].as_array().expect("messages");
        let id = |message: &Value| MessageId::parse(message["id"].as_str().expect("an id")).expect("an id");
        messages.iter().map(id).collect()
    }

    /// Accepts one event that becomes one message.
    pub async fn send_one(&self, event: &str) -> MessageId {
        self.send(event, r#"{"id": 42, "price": 37.0000}"#).await[0]
    }

    /// Accepts many events at once.
    pub async fn send_many(&self, event: &str, n: usize) {
        let events = (0..n).map(|i| new_event(event, &i.to_string())).collect();
        self.engine.store().accept(events).await.expect("accepted");
    }

    pub async fn story(&self, id: MessageId) -> MessageStory {
        self.engine.store().message(id).await.expect("a message")
    }

    /// Waits until the message stands there.
    pub async fn until(&self, id: MessageId, state: MessageState) -> MessageStory {
        self.until_story(id, &format!("{state}"), |story| story.message.state == state).await
    }

    /// Waits until its story is as wanted.
    pub async fn until_story(
        &self,
        id: MessageId,
        what: &str,
        wanted: impl Fn(&MessageStory) -> bool,
    ) -> MessageStory {
        let mut changes = self.engine.store().changes();
        let waiting = async {
            loop {
                let story = self.story(id).await;
                if wanted(&story) {
                    return story;
                }
                let _ = changes.recv().await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(story) => story,
            Err(_) => panic!("{id} never came to be {what}: {:?}", self.story(id).await.message),
        }
    }

    /// Waits until that many messages stand there.
    pub async fn until_count(&self, state: MessageState, n: u64) {
        let mut changes = self.engine.store().changes();
        let waiting = async {
            while self.count(state).await != n {
                let _ = changes.recv().await;
            }
        };
        if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
            panic!("{} of {n} messages are {state}", self.count(state).await);
        }
    }

    /// Waits until a subscription is as wanted.
    pub async fn until_subscription(&self, id: SubscriptionId, wanted: impl Fn(&Subscription) -> bool) {
        let mut changes = self.engine.store().changes();
        let waiting = async {
            while !wanted(&self.engine.store().subscription(id).await.expect("there")) {
                let _ = changes.recv().await;
            }
        };
        if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
            panic!("{:?}", self.engine.store().subscription(id).await);
        }
    }

    pub async fn count(&self, state: MessageState) -> u64 {
        self.engine.store().counts().await.expect("counts").by_state.get(&state).copied().unwrap_or(0)
    }
}

pub fn new_event(event: &str, data: &str) -> NewEvent {
    NewEvent {
        id: EventId::from_uuid(Uuid::now_v7()),
        name: EventName::parse(event).expect("a name"),
        data: RawValue::from_string(data.to_owned()).expect("JSON"),
        context: None,
        occurred_at: None,
        source: EventSource::Api,
    }
}
