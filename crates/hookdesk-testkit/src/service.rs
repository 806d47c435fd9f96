//! A server on loopback that answers by rules instead of by a plan.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::answer::Answer;
use crate::receiver::{Received, answer};
use crate::wire::Inbox;

/// What answers.
pub(crate) type Rules = dyn Fn(&Received) -> Answer + Send + Sync;

/// A running server; stops, and breaks its connections, when dropped.
pub(crate) struct Service {
    address: SocketAddr,
    log: Arc<Mutex<Vec<Received>>>,
    accepting: JoinHandle<()>,
}

impl Service {
    /// Starts on a free loopback port.
    pub(crate) async fn start(rules: Arc<Rules>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let log = Arc::new(Mutex::new(Vec::new()));
        let accepting = tokio::spawn(accept(listener, rules, log.clone()));
        Self { address, log, accepting }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything received so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, rules: Arc<Rules>, log: Arc<Mutex<Vec<Received>>>) {
    // Aborting this task drops the set, which ends every connection.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let (rules, log) = (rules.clone(), log.clone());
                connections.spawn(async move {
                    // A peer that goes away is an everyday thing here.
                    let _ = serve(stream, &rules, &log).await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(mut stream: TcpStream, rules: &Arc<Rules>, log: &Mutex<Vec<Received>>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut inbox = Inbox::default();
    while let Some(received) = inbox.request(&mut stream, |head, body| head.to_received(body)).await? {
        let planned = rules(&received);
        log.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        if !answer(&mut stream, planned).await? {
            break;
        }
    }
    Ok(())
}

/// A clock that a test can set forward.
#[derive(Debug)]
pub(crate) struct Hands {
    began: Instant,
    ahead_ms: AtomicU64,
}

impl Hands {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), ahead_ms: AtomicU64::new(0) }
    }

    /// Milliseconds since the start.
    pub(crate) fn now_ms(&self) -> u64 {
        let real = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        real.saturating_add(self.ahead_ms.load(Ordering::Acquire))
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.ahead_ms.fetch_add(u64::try_from(by.as_millis()).unwrap_or(0), Ordering::AcqRel);
    }
}
