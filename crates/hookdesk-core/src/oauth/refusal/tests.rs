use super::*;
use crate::Fault;

fn refusal(status: u16, body: &str) -> TokenRefusal {
    read(TokenAnswer { status, content_type: None, body: body.as_bytes(), truncated: false }, &["geheim-1"])
}

use RefusalKind as Kind;

/// Each body a provider is known to answer with: kind, code, message.
#[test]
fn each_body_is_told_in_words() {
    for (status, body, kind, code, message) in [
        // Mautic, both bodies (connectors.md A.7).
        (
            400,
            r#"{"errors":[{"message":"The client credentials are invalid","code":400,"type":"invalid_client"}]}"#,
            Kind::InvalidClient,
            Some("invalid_client"),
            "The client credentials are invalid",
        ),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Invalid refresh token"}"#,
            Kind::InvalidGrant,
            Some("invalid_grant"),
            "Invalid refresh token",
        ),
        (
            400,
            r#"{"error":"unauthorized_client","error_description":"The grant type is unauthorized for this client_id"}"#,
            Kind::UnauthorizedClient,
            Some("unauthorized_client"),
            "The grant type is unauthorized for this client_id",
        ),
        (
            400,
            r#"{"error":"redirect_uri_mismatch","error_description":"The redirect URI provided does not match"}"#,
            Kind::RedirectMismatch,
            Some("redirect_uri_mismatch"),
            "The redirect URI provided does not match",
        ),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"The redirect URI is missing or do not match"}"#,
            Kind::RedirectMismatch,
            Some("invalid_grant"),
            "The redirect URI is missing or do not match",
        ),
        // Mautic before 3.
        (
            400,
            r#"{"error":{"message":"Bad","code":400,"type":"invalid_grant"}}"#,
            Kind::InvalidGrant,
            Some("invalid_grant"),
            "Bad",
        ),
        // RFC 6749 section 5.2, and its neighbours.
        (401, r#"{"error":"invalid_client"}"#, Kind::InvalidClient, Some("invalid_client"), ""),
        (400, r#"{"error":"invalid_scope"}"#, Kind::InvalidScope, Some("invalid_scope"), ""),
        (
            400,
            r#"{"error":"unsupported_grant_type"}"#,
            Kind::UnauthorizedClient,
            Some("unsupported_grant_type"),
            "",
        ),
        (400, r#"{"error":"invalid_request"}"#, Kind::Other, Some("invalid_request"), ""),
        (403, r#"{"error":"access_denied"}"#, Kind::Denied, Some("access_denied"), ""),
        (400, r#"{"error":"temporarily_unavailable"}"#, Kind::Temporary, Some("temporarily_unavailable"), ""),
        // A code goes before the status.
        (500, r#"{"error":"invalid_grant"}"#, Kind::InvalidGrant, Some("invalid_grant"), ""),
        // Magento.
        (
            401,
            r#"{"message":"The account %1 is locked until %10, %2.","parameters":["jane",2,3,4,5,6,7,8,9,"noon"]}"#,
            Kind::InvalidClient,
            None,
            "The account jane is locked until noon, 2.",
        ),
        (
            400,
            r#"{"message":"\"%fieldName\" is required.","parameters":{"fieldName":"password"}}"#,
            Kind::Other,
            None,
            "\"password\" is required.",
        ),
        // WordPress, Zithara.
        (
            401,
            r#"{"code":"x_y","message":"No.","data":{"status":401}}"#,
            Kind::InvalidClient,
            Some("x_y"),
            "No.",
        ),
        (
            401,
            r#"{"status":false,"error":"Unauthorized","message":"Invalid credentials"}"#,
            Kind::InvalidClient,
            Some("Unauthorized"),
            "Invalid credentials",
        ),
        // A form, plain text, a JSON string, nothing.
        (
            400,
            "error=invalid_grant&error_description=too+late",
            Kind::InvalidGrant,
            Some("invalid_grant"),
            "too late",
        ),
        (401, "oauth_problem=token_rejected", Kind::InvalidClient, Some("token_rejected"), ""),
        (403, "Forbidden\r\n", Kind::Denied, None, "Forbidden"),
        (400, r#""no""#, Kind::Other, None, "no"),
        (429, "", Kind::Temporary, None, ""),
        (500, "oops", Kind::Temporary, None, "oops"),
        (404, "", Kind::Unreadable, None, ""),
        (
            302,
            "",
            Kind::Unreadable,
            None,
            "a redirect came in place of an answer, and redirects are not followed",
        ),
        (503, "<html>", Kind::Temporary, None, "a web page (HTML) came in place of an answer"),
        (400, "<html>", Kind::Unreadable, None, "a web page (HTML) came in place of an answer"),
        // What a body says of the secret is not shown.
        (
            401,
            r#"{"error":"invalid_client","error_description":"no geheim-1 here"}"#,
            Kind::InvalidClient,
            Some("invalid_client"),
            "no [redacted] here",
        ),
        (401, r#"{"error":"geheim-1"}"#, Kind::InvalidClient, Some("[redacted]"), ""),
        (401, "geheim-1", Kind::InvalidClient, None, "[redacted]"),
    ] {
        let want = TokenRefusal { kind, message: message.to_owned(), code: code.map(str::to_owned), status };
        assert_eq!(refusal(status, body), want, "{status} {body}");
    }
}

#[test]
fn every_kind_says_what_happened_and_what_to_do() {
    for kind in Kind::ALL {
        for (message, code) in [("Because.", None), ("because", None), ("", Some("why")), ("", None)] {
            let refusal = TokenRefusal {
                kind: *kind,
                message: message.to_owned(),
                code: code.map(str::to_owned),
                status: 400,
            };
            let (what, next) = refusal.in_words();
            assert!(what.contains("400") && what.ends_with('.') && next.ends_with('.'), "{what} {next}");
            assert!(what.contains(message) && what.contains(code.unwrap_or_default()));
            let fault = Fault::from(refusal);
            assert_eq!((fault.code, fault.message, fault.next), (Code::AuthRefused, what, next));
        }
        assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
    }
}

#[test]
fn a_provider_cannot_flood_a_line() {
    let long = refusal(400, &"wörd ".repeat(10_000));
    assert_eq!(long.message.chars().count(), MAX_MESSAGE + 1);
    let lines = refusal(400, "one\r\n\r\n\ttwo\u{1b}[31m\u{0}three");
    assert_eq!(lines.message, "one two [31m three");
    // Parameters that hold each other do not grow without end.
    let names: Vec<String> =
        (0..20).map(|n| format!("\"p{n}\":\"%p{}%p{}%p{}\"", n + 1, n + 1, n + 1)).collect();
    let body = format!(r#"{{"message":"%p0","parameters":{{{}}}}}"#, names.join(","));
    assert!(refusal(400, &body).message.chars().count() <= MAX_MESSAGE + 1);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(refusal(400, &deep).kind, Kind::Other);
}
