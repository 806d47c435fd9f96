//! Who may call: only this machine, only by a loopback name (against DNS rebinding), only from our own page, and only
//! with the token.

use std::net::IpAddr;

use hookdesk_api::Secret;
use hookdesk_core::{Code, Fault};
use http::header::{AUTHORIZATION, HOST, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, Uri};

/// Checks every request before anything else looks at it.
pub struct Guard {
    token: Secret<String>,
    port: u16,
}

impl Guard {
    pub fn new(token: Secret<String>, port: u16) -> Self {
        Self { token, port }
    }

    /// Host and Origin on every request, the token on all but the window's files and `/healthz`.
    pub fn check(&self, request: &Parts) -> Result<(), Fault> {
        self.check_host(&request.uri, &request.headers)?;
        self.check_origin(&request.headers)?;
        if is_open(request.uri.path()) {
            return Ok(());
        }
        self.check_token(&request.headers)
    }

    fn check_host(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
        let host = match uri.authority() {
            Some(authority) => Some(authority.as_str()),
            None => headers.get(HOST).and_then(|host| host.to_str().ok()),
        };
        if host.is_some_and(|host| self.is_ours(host, 80)) {
            return Ok(());
        }
        Err(Fault::new(Code::AuthOrigin, "the request's Host is not this loopback address"))
    }

    fn check_origin(&self, headers: &HeaderMap) -> Result<(), Fault> {
        let Some(origin) = headers.get(ORIGIN) else { return Ok(()) };
        let host = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        if host.is_some_and(|host| self.is_ours(host, 80)) {
            return Ok(());
        }
        Err(Fault::new(Code::AuthOrigin, "the request comes from another origin"))
    }

    fn check_token(&self, headers: &HeaderMap) -> Result<(), Fault> {
        let Some(given) = headers.get(AUTHORIZATION) else {
            return Err(Fault::new(Code::AuthMissing, "the request carries no token"));
        };
        let given = given.as_bytes();
        let scheme = given.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"Bearer "));
        if scheme && same(given[7..].trim_ascii(), self.token.expose().as_bytes()) {
            return Ok(());
        }
        Err(Fault::new(Code::AuthMissing, "the request's token is not this engine's"))
    }

    /// A loopback name or address with our port.
    fn is_ours(&self, host: &str, default_port: u16) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            // The last colon of a bare IPv6 address stands inside its brackets.
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(default_port)),
        };
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let loopback =
            name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        loopback && port == Some(self.port)
    }
}

/// Paths that need no token: the window's files hold nothing of anybody's.
fn is_open(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    !matches!(first, "v1" | "rpc" | "rest" | "in" | "metrics")
}

/// Compares in a time that depends on the lengths only.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_with_our_port_are_ours() {
        let guard = Guard::new(Secret::new("t".to_owned()), 7420);
        for (host, want) in [
            ("127.0.0.1:7420", true),
            ("localhost:7420", true),
            ("LOCALHOST:7420", true),
            ("[::1]:7420", true),
            ("127.8.8.8:7420", true),
            ("127.0.0.1:7421", false),
            ("127.0.0.1", false),
            ("[::1]", false),
            ("localhost.evil.test:7420", false),
            ("evil.test:7420", false),
            ("10.0.0.1:7420", false),
            ("0.0.0.0:7420", false),
            ("", false),
            (":7420", false),
        ] {
            assert_eq!(guard.is_ours(host, 80), want, "{host}");
        }
        assert!(Guard::new(Secret::new("t".to_owned()), 80).is_ours("localhost", 80));
    }

    #[test]
    fn tokens_are_equal_only_whole() {
        assert!(same(b"abc", b"abc"));
        for other in [&b"abd"[..], b"ab", b"abcd", b""] {
            assert!(!same(b"abc", other));
        }
    }

    #[test]
    fn data_is_never_open() {
        for path in
            ["/v1/events", "//v1/events", "/rpc/system.info", "/rest/V1/webhook", "/metrics", "/in/x", "/v1"]
        {
            assert!(!is_open(path), "{path}");
        }
        for path in ["/", "/index.html", "/assets/a.js", "/healthz", "/openapi.json"] {
            assert!(is_open(path), "{path}");
        }
    }
}
