use proptest::prelude::*;

use super::*;

fn answer(status: u16, body: &[u8]) -> TokenAnswer<'_> {
    TokenAnswer { status, content_type: Some("application/json"), body, truncated: false }
}

fn read(body: &str) -> Result<TokenSet, TokenRefusal> {
    TokenSet::read(&AnswerForm::default(), answer(200, body.as_bytes()), &[])
}

#[test]
fn mautics_answer_is_read_whole() {
    let set = read(
        r#"{"access_token":"at","expires_in":3600,"token_type":"bearer","scope":null,"refresh_token":"rt"}"#,
    );
    let want = TokenSet {
        access: "at".to_owned(),
        refresh: Some("rt".to_owned()),
        lifetime_s: Some(3_600),
        scope: None,
        token_type: Some("bearer".to_owned()),
        subject: None,
        notes: Vec::new(),
    };
    assert_eq!(set, Ok(want.clone()));
    assert_eq!(
        format!("{want:?}"),
        "TokenSet { access: \"[redacted]\", refresh: Some(\"[redacted]\"), lifetime_s: Some(3600), scope: None, \
         token_type: Some(\"bearer\"), subject: None, notes: [] }"
    );
}

#[test]
fn an_id_token_tells_who_it_is() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let id = |claims: &str| format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims));
    for (token, want) in [
        (id(r#"{"sub":"248","email":"jane@shop.example"}"#), Some("jane@shop.example")),
        (id(r#"{"sub":"248","email":"","name":"Jane\nDoe"}"#), Some("Jane Doe")),
        (id(r#"{"sub":"248"}"#), Some("248")),
        (id(r#"{"sub":248}"#), None),
        (id("[]"), None),
        (id("{"), None),
        ("no token".to_owned(), None),
        ("a.b c.d".to_owned(), None),
        (format!("e30.{}.s", "A".repeat(super::MAX_TOKEN + 1)), None),
    ] {
        let body = serde_json::json!({ "access_token": "at", "id_token": token }).to_string();
        let set = read(&body).expect("a token");
        assert_eq!(set.subject.as_deref(), want, "{token}");
    }
}

#[test]
fn a_lifetime_is_taken_as_far_as_it_can_be_believed() {
    for (told, lifetime, note) in [
        ("3600", Some(3_600), ""),
        ("\"3600\"", Some(3_600), ""),
        ("\" 60 \"", Some(60), ""),
        ("59.9", Some(59), ""),
        ("1", Some(1), ""),
        ("0", Some(3_600), "no number of seconds above 0"),
        ("-1", Some(3_600), "no number of seconds above 0"),
        ("-1e300", Some(3_600), "no number of seconds above 0"),
        ("\"soon\"", Some(3_600), "no number of seconds above 0"),
        ("\"NaN\"", Some(3_600), "no number of seconds above 0"),
        ("[]", Some(3_600), "no number of seconds above 0"),
        ("true", Some(3_600), "no number of seconds above 0"),
        ("null", Some(3_600), "does not say"),
        ("1e300", Some(MAX_LIFETIME_S), "over ten years"),
        ("\"inf\"", Some(MAX_LIFETIME_S), "over ten years"),
        ("99999999999999999999999999", Some(MAX_LIFETIME_S), "over ten years"),
    ] {
        let set = read(&format!(r#"{{"access_token":"t","expires_in":{told}}}"#)).expect("a token");
        assert_eq!(set.lifetime_s, lifetime, "{told}");
        let notes = set.notes.join(" ");
        assert!(notes.contains(note) && notes.is_empty() == note.is_empty(), "{told}: {notes}");
    }
    let endless = AnswerForm { default_lifetime_s: 0, ..AnswerForm::default() };
    let set = TokenSet::read(&endless, answer(200, br#"{"access_token":"t"}"#), &[]).expect("a token");
    assert_eq!((set.lifetime_s, set.notes.len()), (None, 1));
    let silent = AnswerForm { lifetime: String::new(), default_lifetime_s: 14_400, ..AnswerForm::default() };
    let set = TokenSet::read(&silent, answer(200, br#"{"access_token":"t","expires_in":1}"#), &[])
        .expect("a token");
    assert_eq!((set.lifetime_s, set.notes.len()), (Some(14_400), 0));
}

#[test]
fn a_token_is_found_where_the_form_says() {
    for (place, body, want) in [
        ("", r#""admin-token""#, Some("admin-token")),
        ("", r#"{"access_token":"t"}"#, None),
        ("data.token", r#"{"data":{"token":"t"}}"#, Some("t")),
        ("data.0.token", r#"{"data":[{"token":"t"}]}"#, Some("t")),
        ("/data/0/token", r#"{"data":[{"token":"t"}]}"#, Some("t")),
        ("/a.b", r#"{"a.b":"t"}"#, Some("t")),
        ("/a~1b", r#"{"a/b":"t"}"#, Some("t")),
        ("data.x.token", r#"{"data":[{"token":"t"}]}"#, None),
        ("access_token", r#"{"access_token":7}"#, None),
        ("access_token", r#"{"access_token":""}"#, None),
        ("access_token", r#"{"access_token":null}"#, None),
        ("access_token", "[]", None),
        ("access_token", "", None),
        ("access_token", "access_token=t", None),
    ] {
        let form = AnswerForm { token: place.to_owned(), ..AnswerForm::default() };
        let set = TokenSet::read(&form, answer(200, body.as_bytes()), &[]);
        match want {
            Some(token) => assert_eq!(set.expect("a token").access, token, "{place} in {body}"),
            None => assert_eq!(set.expect_err("none").kind, RefusalKind::Unreadable, "{place} in {body}"),
        }
    }
}

#[test]
fn what_no_request_could_carry_is_no_token() {
    for bad in ["a\\nb", "a\\u0000", "t\\u00e4", "\\u007f"] {
        for body in [
            format!(r#"{{"access_token":"{bad}"}}"#),
            format!(r#"{{"access_token":"t","refresh_token":"{bad}"}}"#),
        ] {
            let refusal = read(&body).expect_err("refused");
            assert_eq!(refusal.kind, RefusalKind::Unreadable);
            assert!(refusal.message.contains("no request can carry"), "{}", refusal.message);
        }
    }
    let sized = |bytes| read(&format!(r#"{{"access_token":"{}"}}"#, "x".repeat(bytes)));
    assert!(sized(MAX_TOKEN).is_ok());
    for bytes in [MAX_TOKEN + 1, 100_000] {
        let refusal = sized(bytes).expect_err("refused");
        assert!(refusal.message.contains(&bytes.to_string()), "{}", refusal.message);
        assert!(!refusal.message.contains("xx"));
    }
    let long = sized(MAX_BODY).expect_err("refused");
    assert!(long.message.contains("longer than"), "{}", long.message);
    let cut = TokenAnswer { truncated: true, ..answer(200, br#"{"access_token":"t"}"#) };
    assert!(TokenSet::read(&AnswerForm::default(), cut, &[]).is_err());
}

#[test]
fn a_web_page_is_called_one() {
    for (content_type, body) in [
        (Some("text/html; charset=utf-8"), "please log in"),
        (Some("application/json"), " <!doctype html><title>Login</title>"),
        (None, "<html>"),
        (Some("TEXT/HTML"), ""),
    ] {
        let page = TokenAnswer { status: 200, content_type, body: body.as_bytes(), truncated: false };
        let refusal = TokenSet::read(&AnswerForm::default(), page, &[]).expect_err("refused");
        assert!(refusal.kind == RefusalKind::Unreadable && refusal.message.contains("HTML"), "{body}");
    }
    // PHP's usual slip: JSON under the wrong type.
    let json = TokenAnswer { content_type: Some("text/html"), ..answer(200, br#"{"access_token":"t"}"#) };
    assert!(TokenSet::read(&AnswerForm::default(), json, &[]).is_ok());
}

#[test]
fn a_refusal_with_status_200_is_one() {
    let refusal = read(r#"{"error":"bad_verification_code","error_description":"The code is wrong."}"#);
    let refusal = refusal.expect_err("refused");
    assert_eq!((refusal.code.as_deref(), refusal.status), (Some("bad_verification_code"), 200));
    assert!(read(r#"{"error":null,"access_token":"t"}"#).is_ok());
}

proptest! {
    /// Whatever comes, a token is one that can be sent, a life one that can be counted, and nothing panics.
    #[test]
    fn any_answer_comes_to_an_end(
        status in 0u16..700,
        body in prop_oneof![
            ".{0,200}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..200),
            "\\{\"access_token\":\"[ -~]{0,10}\",\"expires_in\":-?[0-9]{1,25}(e[0-9]{1,3})?\\}".prop_map(String::into_bytes),
        ],
        token in "[a-z./]{0,14}",
    ) {
        let form = AnswerForm { token, ..AnswerForm::default() };
        match TokenSet::read(&form, answer(status, &body), &["geheim"]) {
            Ok(set) => {
                prop_assert!(!set.access.is_empty() && set.access.bytes().all(|b| matches!(b, 0x20..=0x7e)));
                prop_assert!(set.lifetime_s.is_none_or(|s| (1..=MAX_LIFETIME_S).contains(&s)));
            }
            Err(refusal) => {
                let (what, next) = refusal.in_words();
                prop_assert!(what.ends_with(['.', '!', '?']) && next.ends_with('.'));
                prop_assert!(what.chars().count() < 600 && !what.chars().any(char::is_control));
            }
        }
    }
}
