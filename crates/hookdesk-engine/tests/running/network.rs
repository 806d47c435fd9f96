//! When it is the laptop and not the receiver: nothing is attempted, nothing is counted, and the queue drains by itself
//! afterwards. The machine's own view is made up; the receivers and the sockets are real.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use hookdesk_core::message::{FailureTruth, MessageState};
use hookdesk_core::network::{NetworkState, Reach, View};
use hookdesk_core::time::{Clock, SystemClock, UtcMillis};
use hookdesk_engine::{Engine, EngineOptions, Machine, Role};
use hookdesk_testkit::{Answer, Receiver};
use tokio::net::TcpSocket;
use url::Url;

use crate::bed::Bed;

const HOME: View = View { local: true, internet: true, id: 1 };
const HOTEL: View = View { local: true, internet: true, id: 2 };
const NOTHING: View = View { local: false, internet: false, id: 0 };

/// A machine whose loopback is the internet, and whose network is what the test says.
#[derive(Clone)]
struct Laptop(Arc<Mutex<View>>);

impl Laptop {
    fn at(view: View) -> Self {
        Self(Arc::new(Mutex::new(view)))
    }

    fn goes_to(&self, view: View) {
        *self.0.lock().expect("the view") = view;
    }
}

impl Machine for Laptop {
    fn view(&self) -> View {
        *self.0.lock().expect("the view")
    }

    fn reach(&self, _: &Url) -> Reach {
        Reach::Internet
    }
}

/// The machine's clock, set forward by a sleep.
struct Sleeper(AtomicI64);

impl Clock for Sleeper {
    fn now(&self) -> UtcMillis {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}

async fn engine(laptop: &Laptop, clock: Arc<dyn Clock>) -> Bed {
    let dir = tempfile::tempdir().expect("a directory");
    let options = EngineOptions { data_dir: dir.path().to_owned(), passphrase: None, role: Role::Run, clock };
    let engine = Engine::open_on(options, Arc::new(laptop.clone())).await.expect("opened");
    engine.start().await.expect("started");
    Bed { dir, engine }
}

/// An address nobody listens on and nobody else can take.
fn nobody() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("bound");
    let url = format!("http://{}/", socket.local_addr().expect("an address"));
    (socket, url)
}

#[tokio::test]
async fn offline_nothing_is_attempted_and_everything_goes_out_afterwards() {
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let laptop = Laptop::at(NOTHING);
    let bed = engine(&laptop, Arc::new(SystemClock)).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    bed.send_many("a.b", 1_200).await;
    bed.until_count(MessageState::Held, 1_200).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.message.attempts), (Some("offline"), 0));
    assert_eq!((receiver.count(), bed.engine.network().0), (0, NetworkState::Offline));
    laptop.goes_to(HOME);
    bed.until_count(MessageState::Delivered, 1_201).await;
    assert_eq!((receiver.count(), bed.engine.network().0), (1_201, NetworkState::Online));
    assert_eq!(bed.story(id).await.message.attempts, 1);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_network_that_goes_away_in_the_middle_counts_nothing() {
    let (_socket, url) = nobody();
    let laptop = Laptop::at(HOME);
    let bed = engine(&laptop, Arc::new(SystemClock)).await;
    laptop.goes_to(NOTHING);
    bed.subscribe("a.b", &url, |_| {}).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("offline"), 0));
    // Back on the network, the receiver itself is down: that counts, and ends as the policy says.
    laptop.goes_to(HOME);
    let story = bed.until(id, MessageState::Rejected).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("exhausted"), 3));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn held_for_the_network_and_ended_it_goes_out_at_the_next_start() {
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let bed = engine(&Laptop::at(NOTHING), Arc::new(SystemClock)).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Held).await;
    let bed = bed.restart().await;
    bed.until(id, MessageState::Delivered).await;
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_sign_in_page_is_no_answer_of_the_receivers() {
    let portal = Answer::body(511, "text/html", "<h1>Welcome to the hotel</h1>");
    let receiver = Receiver::start(vec![portal], Answer::status(200)).await;
    let laptop = Laptop::at(HOTEL);
    let bed = engine(&laptop, Arc::new(SystemClock)).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Held).await;
    // The request reached somebody: its attempt stands there, and does not count.
    assert_eq!(
        (story.message.reason.as_deref(), story.attempts[0].status),
        (Some("captive_portal"), Some(511))
    );
    assert_eq!(story.attempts[0].truth, Some(FailureTruth::Refused));
    assert_eq!(bed.engine.network().0, NetworkState::CaptivePortal);
    // One message is risked after a while, and finds that somebody has signed in.
    let story = bed.until(id, MessageState::Delivered).await;
    assert_eq!((story.attempts.len(), bed.engine.network().0), (2, NetworkState::Online));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_redirect_to_a_stranger_is_a_portal_only_on_another_network() {
    let away = || Answer::Reply {
        status: 302,
        headers: vec![("location".to_owned(), "http://portal.hotel.test/login".to_owned())],
        body: Vec::new(),
    };
    let receiver = Receiver::start(vec![Answer::status(200), away()], Answer::status(200)).await;
    let laptop = Laptop::at(HOME);
    let bed = engine(&laptop, Arc::new(SystemClock)).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let first = bed.send_one("a.b").await;
    bed.until(first, MessageState::Delivered).await;
    laptop.goes_to(HOTEL);
    let second = bed.send_one("a.b").await;
    let story = bed.until(second, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("captive_portal"), 1));
    bed.until(second, MessageState::Delivered).await;
    // On the network where it has answered itself, a redirect is its own.
    receiver.then(away());
    let third = bed.send_one("a.b").await;
    let story = bed.until(third, MessageState::Rejected).await;
    assert_eq!(story.message.reason.as_deref(), Some("redirect"));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn what_ran_while_the_machine_slept_is_not_counted() {
    let receiver = Receiver::start(vec![Answer::Silent], Answer::status(200)).await;
    let clock = Arc::new(Sleeper(AtomicI64::new(0)));
    let bed = engine(&Laptop::at(HOME), clock.clone()).await;
    bed.subscribe("a.b", &receiver.url(), |s| s.timeout_ms = 1_000).await;
    let id = bed.send_one("a.b").await;
    receiver.wait_for(1).await;
    // The lid was closed for an hour; the request died with its connection.
    clock.0.store(3_600_000, Ordering::SeqCst);
    let story = bed.until_story(id, "tried", |story| !story.attempts.is_empty()).await;
    assert_eq!(story.message.state, MessageState::Retrying);
    assert_eq!(bed.engine.network().0, NetworkState::Resuming);
    let due = story.message.due_at.expect("a due time").0 - story.message.updated_at.0;
    assert!((4_000..=6_000).contains(&due), "due in {due} ms, not by the policy's 20 ms");
    clock.0.store(3_606_000, Ordering::SeqCst);
    let story = bed.until(id, MessageState::Delivered).await;
    assert_eq!(story.attempts.len(), 2);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn switched_off_the_detection_blames_the_receiver() {
    let (_socket, url) = nobody();
    let bed = engine(&Laptop::at(NOTHING), Arc::new(SystemClock)).await;
    bed.engine.set_setting("network.detect", false.into()).await.expect("set");
    bed.subscribe("a.b", &url, |_| {}).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Rejected).await;
    assert_eq!(story.attempts.len(), 3);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn loopback_needs_no_network() {
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let dir = tempfile::tempdir().expect("a directory");
    struct Unplugged;
    impl Machine for Unplugged {
        fn view(&self) -> View {
            NOTHING
        }
    }
    let clock = Arc::new(SystemClock);
    let options = EngineOptions { data_dir: dir.path().to_owned(), passphrase: None, role: Role::Run, clock };
    let engine = Engine::open_on(options, Arc::new(Unplugged)).await.expect("opened");
    engine.start().await.expect("started");
    let bed = Bed { dir, engine };
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;
    bed.engine.shutdown().await;
}
