//! TLS of connections, on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a connection's TLS differs from the system's.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct ConnectionTls {
    /// Certificates trusted besides the system's, PEM; empty: none.
    pub extra_ca: String,
    /// Accepted public keys of the server, each `sha256/` and 44 characters of Base64 (RFC 7469 section 2.4), at most 10;
    /// empty: any.
    pub pins: Vec<String>,
    /// The client's certificate and its chain, PEM; empty: none.
    pub client_certificate: String,
}

/// A certificate.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Certificate {
    /// Whose it is.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The host names and addresses it is for.
    pub names: Vec<String>,
    /// Serial number, hex with colons.
    pub serial: String,
    /// From when it is good.
    pub not_before: String,
    /// Until when.
    pub not_after: String,
    /// SHA-256 of the whole, hex with colons.
    pub fingerprint: String,
    /// Its public key, as a pin: `sha256/…`.
    pub pin: String,
}

/// The certificates of a connection's server, as they were seen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CertificateView {
    /// The server's host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Leaf first, as the server sent it.
    pub chain: Vec<Certificate>,
    /// When.
    pub seen_at: String,
    /// `good`, `ends_soon` (14 days or less), `expired`, or `refused`.
    pub state: String,
    /// Why it is refused, in words with what to do; empty where it is good.
    pub why: String,
    /// Whole days until the first certificate that matters ends; negative: since.
    pub days_left: i64,
    /// Whether one of the connection's pins fits; nothing where it has none.
    pub pinned: Option<bool>,
    /// The connection's own client certificate, where it has one.
    pub client: Option<Certificate>,
}

/// Looks at the certificates of a connection's server by a handshake; no request is sent.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct CertificateRequest {
    /// The connection.
    pub id: i64,
    /// Consent, for this look, to a private address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_private: Option<bool>,
}
