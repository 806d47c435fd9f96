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

#[tokio::test]
async fn a_content_is_refused_with_every_fault_and_previewed_without_being_kept() {
    let host = Host::start().await;
    let content = json!({
        "fields": [{ "name": "a..b" }, { "name": "x", "source": "context_nothing.get_x" }],
        "headers": [{ "name": "Authorization", "value": "Bearer in-the-clear" }],
        "rules": [[{ "field": "a", "operator": "is", "value": "1" }]],
    });
    let (status, fault) = host.post("/rpc/hooks.save", json!({ "name": "a.b", "content": content })).await;
    assert_eq!((status, &fault["field"]), (400, &json!("content.fields[0].name")), "{fault}");
    let detail = fault["detail"].as_str().expect("the others");
    for field in ["content.fields[1].source", "content.rules[0][0].operator", "content.headers[0].value"] {
        assert!(detail.contains(field), "{detail}");
    }
    assert!(!fault.to_string().contains("in-the-clear"));
    assert_eq!(host.call("hooks.list", json!({})).await, json!([]));
    let got =
        host.refused("webhooks.save", json!({ "webhook": webhook(json!({ "content": content })) })).await;
    assert_eq!(got.1, "webhook.content.fields[0].name");

    let preview = host.call("content.preview", json!({ "content": content, "payload": "{}" })).await;
    assert_eq!(preview["faults"].as_array().expect("a list").len(), 3);
    let content = json!({
        "fields": [{ "name": "total", "source": "order.total" }, { "name": "area", "source": "context_application_state.get_area_code" }],
        "headers": [{ "name": "X-Total", "value": "{{ order.total }}" }, { "name": "X-Key", "value": "{env:NOT_ALLOWED}" }],
        "rules": [[{ "field": "order.total", "operator": "greaterThan", "value": "40" }]],
    });
    let request = json!({
        "content": content, "payload": r#"{"order":{"total":37.0000}}"#,
        "context": r#"{"application_state":{"area_code":"adminhtml"}}"#,
    });
    let preview = host.call("content.preview", request).await;
    assert_eq!(preview["body"], json!(r#"{"total":37.0000,"area":"adminhtml"}"#));
    assert_eq!((&preview["fires"], &preview["rules"][0][0]["holds"]), (&json!(false), &json!(false)));
    assert_eq!(preview["headers"][0], json!({ "name": "X-Total", "value": "37.0000" }));
    assert!(preview["notes"].to_string().contains("content.env"), "{preview}");
    let got = host.refused("content.preview", json!({ "content": {}, "payload": "{" })).await;
    assert_eq!((got.0.as_str(), got.1.as_str()), ("json.malformed", "payload"));
    assert_eq!(host.call("hooks.list", json!({})).await, json!([]));
}

#[tokio::test]
async fn the_vocabulary_names_what_can_be_written() {
    let host = Host::start().await;
    let words = host.call("content.vocabulary", json!({})).await;
    let names = |part: &str| -> Vec<String> {
        let all = words[part].as_array().expect("a list").iter();
        all.map(|entry| entry["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert!(names("contexts").contains(&"context_store".to_owned()));
    assert_eq!(
        words["operators"].as_array().expect("a list").iter().filter(|o| o["adobe"] == true).count(),
        8
    );
    assert!(names("converters").len() > 10);
}

const XML: &str = r#"<?xml version="1.0"?>
<config><method name="observer.sales_order_place_after" type="before"><hooks><batch name="validate" order="2">
  <hook name="stock" url="https://endpoint.test/stock" timeout="1000" colour="red">
    <fields><field name="id" source="data.order.id"/></fields>
    <developerConsoleOauth><clientId>c</clientId><clientSecret>p8e-s3cret</clientSecret><orgId>o</orgId></developerConsoleOauth>
  </hook>
</batch></hooks></method></config>"#;

#[tokio::test]
async fn a_file_is_shown_then_kept_its_secrets_sealed_and_comes_out_again() {
    let host = Host::with_secrets().await;
    let shown = host.call("webhooks.import", json!({ "text": XML, "apply": false })).await;
    assert_eq!((&shown["kind"], &shown["applied"]), (&json!("adobe"), &json!(false)));
    assert!(shown["warnings"].to_string().contains("colour"), "{shown}");
    assert!(!shown.to_string().contains("s3cret"));
    assert_eq!(host.call("webhooks.list", json!({})).await, json!([]));
    host.call("webhooks.import", json!({ "text": XML, "apply": true })).await;
    // Once more is the same hook.
    host.call("webhooks.import", json!({ "text": XML, "apply": true })).await;
    let all = host.call("webhooks.list", json!({})).await;
    assert_eq!((all.as_array().expect("a list").len(), &all[0]["timeout_ms"]), (1, &json!(1000)));
    let reference = all[0]["oauth"]["client_secret"].as_str().expect("a reference").to_owned();
    let secrets = host.call("secrets.list", json!({})).await;
    assert_eq!(reference, format!("{{secret:{}}}", secrets[0]["name"].as_str().expect("a name")));

    for format in ["xml", "json", "rest"] {
        let text = host.call("webhooks.export", json!({ "format": format })).await["text"].clone();
        assert!(
            text.as_str().is_some_and(|text| text.contains("validate") && !text.contains("s3cret")),
            "{text}"
        );
        let again = host.call("webhooks.import", json!({ "text": text, "apply": false })).await;
        assert_eq!(again["webhooks"][0]["content"]["fields"], all[0]["content"]["fields"], "{format}");
    }
    assert_eq!(host.refused("webhooks.export", json!({ "format": "xml", "ids": [9] })).await.0, "not_found");
}

#[tokio::test]
async fn an_import_with_one_bad_hook_keeps_nothing() {
    let host = Host::with_secrets().await;
    let bad = XML.replace("data.order.id", "data..id").replace("<clientSecret>p8e-s3cret", "<clientSecret>x");
    let (code, field) = host.refused("webhooks.import", json!({ "text": bad, "apply": true })).await;
    assert_eq!((code.as_str(), field.as_str()), ("path.invalid", "webhooks[0].content.fields[0].source"));
    assert_eq!(host.call("webhooks.list", json!({})).await, json!([]));
    assert_eq!(host.call("secrets.list", json!({})).await, json!([]));
    let shown = host.call("webhooks.import", json!({ "text": bad, "apply": false })).await;
    assert!(shown["warnings"].to_string().contains("webhooks[0].content.fields[0].source"), "{shown}");
    let aligent = r#"<config><webhook hook_name="Sales.Order.Created"><service class="A\B" method="get"/></webhook></config>"#;
    let kept = host.call("webhooks.import", json!({ "text": aligent, "apply": true })).await;
    assert_eq!(
        (&kept["kind"], &kept["hooks"][0]["name"]),
        (&json!("aligent"), &json!("sales.order.created"))
    );
    assert_eq!(host.call("hooks.list", json!({})).await[0]["service"]["method"], "get");
    let text = host.call("webhooks.export", json!({ "format": "aligent" })).await["text"].clone();
    assert!(text.as_str().is_some_and(|text| text.contains("sales.order.created")), "{text}");
}
