//! How a connection's TLS differs from the system's: whom it trusts besides, which keys it takes, who it is itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use x509_parser::pem::Pem;

use crate::Fault;
use crate::certificate::{self, Certificate, day};
use crate::time::UtcMillis;

/// Largest text of certificates or of a key, in bytes.
pub const MAX_PEM: usize = 128 * 1024;
/// Most certificates in one text.
const MAX_CERTIFICATES: usize = 50;
/// Most pins.
const MAX_PINS: usize = 10;

/// The settings. The client's private key is a secret kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConnectionTls {
    /// Certificates trusted besides the system's, PEM; empty: none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub extra_ca: String,
    /// Accepted public keys of the server, `sha256/…`; empty: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<String>,
    /// The client's certificate and its chain, PEM; empty: none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client_certificate: String,
}

impl ConnectionTls {
    /// Whether nothing differs.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Checks what a person entered and keeps nothing but the certificates of it: a text around them might hold
    /// anything. Faults name the field.
    pub fn checked(&self) -> Result<Self, Fault> {
        let extra_ca = certificates("tls.extra_ca", &self.extra_ca)?;
        let client = certificates("tls.client_certificate", &self.client_certificate)?;
        Ok(Self { extra_ca: pem(&extra_ca), pins: pins(&self.pins)?, client_certificate: pem(&client) })
    }

    /// Refuses a client certificate that has ended.
    pub fn check_client(&self, now: UtcMillis) -> Result<(), Fault> {
        match self.client().filter(|client| client.not_after <= now) {
            None => Ok(()),
            Some(client) => {
                let why = format!("this certificate ended on {}", day(client.not_after));
                Err(Fault::invalid("tls.client_certificate", why).next("Give one that is still good."))
            }
        }
    }

    /// The client's own certificate.
    pub fn client(&self) -> Option<Certificate> {
        let all = certificates("tls.client_certificate", &self.client_certificate).ok()?;
        Certificate::read(all.first()?).ok()
    }
}

/// The certificates in a PEM text, as DER. Faults: it holds a key or anything else that is none, no certificate, too
/// many.
pub fn certificates(field: &str, text: &str) -> Result<Vec<Vec<u8>>, Fault> {
    let wrong = |why: String| Fault::invalid(field, why);
    if text.len() > MAX_PEM {
        return Err(wrong(format!("the text is over {} KiB", MAX_PEM / 1024)));
    }
    // However broken the rest is: where these words stand, there may be a key.
    if text.to_ascii_uppercase().contains("PRIVATE KEY") {
        return Err(wrong("this holds a private key, which does not belong here".to_owned())
            .next("Take the key out; the client's own goes into the field for the private key, where it is kept sealed."));
    }
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for (index, part) in Pem::iter_from_buffer(text.as_bytes()).enumerate() {
        let number = index + 1;
        let part = part.map_err(|_| wrong(format!("part {number} is not whole PEM")))?;
        if !matches!(part.label.as_str(), "CERTIFICATE" | "X509 CERTIFICATE") {
            return Err(wrong(format!("part {number} is no certificate but something else")));
        }
        Certificate::read(&part.contents).map_err(|why| wrong(format!("certificate {number}: {why}")))?;
        found.push(part.contents);
        if found.len() > MAX_CERTIFICATES {
            return Err(wrong(format!("there are more than {MAX_CERTIFICATES} certificates in it")));
        }
    }
    if found.is_empty() {
        return Err(wrong("there is no certificate in it".to_owned())
            .next("Give PEM: text that begins with -----BEGIN CERTIFICATE-----."));
    }
    Ok(found)
}

/// The pins, trimmed, each once.
fn pins(given: &[String]) -> Result<Vec<String>, Fault> {
    let mut pins: Vec<String> = Vec::new();
    for (index, text) in given.iter().map(|text| text.trim()).enumerate() {
        if certificate::pin(text).is_none() {
            return Err(Fault::invalid(&format!("tls.pins[{index}]"), "this is no pin")
                .next("Write sha256/ and the 44 characters of Base64 that `hookdesk connections certificate` shows."));
        }
        if !pins.iter().any(|pin| pin == text) {
            pins.push(text.to_owned());
        }
    }
    if pins.len() > MAX_PINS {
        return Err(Fault::invalid("tls.pins", format!("there are more than {MAX_PINS} pins")));
    }
    Ok(pins)
}

/// PEM (RFC 7468) of certificates.
fn pem(all: &[Vec<u8>]) -> String {
    let mut text = String::new();
    for der in all {
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        let mut rest = STANDARD.encode(der);
        while !rest.is_empty() {
            let after = rest.split_off(rest.len().min(64));
            text.push_str(&rest);
            text.push('\n');
            rest = after;
        }
        text.push_str("-----END CERTIFICATE-----\n");
    }
    text
}
