//! Hooks that are waited for, contents of queued ones, the log and named secrets: what is checked, kept and shown.

use hookdesk_content::definition::Moment;
use hookdesk_content::run::Level;
use hookdesk_core::time::UtcMillis;
use hookdesk_store::LogLine;
use serde_json::{Value, json};

use crate::host::Host;

fn webhook(change: Value) -> Value {
    let mut webhook = json!({
        "method": "plugin.magento.sales.api.order_management.place",
        "batch": "validate", "name": "stock", "url": "https://endpoint.test/stock?sku={{ sku }}",
    });
    for (key, value) in change.as_object().expect("an object") {
        webhook[key] = value.clone();
    }
    webhook
}

#[tokio::test]
async fn a_webhook_has_adobes_defaults_and_comes_back_as_it_was_given() {
    let host = Host::start().await;
    let saved = host.call("webhooks.save", json!({ "webhook": webhook(json!({})) })).await;
    assert_eq!((&saved["id"], &saved["warnings"]), (&json!(1), &json!([])));
    let defaults = json!({
        "moment": "before", "batch_order": 0, "verb": null, "priority": 0, "required": true, "timeout_ms": 0,
        "soft_timeout_ms": 0, "ttl_s": 0, "fallback_error_message": null, "active": true, "ssl_verification": true,
        "ssl_certificate_path": null, "oauth": null, "content": { "fields": [], "headers": [], "rules": [] },
    });
    for (key, value) in defaults.as_object().expect("an object") {
        assert_eq!(&saved[key], value, "{key}");
    }
    let full = webhook(json!({
        "moment": "after", "batch_order": -3, "verb": "PUT", "priority": 7, "required": false, "timeout_ms": 1000,
        "soft_timeout_ms": 2000, "ttl_s": 60, "fallback_error_message": "Try later.", "active": false,
        "ssl_verification": false, "ssl_certificate_path": "ca.pem",
        "oauth": { "client_id": "c", "client_secret": "{secret:ims}", "org_id": "o", "environment": "staging" },
        "content": {
            "fields": [{ "name": "a", "source": "b.c", "converter": "to_string", "active": false }, { "name": "d" }],
            "headers": [{ "name": "x-a", "value": "1", "active": true }],
            "rules": [[{ "field": "a", "operator": "equal", "value": "1" }], [{ "field": "b", "operator": "isEmpty" }]],
            "body": { "kind": "template", "text": "{{ a }}", "content_type": "text/plain" },
        },
    }));
    let saved = host.call("webhooks.save", json!({ "webhook": full })).await;
    assert_eq!(saved["warnings"].as_array().expect("a list").len(), 3);
    for (key, value) in full.as_object().expect("an object").iter().filter(|(key, _)| *key != "content") {
        assert_eq!(&saved[key], value, "{key}");
    }
    assert_eq!(
        saved["content"]["rules"][1][0],
        json!({ "field": "b", "operator": "isEmpty", "active": true })
    );
    assert_eq!(saved["content"]["fields"][0], full["content"]["fields"][0]);
    assert_eq!(saved["content"]["body"], full["content"]["body"]);

    // The types that callers read it with take it, too.
    let read: Vec<hookdesk_api::wire::SavedWebhook> =
        serde_json::from_value(host.call("webhooks.list", json!({})).await).expect("a list");
    assert_eq!(read.len(), 2);
    assert_eq!(serde_json::to_value(&read[1]).expect("JSON"), saved);
    host.call("webhooks.delete", json!({ "ids": [1, 99] })).await;
    assert_eq!(host.call("webhooks.list", json!({})).await.as_array().expect("a list").len(), 1);
}

#[tokio::test]
async fn a_webhook_is_refused_with_the_field_named_and_one_identity_is_one_hook() {
    let host = Host::start().await;
    host.call("webhooks.save", json!({ "webhook": webhook(json!({})) })).await;
    let oauth = json!({ "client_id": "c", "client_secret": "in the clear", "org_id": "o" });
    for (change, code, field) in [
        (json!({ "method": "a b" }), "name.invalid", "webhook.method"),
        (json!({ "name": "a-b" }), "name.invalid", "webhook.name"),
        (json!({ "batch": "" }), "name.invalid", "webhook.batch"),
        (json!({ "url": "ftp://x/" }), "url.invalid", "webhook.url"),
        (json!({ "timeout_ms": -1 }), "input.invalid", "webhook.timeout_ms"),
        (json!({ "soft_timeout_ms": 1.5 }), "input.invalid", "webhook.soft_timeout_ms"),
        (json!({ "verb": "PATCH" }), "input.invalid", "webhook.verb"),
        (json!({ "moment": "around" }), "input.invalid", "webhook.moment"),
        (json!({ "colour": 1 }), "input.unknown_field", "webhook.colour"),
        (json!({ "oauth": oauth }), "placeholder.invalid", "webhook.oauth.client_secret"),
        (json!({}), "webhook.exists", "webhook.name"),
        (json!({ "method": "PLUGIN.sales.api.order_management.place" }), "webhook.exists", "webhook.name"),
    ] {
        let got = host.refused("webhooks.save", json!({ "webhook": webhook(change.clone()) })).await;
        assert_eq!((got.0.as_str(), got.1.as_str()), (code, field), "{change}");
    }
    let gone = host.refused("webhooks.save", json!({ "id": 9, "webhook": webhook(json!({})) })).await;
    assert_eq!((gone.0.as_str(), gone.1.as_str()), ("not_found", "id"));
    assert_eq!(host.call("webhooks.list", json!({})).await.as_array().expect("a list").len(), 1);
}

#[tokio::test]
async fn a_hooks_content_stays_where_it_is_left_out_and_goes_where_it_is_empty() {
    let host = Host::start().await;
    let content = json!({ "fields": [{ "name": "id", "source": "order.entity_id", "active": true }],
        "headers": [], "rules": [] });
    let hook = host.call("hooks.save", json!({ "name": "a.b", "content": content })).await;
    assert_eq!(hook["content"], content);
    let hook = host.call("hooks.save", json!({ "id": hook["id"], "name": "a.b", "wrap": "raw" })).await;
    assert_eq!(hook["content"], content);
    assert_eq!(host.call("hooks.list", json!({})).await[0]["content"], content);
    let hook = host.call("hooks.save", json!({ "id": hook["id"], "name": "a.b", "content": {} })).await;
    assert_eq!(hook["content"], json!({ "fields": [], "headers": [], "rules": [] }));
}

#[tokio::test]
async fn the_log_is_read_page_by_page() {
    let host = Host::start().await;
    let line = |level, message: &str| LogLine {
        id: 0,
        at: UtcMillis(0),
        method: "observer.a".to_owned(),
        moment: Moment::After,
        batch: "b".to_owned(),
        hook: "h".to_owned(),
        level,
        message: message.to_owned(),
        request_id: "r".to_owned(),
    };
    let lines = vec![line(Level::Debug, "first"), line(Level::Error, "second"), line(Level::Error, "third")];
    host.engine.store().log_webhooks(lines).await.expect("written");
    let page = host.call("webhooks.logs", json!({ "limit": 2 })).await;
    assert_eq!((&page["more"], &page["rows"][0]["message"]), (&json!(true), &json!("third")));
    let page = host.call("webhooks.logs", json!({ "limit": 2, "before": page["rows"][1]["id"] })).await;
    assert_eq!((&page["more"], page["rows"].as_array().expect("a list").len()), (&json!(false), 1));
    let page =
        host.call("webhooks.logs", json!({ "level": "ERROR", "search": "SEC", "moment": "after" })).await;
    assert_eq!(page["rows"].as_array().expect("a list").len(), 1);
    let got = host.refused("webhooks.logs", json!({ "level": "loud" })).await;
    assert_eq!((got.0.as_str(), got.1.as_str()), ("input.invalid", "level"));
}

#[tokio::test]
async fn named_secrets_go_in_and_never_come_out() {
    let host = Host::with_secrets().await;
    host.call("secrets.save", json!({ "name": "erp-token", "value": "hunter2" })).await;
    host.call("secrets.save", json!({ "name": "erp-token", "value": "hunter3" })).await;
    let all = host.call("secrets.list", json!({})).await;
    assert_eq!((all.as_array().expect("a list").len(), &all[0]["name"]), (1, &json!("erp-token")));
    assert!(!all.to_string().contains("hunter"));
    for (request, field) in [
        (json!({ "name": "a b", "value": "x" }), "name"),
        (json!({ "name": "hookdesk.signature", "value": "x" }), "name"),
        (json!({ "name": "a", "value": "" }), "value"),
    ] {
        let got = host.refused("secrets.save", request.clone()).await;
        assert_eq!((got.0.as_str(), got.1.as_str()), ("input.invalid", field), "{request}");
    }
    host.call("secrets.delete", json!({ "name": "erp-token" })).await;
    assert_eq!(host.refused("secrets.delete", json!({ "name": "erp-token" })).await.0, "not_found");
    // Without a key nothing is kept.
    let bare = Host::start().await;
    let got = bare.refused("secrets.save", json!({ "name": "a", "value": "x" })).await;
    assert_eq!(got.0, "secret.no_key");
    assert_eq!(bare.call("secrets.list", json!({})).await, json!([]));
}
