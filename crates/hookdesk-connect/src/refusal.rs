//! A server's certificates, seen in a handshake, and why they were refused, in words with what to do.

use std::fmt;
use std::sync::Arc;

use hookdesk_core::certificate::{Certificate, day};
use hookdesk_core::time::UtcMillis;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, Error};

use crate::failure::plain;

/// Most certificates of a server that are kept.
const MOST: usize = 10;

/// What a server showed in one handshake.
#[derive(Debug, PartialEq, Eq)]
pub struct Handshake {
    /// Its host, as the URL has it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Its certificates, its own first; never empty.
    pub chain: Vec<CertificateDer<'static>>,
    /// Why they were refused, where they were.
    pub refused: Option<String>,
}

impl Handshake {
    /// The certificates, read. One that cannot be read ends the list.
    pub fn certificates(&self) -> Vec<Certificate> {
        self.chain.iter().map_while(|der| Certificate::read(der).ok()).collect()
    }
}

/// A refusal on its way through rustls to whoever dialled.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) why: String,
    pub(crate) chain: Vec<CertificateDer<'static>>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    pub(crate) fn new(why: String, leaf: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> Self {
        let all = std::iter::once(leaf).chain(others);
        Self { why, chain: kept(all) }
    }

    /// As rustls carries it.
    pub(crate) fn into_error(self) -> Error {
        Error::InvalidCertificate(CertificateError::Other(rustls::OtherError(Arc::new(self))))
    }

    /// Where it is what ended a handshake.
    pub(crate) fn of_io(error: &std::io::Error) -> Option<&Self> {
        Self::of(error.get_ref()?.downcast_ref()?)
    }

    fn of(error: &Error) -> Option<&Self> {
        match error {
            Error::InvalidCertificate(CertificateError::Other(other)) => other.0.downcast_ref(),
            _ => None,
        }
    }
}

/// The first of them.
pub(crate) fn kept<'a>(
    chain: impl IntoIterator<Item = &'a CertificateDer<'a>>,
) -> Vec<CertificateDer<'static>> {
    chain.into_iter().take(MOST).map(|der| der.clone().into_owned()).collect()
}

/// Why the platform's verifier refused a server's certificate.
pub(crate) fn of_certificate(
    error: &Error,
    leaf: &CertificateDer<'_>,
    others: &[CertificateDer<'_>],
    name: &ServerName<'_>,
    now: UnixTime,
) -> String {
    use CertificateError as Bad;
    let now = UtcMillis(i64::try_from(now.as_secs()).unwrap_or(i64::MAX).saturating_mul(1_000));
    let leaf = match Certificate::read(leaf) {
        Ok(leaf) => leaf,
        Err(why) => return format!("the server's certificate cannot be read: {why}"),
    };
    let Error::InvalidCertificate(bad) = error else {
        return format!("the server's certificate could not be checked: {error}");
    };
    match bad {
        Bad::Expired | Bad::ExpiredContext { .. } if leaf.not_after <= now => {
            format!("the server's certificate ended on {}; it must be renewed there", day(leaf.not_after))
        }
        Bad::NotValidYet | Bad::NotValidYetContext { .. } if leaf.not_before > now => {
            let from = day(leaf.not_before);
            format!("the server's certificate is good only from {from}; check this machine's clock")
        }
        Bad::Expired | Bad::ExpiredContext { .. } | Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
            let others = others.iter().filter_map(|der| Certificate::read(der).ok());
            let which = others.into_iter().find(|at| at.not_after <= now || at.not_before > now);
            match which {
                Some(at) => format!(
                    "the certificate of {}, with which the server's is signed, is good from {} to {}; the server must send \
                     another",
                    at.subject,
                    day(at.not_before),
                    day(at.not_after)
                ),
                None => "a certificate with which the server's is signed is not good now; it must be renewed there"
                    .to_owned(),
            }
        }
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
            let host = name.to_str();
            match leaf.names.as_slice() {
                [] => format!("the server's certificate names no host, and so is not for {host}"),
                names => format!(
                    "the server's certificate is for {}, not {host}; use a name it is for, or have it made anew",
                    listed(names)
                ),
            }
        }
        Bad::UnknownIssuer if leaf.is_self_signed() => {
            "the server's certificate is signed by itself; add it to the connection's extra CA if it is yours".to_owned()
        }
        Bad::UnknownIssuer => format!(
            "the server's certificate is signed by an authority this system does not trust ({}); add that to the \
             connection's extra CA if it is yours",
            leaf.issuer
        ),
        Bad::Revoked => "the server's certificate was revoked; it must be made anew there".to_owned(),
        Bad::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            "the server's certificate is an authority's own; add it to the connection's extra CA if it is yours".to_owned()
        }
        Bad::InvalidPurpose | Bad::InvalidPurposeContext { .. } => not_for_servers(),
        Bad::Other(other) if other.to_string().contains("extended key usage") => not_for_servers(),
        other => format!("the server's certificate does not hold: {other}"),
    }
}

fn not_for_servers() -> String {
    "the server's certificate is not made for servers (extended key usage); it must be made anew there"
        .to_owned()
}

fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
    let more = if names.len() > shown.len() { " and others" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Why a pinned server was refused.
pub(crate) fn of_pin(key: &str) -> String {
    format!(
        "the server's key {key} is none of the connection's pins; add it if the server has a new key, otherwise somebody \
         may be in between"
    )
}

/// Why TLS ended, for people.
pub(crate) fn of_tls(error: &Error, has_identity: bool) -> String {
    use AlertDescription as Alert;
    if let Some(refusal) = Refusal::of(error) {
        return refusal.why.clone();
    }
    let Error::AlertReceived(alert) = error else { return format!("TLS failed: {error}") };
    match (alert, has_identity) {
        (Alert::CertificateRequired, _) | (Alert::HandshakeFailure | Alert::BadCertificate, false) => {
            let may =
                if *alert == Alert::CertificateRequired { "asks" } else { "ended the handshake; it may ask" };
            format!("the server {may} for a client certificate; give the connection one, with its key")
        }
        (
            Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::DecryptError,
            true,
        ) => format!(
            "the server refused the connection's client certificate ({alert:?}); ask there for one it takes"
        ),
        (Alert::ProtocolVersion, _) => {
            "the server does not speak TLS 1.2 or newer; it must be brought up to date".to_owned()
        }
        (Alert::UnrecognisedName, _) => {
            "the server does not know this host name; check the connection's address".to_owned()
        }
        _ => format!("the server ended TLS ({alert:?})"),
    }
}

/// Why a handshake ended, for people.
pub(crate) fn of_io(error: &std::io::Error, has_identity: bool) -> String {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(tls) => of_tls(tls, has_identity),
        None => format!("TLS failed: {}", plain(error)),
    }
}
