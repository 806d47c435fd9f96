//! X.509 certificates (RFC 5280), as far as people are shown them, and how they stand at a time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::X509Version;

use crate::id::ConnectionId;
use crate::time::UtcMillis;

/// What comes before the Base64 of a pin.
pub const PIN: &str = "sha256/";
/// A certificate that ends within so many days is warned of.
pub const WARN_DAYS: i64 = 14;

/// Longest name shown, in characters, and most of them.
const NAME: usize = 300;
const NAMES: usize = 100;
const DAY_MS: i64 = 86_400_000;

/// One certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Whose it is.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The host names and addresses it is for (subjectAltName).
    pub names: Vec<String>,
    /// Serial number, hex with colons.
    pub serial: String,
    /// From when it is good.
    pub not_before: UtcMillis,
    /// Until when.
    pub not_after: UtcMillis,
    /// SHA-256 of the whole, hex with colons.
    pub fingerprint: String,
    /// `sha256/` and the Base64 of the SHA-256 of its SubjectPublicKeyInfo (RFC 7469 section 2.4).
    pub pin: String,
}

impl Certificate {
    /// Reads DER. The error says in few words why it is none.
    pub fn read(der: &[u8]) -> Result<Self, String> {
        let (rest, read) =
            X509Certificate::from_der(der).map_err(|error| format!("it is no X.509 certificate: {error}"))?;
        if !rest.is_empty() {
            return Err("something follows the certificate".to_owned());
        }
        let names = read.subject_alternative_name().ok().flatten();
        let names = names.into_iter().flat_map(|list| &list.value.general_names).filter_map(name);
        Ok(Self {
            subject: shown(&read.subject().to_string()),
            issuer: shown(&read.issuer().to_string()),
            names: names.take(NAMES).collect(),
            serial: shown(&read.raw_serial_as_string()),
            not_before: UtcMillis(read.validity().not_before.timestamp().saturating_mul(1_000)),
            not_after: UtcMillis(read.validity().not_after.timestamp().saturating_mul(1_000)),
            fingerprint: colons(&Sha256::digest(der)),
            pin: format!("{PIN}{}", STANDARD.encode(Sha256::digest(read.public_key().raw))),
        })
    }

    /// Whether it names itself as who signed it.
    pub fn is_self_signed(&self) -> bool {
        self.subject == self.issuer
    }
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some(shown(name)),
        GeneralName::IPAddress(bytes) => match <[u8; 4]>::try_from(*bytes) {
            Ok(four) => Some(std::net::Ipv4Addr::from(four).to_string()),
            Err(_) => <[u8; 16]>::try_from(*bytes).ok().map(|all| std::net::Ipv6Addr::from(all).to_string()),
        },
        _ => None,
    }
}

/// Strangers write these texts.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(NAME).collect()
}

fn colons(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}

/// Whether a certificate may sign others: it has the CA flag, or is of version 1, which has no flags, and its own signer.
pub fn is_authority(der: &[u8]) -> bool {
    let Ok((_, read)) = X509Certificate::from_der(der) else { return false };
    read.is_ca() || (read.version() == X509Version::V1 && read.subject() == read.issuer())
}

/// The day of a time in UTC, `2026-01-05`.
pub fn day(at: UtcMillis) -> String {
    DateTime::from_timestamp_millis(at.0).map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

/// Reads a pin. `None`: it is not `sha256/` and 44 characters of Base64.
pub fn pin(text: &str) -> Option<[u8; 32]> {
    let bytes = STANDARD.decode(text.strip_prefix(PIN)?).ok()?;
    bytes.try_into().ok()
}

/// The certificates of a server, as a connection last saw them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenCertificates {
    /// Whose.
    pub connection: ConnectionId,
    /// The server's host, as URLs have it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The server's own first, as it sent them. Never empty.
    pub chain: Vec<Certificate>,
    /// Why they were refused, where they were.
    pub refused: Option<String>,
    /// When.
    pub seen_at: UtcMillis,
}

/// How certificates stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing to do.
    Good,
    /// One that matters ends within [`WARN_DAYS`].
    EndsSoon,
    /// One that matters has ended.
    Expired,
    /// Refused for another reason.
    Refused,
}

impl State {
    /// The word of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::EndsSoon => "ends_soon",
            Self::Expired => "expired",
            Self::Refused => "refused",
        }
    }
}

/// How certificates stand at a time, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// What is wrong, with what to do, without a full stop; empty where nothing is.
    pub why: String,
    /// Whole days until the first one that matters ends; negative: since.
    pub days_left: i64,
}

/// How a server's certificates, and the client's own, stand.
pub fn standing(seen: &SeenCertificates, client: Option<&Certificate>, now: UtcMillis) -> Standing {
    // Servers send authorities' certificates that have ended beside others that still hold: those it was accepted with
    // do not matter.
    let held = |at: &Certificate| at.not_after > seen.seen_at && !at.is_self_signed();
    let leaf = seen.chain.first();
    let others = seen.chain.iter().skip(1).filter(|at| held(at));
    let server = leaf.into_iter().chain(others).min_by_key(|at| at.not_after);
    let first = [server, client].into_iter().flatten().map(|at| at.not_after).min().unwrap_or(now);
    let days_left = first.0.saturating_sub(now.0).div_euclid(DAY_MS);
    let (state, why) = match (&seen.refused, server) {
        (Some(why), Some(server)) if server.not_after <= now => (State::Expired, why.clone()),
        (Some(why), _) => (State::Refused, why.clone()),
        (None, Some(server)) if server.not_after <= now => {
            let (ended, seen) = (day(server.not_after), day(seen.seen_at));
            (
                State::Expired,
                format!(
                    "the server's certificate, as last seen on {seen}, ended on {ended}; test the connection to see whether there is another"
                ),
            )
        }
        (None, _) if client.is_some_and(|client| client.not_after <= now) => (State::Expired, ended(client)),
        (None, _) if days_left <= WARN_DAYS => (State::EndsSoon, String::new()),
        (None, _) => (State::Good, String::new()),
    };
    Standing { state, why, days_left }
}

fn ended(client: Option<&Certificate>) -> String {
    let on = client.map(|client| day(client.not_after)).unwrap_or_default();
    format!("the connection's client certificate ended on {on}; give it a new one")
}
