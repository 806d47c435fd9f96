//! The receiver: a process of its own on loopback that answers 200 at once and remembers when each request came.
//!
//! It is told what to do on its input, one line each, and answers on its output; when its input ends, it ends.

use std::cell::RefCell;
use std::process::Stdio;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Notify;
use tokio::task::LocalSet;
use tokio::time::timeout;

use crate::http::Wire;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok";

/// Nanoseconds of the machine's clock, which all processes share.
pub fn now_ns() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as u64)
}

/// What has arrived, as the receiver's process keeps it.
#[derive(Default)]
struct Book {
    arrivals: RefCell<Vec<u64>>,
    /// Somebody waits for this many.
    wanted: RefCell<usize>,
    reached: Notify,
}

impl Book {
    fn arrived(&self) {
        let mut arrivals = self.arrivals.borrow_mut();
        arrivals.push(now_ns());
        if arrivals.len() == *self.wanted.borrow() {
            self.reached.notify_one();
        }
    }

    async fn wait(&self, count: usize) {
        *self.wanted.borrow_mut() = count;
        while self.arrivals.borrow().len() < count {
            self.reached.notified().await;
        }
    }
}

/// The receiver's process, from its first line to its last.
pub fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, receive())
}

async fn receive() -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?);
    let book = Rc::new(Book::default());
    let connections = Rc::clone(&book);
    tokio::task::spawn_local(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let book = Rc::clone(&connections);
            tokio::task::spawn_local(async move {
                let Ok(mut wire) = Wire::over(stream) else { return };
                while let Ok(true) = wire.read().await {
                    book.arrived();
                    if wire.write(ANSWER).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while let Some(order) = orders.next_line().await? {
        match order.split_once(' ') {
            Some(("wait", count)) => {
                book.wait(count.parse()?).await;
                println!("reached");
            }
            _ if order == "arrivals" => {
                let times: Vec<String> = book.arrivals.borrow().iter().map(u64::to_string).collect();
                println!("{}", times.join(" "));
            }
            _ => {
                book.arrivals.borrow_mut().clear();
                println!("cleared");
            }
        }
    }
    Ok(())
}

/// A running receiver, as the measurements see it.
pub struct Receiver {
    _child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl Receiver {
    /// Starts this program again, as a receiver. It ends when this handle is dropped.
    pub async fn start() -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("receive")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let orders = child.stdin.take().context("no way to the receiver")?;
        let mut answers = BufReader::new(child.stdout.take().context("no way from the receiver")?).lines();
        let address = answers.next_line().await?.context("the receiver ended")?;
        Ok(Self { _child: child, orders, answers, address })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Forgets what has arrived.
    pub async fn clear(&mut self) -> Result<()> {
        self.ask("clear").await.map(drop)
    }

    /// Waits until so many requests have come; fails after `patience`.
    pub async fn wait(&mut self, count: usize, patience: Duration) -> Result<()> {
        let waited = timeout(patience, self.ask(&format!("wait {count}"))).await;
        waited.with_context(|| format!("fewer than {count} requests came in {patience:?}"))?.map(drop)
    }

    /// When each request came, in nanoseconds of the machine's clock.
    pub async fn arrivals(&mut self) -> Result<Vec<u64>> {
        let line = self.ask("arrivals").await?;
        line.split_whitespace().map(|ns| Ok(ns.parse()?)).collect()
    }

    async fn ask(&mut self, order: &str) -> Result<String> {
        self.orders.write_all(format!("{order}\n").as_bytes()).await?;
        let answer = self.answers.next_line().await?.context("the receiver ended")?;
        ensure!(!answer.starts_with("error"), "the receiver: {answer}");
        Ok(answer)
    }
}
