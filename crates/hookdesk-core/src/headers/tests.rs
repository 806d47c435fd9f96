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
    assert_eq!(validate_name("signing.header", "host").unwrap_err().field.as_deref(), Some("signing.header"));
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
        "Idempotency-Key",
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
