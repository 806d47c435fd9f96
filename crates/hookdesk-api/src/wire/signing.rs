//! The signing workbench, on the wire. Secrets only ever come in; requests with one do not print.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CauseKind, Dialect, NameValue};

/// A way of signing requests.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DialectRow {
    /// Which.
    pub dialect: Dialect,
    /// Its name for people.
    pub name: String,
    /// The header that carries its signature.
    pub header: String,
    /// What it is checked with.
    pub key_hint: String,
    /// Whether its signatures carry a message's id.
    pub has_id: bool,
    /// Whether they carry a time.
    pub has_time: bool,
}

/// A request as somebody pastes it: raw HTTP, a curl command line, headers with or without a body.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReadRequest {
    /// The text.
    pub text: String,
}

/// The same, read.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PastedRequest {
    /// Its headers.
    pub headers: Vec<NameValue>,
    /// Its body; none where only headers were pasted.
    pub body: Option<String>,
    /// The dialects it may be signed in.
    pub dialects: Vec<Dialect>,
}

/// Checks a request.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct VerifySignature {
    /// How it is said to be signed.
    pub dialect: Dialect,
    /// The secrets or public keys, one on each line. Neither kept nor logged.
    pub secret: String,
    /// Its headers: `name: value` lines, or a JSON object.
    pub headers: String,
    /// Its body.
    pub body: String,
    /// Its body's bytes in base64, where they are no text; `body` is empty then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
    /// The time it is judged at (RFC 3339); now where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Whether it is judged at the time it says itself, for a request of the past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_time: Option<bool>,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignatureVerdict {
    /// Whether a receiver would take the request.
    pub ok: bool,
    /// Whether the signature itself is right, be the request as old as it may.
    pub signature_ok: bool,
    /// The signature that fits, or that would without the causes.
    pub entry: Option<SignatureEntry>,
    /// Why not, the main reason first.
    pub causes: Vec<SignatureCause>,
}

/// One signature of a request.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignatureEntry {
    /// Its header.
    pub header: String,
    /// Which of the header's signatures, from 1.
    pub place: u32,
    /// How many there are.
    pub of: u32,
    /// Its version, where it has one.
    pub version: Option<String>,
    /// Which of the keys, from 1.
    pub key: u32,
}

/// Why a signature does not hold.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignatureCause {
    /// Which.
    pub kind: CauseKind,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// Signs a request.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct MakeSignature {
    /// How.
    pub dialect: Dialect,
    /// The secrets or private keys, one on each line. Neither kept nor logged.
    pub secret: String,
    /// The body, as it will be sent.
    pub body: String,
    /// Its bytes in base64, where they are no text; `body` is empty then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
    /// The message's id; a new one where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The time of signing (RFC 3339); now where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// The headers of a signed request.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct MadeSignature {
    /// In the order sent.
    pub headers: Vec<NameValue>,
}
