//! A real HTTP receiver on loopback.

use std::collections::VecDeque;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use crate::answer::{Answer, render};
use crate::wire::Inbox;

/// How long a wait lasts before the test has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// Method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Received {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

/// A receiver; stops, and breaks its connections, when dropped.
pub struct Receiver {
    address: SocketAddr,
    desk: Arc<Desk>,
    accepting: JoinHandle<()>,
}

impl Receiver {
    /// Starts on a free loopback port. Answers `plan` in order of arrival, then `after` for ever.
    pub async fn start(plan: Vec<Answer>, after: Answer) -> Self {
        Self::launch(Desk::new(plan, after, true)).await
    }

    /// Starts one that only counts: for benchmarks, where keeping every request would be most of the work.
    pub async fn start_quiet(answer: Answer) -> Self {
        Self::launch(Desk::new(Vec::new(), answer, false)).await
    }

    /// Starts one whose answers depend on what is asked: a fake of some service.
    pub async fn start_with(choose: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        let mut desk = Desk::new(Vec::new(), Answer::status(500), true);
        desk.choose = Some(Box::new(choose));
        Self::launch(desk).await
    }

    async fn launch(desk: Desk) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let desk = Arc::new(desk);
        let accepting = tokio::spawn(accept(listener, desk.clone()));
        Self { address, desk, accepting }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT/hook`.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Everything received so far; nothing from a quiet one.
    pub fn received(&self) -> Vec<Received> {
        self.desk.lock().received.clone()
    }

    /// How many requests have come in.
    pub fn count(&self) -> usize {
        self.desk.count.load(Ordering::Acquire)
    }

    /// How many connections have been made.
    pub fn connections(&self) -> usize {
        self.desk.connections.load(Ordering::Acquire)
    }

    /// Waits until `n` requests have come in (gives up and panics after 30 s).
    pub async fn wait_for(&self, n: usize) -> Vec<Received> {
        self.wait_for_count(n, PATIENCE).await;
        self.received()
    }

    /// Waits until `n` requests have come in; panics when that takes longer than `patience`.
    pub async fn wait_for_count(&self, n: usize, patience: Duration) {
        let arrived = async {
            loop {
                let changed = self.desk.changed.notified();
                tokio::pin!(changed);
                // Registers before looking, so that an arrival in between is not missed.
                changed.as_mut().enable();
                if self.count() >= n {
                    return;
                }
                changed.await;
            }
        };
        if tokio::time::timeout(patience, arrived).await.is_err() {
            panic!("{} of {n} requests came in {patience:?}", self.count());
        }
    }

    /// Adds to the answers still to be given in order.
    pub fn then(&self, answer: Answer) {
        self.desk.lock().plan.push_back(answer);
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Says what to answer.
type Choose = dyn Fn(&Received) -> Answer + Send + Sync;

/// What all connections of one receiver share.
struct Desk {
    book: Mutex<Book>,
    choose: Option<Box<Choose>>,
    after: Answer,
    /// `after` as bytes, where it is a plain reply.
    after_bytes: Option<Vec<u8>>,
    keeps: bool,
    count: AtomicUsize,
    connections: AtomicUsize,
    changed: Notify,
}

#[derive(Default)]
struct Book {
    plan: VecDeque<Answer>,
    received: Vec<Received>,
}

impl Desk {
    fn new(plan: Vec<Answer>, after: Answer, keeps: bool) -> Self {
        let after_bytes = match &after {
            Answer::Reply { status, headers, body } => Some(render(*status, headers, body)),
            _ => None,
        };
        Self {
            book: Mutex::new(Book { plan: plan.into(), received: Vec::new() }),
            choose: None,
            after,
            after_bytes,
            keeps,
            count: AtomicUsize::new(0),
            connections: AtomicUsize::new(0),
            changed: Notify::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the next request is to be left unread; takes that answer off the plan.
    fn closes_at_once(&self) -> bool {
        if !self.keeps {
            return matches!(self.after, Answer::CloseAtOnce);
        }
        let mut book = self.lock();
        match book.plan.front() {
            Some(Answer::CloseAtOnce) => book.plan.pop_front().is_some(),
            Some(_) => false,
            None => matches!(self.after, Answer::CloseAtOnce),
        }
    }

    /// Counts a request, keeps it where asked to, and says what to answer; `None` is `after`.
    fn take(&self, received: Option<Received>) -> Option<Answer> {
        let answer = received.and_then(|received| {
            let chosen = self.choose.as_ref().map(|choose| choose(&received));
            let mut book = self.lock();
            book.received.push(received);
            chosen.or_else(|| book.plan.pop_front())
        });
        self.count.fetch_add(1, Ordering::Release);
        self.changed.notify_waiters();
        answer
    }
}

async fn accept(listener: TcpListener, desk: Arc<Desk>) {
    // Aborting this task drops the set, which ends every connection.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                desk.connections.fetch_add(1, Ordering::Release);
                let desk = desk.clone();
                connections.spawn(async move {
                    // A peer that goes away is an everyday thing here.
                    let _ = serve(stream, &desk).await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(mut stream: TcpStream, desk: &Desk) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut inbox = Inbox::default();
    loop {
        if inbox.is_empty() {
            stream.readable().await?;
        }
        if desk.closes_at_once() {
            return Ok(());
        }
        let next = inbox
            .request(&mut stream, |head, body| desk.take(desk.keeps.then(|| head.to_received(body))))
            .await?;
        let stays = match next {
            None => return Ok(()),
            Some(None) => match &desk.after_bytes {
                Some(bytes) => {
                    stream.write_all(bytes).await?;
                    true
                }
                None => answer(&mut stream, desk.after.clone()).await?,
            },
            Some(Some(planned)) => answer(&mut stream, planned).await?,
        };
        if !stays {
            return Ok(());
        }
    }
}

/// Answers; says whether the connection stays open.
pub(crate) async fn answer(stream: &mut (impl AsyncWrite + Unpin), mut answer: Answer) -> io::Result<bool> {
    while let Answer::Slow(delay, then) = answer {
        tokio::time::sleep(delay).await;
        answer = *then;
    }
    match answer {
        Answer::Reply { status, headers, body } => {
            stream.write_all(&render(status, &headers, &body)).await?;
            stream.flush().await?;
            Ok(true)
        }
        Answer::Close | Answer::CloseAtOnce | Answer::Slow(..) => Ok(false),
        Answer::Silent => pending().await,
        Answer::Raw(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
            Ok(false)
        }
        Answer::Stall(bytes) => {
            stream.write_all(&bytes).await?;
            pending().await
        }
        Answer::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await?;
            let chunk = [b"1000\r\n".as_slice(), &[b'.'; 0x1000], b"\r\n"].concat();
            loop {
                stream.write_all(&chunk).await?;
            }
        }
    }
}
