//! Hooks that are waited for, tried out from the window, and what a run knows beside its payload.

use hookdesk_testkit::{Answer, Receiver};
use serde_json::{Value, json};

use crate::host::Host;

const METHOD: &str = "plugin.magento.sales.api.order_management.place";

async fn host() -> Host {
    let host = Host::with_secrets().await;
    host.call("settings.set", json!({ "key": "targets.private", "value": "allow" })).await;
    host
}

async fn hook(host: &Host, name: &str, url: &str, content: Value) {
    let webhook = json!({ "method": METHOD, "batch": "b", "name": name, "url": url, "content": content });
    host.call("webhooks.save", json!({ "webhook": webhook })).await;
}

#[tokio::test]
async fn a_run_knows_settings_secrets_and_allowed_variables() {
    let host = host().await;
    let receiver = Receiver::start(Vec::new(), Answer::body(200, "application/json", "[]")).await;
    host.call("secrets.save", json!({ "name": "erp_key", "value": "hush-hush" })).await;
    // Every test process has this one.
    host.call("settings.set", json!({ "key": "content.env", "value": "PATH" })).await;
    let context = json!({ "application_state": { "area_code": "adminhtml" } });
    host.call("settings.set", json!({ "key": "content.context", "value": context })).await;
    let aliases = json!({ "Vendor\\Upper": "upper" });
    host.call("settings.set", json!({ "key": "content.converters", "value": aliases })).await;
    let content = json!({
        "fields": [{ "name": "sku", "converter": "Vendor\\Upper" }],
        "headers": [
            { "name": "X-Key", "value": "{secret:erp_key}" },
            { "name": "X-Path", "value": "{env:PATH}" },
            { "name": "X-Area", "value": "context_application_state.get_area_code" },
        ],
    });
    hook(&host, "h", &receiver.url(), content).await;
    let test = json!({ "method": METHOD, "moment": "before", "payload": r#"{"sku":"ab"}"# });
    let ran = host.call("webhooks.test", test.clone()).await;
    let got = receiver.wait_for(1).await;
    assert_eq!(got[0].body, br#"{"sku":"AB"}"#);
    assert_eq!(got[0].header("x-key"), Some("hush-hush"));
    assert_eq!(got[0].header("x-path"), std::env::var("PATH").ok().as_deref());
    assert_eq!(got[0].header("x-area"), Some("adminhtml"));
    assert_eq!((&ran["result"], &ran["hooks"][0]["fires"]), (&json!("success"), &json!(true)));
    assert!(!ran.to_string().contains("hush-hush"), "{ran}");

    // What the setting no longer allows is not sent, and a required hook stops its caller for it.
    host.call("settings.set", json!({ "key": "content.env", "value": "" })).await;
    let ran = host.call("webhooks.test", test).await;
    assert_eq!((&ran["result"], &ran["hooks"][0]["request"]), (&json!("exception"), &Value::Null));
    assert!(ran["log"].to_string().contains("content.env"), "{ran}");
    assert_eq!(receiver.count(), 1);
}

#[tokio::test]
async fn a_test_shows_each_request_answer_and_what_came_of_them() {
    let host = host().await;
    let says = r#"{"op":"replace","path":"qty","value":2}"#;
    let receiver = Receiver::start(Vec::new(), Answer::body(200, "application/json", says)).await;
    hook(&host, "first", &receiver.url(), json!({})).await;
    let silent = json!({ "rules": [[{ "field": "qty", "operator": "equal", "value": "9" }]] });
    hook(&host, "second", &receiver.url(), silent).await;
    let test = json!({ "method": METHOD, "moment": "before", "payload": r#"{"qty":1}"# });
    let ran = host.call("webhooks.test", test).await;
    assert_eq!((&ran["payload"], &ran["exception"]), (&json!(r#"{"qty":2}"#), &Value::Null));
    let [first, second] = [&ran["hooks"][0], &ran["hooks"][1]];
    assert_eq!((&first["name"], &first["fires"]), (&json!("first"), &json!(true)));
    assert_eq!(first["request"]["body"], r#"{"qty":1}"#);
    assert_eq!((&first["answer"]["status"], &first["answer"]["body"]), (&json!(200), &json!(says)));
    assert_eq!((&second["fires"], &second["request"]), (&json!(false), &Value::Null));
    assert_eq!(receiver.count(), 1);
}

#[tokio::test]
async fn the_receiver_of_this_machine_answers_in_place_of_the_endpoints() {
    let host = Host::start().await;
    let content = json!({ "headers": [{ "name": "X-Shop", "value": "one" }] });
    hook(&host, "h", "https://erp.example/orders?full=1", content).await;
    let answer = r#"{"op":"exception","message":"No stock"}"#;
    let test = json!({ "method": METHOD, "moment": "before", "payload": r#"{"qty":1}"#, "answer": answer });
    for _ in 0..7 {
        let ran = host.call("webhooks.test", test.clone()).await;
        assert_eq!((&ran["result"], &ran["exception"]["message"]), (&json!("exception"), &json!("No stock")));
        let (request, got) = (&ran["hooks"][0]["request"], &ran["hooks"][0]["answer"]);
        let url = request["url"].as_str().expect("a URL");
        assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/orders?full=1"), "{url}");
        assert!(request["headers"].to_string().contains("x-shop"), "{request}");
        assert_eq!((&got["status"], &got["body"]), (&json!(200), &json!(answer)));
    }
    // What a person types need not be an answer that can be used; nothing is learned of the endpoint by it.
    let bad = json!({ "method": METHOD, "moment": "before", "payload": "{}", "answer": "<html>" });
    let ran = host.call("webhooks.test", bad).await;
    assert!(ran["log"].to_string().contains("web page"), "{ran}");
    assert!(!ran["log"].to_string().contains("erp.example"), "{ran}");
}

#[tokio::test]
async fn what_cannot_be_tried_is_named() {
    let host = Host::start().await;
    for (request, code, field) in [
        (json!({ "method": " ", "moment": "before", "payload": "{}" }), "input.invalid", "method"),
        (json!({ "method": METHOD, "moment": "before", "payload": "{" }), "json.malformed", "payload"),
        (
            json!({ "method": METHOD, "moment": "before", "payload": "{}", "context": "[]" }),
            "input.invalid",
            "context",
        ),
    ] {
        let got = host.refused("webhooks.test", request.clone()).await;
        assert_eq!((got.0.as_str(), got.1.as_str()), (code, field), "{request}");
    }
}

#[tokio::test]
async fn the_log_keeps_what_the_settings_want() {
    let host = host().await;
    let receiver = Receiver::start(Vec::new(), Answer::status(500)).await;
    hook(&host, "h", &receiver.url(), json!({})).await;
    let test = json!({ "method": METHOD, "moment": "before", "payload": "{}" });
    let mut changes = host.engine.store().changes();
    for (key, value) in [("webhooks.log.enabled", json!(false)), ("webhooks.log.level", json!("error"))] {
        host.call("settings.set", json!({ "key": key, "value": value })).await;
    }
    let unlogged = host.call("webhooks.test", test.clone()).await;
    host.call("settings.set", json!({ "key": "webhooks.log.enabled", "value": true })).await;
    let logged = host.call("webhooks.test", test).await;
    let rows = async {
        loop {
            let page = host.call("webhooks.logs", json!({})).await;
            if let Some(rows) = page["rows"].as_array().filter(|rows| !rows.is_empty()) {
                return rows.clone();
            }
            changes.recv().await.expect("a change");
        }
    };
    let rows = tokio::time::timeout(std::time::Duration::from_secs(30), rows).await.expect("the lines");
    assert_ne!(unlogged["request_id"], logged["request_id"]);
    assert!(
        rows.iter().all(|row| row["level"] == "error" && row["request_id"] == logged["request_id"]),
        "{rows:?}"
    );
}

/// What the designer shows need not be saved to be tried, and nothing of it is queued.
#[tokio::test]
async fn a_content_is_tried_on_a_receiver_of_this_machine() {
    let host = host().await;
    host.call("secrets.save", json!({ "name": "erp_key", "value": "hush-hush" })).await;
    let content = json!({
        "fields": [{ "name": "order.id", "source": "entity_id" }],
        "headers": [{ "name": "X-Key", "value": "{secret:erp_key}" }],
        "rules": [[{ "field": "status", "operator": "equal", "value": "new" }]],
    });
    let asked = json!({
        "name": "sales.order.created",
        "content": content,
        "payload": r#"{"entity_id":12345678901234567890,"status":"new"}"#,
        "status": 503,
        "answer": r#"{"busy":true}"#,
    });
    let tried = host.call("hooks.test", asked.clone()).await;
    assert_eq!(tried["fires"], true, "{tried}");
    assert_eq!(tried["request"]["method"], "POST");
    assert_eq!(tried["request"]["body"], r#"{"order":{"id":12345678901234567890}}"#);
    let headers = tried["request"]["headers"].as_array().expect("headers");
    let header =
        |name: &str| headers.iter().find(|header| header["name"] == name).map(|header| &header["value"]);
    assert_eq!(header("x-hookdesk-event"), Some(&json!("sales.order.created")));
    assert!(!tried.to_string().contains("hush-hush"), "{tried}");
    assert_eq!(
        (&tried["answer"]["status"], &tried["answer"]["body"]),
        (&json!(503), &json!(r#"{"busy":true}"#))
    );
    assert_eq!(host.call("counts.get", json!({})).await["events"], 0, "nothing is queued");

    let with = |key: &str, value: Value| {
        let mut asked = asked.clone();
        asked[key] = value;
        asked
    };
    let quiet = host.call("hooks.test", with("payload", json!(r#"{"status":"old"}"#))).await;
    assert_eq!((&quiet["fires"], &quiet["request"]), (&json!(false), &Value::Null));
    for (key, value, code, field) in [
        ("name", json!("a b"), "name.invalid", "name"),
        ("payload", json!("{"), "json.malformed", "payload"),
        ("context", json!("["), "json.malformed", "context"),
        ("status", json!(42), "input.invalid", "status"),
        ("content", json!({ "fields": [{ "name": "a..b" }] }), "path.invalid", "fields[0].name"),
    ] {
        assert_eq!(
            host.refused("hooks.test", with(key, value)).await,
            (code.to_owned(), field.to_owned()),
            "{key}"
        );
    }
}
