//! A real HTTP receiver on loopback.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the receiver answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A complete answer.
    Reply {
        /// Status.
        status: u16,
        /// Headers.
        headers: Vec<(String, String)>,
        /// Body.
        body: Vec<u8>,
    },
    /// The same, later.
    Slow(Duration, Box<Answer>),
    /// Takes the request and closes without a word.
    Close,
    /// Takes the request and never answers.
    Silent,
    /// Closes before reading.
    CloseAtOnce,
    /// Writes these bytes raw and closes.
    Raw(Vec<u8>),
    /// Sends a head, then a body that never ends.
    Endless,
}

impl Answer {
    /// A status with an empty body.
    pub fn status(status: u16) -> Self {
        Self::Reply { status, headers: Vec::new(), body: Vec::new() }
    }
}

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

/// A receiver; stops when dropped.
pub struct Receiver {
    address: SocketAddr,
    _state: Arc<Mutex<(VecDeque<Answer>, Vec<Received>)>>,
}

impl Receiver {
    /// Starts on a free loopback port. Answers `plan` in order, then `after` for ever.
    pub async fn start(_plan: Vec<Answer>, _after: Answer) -> Self {
        todo!()
    }

    /// `http://127.0.0.1:PORT/hook`.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Everything received so far.
    pub fn received(&self) -> Vec<Received> {
        todo!()
    }

    /// Waits until `n` requests have come in (gives up and panics after 30 s).
    pub async fn wait_for(&self, _n: usize) -> Vec<Received> {
        todo!()
    }
}
