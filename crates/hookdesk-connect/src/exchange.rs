//! One exchange: what goes out, and how it ended.

use std::time::Duration;

use bytes::Bytes;
use hookdesk_core::classify::Ended;
use hookdesk_core::message::{HeaderPair, RequestRecord, ResponseRecord, Timings};
use url::Url;

/// A request ready to go: these bytes are the ones signed, sent and dumped. Holds secrets in its headers and URL, so it
/// neither prints nor serializes; [`Outgoing::record`] is the form that may be kept.
pub struct Outgoing {
    /// HTTP method.
    pub method: http::Method,
    /// Absolute URL.
    pub url: Url,
    /// All headers but `host` and `content-length`, in the order sent.
    pub headers: Vec<HeaderPair>,
    /// The body.
    pub body: Bytes,
    /// Over the whole exchange, the answer's body included.
    pub timeout: Duration,
    /// Whether private and loopback addresses are allowed.
    pub allow_private: bool,
}

impl Outgoing {
    /// The redacted form, for the attempt.
    pub fn record(&self) -> RequestRecord {
        todo!()
    }
}

/// How it went.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// How it ended, as data.
    pub ended: Ended,
    /// Where the time went.
    pub timings: Timings,
    /// The answer, as far as it came.
    pub response: Option<ResponseRecord>,
    /// A failure in words, without secrets.
    pub error: Option<String>,
}
