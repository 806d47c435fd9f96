//! The signing workbench: checks a signature as its receiver would, and where it fails, says why.
//!
//! The check itself is strict: the right header, version, encoding and bytes, in constant time and at full length. Only
//! after it has failed are the usual mistakes tried one after the other, and in pairs, until one explains the signature
//! that came: a body that was written anew, a newline too many, a secret that is decoded in another way.

mod bodies;
mod given;
mod keys;
mod pasted;
mod scheme;
mod search;
mod verdict;

use crate::fault::Fault;
use crate::message::HeaderPair;
use crate::time::UtcMillis;
use crate::words::words;

pub use keys::Key;
pub use pasted::{Pasted, headers};
pub use verdict::{Cause, CauseKind, Entry, Verdict};

use scheme::Scheme;

/// Longest body that is looked at, in bytes.
pub const MAX_BODY: usize = 5 * 1024 * 1024;

words! {
    /// A way of signing requests.
    Dialect {
        /// Standard Webhooks 1.0.0, `v1` and `v1a`.
        Standard "standard",
        /// The same under Svix's header names.
        Svix "svix",
        /// Aligent's and Mage-OS's hex HMAC.
        Aligent "aligent",
        /// Mautic's and Webmecanik's base64 HMAC.
        Mautic "mautic",
        /// Shopify's base64 HMAC.
        Shopify "shopify",
        /// WooCommerce's base64 HMAC.
        WooCommerce "woocommerce",
        /// Adobe Commerce's RSA signature over the body's base64 text.
        Adobe "adobe",
        /// `t=,v1=` over `timestamp.body`, as Stripe does it.
        Stripe "stripe",
        /// `t=,v1=` over `timestamp,body`, as Convoy does it.
        Convoy "convoy",
        /// hook0's `t=,v0=` and `t=,h=,v1=`.
        Hook0 "hook0",
        /// Outpost's `v0=` hex HMAC over the body, one after the other while keys change.
        Outpost "outpost",
    }
}

impl Dialect {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        self.scheme().name
    }

    /// The header that carries its signature.
    pub fn header(self) -> &'static str {
        self.scheme().header
    }

    /// What it is checked with, for people.
    pub fn key_hint(self) -> &'static str {
        self.scheme().key_hint
    }

    /// Whether its signatures carry the message's id.
    pub fn has_id(self) -> bool {
        self.scheme().id_header.is_some()
    }

    /// Whether its signatures carry their time.
    pub fn has_time(self) -> bool {
        self.scheme().tolerance.is_some()
    }

    /// The dialects a request may be signed in, by its headers.
    pub fn detect(headers: &[HeaderPair]) -> Vec<Self> {
        // Mautic's header has Standard Webhooks' name.
        let versioned = given::find(headers, "webhook-id").is_some()
            || given::find(headers, "webhook-signature").is_some_and(|value| value.starts_with("v1"));
        let there = |dialect: &&Self| match dialect {
            Self::Standard if !versioned => false,
            Self::Mautic if versioned => false,
            _ => given::find(headers, dialect.header()).is_some(),
        };
        Self::ALL.iter().filter(there).copied().collect()
    }

    fn scheme(self) -> &'static Scheme {
        scheme::of(self)
    }
}

/// Checks a request as a receiver with these keys would at `now`.
pub fn verify(
    dialect: Dialect,
    keys: &[Key],
    headers: &[HeaderPair],
    body: &[u8],
    now: UtcMillis,
) -> Verdict {
    verdict::verify(dialect, keys, headers, body, now)
}

/// The time a request says it was signed at; `None` where it says none.
pub fn time_of(dialect: Dialect, headers: &[HeaderPair]) -> Option<UtcMillis> {
    let scheme = dialect.scheme();
    let signature = given::find(headers, scheme.header).unwrap_or_default();
    let own = given::read(scheme, signature).1;
    let time = own.or_else(|| given::find(headers, scheme.time_header?))?;
    time.parse::<i64>().ok()?.checked_mul(1_000).map(UtcMillis)
}

/// What a signature is to be made of.
#[derive(Debug, Clone, Copy)]
pub struct ToSign<'a> {
    /// The message's id, where the dialect has one.
    pub id: &'a str,
    /// The time of signing.
    pub at: UtcMillis,
    /// The body as it is sent.
    pub body: &'a [u8],
}

/// The headers of a signed request. With several keys of a dialect that knows rotation each signs; otherwise the first.
/// Faults: `signing.key_invalid`, `input.invalid` (fields `id` and `at`).
pub fn sign(dialect: Dialect, keys: &[Key], what: ToSign<'_>) -> Result<Vec<HeaderPair>, Fault> {
    let scheme = dialect.scheme();
    let time = what.at.unix_seconds();
    if time < 0 {
        return Err(Fault::invalid("at", "a signature's time is not before 1970"));
    }
    let time = time.to_string();
    if scheme.id_header.is_some() && (what.id.is_empty() || what.id.contains(['.', ' ', '\r', '\n'])) {
        return Err(Fault::invalid("id", "a message's id is not empty and holds no dot and no space"));
    }
    let parts = given::Parts { id: Some(what.id), time: Some(&time), signed_headers: None };
    let message = parts.message(scheme.covers, what.body).unwrap_or_default();
    let signing: Vec<&Key> =
        if scheme.rotates() { keys.iter().collect() } else { keys.iter().take(1).collect() };
    let mut signatures = Vec::with_capacity(signing.len());
    for key in signing {
        let (asymmetric, text) = key.sign(scheme, &message, what.body)?;
        signatures.push(match scheme.version(asymmetric) {
            Some(version) => format!("{version}{}{text}", scheme.between()),
            None => text,
        });
    }
    if signatures.is_empty() {
        return Err(super::invalid("there is no key"));
    }
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let mut made = Vec::with_capacity(3);
    made.extend(scheme.id_header.map(|name| pair(name, what.id.to_owned())));
    made.extend(scheme.time_header.map(|name| pair(name, time.clone())));
    made.push(pair(scheme.header, scheme.join(&time, &signatures)));
    Ok(made)
}

#[cfg(test)]
mod tests;
