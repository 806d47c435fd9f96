//! Adobe Commerce's webhook API, called as its SDK calls it (spec 7.2).

use http::Method;
use serde_json::{Value, json};

use crate::host::Host;

/// The reference's own example.
fn webhook() -> Value {
    json!({
        "webhook_method": "plugin.magento.sales.api.order_management.place",
        "webhook_type": "after",
        "batch_name": "add_product",
        "batch_order": 100,
        "hook_name": "validate_product",
        "url": "https://host.test/validate-product-add",
        "priority": 100,
        "required": true,
        "timeout": 2000,
        "ttl": 6000,
        "soft_timeout": 1000,
        "fallback_error_message": "Unable to validate product",
        "fields": [
            { "name": "name", "source": "data.product.name" },
            { "name": "price", "source": "data.product.price" },
        ],
        "rules": [{ "field": "data.product.sku", "operator": "regex", "value": "/.*car.*/" }],
        "headers": [{ "name": "CLIENT_ID", "value": "abcasdf-12abcd3-45efabc4" }],
        "developer_console_oauth": {
            "client_id": "3117813-735byzantiumduck-stage",
            "client_secret": "p8e-12345",
            "org_id": "12345@AdobeOrg",
        },
    })
}

fn identity(method: &str) -> Value {
    json!({ "webhook": {
        "webhook_method": method, "webhook_type": "after", "batch_name": "add_product", "hook_name": "validate_product",
    } })
}

#[tokio::test]
async fn a_webhook_is_subscribed_listed_and_unsubscribed() {
    let host = Host::with_secrets().await;
    assert_eq!(host.get("/rest/all/V1/webhooks/list").await, (200, json!([])));
    let made = host.post("/rest/all/V1/webhooks/subscribe", json!({ "webhook": webhook() })).await;
    assert_eq!(made, (200, json!([])));

    let (_, listed) = host.get("/rest/V1/webhooks/list").await;
    assert!(!listed.to_string().contains("p8e-12345"), "{listed}");
    let mut want = webhook();
    want["method"] = json!("");
    let name = "webhook.plugin.sales.api.order_management.place.after.add_product.validate_product";
    want["developer_console_oauth"]["client_secret"] = json!(format!("{{secret:{name}}}"));
    assert_eq!(listed, json!([want]));
    let secrets = host.call("secrets.list", json!({})).await;
    assert_eq!(secrets[0]["name"], name);

    // The identity is the same without `.magento`.
    let gone =
        host.post("/rest/V1/webhooks/unsubscribe", identity("plugin.sales.api.order_management.place")).await;
    assert_eq!(gone, (200, json!([])));
    assert_eq!(host.get("/rest/V1/webhooks/list").await, (200, json!([])));
}

#[tokio::test]
async fn an_identity_is_subscribed_once() {
    let host = Host::with_secrets().await;
    host.post("/rest/V1/webhooks/subscribe", json!({ "webhook": webhook() })).await;
    let mut again = webhook();
    again["webhook_method"] = json!("plugin.sales.api.order_management.place");
    again["url"] = json!("https://other.test/");
    let (status, answer) = host.post("/rest/V1/webhooks/subscribe", json!({ "webhook": again })).await;
    assert_eq!(status, 400);
    assert!(answer["message"].as_str().expect("a message").contains("exists already"), "{answer}");
    assert_eq!(answer["parameters"][0], "validate_product");
    let (_, listed) = host.get("/rest/V1/webhooks/list").await;
    assert_eq!((listed.as_array().map(Vec::len), &listed[0]["url"]), (Some(1), &webhook()["url"]));
}

#[tokio::test]
async fn what_is_wrong_is_said_in_magentos_shape() {
    let host = Host::start().await;
    let required = |field: &str| json!({ "message": "\"%fieldName\" is required. Enter and try again.", "parameters": { "fieldName": field } });
    let with = |key: &str, value: Value| {
        let mut webhook = webhook();
        webhook.as_object_mut().expect("an object").remove("developer_console_oauth");
        webhook[key] = value;
        json!({ "webhook": webhook })
    };
    for (call, body, want) in [
        ("subscribe", json!({}), required("webhook")),
        ("subscribe", with("url", Value::Null), required("url")),
        ("subscribe", with("fields", json!([{ "source": "a" }])), required("name")),
        ("unsubscribe", json!({ "webhook": { "webhook_method": "plugin.a.b" } }), required("webhook_type")),
        (
            "subscribe",
            with("ttl", json!(-1)),
            json!({ "message": "\"%fieldName\" must be a non-negative integer, at most 4294967295.",
                "parameters": { "fieldName": "ttl" } }),
        ),
        (
            "subscribe",
            with("converter", json!("A\\B")),
            json!({ "message": "Property \"%1\" is not one of a webhook's", "parameters": ["webhook.converter"] }),
        ),
        (
            "unsubscribe",
            identity("plugin.a.b"),
            json!({ "message": "There is no hook \"%1\" in the batch \"%2\" of the %3 webhook \"%4\".",
                "parameters": ["validate_product", "add_product", "after", "plugin.a.b"] }),
        ),
    ] {
        let got = host.post(&format!("/rest/V1/webhooks/{call}"), body.clone()).await;
        assert_eq!(got, (400, want), "{body}");
    }
    let broken = host.send(Method::POST, "/rest/V1/webhooks/subscribe", &[], b"{").await;
    assert_eq!(broken.status, 400);
    assert!(broken.json()["message"].is_string());
    // A secret has no place to go: nothing is half-done.
    let (status, answer) = host.post("/rest/V1/webhooks/subscribe", json!({ "webhook": webhook() })).await;
    assert!(status >= 400 && !answer.to_string().contains("p8e"), "{answer}");
    assert_eq!(host.get("/rest/V1/webhooks/list").await, (200, json!([])));
}
