//! Consents to private addresses, over names that lead where the test says.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use hookdesk_connect::{Net, Waiting};
use hookdesk_core::config::{Blocked, Consent, Subscription};
use hookdesk_core::message::{MessageState, TransportClass};
use hookdesk_core::network::View;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::{SystemClock, UtcMillis};
use hookdesk_engine::{Engine, EngineOptions, Machine, Role};
use hookdesk_store::Judgement;
use hookdesk_testkit::{Answer, Receiver};
use tokio::net::TcpStream;

use crate::bed::Bed;

const PUBLIC: &str = "93.184.216.34";
const HOME: &str = "192.168.1.20";
const OFFICE: &str = "192.168.2.20";

/// Names by a table; whatever address is dialled, the connection stays on loopback.
#[derive(Default)]
struct Names {
    leads: Mutex<HashMap<String, Vec<IpAddr>>>,
    dialled: Mutex<Vec<IpAddr>>,
}

impl Names {
    fn lead(&self, name: &str, to: &[&str]) {
        let to = to.iter().map(|ip| ip.parse().expect(ip)).collect();
        self.leads.lock().expect("a lock").insert(name.to_owned(), to);
    }

    fn dialled(&self) -> Vec<String> {
        self.dialled.lock().expect("a lock").iter().map(ToString::to_string).collect()
    }
}

/// A machine on those names.
struct On(Arc<Names>);

impl Machine for On {
    fn view(&self) -> View {
        View { local: true, internet: true, id: 1 }
    }

    fn net(&self) -> Arc<dyn Net> {
        self.0.clone()
    }
}

impl Net for Names {
    fn lookup(&self, name: String) -> Waiting<'static, Vec<IpAddr>> {
        let found = self.leads.lock().expect("a lock").get(&name).cloned();
        Box::pin(async move { found.ok_or_else(|| std::io::Error::other("no such name")) })
    }

    fn connect(&self, address: SocketAddr) -> Waiting<'_, TcpStream> {
        self.dialled.lock().expect("a lock").push(address.ip());
        Box::pin(TcpStream::connect((IpAddr::from([127, 0, 0, 1]), address.port())))
    }
}

struct Scene {
    bed: Bed,
    names: Arc<Names>,
    receiver: Receiver,
}

impl Scene {
    async fn start() -> Self {
        let names = Arc::new(Names::default());
        let dir = tempfile::tempdir().expect("a directory");
        let options = EngineOptions {
            data_dir: dir.path().to_owned(),
            passphrase: None,
            role: Role::Run,
            clock: Arc::new(SystemClock),
        };
        let engine = Engine::open_on(options, Arc::new(On(names.clone()))).await.expect("opened");
        engine.start().await.expect("started");
        // Every request over a connection of its own: what is dialled is what is seen.
        let answer = Answer::Reply {
            status: 200,
            headers: vec![("connection".to_owned(), "close".to_owned())],
            body: Vec::new(),
        };
        Self { bed: Bed { dir, engine }, names, receiver: Receiver::start(vec![], answer).await }
    }

    async fn subscribe(&self, host: &str, consent: Option<Consent>) -> Subscription {
        let url = format!("http://{host}:{}/", self.receiver.address().port());
        self.bed.subscribe("a.b", &url, |s| s.consent = consent).await
    }

    async fn now(&self, subscription: &Subscription) -> Subscription {
        self.bed.engine.store().subscription(subscription.id).await.expect("there")
    }

    /// Sends one message that is delivered.
    async fn delivers(&self) {
        let story = self.bed.until(self.bed.send_one("a.b").await, MessageState::Delivered).await;
        assert_eq!(story.attempts.len(), 1);
    }

    /// Sends one message that is held for consent, without an attempt; what it waits at.
    async fn holds(&self, subscription: &Subscription) -> Blocked {
        let story = self.bed.until(self.bed.send_one("a.b").await, MessageState::Held).await;
        assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("consent"), 0));
        self.now(subscription).await.blocked.expect("what it waits at")
    }

    async fn consent(&self, subscription: &Subscription, consent: Consent) {
        let now = self.now(subscription).await;
        self.bed.save(Subscription { consent: Some(consent), ..now }).await;
    }
}

fn to(host: &str, ip: &str, at: i64) -> Consent {
    Consent::to(host, &[ip.parse().expect(ip)], UtcMillis(at))
}

#[tokio::test]
async fn a_consent_holds_in_its_subnet_and_nowhere_else() {
    let scene = Scene::start().await;
    scene.names.lead("erp.local", &["192.168.1.99"]);
    let subscription = scene.subscribe("erp.local", Some(to("erp.local", HOME, 1))).await;
    scene.delivers().await;

    scene.names.lead("erp.local", &[OFFICE]);
    let blocked = scene.holds(&subscription).await;
    assert_eq!(
        blocked.text(scene.now(&subscription).await.consent.as_ref()),
        "erp.local now leads to 192.168.2.20. You consented to 192.168.1.0/24. Consent again if it really moved there."
    );
    assert!(!blocked.was_public);
    assert_eq!(scene.names.dialled(), ["192.168.1.99"]);

    scene.consent(&subscription, to("erp.local", OFFICE, 2)).await;
    scene.bed.until_count(MessageState::Delivered, 2).await;
    assert_eq!(scene.names.dialled(), ["192.168.1.99", OFFICE]);
    assert_eq!(scene.now(&subscription).await.blocked, None);
    scene.bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_public_name_that_turns_private_is_stopped_and_named() {
    let scene = Scene::start().await;
    scene.names.lead("hooks.example.com", &[PUBLIC]);
    let subscription = scene.subscribe("hooks.example.com", None).await;
    scene.delivers().await;
    let host = "hooks.example.com".to_owned();
    scene.bed.until_subscription(subscription.id, |s| s.public_host == Some(host.clone())).await;

    scene.names.lead("hooks.example.com", &[HOME]);
    let blocked = scene.holds(&subscription).await;
    assert_eq!(
        blocked.text(None),
        "hooks.example.com led to a public address before and now leads to 192.168.1.20. Somebody may have \
         redirected the name. Consent only if you moved it yourself."
    );
    assert_eq!(scene.names.dialled(), [PUBLIC]);

    // Some answers public, some private: what is allowed is used.
    scene.consent(&subscription, to("hooks.example.com", HOME, 1)).await;
    scene.bed.until_count(MessageState::Delivered, 2).await;
    scene.names.lead("hooks.example.com", &["169.254.169.254", OFFICE, PUBLIC]);
    scene.delivers().await;
    assert_eq!(scene.names.dialled(), [PUBLIC, HOME, PUBLIC]);
    scene.bed.engine.shutdown().await;
}

#[tokio::test]
async fn an_open_consent_is_for_where_the_name_leads_first() {
    let scene = Scene::start().await;
    scene.names.lead("erp.local", &["169.254.169.254", HOME, "fd00:1::20"]);
    // As every consent of before stands after the upgrade.
    let open = Consent { host: String::new(), subnets: Default::default(), at: UtcMillis(5) };
    let subscription = scene.subscribe("erp.local", Some(open)).await;
    scene.delivers().await;
    let settled = scene.now(&subscription).await.consent.expect("a consent");
    assert_eq!((settled.host.as_str(), settled.at), ("erp.local", UtcMillis(5)));
    assert_eq!(settled.subnets.to_string(), "192.168.1.0/24 and fd00:1::/64");

    scene.names.lead("erp.local", &[OFFICE]);
    scene.holds(&subscription).await;
    assert_eq!(scene.names.dialled(), [HOME]);
    scene.bed.engine.shutdown().await;
}

#[tokio::test]
async fn an_open_consent_to_a_public_name_is_none_to_its_private_future() {
    let scene = Scene::start().await;
    scene.names.lead("hooks.example.com", &[PUBLIC]);
    let open = Consent { host: String::new(), subnets: Default::default(), at: UtcMillis(5) };
    let subscription = scene.subscribe("hooks.example.com", Some(open)).await;
    scene.delivers().await;
    scene.bed.until_subscription(subscription.id, |s| s.public_host.is_some() && s.consent.is_none()).await;
    scene.names.lead("hooks.example.com", &[HOME]);
    assert!(scene.holds(&subscription).await.was_public);
    assert_eq!(scene.names.dialled(), [PUBLIC]);
    scene.bed.engine.shutdown().await;
}

#[tokio::test]
async fn many_messages_cost_one_write_of_a_consent_and_one_of_a_block() {
    let scene = Scene::start().await;
    scene.names.lead("erp.local", &[HOME]);
    let open = Consent { host: String::new(), subnets: Default::default(), at: UtcMillis(5) };
    let subscription = scene.subscribe("erp.local", Some(open)).await;
    let store = scene.bed.engine.store();
    let before = store.configured();
    scene.bed.send_many("a.b", 200).await;
    scene.bed.until_count(MessageState::Delivered, 200).await;
    assert_eq!(store.configured() - before, 1, "what the consent covers is written once");

    scene.names.lead("erp.local", &[OFFICE]);
    let before = store.configured();
    scene.bed.send_many("a.b", 200).await;
    scene.bed.until_count(MessageState::Held, 200).await;
    assert_eq!(store.configured() - before, 1, "one block for all");

    scene.names.lead("erp.local", &[PUBLIC]);
    scene.consent(&subscription, to("erp.local", OFFICE, 6)).await;
    let before = store.configured();
    scene.bed.until_count(MessageState::Delivered, 400).await;
    scene.bed.until_subscription(subscription.id, |s| s.public_host.is_some()).await;
    assert_eq!(store.configured() - before, 1, "that the name is public is written once");
    scene.bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_consent_is_for_its_host() {
    let scene = Scene::start().await;
    scene.names.lead("crm.local", &[HOME]);
    let subscription = scene.subscribe("crm.local", Some(to("erp.local", HOME, 1))).await;
    let blocked = scene.holds(&subscription).await;
    assert_eq!(
        blocked.text(scene.now(&subscription).await.consent.as_ref()),
        "You consented to erp.local at 192.168.1.0/24, and messages now go to crm.local at 192.168.1.20. Consent again \
         if that is right."
    );
    assert!(scene.names.dialled().is_empty());
    scene.bed.engine.shutdown().await;
}

/// Found as a whole queue rejected at once: what a filter answers for a name it does not let through is no address.
#[tokio::test]
async fn a_name_that_leads_nowhere_is_tried_again() {
    let scene = Scene::start().await;
    scene.names.lead("hooks.example.com", &["0.0.0.0", "169.254.169.254"]);
    let subscription = scene.subscribe("hooks.example.com", None).await;
    let retry = RetryPolicy::Custom { delays_ms: vec![600_000] };
    scene.bed.save(Subscription { retry, ..subscription }).await;
    let id = scene.bed.send_one("a.b").await;
    let story = scene.bed.until(id, MessageState::Retrying).await;
    assert_eq!(story.attempts[0].class, Some(TransportClass::Dns), "{:?}", story.attempts);
    assert!(scene.names.dialled().is_empty());
    scene.bed.engine.shutdown().await;
}

/// Found as a subscription held for ever: the way out that was offered was to consent to where somebody had led it.
#[tokio::test]
async fn a_name_that_is_public_again_goes_on_without_a_consent() {
    let scene = Scene::start().await;
    scene.names.lead("hooks.example.com", &[HOME]);
    let subscription = scene.subscribe("hooks.example.com", None).await;
    scene.holds(&subscription).await;
    scene.names.lead("hooks.example.com", &[PUBLIC]);
    let now = scene.now(&subscription).await;
    let store = scene.bed.engine.store();
    let stale =
        Judgement::of(&Subscription { consent: Some(to("hooks.example.com", HOME, 1)), ..now.clone() });
    store.unblock(subscription.id, stale).await.expect("written");
    assert!(scene.now(&subscription).await.blocked.is_some(), "judged by something else");
    store.unblock(subscription.id, Judgement::of(&now)).await.expect("written");
    scene.bed.until_count(MessageState::Delivered, 1).await;
    let now = scene.now(&subscription).await;
    assert_eq!((now.blocked, now.consent, now.needs_consent), (None, None, false));
    scene.bed.engine.shutdown().await;
}
