//! Header rules, checked at save and again at send (invariant 10).

use crate::fault::Fault;
use crate::message::HeaderPair;

/// Checks a person's fixed headers: token names (RFC 9110), values without CR, LF or NUL and at most 8 KiB, at most
/// 50 of them, no name twice; refuses hop-by-hop and framing ones (`host`, `content-length`, `transfer-encoding`,
/// `connection`, `te`, `trailer`, `upgrade`, `expect`, `keep-alive`, `proxy-*`) and those Hookdesk sets itself
/// (signature, id and `x-hookdesk-*` headers). `field` prefixes the field named in the fault (`headers[2].value`).
pub fn validate(_field: &str, _headers: &[HeaderPair]) -> Result<(), Fault> {
    todo!()
}

/// Checks one header name, for auth and signing settings.
pub fn validate_name(_field: &str, _name: &str) -> Result<(), Fault> {
    todo!()
}

/// Checks one header value.
pub fn validate_value(_field: &str, _value: &str) -> Result<(), Fault> {
    todo!()
}

/// Whether a header's value is secret and must not be kept or shown: `authorization`, cookies, signatures,
/// `client_secret`, anything that says token, secret, password or api key.
pub fn is_secret(_name: &str) -> bool {
    todo!()
}
