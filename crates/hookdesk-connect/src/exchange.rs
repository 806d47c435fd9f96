//! One exchange: what goes out, and how it ended.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hookdesk_core::address::Private;
use hookdesk_core::classify::Ended;
use hookdesk_core::message::{HeaderPair, RequestRecord, ResponseRecord, Timings};
use hookdesk_core::{headers, weburl};
use url::{Position, Url, form_urlencoded};

use crate::refusal::Handshake;

/// What stands in place of a secret.
pub const REDACTED: &str = "[redacted]";

/// A request ready to go: these bytes are the ones signed, sent and dumped. Holds secrets in its headers and URL, so it
/// neither prints nor serializes; [`Outgoing::record`] is the form that may be kept.
pub struct Outgoing {
    /// HTTP method.
    pub method: http::Method,
    /// Absolute URL.
    pub url: Url,
    /// All headers but `host` and `content-length`, in the order sent.
    pub headers: Vec<HeaderPair>,
    /// Headers and query parameters that came from a secret, besides those whose names say so themselves.
    pub secret_names: Vec<String>,
    /// The body.
    pub body: Bytes,
    /// Over the whole exchange, the answer's body included.
    pub timeout: Duration,
    /// Which private and loopback addresses it may go to.
    pub private: Private,
}

impl Outgoing {
    /// The redacted form, for the attempt.
    pub fn record(&self) -> RequestRecord {
        let mut shown = Vec::with_capacity(self.headers.len() + 2);
        shown.push(("host".to_owned(), self.host().to_owned()));
        shown.extend(self.headers.iter().map(|(name, value)| {
            (name.clone(), if self.hides(name) { REDACTED.to_owned() } else { value.clone() })
        }));
        shown.push(("content-length".to_owned(), self.body.len().to_string()));
        RequestRecord { method: self.method.to_string(), url: self.shown_url(), headers: shown }
    }

    /// Host and, where it is not the scheme's own, port; without userinfo.
    pub(crate) fn host(&self) -> &str {
        &self.url[Position::BeforeHost..Position::AfterPort]
    }

    /// Whether a header's value must not be kept.
    pub(crate) fn hides(&self, name: &str) -> bool {
        is_secret(name) || self.secret_names.iter().any(|secret| secret.eq_ignore_ascii_case(name))
    }

    pub(crate) fn shown_url(&self) -> String {
        let url = &self.url;
        if url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
        {
            return url.as_str().to_owned();
        }
        let shown = weburl::redact(url);
        let Some((front, query)) = shown.split_once('?').filter(|_| !self.secret_names.is_empty()) else {
            return shown;
        };
        let secret: Vec<String> = self
            .secret_names
            .iter()
            .map(|name| form_urlencoded::byte_serialize(name.as_bytes()).collect())
            .collect();
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, _)) if secret.iter().any(|s| s == name) => format!("{name}={REDACTED}"),
                _ => pair.to_owned(),
            })
            .collect();
        format!("{front}?{}", pairs.join("&"))
    }
}

/// Names met in nearly every exchange; a closer look at each costs more than sending.
const PLAIN: [&str; 16] = [
    "content-type",
    "user-agent",
    "x-hookdesk-event",
    "x-hookdesk-delivery",
    "x-hookdesk-attempt",
    "x-hookdesk-timestamp",
    "webhook-id",
    "webhook-timestamp",
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "connection",
    "cache-control",
    "date",
    "server",
    "vary",
];

/// Whether a header's value must not be kept, judged by its name.
pub(crate) fn is_secret(name: &str) -> bool {
    !PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name)) && headers::is_secret(name)
}

/// How it went.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// How it ended, as data.
    pub ended: Ended,
    /// What the server showed when the connection was made; `None` without TLS.
    pub handshake: Option<Arc<Handshake>>,
    /// The address at the other end, where there was a connection.
    pub address: Option<IpAddr>,
    /// The addresses that were not dialled for want of a consent, where nothing else was left to dial.
    pub refused: Vec<IpAddr>,
    /// Where the time went.
    pub timings: Timings,
    /// The answer, as far as it came.
    pub response: Option<ResponseRecord>,
    /// A failure in words, without secrets.
    pub error: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_cut_says_what_the_rule_says() {
        assert!(PLAIN.iter().all(|name| !headers::is_secret(name)));
        assert!(is_secret("Authorization") && is_secret("x-shop-token"));
    }
}
