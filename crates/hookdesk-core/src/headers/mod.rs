//! Header rules, checked at save and again at send (invariant 10).

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::fault::{Code, Fault};
use crate::message::HeaderPair;
use crate::secret_name;

/// Most fixed headers of one subscription or connection.
pub const MAX_COUNT: usize = 50;
/// Longest header name, in bytes.
pub const MAX_NAME: usize = 200;
/// Longest header value, in bytes.
pub const MAX_VALUE: usize = 8 * 1024;

/// Hop-by-hop and framing headers: the connection's business, never a person's.
const FRAMING: [&str; 10] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "keep-alive",
    "http2-settings",
];

/// Headers Hookdesk sets itself, besides `x-hookdesk-*`.
const OWN: [&str; 4] = ["webhook-id", "webhook-timestamp", "webhook-signature", "x-magento-signature"];

/// Checks a person's fixed headers: token names (RFC 9110), values without CR, LF or NUL and at most 8 KiB, at most
/// 50 of them, no name twice; refuses hop-by-hop and framing ones (`host`, `content-length`, `transfer-encoding`,
/// `connection`, `te`, `trailer`, `upgrade`, `expect`, `keep-alive`, `proxy-*`) and those Hookdesk sets itself
/// (signature, id and `x-hookdesk-*` headers). `field` prefixes the field named in the fault (`headers[2].value`).
pub fn validate(field: &str, headers: &[HeaderPair]) -> Result<(), Fault> {
    if headers.len() > MAX_COUNT {
        return Err(refused(
            field,
            format!("{} headers are too many, {MAX_COUNT} are allowed", headers.len()),
        ));
    }
    let mut seen = HashSet::new();
    for (index, (name, value)) in headers.iter().enumerate() {
        let name_field = format!("{field}[{index}].name");
        validate_name(&name_field, name)?;
        let lower = name.to_ascii_lowercase();
        if OWN.contains(&lower.as_str()) || lower.starts_with("x-hookdesk-") {
            return Err(refused(&name_field, format!("the header \"{name}\" is set by Hookdesk itself"))
                .next("Leave this header out; it is added to each request."));
        }
        if !seen.insert(lower) {
            return Err(refused(&name_field, format!("the header \"{name}\" is given twice")));
        }
        validate_value(&format!("{field}[{index}].value"), value)?;
    }
    Ok(())
}

/// Checks one header name, for auth and signing settings: a token, and none of the hop-by-hop and framing ones.
pub fn validate_name(field: &str, name: &str) -> Result<(), Fault> {
    if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(is_token_byte) {
        return Err(refused(
            field,
            format!("\"{}\" is not a header name", name.chars().take(80).collect::<String>().escape_debug()),
        ));
    }
    let lower = name.to_ascii_lowercase();
    if FRAMING.contains(&lower.as_str()) || lower.starts_with("proxy-") {
        return Err(refused(field, format!("the header \"{name}\" belongs to the connection"))
            .next("Leave this header out; the HTTP client sets it as needed."));
    }
    Ok(())
}

/// Checks one header value: no CR, LF, NUL or other control character but the tab (RFC 9110 section 5.5), at most
/// 8 KiB. The fault never repeats the value, which may be a secret.
pub fn validate_value(field: &str, value: &str) -> Result<(), Fault> {
    if value.len() > MAX_VALUE {
        return Err(refused(field, format!("a header value is at most {MAX_VALUE} bytes")));
    }
    if value.bytes().any(|b| b.is_ascii_control() && b != b'\t') {
        return Err(refused(field, "a header value holds no line break or other control character"));
    }
    Ok(())
}

/// Whether a header's value is secret and must not be kept or shown: `authorization`, cookies, signatures,
/// `client_secret`, anything that says token, secret, password or api key.
pub fn is_secret(name: &str) -> bool {
    let name = secret_name::normalize(name);
    // A key by name only: receivers log it to find duplicates.
    if name == "idempotency-key" {
        return false;
    }
    ["authorization", "cookie"].iter().any(|word| name.contains(word)) || secret_name::is_secret(&name)
}

/// A byte of an RFC 9110 token (section 5.6.2).
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn refused(field: &str, message: impl Into<String>) -> Fault {
    Fault::new(Code::HeaderInvalid, message).field(field)
}
