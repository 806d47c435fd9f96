//! A cage: a listener whose every connection meets the same animal.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::animals::{Act, Animal, Place};

/// Between two bytes of what is dripped.
const DRIP: Duration = Duration::from_millis(60);

pub struct Cage {
    pub url: String,
    requests: Arc<AtomicUsize>,
    visits: watch::Receiver<usize>,
    task: Option<JoinHandle<()>>,
    _reserved: Option<TcpSocket>,
}

impl Cage {
    pub async fn open(animal: &'static Animal) -> Self {
        let (visit, visits) = watch::channel(0);
        let requests = Arc::new(AtomicUsize::new(0));
        let url = |address: SocketAddr| match animal.place {
            Place::Tls => format!("https://{address}/hook"),
            Place::Nameless => "http://no-such-host.invalid/hook".to_owned(),
            Place::Http | Place::Nobody => format!("http://{address}/hook"),
        };
        if matches!(animal.place, Place::Nobody | Place::Nameless) {
            // Bound and not listening: refused, and nobody else can take the port.
            let socket = TcpSocket::new_v4().expect("a socket");
            socket.bind("127.0.0.1:0".parse().expect("an address")).expect("bound");
            let url = url(socket.local_addr().expect("an address"));
            return Self { url, requests, visits, task: None, _reserved: Some(socket) };
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let url = url(listener.local_addr().expect("an address"));
        let counted = requests.clone();
        let task = tokio::spawn(async move {
            let mut visitors = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                visit.send_modify(|visits| *visits += 1);
                let counted = counted.clone();
                visitors.spawn(async move { meet(animal, stream, &counted).await });
            }
        });
        Self { url, requests, visits, task: Some(task), _reserved: None }
    }

    /// Whole requests read.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// Waits for the first connection.
    pub async fn visited(&self) {
        let mut visits = self.visits.clone();
        let visited =
            tokio::time::timeout(Duration::from_secs(30), visits.wait_for(|visits| *visits > 0)).await;
        assert!(visited.is_ok_and(|visits| visits.is_ok()), "nobody came to {}", self.url);
    }
}

impl Drop for Cage {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Plays the animal's part, again and again for as long as the connection is kept.
async fn meet(animal: &Animal, mut stream: TcpStream, requests: &AtomicUsize) {
    loop {
        for act in (animal.acts)() {
            let goes_on = match act {
                Act::Read => {
                    let whole = read(&mut stream).await;
                    requests.fetch_add(usize::from(whole), Ordering::SeqCst);
                    whole
                }
                Act::ReadSome => stream.read(&mut [0; 40]).await.is_ok_and(|n| n > 0),
                Act::Smell => stream.peek(&mut [0]).await.is_ok_and(|n| n > 0),
                Act::Write(bytes) => stream.write_all(&bytes).await.is_ok(),
                Act::Drip(bytes) => drip(&mut stream, &bytes).await,
                Act::Forever(bytes) => {
                    while stream.write_all(&bytes).await.is_ok() {}
                    false
                }
                Act::Reset => return reset(stream),
                Act::Close => {
                    let _ = stream.shutdown().await;
                    false
                }
                Act::Hang => {
                    std::future::pending::<()>().await;
                    false
                }
            };
            if !goes_on {
                return;
            }
        }
    }
}

/// Closes so that the other side meets a reset.
fn reset(stream: TcpStream) {
    #[allow(deprecated, reason = "it blocks only for a linger above nought")]
    stream.set_linger(Some(Duration::ZERO)).expect("lingering");
}
/// A byte at a time, by a clock: being slow is what this animal is.
async fn drip(stream: &mut TcpStream, bytes: &[u8]) -> bool {
    for byte in bytes {
        if stream.write_all(&[*byte]).await.is_err() {
            return false;
        }
        tokio::time::sleep(DRIP).await;
    }
    true
}

/// One request, framed by its content length.
async fn read(stream: &mut TcpStream) -> bool {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
            if bytes.len() >= end + 4 + length.unwrap_or(0) {
                return true;
            }
        }
        if !stream.read_buf(&mut bytes).await.is_ok_and(|n| n > 0) {
            return false;
        }
    }
}
