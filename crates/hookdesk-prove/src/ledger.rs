//! The ledger: a receiver that has written down what it got, on the disk, before it answers.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use crate::check::Seen;
use crate::journal::Journal;

/// What a request is answered, once it stands in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// This status; from 300 on it is a refusal.
    Status(u16),
    /// 200, after a while.
    Slow(Duration),
    /// The connection is closed without a word.
    Close,
}

/// Chooses the answer for a message's attempt.
type Weather = dyn Fn(&str, u32) -> Answer + Send + Sync;

/// A receiver on loopback; stops when dropped.
pub struct Ledger {
    address: SocketAddr,
    desk: Arc<Desk>,
    listening: JoinHandle<()>,
}

struct Desk {
    journal: Journal,
    weather: Box<Weather>,
    calm: AtomicBool,
    requests: AtomicU64,
    delivered: AtomicU64,
    seen: Mutex<HashMap<String, Vec<Seen>>>,
}

impl Ledger {
    /// Listens on a free port. Each request's line (`message attempt sha256 unix-ms answer`) is on the disk in `file`
    /// before its answer begins.
    pub async fn start(
        file: &Path,
        weather: impl Fn(&str, u32) -> Answer + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let desk = Arc::new(Desk {
            journal: Journal::create(file)?,
            weather: Box::new(weather),
            calm: AtomicBool::new(false),
            requests: AtomicU64::new(0),
            delivered: AtomicU64::new(0),
            seen: Mutex::default(),
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let listening = tokio::spawn(listen(listener, desk.clone()));
        Ok(Self { address, desk, listening })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}/ledger", self.address)
    }

    /// From now on every request is taken at once.
    pub fn calm(&self) {
        self.desk.calm.store(true, Ordering::Release);
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.desk.requests.load(Ordering::Relaxed)
    }

    /// Messages taken so far, each once.
    pub fn delivered(&self) -> u64 {
        self.desk.delivered.load(Ordering::Relaxed)
    }

    /// What was seen of each message, in order of arrival.
    pub fn seen(&self) -> HashMap<String, Vec<Seen>> {
        self.desk.lock().clone()
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Seen>>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the request down and says what it is answered; `None` where the book could not be kept.
    async fn enter(&self, headers: &HeaderMap, body: &[u8]) -> Option<Answer> {
        let message = text(headers, "x-hookdesk-delivery").to_owned();
        let attempt: u32 = text(headers, "x-hookdesk-attempt").parse().unwrap_or(0);
        let answer = match self.calm.load(Ordering::Acquire) {
            true => Answer::Status(200),
            false => (self.weather)(&message, attempt),
        };
        let taken = matches!(answer, Answer::Slow(_) | Answer::Status(200..=299));
        let body = hash(body);
        let line = format!("{message} {attempt} {body} {} {answer:?}", now_ms());
        if !self.journal.write(line).await {
            return None;
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut all = self.lock();
        let seen = all.entry(message).or_default();
        let first = taken && !seen.iter().any(|seen| seen.taken);
        self.delivered.fetch_add(u64::from(first), Ordering::Relaxed);
        seen.push(Seen { attempt, body, taken });
        Some(answer)
    }
}

/// A body as the books compare it: SHA-256 in hex, its first half.
pub(crate) fn hash(body: &[u8]) -> String {
    Sha256::digest(body).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn now_ms() -> u128 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn listen(listener: TcpListener, desk: Arc<Desk>) {
    // Aborting this task drops the set, which ends every connection.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    // Out of file handles, most likely: not a reason to spin.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let _ = stream.set_nodelay(true);
                let desk = desk.clone();
                connections.spawn(async move {
                    let serve = service_fn(move |request| answer(desk.clone(), request));
                    // A sender that is killed in the middle is what this is for.
                    let _ = http1::Builder::new()
                        .timer(TokioTimer::new())
                        .serve_connection(TokioIo::new(stream), serve)
                        .await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// An error closes the connection.
async fn answer(desk: Arc<Desk>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Closed> {
    let (head, body) = request.into_parts();
    // A request that broke off never was one.
    let body = body.collect().await.map_err(|_| Closed)?.to_bytes();
    match desk.enter(&head.headers, &body).await.ok_or(Closed)? {
        Answer::Close => Err(Closed),
        Answer::Slow(wait) => {
            tokio::time::sleep(wait).await;
            Ok(reply(200))
        }
        Answer::Status(status) => Ok(reply(status)),
    }
}

fn reply(status: u16) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::new()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

/// Ends a connection on purpose.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed on purpose")
    }
}

impl std::error::Error for Closed {}

impl From<Infallible> for Closed {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
