use proptest::prelude::*;

use super::*;
use crate::oauth::Grant;

fn settings() -> OAuth2 {
    OAuth2 {
        grant: Grant::AuthorizationCode,
        token_url: "https://login.test/token".to_owned(),
        authorize_url: Some("https://login.test/authorize?tenant=a%20b".to_owned()),
        client_id: "my id".to_owned(),
        scopes: vec!["read".to_owned(), "write".to_owned()],
        authorize_params: vec![("prompt".to_owned(), "consent".to_owned())],
        ..OAuth2::default()
    }
}

/// RFC 7636, appendix B.
#[test]
fn the_challenge_is_rfc_7636s() {
    let random = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105,
        214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ];
    let pkce = Pkce::new(random);
    assert_eq!(pkce.verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(pkce.challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert!(!format!("{pkce:?}").contains("dBjft"));
    assert_eq!(state(random), pkce.verifier);
}

#[test]
fn the_page_carries_what_the_provider_needs() {
    let pkce = Pkce::new([7; 32]);
    let page = url(&settings(), "http://127.0.0.1:1/cb", "st", Some(&pkce)).expect("a page");
    let pairs: Vec<_> = page.query_pairs().map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    let want = [
        ("tenant", "a b"),
        ("response_type", "code"),
        ("client_id", "my id"),
        ("redirect_uri", "http://127.0.0.1:1/cb"),
        ("scope", "read write"),
        ("state", "st"),
        ("code_challenge", pkce.challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("prompt", "consent"),
    ];
    assert_eq!(pairs, want.map(|(n, v)| (n.to_owned(), v.to_owned())));
    assert!(!page.as_str().contains(&pkce.verifier));
    let plain = OAuth2 { scopes: Vec::new(), authorize_params: Vec::new(), ..settings() };
    let page = url(&plain, "http://127.0.0.1:1/cb", "st", None).expect("a page");
    assert!(!page.as_str().contains("scope") && !page.as_str().contains("challenge"));
    let none = OAuth2 { authorize_url: None, ..settings() };
    assert_eq!(url(&none, "", "", None).expect_err("refused").field.as_deref(), Some("auth.authorize_url"));
}

const STATE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn word(query: &str) -> Result<String, &'static str> {
    let query = query.replace("STATE", STATE);
    read_callback(&query, STATE, Some("https://login.test/")).map_err(|refusal| {
        let (what, next) = refusal.in_words();
        assert!(what.ends_with('.') && next.ends_with('.'), "{what} {next}");
        assert_eq!(Fault::from(refusal.clone()).code, Code::AuthRefused);
        refusal.as_str()
    })
}

#[test]
fn each_callback_has_its_own_word() {
    for (query, want) in [
        ("code=c%2Fd+e&state=STATE", Ok("c/d e")),
        ("state=STATE&code=c&iss=https%3A%2F%2Flogin.test", Ok("c")),
        ("state=STATE&code=c&session_state=x&scope=y", Ok("c")),
        ("code=c&state=STATE&iss=https://evil.test", Err("wrong_issuer")),
        ("", Err("no_state")),
        ("code=c", Err("no_state")),
        ("error=access_denied", Err("no_state")),
        ("code=c&state=", Err("wrong_state")),
        ("code=c&state=x", Err("wrong_state")),
        ("code=c&state=STATEx", Err("wrong_state")),
        ("code=c&state=xSTATE", Err("wrong_state")),
        ("error=access_denied&state=x", Err("wrong_state")),
        ("code=c&state=STATE&state=STATE", Err("twice")),
        ("code=c&code=d&state=STATE", Err("twice")),
        ("error=a&error=b&state=STATE", Err("twice")),
        ("state=STATE", Err("no_code")),
        ("state=STATE&code=", Err("no_code")),
        ("state=STATE&error=", Err("no_code")),
        ("state=STATE&error=access_denied", Err("denied")),
        ("state=STATE&error=access_denied&code=c", Err("denied")),
        ("state=STATE&error=invalid_scope", Err("invalid_scope")),
        ("state=STATE&error=server_error", Err("temporary")),
        ("state=STATE&error=temporarily_unavailable", Err("temporary")),
        ("state=STATE&error=unauthorized_client", Err("unauthorized_client")),
        ("state=STATE&error=unsupported_response_type", Err("unauthorized_client")),
        ("state=STATE&error=login_required&error_description=Please+log+in.", Err("other")),
    ] {
        assert_eq!(word(query).as_deref().map_err(|e| *e), want, "{query}");
    }
    assert_eq!(word(&format!("state=STATE&code={}", "x".repeat(70_000))), Err("too_long"));
    assert_eq!(read_callback("code=c&state=", "", None), Err(CallbackRefusal::WrongState), "nobody's state");
    // Where no issuer was set, none is compared.
    let named = format!("code=c&state={STATE}&iss=https://any.test");
    assert_eq!(read_callback(&named, STATE, None).as_deref(), Ok("c"));
}

#[test]
fn what_belongs_to_another_authorization_does_not_end_this_one() {
    for (query, strange) in [
        ("code=c", true),
        ("code=c&state=x", true),
        ("code=c&code=c&state=STATE", true),
        ("state=STATE&error=access_denied", false),
        ("state=STATE", false),
    ] {
        let query = query.replace("STATE", STATE);
        let refusal = read_callback(&query, STATE, None).expect_err("refused");
        assert_eq!(refusal.is_strange(), strange, "{query}");
    }
}

#[test]
fn the_providers_words_are_shown_as_one_line() {
    let query = format!("state={STATE}&error=access_denied&error_description=No%0D%0A%3Cb%3Eway%3C/b%3E%00.");
    let refusal = read_callback(&query, STATE, None).expect_err("refused");
    assert_eq!(refusal.in_words().0, "Access was denied: No <b>way</b> .");
}

proptest! {
    /// Nobody without the state gets a code in.
    #[test]
    fn no_other_state_is_taken(query in ".{0,80}", state in "[A-Za-z0-9_-]{0,43}") {
        prop_assume!(state != STATE);
        prop_assert!(read_callback(&query, STATE, None).is_err());
        let wrong = read_callback(&format!("code=c&state={state}"), STATE, None);
        prop_assert_eq!(wrong, Err(CallbackRefusal::WrongState));
    }

    /// A code comes back as it was written.
    #[test]
    fn a_code_comes_back_whole(code in ".{1,60}") {
        let pairs = form_urlencoded::Serializer::new(String::new())
            .append_pair("code", &code)
            .append_pair("state", STATE)
            .finish();
        prop_assert_eq!(read_callback(&pairs, STATE, None), Ok(code));
    }
}
