//! What a receiver answers, well-behaved and otherwise.

use std::io::Write as _;
use std::time::Duration;

/// What the receiver answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A complete answer; the connection stays open.
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
    /// Closes before reading: the request is left unread, so the sender meets a reset.
    CloseAtOnce,
    /// Writes these bytes raw and closes.
    Raw(Vec<u8>),
    /// Writes these bytes raw, then nothing, and stays open.
    Stall(Vec<u8>),
    /// Sends a head, then a body that never ends.
    Endless,
}

impl Answer {
    /// A status with an empty body.
    pub fn status(status: u16) -> Self {
        Self::Reply { status, headers: Vec::new(), body: Vec::new() }
    }

    /// A status with a body and its content type.
    pub fn body(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::Reply {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
        }
    }
}

/// A complete answer as bytes, framed by `content-length` (but 204, which has no body).
pub(crate) fn render(status: u16, headers: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(128 + body.len());
    // Writing to a Vec does not fail.
    let _ = write!(out, "HTTP/1.1 {status} \r\n");
    for (name, value) in headers {
        let _ = write!(out, "{name}: {value}\r\n");
    }
    if status != 204 {
        let _ = write!(out, "content-length: {}\r\n", body.len());
    }
    out.extend_from_slice(b"\r\n");
    if status != 204 {
        out.extend_from_slice(body);
    }
    out
}
