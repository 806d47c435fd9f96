//! `hooks preview`.

use std::process::Command;

use serde_json::{Value, json};

use crate::desk::Desk;

/// The seed's example, with a rule, a header, a second batch and what the shop calls the method elsewhere.
const XML: &str = r#"<?xml version="1.0"?>
<config xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:noNamespaceSchemaLocation="urn:magento:module:Magento_AdobeCommerceWebhooks:etc/webhooks.xsd">
    <method name="observer.sales_quote_add_item" type="before">
        <hooks>
            <batch name="check" order="1">
                <hook name="validate_stock" url="https://example.com/product-validate-stock" timeout="2000" softTimeout="200" required="true" fallbackErrorMessage="Can't add the product to the cart right now">
                    <headers>
                        <header name="Authorization">Bearer {env:HOOKDESK_PREVIEW_TOKEN}</header>
                        <header name="X-Area">context_application_state.get_area_code</header>
                    </headers>
                    <fields>
                        <field name='product.name' source='data.quote_item.name' />
                        <field name='product.sku' source='data.quote_item.sku' />
                        <field name='product.price' source='data.quote_item.price' />
                        <field name='product.quantity' source='data.quote_item.qty' />
                    </fields>
                </hook>
                <hook name="big_orders" url="https://example.com/big" required="false">
                    <rules><rule field="data.quote_item.qty" operator="greaterThan" value="100"/></rules>
                </hook>
            </batch>
            <batch name="after_that" order="2">
                <hook name="tell" url="https://example.com/tell" method="PUT"/>
            </batch>
        </hooks>
    </method>
    <method name="plugin.magento.quote.api.get" type="after">
        <hooks><batch name="b"><hook name="h" url="https://example.com/h"/></batch></hooks>
    </method>
</config>
"#;

const PAYLOAD: &str = r#"{"eventName":"sales_quote_add_item","data":{"quote_item":{"sku":"24-MB01","qty":1.0,"name":"Joust Duffle Bag","price":34.0000,"item_id":12345678901234567890}}}"#;

const TOKEN: &str = "tells-nobody";

struct Stage {
    desk: Desk,
    hooks: String,
    payload: String,
}

impl Stage {
    fn new() -> Self {
        let desk = Desk::new();
        let (hooks, payload) = (desk.file("webhooks.xml", XML), desk.file("payload.json", PAYLOAD));
        Self { desk, hooks, payload: format!("@{payload}") }
    }

    fn command(&self, method: &str, moment: &str, more: &[&str]) -> Command {
        let mut args = vec!["hooks", "preview", "--hooks", &self.hooks, "--method", method, "--type", moment];
        args.extend(["--payload", &self.payload]);
        args.extend(more);
        let mut command = self.desk.command(&args);
        command.env("HOOKDESK_PREVIEW_TOKEN", TOKEN);
        command
    }

    /// What it prints; it never says a secret.
    fn text(&self, method: &str, moment: &str, more: &[&str]) -> String {
        let output = self.command(method, moment, more).output().expect("the program");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{err}");
        assert!(!out.contains(TOKEN) && !err.contains(TOKEN), "{out}{err}");
        out.into_owned()
    }

    fn json(&self, method: &str, moment: &str, more: &[&str]) -> Value {
        let text = self.text(method, moment, &[more, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}

const ADD: &str = "observer.sales_quote_add_item";

#[test]
fn each_hook_is_shown_as_it_would_go_out() {
    let stage = Stage::new();
    let context = stage.desk.file("context.json", r#"{"application_state":{"area_code":"frontend"}}"#);
    let shown = stage.json(ADD, "before", &["--context", &format!("@{context}")]);
    assert_eq!(
        shown["hooks"][0],
        json!({"name": "validate_stock", "fires": true, "request": {
            "method": "POST",
            "url": "https://example.com/product-validate-stock",
            "headers": {"Content-Type": "application/json", "Authorization": "[redacted]", "X-Area": "frontend"},
            "body": {"product": {"name": "Joust Duffle Bag", "sku": "24-MB01", "price": 34.0, "quantity": 1.0}},
        }})
    );
    assert_eq!(shown["hooks"][1], json!({"name": "big_orders", "fires": false, "request": null}));
    assert_eq!(shown["hooks"][2]["request"]["method"], "PUT");
    assert_eq!(shown["outcome"], Value::Null);
    let text = stage.text(ADD, "before", &["--json"]);
    assert!(
        text.contains("34.0000") && text.contains("12345678901234567890"),
        "numbers stay as they are: {text}"
    );
}

#[test]
fn answers_come_to_a_payload_or_an_exception() {
    let stage = Stage::new();
    let after = |answers: &str| {
        let file = stage.desk.file("answers.json", answers);
        stage.json(ADD, "before", &["--response", &format!("@{file}")])["outcome"].take()
    };
    let changed = after(
        r#"{"validate_stock":{"status":200,"body":[{"op":"replace","path":"data/quote_item/qty","value":2}]},
            "tell":{"status":200,"body":{"op":"success"}}}"#,
    );
    assert_eq!(changed["result"], "success");
    assert_eq!(changed["payload"]["data"]["quote_item"]["qty"], 2);
    assert_eq!(changed["exception"], Value::Null);

    let stopped =
        after(r#"{"validate_stock":{"status":200,"body":{"op":"exception","message":"Out of stock"}}}"#);
    assert_eq!(stopped["result"], "exception");
    assert_eq!(stopped["exception"]["message"], "Out of stock");
    assert_eq!(stopped["exception"]["type"], "\\Magento\\Framework\\Exception\\LocalizedException");

    let failed = after(r#"{"validate_stock":{"status":503,"body":"<html>busy</html>"}}"#);
    assert_eq!(failed["exception"]["message"], "Can't add the product to the cart right now");
    let error =
        failed["log"].as_array().and_then(|log| log.iter().find(|line| line["level"] == "error").cloned());
    let error = error.expect("a line at error level");
    assert_eq!(error["hook"], "validate_stock");
    assert!(
        error["message"].as_str().is_some_and(|text| text.contains("503 Service Unavailable")),
        "{error}"
    );
    assert_eq!(failed["payload"]["data"]["quote_item"]["qty"], 1.0);
}

#[test]
fn methods_are_found_with_and_without_magento() {
    let stage = Stage::new();
    for (method, moment, count) in [
        ("plugin.magento.quote.api.get", "after", 1),
        ("plugin.quote.api.get", "after", 1),
        ("Plugin.Quote.Api.Get", "after", 1),
        ("plugin.quote.api.get", "before", 0),
        ("quote.api.get", "after", 0),
    ] {
        let shown = stage.json(method, moment, &[]);
        assert_eq!(shown["hooks"].as_array().map(Vec::len), Some(count), "{method} {moment}");
    }
}

#[test]
fn people_read_it_in_words() {
    let stage = Stage::new();
    let text = stage.text(ADD, "before", &["--response", "{}"]);
    for part in [
        "check.validate_stock fires",
        "  POST https://example.com/product-validate-stock",
        "  Authorization: [redacted]",
        "check.big_orders does not fire: ",
        "after_that.tell fires",
        "success: {",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_is_wrong_is_named_and_the_exit_code_says_so() {
    let stage = Stage::new();
    let fault = |args: &[&str]| {
        let base = ["hooks", "preview", "--method", ADD, "--type", "before"];
        stage.desk.fault(&[&base, args].concat())
    };
    let (hooks, payload) = (stage.hooks.as_str(), stage.payload.as_str());
    let bad = stage.desk.file("bad.xml", "<config><method></config>");
    for (args, code, field) in [
        (vec!["--hooks", hooks, "--payload", "{\"a\":"], "json.malformed", json!("payload")),
        (vec!["--hooks", hooks, "--payload", payload, "--context", "[]"], "input.invalid", json!("context")),
        (
            vec!["--hooks", hooks, "--payload", payload, "--response", "[1"],
            "json.malformed",
            json!("response"),
        ),
        (vec!["--hooks", hooks, "--payload", "@/no/such"], "input.invalid", json!("payload")),
        (vec!["--hooks", "/no/such", "--payload", payload], "input.invalid", json!("hooks")),
        (vec!["--hooks", &bad, "--payload", payload], "xml.malformed", json!("hooks")),
    ] {
        let fault = fault(&args);
        assert_eq!((&fault["code"], &fault["field"]), (&json!(code), &field), "{args:?}: {fault}");
    }
    let usage =
        ["hooks", "preview", "--hooks", hooks, "--method", ADD, "--type", "around", "--payload", payload];
    assert_eq!(stage.desk.run(&usage).code, 2);
    assert_eq!(stage.desk.run(&["hooks", "preview", "--hooks", hooks]).code, 2);
    assert!(!stage.desk.dir.path().join("hookdesk.db").exists(), "it needs no data directory");
}

#[test]
fn a_variable_that_is_not_set_fails_the_hook_before_anything_is_sent() {
    let stage = Stage::new();
    let output = stage
        .command(ADD, "before", &["--json", "--response", "{}"])
        .env_remove("HOOKDESK_PREVIEW_TOKEN")
        .output()
        .expect("the program");
    let shown: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(shown["hooks"][0]["request"], Value::Null);
    assert_eq!(shown["outcome"]["exception"]["message"], "Can't add the product to the cart right now");
}

#[test]
fn hooks_come_as_json_too() {
    let stage = Stage::new();
    let file = stage.desk.file(
        "hooks.json",
        r#"[{"method":"observer.x","moment":"after","batch":"b","name":"n","url":"https://example.com/n"}]"#,
    );
    let shown = stage.desk.json(&[
        "hooks",
        "preview",
        "--hooks",
        &file,
        "--method",
        "observer.x",
        "--type",
        "after",
        "--payload",
        "{\"result\":1.0}",
    ]);
    assert_eq!(shown["hooks"][0]["request"]["body"], json!({"result": 1.0}));
}
