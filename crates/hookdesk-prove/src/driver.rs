//! The driver: hands events to the child for as long as it lives, and keeps the first of the three books, the ids whose
//! accept was answered. What was not answered is handed in again, under the same id, to the next child.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hookdesk_connect::{HttpClient, Outgoing};
use hookdesk_core::address::Private;
use hookdesk_core::classify::Ended;
use hookdesk_core::config::ContentWrap;
use hookdesk_core::content;
use hookdesk_core::time::UtcMillis;
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use crate::child::Address;
use crate::journal::Journal;
use crate::ledger::hash;
use crate::scene::EVENT;

/// Callers at once.
const CALLERS: u64 = 4;
/// Between two calls of one caller: enough to keep the child busy, not so much that the books grow out of hand.
const PAUSE: Duration = Duration::from_millis(2);
/// A call that is not answered by then never will be: the child is gone or frozen.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What the callers share.
pub(crate) struct Driver {
    seed: u64,
    journal: Journal,
    next: AtomicU64,
    accepted: Mutex<BTreeMap<String, String>>,
    enough: AtomicBool,
    troubles: Mutex<Vec<String>>,
}

/// What came of a call.
enum Offered {
    /// The child has said that it has the events.
    Accepted,
    /// No answer, or one from a child that is about to end: the next one is asked.
    Again,
    /// An answer that no event of ours deserves.
    Refused(String),
}

/// One call's events.
struct Call {
    ids: Vec<String>,
    body: Bytes,
    media: &'static str,
}

impl Driver {
    /// Keeps the list of accepted ids in `file`, fsynced.
    pub fn new(seed: u64, file: &Path) -> std::io::Result<Arc<Self>> {
        let journal = Journal::create(file)?;
        Ok(Arc::new(Self {
            seed,
            journal,
            next: AtomicU64::new(0),
            accepted: Mutex::default(),
            enough: AtomicBool::new(false),
            troubles: Mutex::default(),
        }))
    }

    /// How many were answered so far.
    pub fn count(&self) -> u64 {
        lock(&self.accepted).len() as u64
    }

    /// Every id that was answered, with the hash of the body its messages must have.
    pub fn accepted(&self) -> BTreeMap<String, String> {
        lock(&self.accepted).clone()
    }

    /// No new events; calls that are open go on until they are answered.
    pub fn enough(&self) {
        self.enough.store(true, Ordering::Release);
    }

    /// What went wrong on the driver's side: calls refused for no reason, a book that could not be written.
    pub fn troubles(&self) -> Vec<String> {
        lock(&self.troubles).clone()
    }

    /// Every id that was ever offered.
    pub fn offered(&self) -> impl Iterator<Item = String> {
        (0..self.next.load(Ordering::Acquire)).map(|n| self.id(n))
    }

    /// Starts the callers; each drives until there is enough or the channel is closed. `None` in it is a child that is
    /// down.
    pub fn drive(self: &Arc<Self>, tasks: &mut JoinSet<()>, addresses: &watch::Receiver<Option<Address>>) {
        for caller in 0..CALLERS {
            let (driver, addresses) = (self.clone(), addresses.clone());
            tasks.spawn(async move { driver.call(caller, addresses).await });
        }
    }

    async fn call(&self, caller: u64, mut addresses: watch::Receiver<Option<Address>>) {
        let client = HttpClient::trusting(Vec::new());
        let mut open: Option<Call> = None;
        loop {
            if open.is_none() && self.enough.load(Ordering::Acquire) {
                return;
            }
            let Ok(address) = addresses.wait_for(Option::is_some).await.map(|address| address.clone()) else {
                return;
            };
            let Some(address) = address else { continue };
            let call = open.take().unwrap_or_else(|| self.make(caller));
            match self.offer(&client, &address, &call).await {
                Offered::Accepted => self.note(call).await,
                Offered::Again => {
                    open = Some(call);
                    // That child is gone: wait for the next, or a moment for the same one to come round.
                    let _ = tokio::time::timeout(PAUSE * 10, addresses.changed()).await;
                }
                Offered::Refused(why) => return lock(&self.troubles).push(why),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// One event, an array or NDJSON by turns.
    fn make(&self, caller: u64) -> Call {
        let many = [1, 1, 3, 5][usize::try_from(caller % 4).unwrap_or(0)];
        let first = self.next.fetch_add(many, Ordering::AcqRel);
        let numbers = first..first + many;
        let ids = numbers.clone().map(|n| self.id(n)).collect();
        let events: Vec<String> = numbers
            .map(|n| format!(r#"{{"name":"{EVENT}","id":"{}","data":{}}}"#, self.id(n), self.data(n)))
            .collect();
        let (body, media) = match caller % 4 {
            0 | 1 => (events.concat(), "application/json"),
            2 => (format!("[{}]", events.join(",")), "application/json"),
            _ => (events.join("\n"), "application/x-ndjson"),
        };
        Call { ids, body: Bytes::from(body), media }
    }

    fn id(&self, n: u64) -> String {
        format!("proof-{:x}-{n}", self.seed)
    }

    /// Another one for each number, of varying length.
    fn data(&self, n: u64) -> String {
        let mut random = fastrand::Rng::with_seed(self.seed ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let text: String = (0..random.usize(10..400)).map(|_| random.alphanumeric()).collect();
        format!(r#"{{"n":{n},"price":37.0000,"text":"{text}"}}"#)
    }

    /// What the messages of event `n` carry.
    fn body(&self, n: u64) -> Vec<u8> {
        content::build(self.data(n).as_bytes(), ContentWrap::Data)
    }

    /// Hands it in.
    async fn offer(&self, client: &HttpClient, address: &Address, call: &Call) -> Offered {
        let Ok(url) = Url::parse(&format!("http://{}/v1/events", address.host)) else {
            return Offered::Refused(format!("the engine's address {} is none", address.host));
        };
        let request = Outgoing {
            method: http::Method::POST,
            url,
            headers: vec![
                ("content-type".to_owned(), call.media.to_owned()),
                ("authorization".to_owned(), format!("Bearer {}", address.token)),
            ],
            secret_names: Vec::new(),
            body: call.body.clone(),
            timeout: TIMEOUT,
            private: Private::Any,
        };
        let exchange = client.send(&request, UtcMillis(0)).await;
        match exchange.ended {
            Ended::Answered { status: 200 | 202, .. } => Offered::Accepted,
            Ended::Answered { status: 503, .. } | Ended::Failed { .. } => Offered::Again,
            Ended::Answered { status, .. } => {
                let body = exchange.response.map(|response| response.body).unwrap_or_default();
                let said = String::from_utf8_lossy(&body).chars().take(300).collect::<String>();
                Offered::Refused(format!("the engine refused events with {status}: {said}"))
            }
        }
    }

    /// Enters the answered ids into the book.
    async fn note(&self, call: Call) {
        if !self.journal.write(call.ids.join("\n")).await {
            lock(&self.troubles).push("the list of accepted events could not be written".to_owned());
            return;
        }
        let mut accepted = lock(&self.accepted);
        for id in call.ids {
            let n = id.rsplit('-').next().and_then(|n| n.parse().ok()).unwrap_or(u64::MAX);
            let body = hash(&self.body(n));
            accepted.insert(id, body);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
