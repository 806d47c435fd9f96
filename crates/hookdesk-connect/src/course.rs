//! The course of one exchange: how far it got. Kept outside the future that is cut off at the deadline, so that it
//! can be read afterwards.

use std::net::IpAddr;
use std::sync::Arc;

use hookdesk_core::classify::Ended;
use hookdesk_core::message::{FailureTruth, HeaderPair, ResponseRecord, Timings, TransportClass};
use hookdesk_core::schedule::parse_retry_after;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::weburl;
use http::header::{CONTENT_ENCODING, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use tokio::time::Instant;
use url::Url;

use crate::body;
use crate::exchange::{Exchange, REDACTED, is_secret};
use crate::failure::Failure;
use crate::refusal::Handshake;
use crate::transport::Written;

/// What is known of an exchange.
pub(crate) struct Course {
    start: Instant,
    deadline: Instant,
    /// Bytes kept of the answer's body.
    keep: usize,
    pub(crate) timings: Timings,
    /// What the server showed when the connection was made.
    pub(crate) handshake: Option<Arc<Handshake>>,
    /// The address at the other end.
    pub(crate) address: Option<IpAddr>,
    /// Addresses not dialled for want of a consent.
    pub(crate) refused: Vec<IpAddr>,
    /// Set once the request goes to a connection: its byte counter, and how many bytes it has in all.
    sending: Option<(Arc<Written>, u64)>,
    answer: Option<Answer>,
}

/// The answer, as far as it came.
struct Answer {
    status: u16,
    headers: HeaderMap,
    raw: Vec<u8>,
    cut: bool,
    complete: bool,
}

impl Course {
    pub(crate) fn new(timeout: std::time::Duration, keep: usize) -> Self {
        let start = Instant::now();
        Self {
            start,
            deadline: start + timeout,
            keep,
            timings: Timings::default(),
            handshake: None,
            address: None,
            refused: Vec::new(),
            sending: None,
            answer: None,
        }
    }

    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    pub(crate) fn elapsed_us(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// A connection is there and the request goes to it.
    pub(crate) fn sending(&mut self, written: Arc<Written>, size: u64) {
        written.reset();
        self.sending = Some((written, size));
    }

    /// The connection was dead and another is dialled.
    pub(crate) fn restart(&mut self) {
        self.sending = None;
    }

    /// Bytes of the request that may have left this machine.
    pub(crate) fn bytes_written(&self) -> u64 {
        self.sending.as_ref().map_or(0, |(written, _)| written.bytes())
    }

    /// The answer's head came.
    pub(crate) fn head(&mut self, status: u16, headers: HeaderMap) {
        self.timings.head_us = Some(self.elapsed_us());
        self.answer = Some(Answer { status, headers, raw: Vec::new(), cut: false, complete: false });
    }

    /// More of the answer's body came. `false`: enough is kept.
    pub(crate) fn body(&mut self, data: &[u8]) -> bool {
        let Some(answer) = &mut self.answer else { return true };
        let room = self.keep - answer.raw.len();
        answer.raw.extend_from_slice(&data[..data.len().min(room)]);
        answer.cut = data.len() > room;
        !answer.cut
    }

    /// The body ended, or as much of it came as is kept.
    pub(crate) fn complete(&mut self) {
        if let Some(answer) = &mut self.answer {
            answer.complete = true;
        }
    }

    /// The failure that the deadline's passing is at this point.
    pub(crate) fn timed_out(&self) -> Failure {
        let (class, text) = match (&self.sending, &self.answer) {
            (None, _) => (TransportClass::TimeoutConnect, "connecting took too long"),
            (Some(_), Some(_)) => (TransportClass::TimeoutBody, "the answer's body did not end in time"),
            (Some((written, size)), None) if written.bytes() < *size => {
                (TransportClass::TimeoutSend, "sending the request took too long")
            }
            (Some(_), None) => (TransportClass::TimeoutHead, "no answer came in time"),
        };
        Failure::new(class, text)
    }

    /// The exchange as it is told. `now` is the attempt's time, from which a Retry-After date counts.
    pub(crate) fn close(mut self, failure: Option<Failure>, now: UtcMillis) -> Exchange {
        self.timings.total_us = self.elapsed_us();
        let unsent = self.bytes_written() == 0;
        let answer = self.answer.take();
        let status = answer.as_ref().map(|a| a.status);
        let ended = match (&failure, &answer) {
            (None, Some(answer)) => {
                Ended::Answered { status: answer.status, retry_after_ms: retry_after(&answer.headers, now) }
            }
            (failure, _) => Ended::Failed {
                class: failure.as_ref().map_or(TransportClass::Protocol, |f| f.class),
                truth: if unsent { FailureTruth::NotSent } else { FailureTruth::Unknown },
                status,
            },
        };
        Exchange {
            ended,
            address: self.address,
            refused: self.refused,
            timings: self.timings,
            handshake: self.handshake,
            response: answer.map(|answer| answer.record(self.keep)),
            error: failure.map(|f| f.text),
        }
    }
}

impl Answer {
    fn record(self, keep: usize) -> ResponseRecord {
        let encoding = self.headers.get(CONTENT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let (body, truncated) = body::decode(self.raw, encoding, self.cut || !self.complete, keep);
        ResponseRecord {
            headers: self.headers.iter().map(|(name, value)| shown(name.as_str(), value)).collect(),
            body,
            truncated,
        }
    }
}

/// A header of the answer as it may be kept: Latin-1 for bytes outside ASCII, secrets gone.
fn shown(name: &str, value: &HeaderValue) -> HeaderPair {
    let text = if is_secret(name) {
        REDACTED.to_owned()
    } else {
        let text: String = value.as_bytes().iter().copied().map(char::from).collect();
        // Redirects often carry tokens in their query.
        match (name == LOCATION.as_str()).then(|| Url::parse(&text)) {
            Some(Ok(url)) => weburl::redact(&url),
            _ => text,
        }
    };
    (name.to_owned(), text)
}

fn retry_after(headers: &HeaderMap, now: UtcMillis) -> Option<i64> {
    parse_retry_after(headers.get(RETRY_AFTER)?.to_str().ok()?, now)
}
