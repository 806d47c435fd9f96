use proptest::prelude::*;

use super::*;
use crate::oauth::TokenRequestForm;

fn settings(client_auth: ClientAuth) -> OAuth2 {
    OAuth2 {
        grant: Grant::AuthorizationCode,
        token_url: "https://login.test/oauth/v2/token".to_owned(),
        revoke_url: Some("https://login.test/revoke".to_owned()),
        client_id: "my id".to_owned(),
        client_auth,
        ..OAuth2::default()
    }
}

const SECRET: &str = "geh:ei&m +ü";

fn pairs(request: &TokenRequest) -> Vec<(String, String)> {
    form_urlencoded::parse(&request.body).map(|(n, v)| (n.into_owned(), v.into_owned())).collect()
}

fn want(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

fn header<'a>(request: &'a TokenRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

#[test]
fn each_grant_asks_with_its_own_parameters() {
    let mut code = settings(ClientAuth::Body);
    code.scopes = vec!["a".to_owned(), "b".to_owned()];
    code.params = vec![("audience".to_owned(), "x".to_owned())];
    let client = OAuth2 { grant: Grant::ClientCredentials, ..code.clone() };
    let uri = "http://127.0.0.1:47811/callback";
    let own = [("client_id", "my id"), ("client_secret", SECRET), ("audience", "x")];
    for (settings, asked, first) in [
        (
            &code,
            Asked::Code { code: "c&d", redirect_uri: uri, verifier: Some("v") },
            &[
                ("grant_type", "authorization_code"),
                ("code", "c&d"),
                ("redirect_uri", uri),
                ("code_verifier", "v"),
            ][..],
        ),
        (
            &code,
            Asked::Code { code: "c", redirect_uri: uri, verifier: None },
            &[("grant_type", "authorization_code"), ("code", "c"), ("redirect_uri", uri)],
        ),
        (&code, Asked::Refresh { token: "r" }, &[("grant_type", "refresh_token"), ("refresh_token", "r")]),
        (&client, Asked::Client, &[("grant_type", "client_credentials"), ("scope", "a b")]),
    ] {
        let request = TokenRequest::token(settings, Some(SECRET), asked).expect("a request");
        assert_eq!(pairs(&request), want(&[first, &own].concat()));
        assert_eq!(request.method, TokenMethod::Post);
        assert_eq!(header(&request, "content-type"), Some("application/x-www-form-urlencoded"));
        assert_eq!(header(&request, "accept"), Some("application/json"));
    }
}

#[test]
fn the_client_shows_who_it_is_in_each_way() {
    let with = |auth, secret| TokenRequest::token(&settings(auth), secret, Asked::Refresh { token: "r" });
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "r")];
    let basic = with(ClientAuth::Basic, Some(SECRET)).expect("a request");
    // RFC 6749 section 2.3.1: form-encoded first, so the colon cannot be mistaken.
    let sent = header(&basic, "authorization").and_then(|text| text.strip_prefix("Basic ")).expect("Basic");
    assert_eq!(STANDARD.decode(sent).expect("base64"), b"my+id:geh%3Aei%26m+%2B%C3%BC");
    assert_eq!((pairs(&basic), basic.secret_names), (want(&refresh), vec!["authorization".to_owned()]));

    let headers = with(ClientAuth::Headers, Some(SECRET)).expect("a request");
    assert_eq!(
        (header(&headers, "client_id"), header(&headers, "client_secret")),
        (Some("my id"), Some(SECRET))
    );
    assert_eq!((pairs(&headers), headers.secret_names), (want(&refresh), vec!["client_secret".to_owned()]));

    let public = with(ClientAuth::None, None).expect("a request");
    assert_eq!(pairs(&public), want(&[&refresh[..], &[("client_id", "my id")]].concat()));
    for auth in [ClientAuth::Body, ClientAuth::Basic, ClientAuth::Headers] {
        for secret in [None, Some("")] {
            assert_eq!(
                with(auth, secret).expect_err("refused").field.as_deref(),
                Some("auth_secret"),
                "{auth}"
            );
        }
    }
    let broken = with(ClientAuth::Headers, Some("geheim\r\nx: y")).expect_err("refused");
    assert!(!format!("{broken:?}").contains("geheim"));
}

#[test]
fn a_custom_request_is_only_what_was_set() {
    let mut custom =
        OAuth2 { grant: Grant::Custom, scopes: vec!["a".to_owned()], ..settings(ClientAuth::None) };
    custom.params = [("user", "{client_id}"), ("pass", "<{client_secret}>"), ("odd", "{client_id}{x}{")]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .to_vec();
    custom.scopes.clear();
    let at = |custom: &OAuth2, place| {
        let method =
            if matches!(place, Place::Form | Place::Json) { TokenMethod::Post } else { TokenMethod::Get };
        let custom = OAuth2 { request: TokenRequestForm { method, place }, ..custom.clone() };
        TokenRequest::token(&custom, Some("{client_id}"), Asked::Client)
    };
    // What is filled in is not filled in again.
    let filled = want(&[("user", "my id"), ("pass", "<{client_id}>"), ("odd", "my id{x}{")]);
    assert_eq!(at(&custom, Place::Form).map(|r| pairs(&r)), Ok(filled.clone()));
    let json = at(&custom, Place::Json).expect("a request");
    assert_eq!(json.body, br#"{"odd":"my id{x}{","pass":"<{client_id}>","user":"my id"}"#);
    assert_eq!(header(&json, "content-type"), Some("application/json"));
    let headers = at(&custom, Place::Headers).expect("a request");
    assert_eq!((header(&headers, "pass"), headers.body.len()), (Some("<{client_id}>"), 0));
    assert_eq!(headers.secret_names, ["pass"]);
    custom.token_url = "https://login.test/t?x=1".to_owned();
    let query = at(&custom, Place::Query).expect("a request");
    let sent: Vec<_> = query.url.query_pairs().map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    assert_eq!(sent, [want(&[("x", "1")]), filled].concat());
    assert_eq!((query.secret_names, query.headers.len()), (vec!["pass".to_owned()], 1));
}

#[test]
fn a_token_is_given_back_where_there_is_a_place_for_it() {
    let request = TokenRequest::revoke(&settings(ClientAuth::Body), Some(SECRET), "t", "refresh_token");
    let request = request.expect("a request").expect("a place");
    assert_eq!(request.url.as_str(), "https://login.test/revoke");
    let own = [
        ("token", "t"),
        ("token_type_hint", "refresh_token"),
        ("client_id", "my id"),
        ("client_secret", SECRET),
    ];
    assert_eq!(pairs(&request), want(&own));
    let none = OAuth2 { revoke_url: None, ..settings(ClientAuth::Body) };
    assert_eq!(TokenRequest::revoke(&none, Some(SECRET), "t", "access_token"), Ok(None));
}

#[test]
fn nothing_goes_out_in_clear() {
    let http = OAuth2 { token_url: "http://login.test/".to_owned(), ..settings(ClientAuth::Body) };
    let fault = TokenRequest::token(&http, Some(SECRET), Asked::Client).expect_err("refused");
    assert_eq!(fault.field.as_deref(), Some("auth.token_url"));
}

proptest! {
    /// No secret is printed, wherever it stands.
    #[test]
    fn no_request_prints_a_secret(
        auth in prop::sample::select(ClientAuth::ALL),
        place in prop::sample::select(Place::ALL),
        grant in prop::sample::select(Grant::ALL),
        id in ".{0,20}",
        rest in "[ -~]{0,20}",
    ) {
        let secret = format!("geheim{rest}");
        let settings = OAuth2 {
            grant,
            client_id: id,
            params: vec![("password".to_owned(), "{client_secret}".to_owned())],
            request: TokenRequestForm { method: TokenMethod::Post, place },
            ..settings(auth)
        };
        for asked in [
            Asked::Client,
            Asked::Code { code: "geheim", redirect_uri: "http://127.0.0.1/", verifier: Some("geheim") },
            Asked::Refresh { token: "geheim" },
        ] {
            let made = TokenRequest::token(&settings, Some(&secret), asked);
            let shown = format!("{made:?}");
            prop_assert!(!shown.contains("geheim"), "{}", shown);
            let Ok(made) = made else { continue };
            // Every part that holds it is named.
            let held = made.headers.iter().filter(|(_, value)| value.contains("geheim"));
            for (name, _) in held {
                prop_assert!(made.secret_names.contains(name), "{}", name);
            }
            for (name, value) in made.url.query_pairs() {
                prop_assert!(!value.contains("geheim") || made.secret_names.iter().any(|n| *n == name));
            }
        }
    }
}
