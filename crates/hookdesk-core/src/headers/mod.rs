//! Header rules, checked at save and again at send (invariant 10).

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
    ["authorization", "cookie"].iter().any(|word| name.contains(word)) || secret_name::is_secret(&name)
}

/// A byte of an RFC 9110 token (section 5.6.2).
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn refused(field: &str, message: impl Into<String>) -> Fault {
    Fault::new(Code::HeaderInvalid, message).field(field)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(name: &str, value: &str) -> Result<(), Fault> {
        validate("headers", &[(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn ordinary_headers_pass() {
        for (name, value) in [
            ("X-Shop", "de"),
            ("content-type", "application/json; charset=utf-8"),
            ("User-Agent", "my shop\t1.0"),
            ("Authorization", "Basic abc"),
            ("x-empty", ""),
            ("x-umlaut", "Zoë – 東京"),
            ("!#$%&'*+-.^_`|~9aZ", "x"),
        ] {
            assert_eq!(one(name, value), Ok(()), "{name}");
        }
        assert_eq!(validate("headers", &[]), Ok(()));
    }

    #[test]
    fn names_that_break_or_hijack_the_request_are_refused() {
        for name in [
            "",
            " ",
            "a b",
            "a:b",
            "a\r\nb",
            "a\0",
            "ä",
            "x\t",
            "(x)",
            "\"x\"",
            "Host",
            "content-length",
            "Transfer-Encoding",
            "CONNECTION",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "keep-alive",
            "Proxy-Authorization",
            "proxy-connection",
            "proxy-anything",
            "webhook-id",
            "Webhook-Signature",
            "webhook-timestamp",
            "X-Magento-Signature",
            "x-hookdesk-event",
            "X-Hookdesk-",
        ] {
            let fault = one(name, "v").expect_err(name);
            assert_eq!(fault.code, Code::HeaderInvalid);
            assert_eq!(fault.field.as_deref(), Some("headers[0].name"), "{name}");
        }
        assert!(validate_name("auth.name", &"x".repeat(MAX_NAME)).is_ok());
        assert!(validate_name("auth.name", &"x".repeat(MAX_NAME + 1)).is_err());
    }

    #[test]
    fn a_signing_header_may_be_one_of_the_well_known_signatures() {
        assert_eq!(validate_name("signing.header", "x-magento-signature"), Ok(()));
        assert_eq!(
            validate_name("signing.header", "host").unwrap_err().field.as_deref(),
            Some("signing.header")
        );
    }

    #[test]
    fn values_that_could_split_a_header_are_refused_without_being_repeated() {
        for value in ["a\rb", "a\nb", "a\r\nx: y", "a\0", "\u{1}", "\u{7f}"] {
            let fault = one("x-key", &format!("s3cret{value}")).expect_err("refused");
            assert_eq!(fault.field.as_deref(), Some("headers[0].value"));
            assert!(!format!("{fault:?}").contains("s3cret"));
        }
        assert_eq!(one("x", &"v".repeat(MAX_VALUE)), Ok(()));
        assert!(one("x", &"v".repeat(MAX_VALUE + 1)).is_err());
    }

    #[test]
    fn the_field_names_the_row() {
        let row = |name: &str| (name.to_owned(), "v".to_owned());
        let twice = validate("h", &[row("X-A"), row("x-b"), row("x-a")]).unwrap_err();
        assert_eq!(twice.field.as_deref(), Some("h[2].name"));
        let many: Vec<HeaderPair> = (0..=MAX_COUNT).map(|n| row(&format!("x-{n}"))).collect();
        assert_eq!(validate("h", &many).unwrap_err().field.as_deref(), Some("h"));
        assert_eq!(validate("h", &many[1..]), Ok(()));
    }

    #[test]
    fn secret_headers_are_known_by_name() {
        for name in [
            "Authorization",
            "proxy-authorization",
            "Cookie",
            "set-cookie",
            "Set-Cookie2",
            "client_secret",
            "Client-Secret",
            "x-api-key",
            "X_API_KEY",
            "apikey",
            "webhook-signature",
            "x-magento-signature",
            "X-Hub-Signature-256",
            "X-Auth-Token",
            "x-csrf-token",
            "password",
            "X-Access-Key",
            "x-amz-security-token",
            "x-functions-key",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "content-type",
            "date",
            "webhook-id",
            "webhook-timestamp",
            "retry-after",
            "www-authenticate",
            "x-author",
            "location",
            "server",
            "x-keyboard",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn whatever_passes_cannot_split_a_request(name in "\\PC{0,20}|[ -~\\r\\n\\x00]{0,20}", value in any::<String>()) {
            if one(&name, &value).is_ok() {
                let line = format!("{name}: {value}");
                prop_assert!(!line.contains(['\r', '\n', '\0']));
                prop_assert_eq!(line.split_once(": ").map(|(n, _)| n), Some(name.as_str()));
            }
        }
    }
}
