use super::*;
use crate::Code;
use crate::oauth::TokenRequestForm;

/// A good one of each grant, changed.
fn with(grant: Grant, change: impl FnOnce(&mut OAuth2)) -> Vec<(String, Code)> {
    let mut settings = OAuth2 {
        grant,
        token_url: "https://login.test/token".to_owned(),
        authorize_url: Some("https://login.test/authorize".to_owned()),
        client_id: "c".to_owned(),
        ..OAuth2::default()
    };
    assert_eq!(check(&settings), Ok(()), "{grant} is good as it is");
    change(&mut settings);
    let faults = check(&settings).err().unwrap_or_default();
    for fault in &faults {
        assert!(fault.next.ends_with('.') && !fault.message.is_empty(), "{fault:?}");
    }
    faults.into_iter().map(|fault| (fault.field.expect("a field"), fault.code)).collect()
}

fn fields(grant: Grant, change: impl FnOnce(&mut OAuth2)) -> Vec<String> {
    with(grant, change).into_iter().map(|(field, _)| field).collect()
}

use Grant::{AuthorizationCode as Browser, ClientCredentials as Client, Custom};

#[test]
fn endpoints_are_https_or_loopback() {
    for good in [
        "https://login.test/token?a=b",
        "http://127.0.0.1:8080/token",
        "http://127.9.9.9/",
        "http://[::1]:1/",
        "http://localhost/token",
        "HTTPS://LOGIN.test",
    ] {
        assert_eq!(fields(Client, |s| s.token_url = good.to_owned()), [""; 0], "{good}");
    }
    for bad in [
        "",
        "login.test/token",
        "/token",
        "ftp://login.test/",
        "http://login.test/token",
        "http://10.0.0.1/token",
        "http://localhost.evil.test/",
        "http://127.0.0.1.evil.test/",
        "https://",
        "https://a.test/#x",
        "https://u:geheim@a.test/",
        "https://a.test/ x",
        "https://a.test\\@b.test/",
        "https://a.test/\r\nx",
    ] {
        assert_eq!(fields(Client, |s| s.token_url = bad.to_owned()), ["auth.token_url"], "{bad:?}");
        let shown = check(&OAuth2 { token_url: bad.to_owned(), ..OAuth2::default() });
        assert!(!format!("{shown:?}").contains("geheim"));
    }
    assert_eq!(fields(Browser, |s| s.authorize_url = None), ["auth.authorize_url"]);
    assert_eq!(fields(Client, |s| s.authorize_url = None), [""; 0]);
    assert_eq!(
        fields(Client, |s| s.authorize_url = Some("http://a.test".to_owned())),
        ["auth.authorize_url"]
    );
    assert_eq!(fields(Client, |s| s.revoke_url = Some("http://a.test".to_owned())), ["auth.revoke_url"]);
    assert_eq!(fields(Client, |s| s.issuer = Some("https://a.test/?x".to_owned())), ["auth.issuer"]);
    assert_eq!(fields(Client, |s| s.issuer = Some("https://a.test/realm/x".to_owned())), [""; 0]);
}

#[test]
fn every_fault_is_told_at_once() {
    let found = fields(Browser, |s| {
        s.token_url = "x".to_owned();
        s.authorize_url = None;
        s.client_id = String::new();
        s.scopes = vec!["a b".to_owned()];
        s.redirect_port = Some(80);
        s.redirect_path = "callback".to_owned();
    });
    assert_eq!(
        found,
        [
            "auth.token_url",
            "auth.authorize_url",
            "auth.client_id",
            "auth.scopes[0]",
            "auth.redirect_port",
            "auth.redirect_path"
        ]
    );
}

#[test]
fn a_client_needs_what_its_grant_needs() {
    assert_eq!(fields(Client, |s| s.client_id = String::new()), ["auth.client_id"]);
    assert_eq!(fields(Client, |s| s.client_id = "a\nb".to_owned()), ["auth.client_id"]);
    assert_eq!(fields(Client, |s| s.client_auth = ClientAuth::None), ["auth.client_auth"]);
    assert_eq!(fields(Browser, |s| s.client_auth = ClientAuth::None), [""; 0], "a public client with PKCE");
    assert_eq!(
        fields(Custom, |s| s.client_id = String::new()),
        ["auth.client_id"],
        "its body carries the id"
    );
    let nobody = |s: &mut OAuth2| {
        s.client_id = String::new();
        s.client_auth = ClientAuth::None;
    };
    assert_eq!(fields(Custom, nobody), [""; 0]);
    let marked = |s: &mut OAuth2| {
        nobody(s);
        s.params = vec![("user".to_owned(), "x-{client_id}".to_owned())];
    };
    assert_eq!(fields(Custom, marked), ["auth.client_id"]);
}

#[test]
fn parameters_are_ones_own_and_hold_no_secret() {
    let params = |grant, name: &str, value: &str| {
        fields(grant, |s| s.params = vec![(name.to_owned(), value.to_owned())])
    };
    for (grant, name, value, want) in [
        (Client, "audience", "https://api.test", ""),
        (Client, "", "x", "auth.params[0].name"),
        (Client, "a\nb", "x", "auth.params[0].name"),
        (Client, "grant_type", "password", "auth.params[0].name"),
        (Custom, "grant_type", "password", ""),
        (Custom, "password", "{client_secret}", ""),
        (Custom, "password", "geheim", "auth.params[0].value"),
        (Custom, "api_key", "", ""),
        (Client, "subject_token_type", "urn:ietf:params:oauth:token-type:jwt", ""),
    ] {
        let want: &[&str] = if want.is_empty() { &[] } else { &[want] };
        assert_eq!(params(grant, name, value), want, "{name}={value}");
    }
    let twice = vec![("a".to_owned(), String::new()), ("a".to_owned(), String::new())];
    assert_eq!(fields(Client, |s| s.params = twice), ["auth.params[1].name"]);
    let many = (0..51).map(|n| (n.to_string(), String::new())).collect();
    assert_eq!(fields(Client, |s| s.params = many), ["auth.params"]);
    let long = vec![("a".to_owned(), "x".repeat(3_000))];
    assert_eq!(fields(Client, |s| s.params = long), ["auth.params[0].value"]);
    let headers = |s: &mut OAuth2| {
        s.request = TokenRequestForm { method: TokenMethod::Get, place: Place::Headers };
        s.params = vec![("Host".to_owned(), "x".to_owned()), ("X-A".to_owned(), "a\r\nb".to_owned())];
    };
    assert_eq!(fields(Custom, headers), ["auth.params[0].name", "auth.params[1].value"]);
    let page = |name: &str, value: &str| {
        fields(Browser, |s| s.authorize_params = vec![(name.to_owned(), value.to_owned())])
    };
    assert_eq!(page("prompt", "consent"), [""; 0]);
    assert_eq!(page("state", "x"), ["auth.authorize_params[0].name"]);
    assert_eq!(page("response_mode", "form_post"), ["auth.authorize_params[0].name"]);
    assert_eq!(page("hint", "{client_secret}"), ["auth.authorize_params[0].value"]);
}

#[test]
fn the_redirect_is_a_plain_path_on_a_free_port() {
    for (port, good) in [(0, false), (1_023, false), (1_024, true), (47_811, true), (65_535, true)] {
        assert_eq!(fields(Browser, |s| s.redirect_port = Some(port)).is_empty(), good, "{port}");
    }
    for (path, good) in [
        ("/", true),
        ("/oauth/callback", true),
        ("callback", false),
        ("", false),
        ("/a?b", false),
        ("/a#b", false),
        ("/../a", false),
        ("/a/.", false),
        ("/ä", false),
        ("/a b", false),
        ("/%2e", false),
    ] {
        assert_eq!(fields(Browser, |s| s.redirect_path = path.to_owned()).is_empty(), good, "{path}");
    }
    assert_eq!(OAuth2::default().redirect_uri(47_811), "http://127.0.0.1:47811/callback");
}

#[test]
fn the_request_and_the_answer_have_forms_that_work() {
    let form = |grant, method, place| fields(grant, |s| s.request = TokenRequestForm { method, place });
    assert_eq!(form(Client, TokenMethod::Post, Place::Json), [""; 0]);
    assert_eq!(form(Client, TokenMethod::Post, Place::Query), ["auth.request"]);
    assert_eq!(form(Client, TokenMethod::Get, Place::Form), ["auth.request.place"]);
    assert_eq!(form(Custom, TokenMethod::Get, Place::Json), ["auth.request.place"]);
    assert_eq!(form(Custom, TokenMethod::Get, Place::Query), [""; 0]);
    assert_eq!(form(Custom, TokenMethod::Post, Place::Headers), [""; 0]);
    assert_eq!(fields(Client, |s| s.answer.token = "a\nb".to_owned()), ["auth.answer.token"]);
    assert_eq!(fields(Client, |s| s.answer.refresh = "x".repeat(300)), ["auth.answer.refresh"]);
    assert_eq!(
        fields(Client, |s| s.answer.default_lifetime_s = u32::MAX),
        ["auth.answer.default_lifetime_s"]
    );
    let send = |send| fields(Client, |s| s.send = send);
    let header =
        |name: &str, prefix: &str| Present::Header { name: name.to_owned(), prefix: prefix.to_owned() };
    assert_eq!(send(header("X-Token", "Token ")), [""; 0]);
    assert_eq!(send(header("Content-Length", "a\nb")), ["auth.send.name", "auth.send.prefix"]);
    assert_eq!(send(Present::Query { name: String::new() }), ["auth.send.name"]);
}
