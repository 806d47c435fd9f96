use super::*;

fn urls_of(issuer: &str) -> Vec<String> {
    urls(issuer).expect("addresses").into_iter().map(String::from).collect()
}

#[test]
fn the_addresses_are_those_of_both_standards() {
    assert_eq!(
        urls_of("https://login.test"),
        [
            "https://login.test/.well-known/oauth-authorization-server",
            "https://login.test/.well-known/openid-configuration"
        ]
    );
    assert_eq!(
        urls_of("https://login.test/realms/shop/"),
        [
            "https://login.test/.well-known/oauth-authorization-server/realms/shop",
            "https://login.test/realms/shop/.well-known/openid-configuration",
            "https://login.test/.well-known/openid-configuration/realms/shop"
        ]
    );
    for bad in ["http://login.test", "login.test", "https://login.test/?a", "https://u@login.test", ""] {
        assert_eq!(urls(bad).expect_err("refused").field.as_deref(), Some("auth.issuer"), "{bad}");
    }
}

fn answer(status: u16, body: &str) -> TokenAnswer<'_> {
    TokenAnswer { status, content_type: Some("application/json"), body: body.as_bytes(), truncated: false }
}

const ISSUER: &str = "https://login.test";

#[test]
fn only_the_providers_own_description_is_taken() {
    let good = r#"{"issuer":"https://login.test/","token_endpoint":"https://login.test/t","jwks_uri":"x"}"#;
    assert_eq!(
        read(ISSUER, answer(200, good)).map(|found| found.issuer).as_deref(),
        Ok("https://login.test/")
    );
    for (status, body) in [
        (404, good.to_owned()),
        (301, good.to_owned()),
        (200, String::new()),
        (200, "<html>".to_owned()),
        (200, "[]".to_owned()),
        (200, "{}".to_owned()),
        (200, good.replace("login.test/\"", "evil.test/\"")),
        (200, good.replace("https://login.test/t", "http://login.test/t")),
        (200, good.replace("https://login.test/t", "javascript:alert(1)")),
        (200, good.replace("\"x\"", "\"x\",\"authorization_endpoint\":\"file:///etc/passwd\"")),
        (200, good.replace("\"x\"", "\"x\",\"revocation_endpoint\":\"\"")),
        (200, good.replace("\"x\"", "\"x\",\"scopes_supported\":7")),
        (200, good.replace('x', &"x".repeat(300_000))),
    ] {
        let fault = read(ISSUER, answer(status, &body)).expect_err("refused");
        assert_eq!((fault.code, fault.field.as_deref()), (Code::AuthDiscovery, Some("auth.issuer")));
        assert!(fault.message.len() < 300, "{}", fault.message);
    }
    assert!(read(ISSUER, TokenAnswer { truncated: true, ..answer(200, good) }).is_err());
}

fn filled(document: &str, mut settings: OAuth2) -> (OAuth2, Vec<String>) {
    let document = format!(r#"{{"issuer":"{ISSUER}","token_endpoint":"https://login.test/t"{document}}}"#);
    let notes = read(ISSUER, answer(200, &document)).expect("a description").fill(&mut settings);
    assert!(notes.iter().all(|note| note.ends_with('.')));
    (settings, notes)
}

#[test]
fn what_is_found_is_filled_in() {
    let own = OAuth2 {
        grant: Grant::AuthorizationCode,
        scopes: vec!["openid".to_owned(), "shop".to_owned()],
        revoke_url: Some("https://old.test/r".to_owned()),
        ..OAuth2::default()
    };
    let (settings, notes) = filled(
        r#","authorization_endpoint":"https://accounts.test/a","revocation_endpoint":"https://login.test/r",
            "scopes_supported":["openid"],"grant_types_supported":["authorization_code"],
            "token_endpoint_auth_methods_supported":["client_secret_post","private_key_jwt"],
            "code_challenge_methods_supported":["plain","S256"]"#,
        own.clone(),
    );
    assert_eq!(settings.issuer.as_deref(), Some(ISSUER));
    assert_eq!(settings.token_url, "https://login.test/t");
    assert_eq!(settings.authorize_url.as_deref(), Some("https://accounts.test/a"));
    assert_eq!(settings.revoke_url.as_deref(), Some("https://login.test/r"));
    assert_eq!((settings.client_auth, settings.pkce), (ClientAuth::Body, true));
    assert_eq!(
        notes,
        [
            "The authorization address is at another host than the issuer: accounts.test.",
            "The provider does not name the scope shop among its own."
        ]
    );
    // Nothing said: Basic is the standard's own, and the rest stays.
    let (settings, notes) = filled("", own);
    assert_eq!((settings.client_auth, settings.pkce), (ClientAuth::Basic, true));
    assert_eq!(settings.revoke_url.as_deref(), Some("https://old.test/r"));
    assert_eq!(notes.len(), 1);
}

#[test]
fn what_does_not_fit_is_said() {
    let (settings, notes) = filled(
        r#","code_challenge_methods_supported":["plain"],"grant_types_supported":["implicit"],
            "token_endpoint_auth_methods_supported":["private_key_jwt"]"#,
        OAuth2::default(),
    );
    assert!(!settings.pkce && settings.client_auth == ClientAuth::Body);
    assert_eq!(notes.len(), 3, "{notes:?}");
    let public =
        OAuth2 { grant: Grant::AuthorizationCode, client_auth: ClientAuth::None, ..OAuth2::default() };
    let (settings, notes) = filled(r#","token_endpoint_auth_methods_supported":["none"]"#, public.clone());
    assert_eq!((settings.client_auth, notes.len()), (ClientAuth::None, 0));
    // A public client is not made to send a secret it does not have.
    let (settings, notes) =
        filled(r#","token_endpoint_auth_methods_supported":["client_secret_post"]"#, public);
    assert_eq!((settings.client_auth, notes.len()), (ClientAuth::None, 1));
}
