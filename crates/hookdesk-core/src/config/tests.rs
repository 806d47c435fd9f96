use super::*;

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
        RateLimit { count: 5, per_ms: 1000 } => r#"{"count":5,"per_ms":1000}"#,
    }
}

#[test]
fn unknown_fields_are_refused_by_name() {
    for error in [
        serde_json::from_str::<Recipient>(r#"{"kind":"url","url":"https://a/","ulr":1}"#).map(drop),
        serde_json::from_str::<Signing>(r#"{"scheme":"hmac","header":"x","encoding":"hex","ulr":1}"#)
            .map(drop),
        serde_json::from_str::<Auth>(r#"{"kind":"basic","username":"j","ulr":1}"#).map(drop),
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
