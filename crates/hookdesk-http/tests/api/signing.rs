//! The signing workbench over HTTP: what is read, checked and made, and that the secret stays nowhere.

use serde_json::{Value, json};

use crate::host::Host;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[tokio::test]
async fn a_pasted_request_is_read_checked_and_signed_anew() {
    let host = Host::start().await;
    let raw = "POST /hook HTTP/1.1\nwebhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\nwebhook-timestamp: 1614265330\n\
               webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\n\n{\"test\": 2432232314}";
    let read = host.call("signing.read", json!({ "text": raw })).await;
    assert_eq!((&read["dialects"], &read["body"]), (&json!(["standard"]), &json!(r#"{"test": 2432232314}"#)));
    let lines: Vec<String> = read["headers"]
        .as_array()
        .expect("headers")
        .iter()
        .map(|header| format!("{}: {}", header["name"].as_str().unwrap(), header["value"].as_str().unwrap()))
        .collect();
    let mut request =
        json!({ "dialect": "standard", "secret": SECRET, "headers": lines.join("\n"), "body": read["body"] });

    let verdict = host.call("signing.verify", request.clone()).await;
    assert_eq!((&verdict["ok"], &verdict["signature_ok"]), (&json!(false), &json!(true)), "{verdict}");
    assert_eq!(verdict["causes"][0]["kind"], "timestamp_stale");
    request["own_time"] = json!(true);
    assert_eq!(host.call("signing.verify", request.clone()).await["ok"], true);
    request["own_time"] = json!(false);
    request["at"] = json!("2021-02-25T15:02:15Z");
    let verdict = host.call("signing.verify", request.clone()).await;
    assert_eq!((&verdict["ok"], &verdict["entry"]["version"]), (&json!(true), &json!("v1")), "{verdict}");
    request["body"] = json!("{\"test\": 2432232314}\n");
    let verdict = host.call("signing.verify", request).await;
    assert_eq!(verdict["causes"][0]["kind"], "body_newline", "{verdict}");

    let made = host.call("signing.sign", json!({ "dialect": "svix", "secret": SECRET, "body": "{}" })).await;
    let headers: Vec<String> = made["headers"]
        .as_array()
        .expect("headers")
        .iter()
        .map(|header| format!("{}: {}", header["name"].as_str().unwrap(), header["value"].as_str().unwrap()))
        .collect();
    assert!(headers[0].starts_with("svix-id: msg_"), "{headers:?}");
    let verdict = host
        .call(
            "signing.verify",
            json!({ "dialect": "svix", "secret": SECRET, "headers": headers.join("\n"), "body": "{}" }),
        )
        .await;
    assert_eq!(verdict["ok"], true, "now is now: {verdict}");

    let dialects = host.call("signing.dialects", json!({})).await;
    assert_eq!(dialects.as_array().map(Vec::len), Some(11));
}

#[tokio::test]
async fn what_cannot_be_checked_names_its_field_and_no_secret() {
    let host = Host::start().await;
    let with = |change: Value| {
        let mut request = json!({ "dialect": "shopify", "secret": "hunter2", "headers": "a: b", "body": "" });
        for (key, value) in change.as_object().expect("an object") {
            request[key] = value.clone();
        }
        request
    };
    for (change, code, field) in [
        (json!({ "dialect": "rot13" }), "input.invalid", "dialect"),
        (json!({ "secret": " " }), "signing.key_invalid", "secret"),
        (json!({ "dialect": "adobe" }), "signing.key_invalid", "secret"),
        (json!({ "headers": "hunter2" }), "input.invalid", "headers"),
        (json!({ "at": "hunter2" }), "input.invalid", "at"),
        (json!({ "body_base64": "hunter2!" }), "input.invalid", "body_base64"),
        (json!({ "body": "a", "body_base64": "YQ==" }), "input.invalid", "body_base64"),
    ] {
        let (status, fault) = host.post("/rpc/signing.verify", with(change.clone())).await;
        assert!(status >= 400, "{change}");
        assert_eq!((fault["code"].as_str(), fault["field"].as_str()), (Some(code), Some(field)), "{fault}");
        if field == "secret" {
            assert!(!fault.to_string().contains("hunter2"), "{fault}");
        }
    }
    let (code, field) = host.refused("signing.read", json!({ "text": "hello" })).await;
    assert_eq!((code.as_str(), field.as_str()), ("input.invalid", "text"));
    let verdict = host.call("signing.verify", with(json!({}))).await;
    assert_eq!(verdict["causes"][0]["kind"], "header_missing");
    assert!(!verdict.to_string().contains("hunter2"), "{verdict}");
}

#[tokio::test]
async fn bytes_that_are_no_text_are_signed_and_checked() {
    let host = Host::start().await;
    let given = json!({ "dialect": "outpost", "secret": "hunter2", "body": "", "body_base64": "/wDDKAo=" });
    let made = host.call("signing.sign", given.clone()).await;
    let header = &made["headers"][0];
    let mut check = given;
    check["headers"] =
        format!("{}: {}", header["name"].as_str().unwrap(), header["value"].as_str().unwrap()).into();
    assert_eq!(host.call("signing.verify", check.clone()).await["ok"], true);
    check["body_base64"] = "/wDDKA==".into();
    assert_eq!(host.call("signing.verify", check).await["ok"], false);
}
