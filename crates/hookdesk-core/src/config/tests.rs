use super::*;
use crate::oauth::{AnswerForm, ClientAuth, Grant, OAuth2, Place, Present, TokenMethod, TokenRequestForm};

/// The stored form: a change here is a migration.
macro_rules! check_json {
    ($($value:expr => $json:literal),* $(,)?) => {$({
        let value = $value;
        assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some($json));
        assert_eq!(serde_json::from_str($json).ok(), Some(value));
    })*};
}

#[test]
fn the_stored_form_stays_as_it_is() {
    check_json! {
        Recipient::Url { url: "https://a/".to_owned() } => r#"{"kind":"url","url":"https://a/"}"#,
        Recipient::Connection { id: ConnectionId(3), path: "x".to_owned() } => r#"{"kind":"connection","id":3,"path":"x"}"#,
        Signing::None => r#"{"scheme":"none"}"#,
        Signing::Aligent => r#"{"scheme":"aligent"}"#,
        Signing::Standard => r#"{"scheme":"standard"}"#,
        Signing::Hmac { header: "x".to_owned(), encoding: Encoding::Base64, prefix: "sha256=".to_owned() }
            => r#"{"scheme":"hmac","header":"x","encoding":"base64","prefix":"sha256="}"#,
        Auth::None => r#"{"kind":"none"}"#,
        Auth::Basic { username: "jane".to_owned() } => r#"{"kind":"basic","username":"jane"}"#,
        Auth::Bearer => r#"{"kind":"bearer"}"#,
        Auth::ApiKeyHeader { name: "x-key".to_owned() } => r#"{"kind":"api_key_header","name":"x-key"}"#,
        Auth::ApiKeyQuery { name: "key".to_owned() } => r#"{"kind":"api_key_query","name":"key"}"#,
        Auth::OAuth1 { consumer_key: "ck".to_owned(), token: "at".to_owned(), signature_url_http: false, clock_offset_s: -3 }
            => r#"{"kind":"oauth1","consumer_key":"ck","token":"at","signature_url_http":false,"clock_offset_s":-3}"#,
        Auth::OAuth2(Box::default()) => r#"{"kind":"oauth2","grant":"client_credentials","token_url":"","client_id":"","client_auth":"body","scopes":[],"params":[],"authorize_params":[],"pkce":true,"redirect_path":"/callback","request":{"method":"post","place":"form"},"answer":{"token":"access_token","lifetime":"expires_in","default_lifetime_s":3600,"refresh":"refresh_token"},"send":{"as":"bearer"}}"#,
        Auth::OAuth2(Box::new(every_part())) => r#"{"kind":"oauth2","grant":"authorization_code","token_url":"https://a/t","authorize_url":"https://a/a","revoke_url":"https://a/r","issuer":"https://a","client_id":"c","client_auth":"basic","scopes":["x"],"params":[["p","q"]],"authorize_params":[["r","s"]],"pkce":false,"redirect_port":47811,"redirect_path":"/","request":{"method":"post","place":"json"},"answer":{"token":"a.b","lifetime":"","default_lifetime_s":0,"refresh":"/r"},"send":{"as":"header","name":"x-t","prefix":"T "}}"#,
        RateLimit { count: 5, per_ms: 1000 } => r#"{"count":5,"per_ms":1000}"#,
    }
}

fn every_part() -> OAuth2 {
    OAuth2 {
        grant: Grant::AuthorizationCode,
        token_url: "https://a/t".to_owned(),
        authorize_url: Some("https://a/a".to_owned()),
        revoke_url: Some("https://a/r".to_owned()),
        issuer: Some("https://a".to_owned()),
        client_id: "c".to_owned(),
        client_auth: ClientAuth::Basic,
        scopes: vec!["x".to_owned()],
        params: vec![("p".to_owned(), "q".to_owned())],
        authorize_params: vec![("r".to_owned(), "s".to_owned())],
        pkce: false,
        redirect_port: Some(47_811),
        redirect_path: "/".to_owned(),
        request: TokenRequestForm { method: TokenMethod::Post, place: Place::Json },
        answer: AnswerForm {
            token: "a.b".to_owned(),
            lifetime: String::new(),
            default_lifetime_s: 0,
            refresh: "/r".to_owned(),
        },
        send: Present::Header { name: "x-t".to_owned(), prefix: "T ".to_owned() },
    }
}

#[test]
fn what_is_left_out_of_oauth_has_a_default() {
    let read: Auth =
        serde_json::from_str(r#"{"kind":"oauth2","token_url":"https://a/t","request":{"place":"json"}}"#)
            .expect("reads");
    let Auth::OAuth2(read) = read else { panic!("OAuth 2.0") };
    assert!(read.pkce && read.request.method == TokenMethod::Post && read.request.place == Place::Json);
    assert_eq!((read.answer.token.as_str(), read.answer.default_lifetime_s), ("access_token", 3_600));
}

#[test]
fn unknown_fields_are_refused_by_name() {
    for error in [
        serde_json::from_str::<Recipient>(r#"{"kind":"url","url":"https://a/","ulr":1}"#).map(drop),
        serde_json::from_str::<Signing>(r#"{"scheme":"hmac","header":"x","encoding":"hex","ulr":1}"#)
            .map(drop),
        serde_json::from_str::<Auth>(r#"{"kind":"basic","username":"j","ulr":1}"#).map(drop),
        serde_json::from_str::<Auth>(r#"{"kind":"oauth1","consumer_key":"","token":"","ulr":1}"#).map(drop),
        serde_json::from_str::<Auth>(r#"{"kind":"oauth2","token_url":"","ulr":1}"#).map(drop),
        serde_json::from_str::<Auth>(r#"{"kind":"oauth2","answer":{"ulr":1}}"#).map(drop),
        serde_json::from_str::<Auth>(r#"{"kind":"oauth2","send":{"as":"query","name":"t","ulr":1}}"#)
            .map(drop),
        serde_json::from_str::<RateLimit>(r#"{"count":1,"per_ms":1,"ulr":1}"#).map(drop),
    ] {
        let text = error.expect_err("refused").to_string();
        assert!(text.contains("`ulr`"), "{text}");
    }
}

#[test]
fn a_prefix_may_be_left_out() {
    let read: Signing =
        serde_json::from_str(r#"{"scheme":"hmac","header":"x","encoding":"hex"}"#).expect("reads");
    assert_eq!(
        read,
        Signing::Hmac { header: "x".to_owned(), encoding: Encoding::Hex, prefix: String::new() }
    );
}
