//! One HTTP try of a message: what was sent, what came back, where the time went.

use serde::{Deserialize, Serialize};

use super::{AttemptResult, FailureTruth, TransportClass, Trigger};
use crate::time::UtcMillis;

/// Where the time of an attempt went, in microseconds from its start. `None`: the phase was not reached, or the
/// connection was reused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timings {
    /// Name resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_us: Option<u64>,
    /// Connection established.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_us: Option<u64>,
    /// TLS established.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_us: Option<u64>,
    /// Head of the answer received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_us: Option<u64>,
    /// Everything done.
    pub total_us: u64,
}

/// A header as sent or received; values that are secret are replaced before they get here.
pub type HeaderPair = (String, String);

/// The request of an attempt as it is kept: redacted, the body stored once beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// HTTP method.
    pub method: String,
    /// Redacted URL.
    pub url: String,
    /// Redacted headers in the order sent.
    pub headers: Vec<HeaderPair>,
}

/// The answer of an attempt as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ResponseRecord {
    /// Headers in the order received; bytes outside ASCII are shown as Latin-1, `set-cookie` is redacted.
    pub headers: Vec<HeaderPair>,
    /// The body after decompression, at most 64 KiB.
    #[serde(skip)]
    pub body: Vec<u8>,
    /// Whether the body was longer than what is kept.
    pub truncated: bool,
}

/// One HTTP try of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first; counts every try, by hand ones too.
    pub number: u32,
    /// What set it off.
    pub trigger: Trigger,
    /// When it began.
    pub started_at: UtcMillis,
    /// Where its time went.
    pub timings: Timings,
    /// How it ended.
    pub result: AttemptResult,
    /// For failures: what is known.
    pub truth: Option<FailureTruth>,
    /// For transport failures: which kind.
    pub class: Option<TransportClass>,
    /// The answer's status, where one came.
    pub status: Option<u16>,
    /// What Retry-After asked for, in milliseconds from the answer.
    pub retry_after_ms: Option<i64>,
    /// The failure in words, for people only.
    pub error: Option<String>,
    /// What was sent.
    pub request: RequestRecord,
    /// What came back.
    pub response: Option<ResponseRecord>,
    /// Whether the body sent was an edited one.
    pub edited: bool,
}
