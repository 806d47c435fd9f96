use super::*;
use crate::oauth::OAuth2;

const NOT_AUTHORIZED: &str = r#"{"message":"The consumer isn't authorized to access %resources.","parameters":{"resources":"Magento_Sales::sales"}}"#;

fn one() -> Auth {
    Auth::OAuth1 {
        consumer_key: "ck".to_owned(),
        token: "at".to_owned(),
        signature_url_http: false,
        clock_offset_s: 0,
    }
}

/// What a word of the answer must be; empty where nothing is known about it.
#[test]
fn each_known_answer_has_its_words() {
    let (two, basic) = (Auth::OAuth2(Box::<OAuth2>::default()), Auth::Basic { username: "u".to_owned() });
    let expired = r#"{"errors":[{"message":"The access token provided has expired.","code":401,"type":"invalid_grant"}]}"#;
    let invalid = r#"{"error":"invalid_grant","error_description":"The access token provided is invalid."}"#;
    let off = r#"{"errors":[{"message":"API disabled","code":403,"type":"api_disabled"}]}"#;
    let role = r#"{"errors":[{"message":"You do not have access","code":403,"type":null}]}"#;
    let no_basic = r#"{"error":"access_denied","error_description":"OAuth2 authentication required"}"#;
    let twice = r#"{"error":"invalid_request","error_description":"Only one method may be used to authenticate at a time"}"#;
    for (auth, status, body, want) in [
        (&Auth::Bearer, 401, NOT_AUTHORIZED, "sent as Bearer"),
        (&two, 401, NOT_AUTHORIZED, "sent as Bearer"),
        (&one(), 401, NOT_AUTHORIZED, "permission_denied"),
        (&basic, 401, NOT_AUTHORIZED, ""),
        (
            &one(),
            401,
            r#"{"message":"The signature is invalid. Verify and try again."}"#,
            "signature_invalid",
        ),
        (&one(), 400, "oauth_problem=timestamp_refused", "timestamp_refused"),
        (&Auth::Bearer, 401, "oauth_problem=timestamp_refused", ""),
        (&two, 401, expired, "has expired"),
        (&two, 401, invalid, "not accepted"),
        (&two, 403, off, "switched off"),
        (&two, 403, role, "may not do this"),
        (&basic, 401, no_basic, "user name and password"),
        (&two, 401, no_basic, "not accepted"),
        (&two, 400, twice, "more than one way"),
        (&two, 400, r#"{"errors":[{"message":"email: bad","code":400,"type":null}]}"#, ""),
        (&two, 500, expired, ""),
        (&two, 200, expired, ""),
        (&two, 403, "<html>", ""),
        (&Auth::None, 401, "", ""),
    ] {
        let refusal = Refusal { status, www_authenticate: None, body: body.as_bytes(), skew_ms: None };
        let told = in_words(auth, refusal);
        assert_eq!(told.is_none(), want.is_empty(), "{auth:?} {status} {body}: {told:?}");
        let Some((what, next)) = told else { continue };
        assert!(what.contains(want) && what.ends_with('.') && next.ends_with('.'), "{what} {next}");
    }
}
