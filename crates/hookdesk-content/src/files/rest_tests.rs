use hookdesk_core::fault::Code;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::definition::{ConsoleOauth, Field, Header, Moment, Rule, Verb};

use super::*;

/// The subscribe call of the reference, word for word.
const SUBSCRIBE: &str = r#"{
  "webhook": {
    "webhook_method": "observer.checkout_cart_product_add_before",
    "webhook_type": "after",
    "batch_name": "add_product",
    "batch_order": 100,
    "hook_name": "validate_product",
    "url": "https://<host>.com/validate-product-add",
    "priority": 100,
    "required": true,
    "timeout": 2000,
    "ttl": 6000,
    "soft_timeout": 1000,
    "fallback_error_message": "Unable to validate product",
    "fields": [
      {
        "name": "name",
        "source": "data.product.name"
      },
      {
        "name": "price",
        "source": "data.product.price"
      }
    ],
    "rules": [
      {
        "field": "data.product.sku",
        "operator": "regex",
        "value": "/.*car.*/"
      }
    ],
    "headers": [
      {
        "name": "CLIENT_ID",
        "value": "abcasdf-12abcd3-45efabc4"
      }
    ],
    "developer_console_oauth": {
      "client_id": "3117813-735byzantiumduck-stage",
      "client_secret": "p8e-12345",
      "org_id": "12345@AdobeOrg"
    }
  }
}"#;

/// The list of the reference, word for word.
const LIST: &str = r#"[
    {
        "webhook_method": "observer.sales_order_place_before",
        "webhook_type": "after",
        "batch_name": "sales_order",
        "batch_order": 100,
        "hook_name": "sales_order_status",
        "url": "/hook-url",
        "priority": 100,
        "required": true,
        "soft_timeout": 1000,
        "timeout": 2000,
        "method": "",
        "fallback_error_message": "Unable to validate product",
        "ttl": 6000,
        "fields": [
            {
                "name": "name",
                "source": "data.product.name"
            },
            {
                "name": "price",
                "source": "data.product.price"
            }
        ],
        "rules": [
            {
                "field": "data.product.sku",
                "operator": "regex",
                "value": "\/.*car.*\/"
            }
        ],
        "headers": [
            {
                "name": "header-name",
                "value": "header-value"
            }
        ]
    }
]"#;

#[test]
fn the_references_subscribe_call_is_read() {
    let read = read(SUBSCRIBE).unwrap();
    assert_eq!((read.kind, read.warnings.as_slice()), (Kind::Rest, &[][..]));
    let hook = &read.webhooks[0];
    assert_eq!(
        (hook.method.as_str(), hook.moment),
        ("observer.checkout_cart_product_add_before", Moment::After)
    );
    assert_eq!((hook.batch.as_str(), hook.batch_order), ("add_product", 100));
    assert_eq!((hook.name.as_str(), hook.priority, hook.required), ("validate_product", 100, true));
    assert_eq!((hook.timeout_ms, hook.soft_timeout_ms, hook.ttl_s), (2000, 1000, 6000));
    assert_eq!(hook.fallback_error_message.as_deref(), Some("Unable to validate product"));
    assert_eq!(hook.content.fields[1].source.as_deref(), Some("data.product.price"));
    assert_eq!(hook.content.rules.groups[0][0].value.as_deref(), Some("/.*car.*/"));
    assert_eq!(hook.content.headers[0].name, "CLIENT_ID");
    assert_eq!(hook.oauth.as_ref().unwrap().org_id, "12345@AdobeOrg");
    assert!(hook.active && hook.ssl_verification);
}

#[test]
fn the_references_list_is_written_as_it_was() {
    let read = read(LIST).unwrap();
    let written = write_rest(&read.webhooks);
    assert_eq!(written.warnings, [""; 0]);
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(value(&written.text), value(LIST));
    // The members are in the reference's order, too.
    let plain = |text: &str| text.replace([' ', '\n'], "").replace("\\/", "/");
    assert_eq!(plain(&written.text), plain(LIST));
}

fn with(change: impl FnOnce(&mut Value)) -> String {
    let mut body: Value = serde_json::from_str(SUBSCRIBE).unwrap();
    change(&mut body["webhook"]);
    serde_json::to_string_pretty(&body).unwrap()
}

#[test]
fn what_the_reference_restricts_is_refused_in_magentos_words() {
    let table: &[(&str, Value, &str, &str)] = &[
        (
            "/webhook_method",
            Value::Null,
            "webhook.webhook_method",
            "\"webhook_method\" is required. Enter and try again.",
        ),
        ("/webhook_method", json!("catalog.save"), "webhook.webhook_method", "observer.<name>"),
        ("/webhook_type", json!("around"), "webhook.webhook_type", "before or after"),
        ("/batch_name", json!(""), "webhook.batch_name", "is required"),
        (
            "/batch_name",
            json!("a-b"),
            "webhook.batch_name",
            "\"batch_name\" must contain English alphanumeric characters and underscores (_) only.",
        ),
        ("/hook_name", json!("a b"), "webhook.hook_name", "underscores"),
        ("/hook_name", json!(5), "webhook.hook_name", "A value of type \"string\" is expected."),
        ("/url", json!("  "), "webhook.url", "is required"),
        ("/timeout", json!(-1), "webhook.timeout", "\"timeout\" must be a non-negative integer"),
        ("/ttl", json!(-5), "webhook.ttl", "non-negative"),
        ("/soft_timeout", json!(1.5), "webhook.soft_timeout", "\"int\""),
        ("/soft_timeout", json!(4_294_967_296_i64), "webhook.soft_timeout", "non-negative"),
        ("/timeout", json!("soon"), "webhook.timeout", "\"int\""),
        ("/batch_order", json!([]), "webhook.batch_order", "\"int\""),
        ("/required", json!("yes"), "webhook.required", "\"boolean\""),
        ("/method", json!("PATCH"), "webhook.method", "POST, PUT, GET or DELETE"),
        ("/fields", json!({}), "webhook.fields", "\"array\""),
        ("/fields/0", json!("name"), "webhook.fields[0]", "\"object\""),
        ("/fields/1/name", Value::Null, "webhook.fields[1].name", "\"name\" is required"),
        ("/rules/0/field", Value::Null, "webhook.rules[0].field", "is required"),
        ("/rules/0/operator", Value::Null, "webhook.rules[0].operator", "is required"),
        ("/rules/0/operator", json!("like"), "webhook.rules[0].operator", "greaterThan, lessThan, equal"),
        ("/rules/0/value", Value::Null, "webhook.rules[0].value", "is required"),
        ("/headers/0/name", Value::Null, "webhook.headers[0].name", "is required"),
        ("/headers/0/value", Value::Null, "webhook.headers[0].value", "is required"),
        (
            "/developer_console_oauth/org_id",
            Value::Null,
            "webhook.developer_console_oauth.org_id",
            "is required",
        ),
    ];
    for (pointer, value, field, word) in table {
        let (parent, last) = pointer.rsplit_once('/').unwrap();
        let text = with(|webhook| match webhook.pointer_mut(parent).unwrap() {
            Value::Array(items) => items[last.parse::<usize>().unwrap()] = value.clone(),
            object => object[last] = value.clone(),
        });
        let fault = read(&text).expect_err(&text);
        assert_eq!(fault.code, Code::WebhookInvalid, "{pointer}");
        let (place, message) = fault.message.split_once(": ").unwrap();
        assert!(message.starts_with(&format!("{field}: ")) && message.contains(word), "{pointer}: {fault}");
        assert!(place.starts_with("line ") && place != "line 1, column 1", "{pointer}: {place}");
    }
}

#[test]
fn a_missing_part_is_refused_like_one_that_is_null() {
    for key in ["webhook_method", "webhook_type", "batch_name", "hook_name", "url"] {
        let text = with(|webhook| {
            webhook.as_object_mut().unwrap().remove(key);
        });
        let fault = read(&text).unwrap_err();
        assert!(fault.message.contains(&format!("\"{key}\" is required")), "{fault}");
    }
}

#[test]
fn what_may_be_left_out_has_adobes_defaults() {
    let text = r#"{"webhook_method":"plugin.a.b","webhook_type":"before","batch_name":"b","hook_name":"h","url":"u",
        "fields":null,"timeout":"2000","required":"0","method":"put","priority":null,
        "rules":[{"field":"a","operator":"isEmpty","value":null},{"field":"b","operator":"equal","value":1}]}"#;
    let read = read(text).unwrap();
    let hook = &read.webhooks[0];
    assert_eq!((hook.timeout_ms, hook.required, hook.verb, hook.priority), (2000, false, Some(Verb::Put), 0));
    assert_eq!((hook.content.fields.len(), hook.oauth.is_none()), (0, true));
    let values: Vec<_> = hook.content.rules.groups[0].iter().map(|rule| rule.value.as_deref()).collect();
    assert_eq!(values, [None, Some("1")]);
}

#[test]
fn what_is_not_known_is_named_with_its_place() {
    let read = read("[\n {\"webhook_method\":\"plugin.a.b\",\"webhook_type\":\"before\",\"batch_name\":\"b\",\"hook_name\":\"h\",\"url\":\"u\",\n  \"converter\": 1, \"fields\":[{\"name\":\"a\",\n \"remove\":true}]}]").unwrap();
    let said: Vec<_> = read.warnings.iter().map(|w| (w.line, w.column, w.message.as_str())).collect();
    assert_eq!(
        said,
        [
            (3, 16, "[0].converter is not known and was left out"),
            (4, 11, "[0].fields[0].remove is not known and was left out")
        ]
    );
}

#[test]
fn bad_json_is_named_with_its_place() {
    for (text, code, place) in [
        ("{\n \"webhook\": }", Code::JsonMalformed, "line 2, column 13: "),
        ("[1]", Code::WebhookInvalid, "line 1, column 2: "),
        ("{}", Code::WebhookInvalid, "line 1, column 1: a webhook has no method"),
        (
            "[\n{\"method\":\"observer.a\",\"batch\":\"b\",\"name\":\"h\"}]",
            Code::WebhookInvalid,
            "line 2, column 1: a webhook has no url",
        ),
        (
            "[{\"method\":\"a\",\"batch\":\"b\",\"name\":\"h\",\"url\":\"u\"},\n {\"method\":1}]",
            Code::WebhookInvalid,
            "line 2, column 2: [1].method: expected a string",
        ),
        (
            "[{\"method\":\"a\",\"colour\":1}]",
            Code::WebhookInvalid,
            "line 1, column 2: [0].colour: unknown field `colour`",
        ),
    ] {
        let fault = read(text).expect_err(text);
        assert_eq!(fault.code, code, "{text}: {fault}");
        assert!(fault.message.starts_with(place), "{text}: {fault}");
    }
    let told = read(r#"[{"method":"a","oauth":"p8e-12345"}]"#).unwrap_err();
    assert!(!told.message.contains("p8e"), "{told}");
    let big = format!("[{}]", " ".repeat(xml::MAX_BYTES));
    assert_eq!(read(&big).unwrap_err().code, Code::BodyTooLarge);
    assert_eq!(read(&"[".repeat(100_000)).unwrap_err().code, Code::JsonMalformed);
}

#[test]
fn hookdesks_own_list_loses_nothing() {
    let text = r#"[{"method":"plugin.a.b","moment":"after","batch":"b","name":"h","url":"u","ssl_verification":false,
        "content":{"fields":[{"name":"a","converter":"upper","active":false}],"headers":[],"rules":[[],[{"field":"x","operator":"notIn","value":"1"}]],
        "body":{"kind":"form"}}}]"#;
    let first = read(text).unwrap();
    assert_eq!(first.kind, Kind::Hookdesk);
    assert!(first.webhooks[0].required && first.webhooks[0].active);
    assert_eq!(read(&write_own(&first.webhooks)).unwrap(), first);
}

#[test]
fn what_rest_has_no_place_for_is_named() {
    let mut hook = Webhook::new("plugin.a.b", Moment::After, "b", "h");
    hook.active = false;
    hook.ssl_verification = false;
    hook.content.fields =
        vec![Field { name: "a".to_owned(), source: None, converter: Some("A\\B".to_owned()), active: false }];
    hook.content.headers = vec![Header {
        name: String::new(),
        value: String::new(),
        resolver: Some("R\\S".to_owned()),
        active: true,
    }];
    let written = write_rest(&[hook]);
    assert_eq!(written.warnings.len(), 5, "{:?}", written.warnings);
    assert!(written.warnings.iter().all(|warning| warning.starts_with("The hook h: REST has no place for ")));
    let value: Value = serde_json::from_str(&written.text).unwrap();
    assert_eq!((&value[0]["fields"], &value[0]["headers"]), (&json!([]), &json!([])));
}

#[test]
fn a_later_json_takes_the_place_of_the_same_hook() {
    let one = "<config><method name=\"plugin.magento.a.b\" type=\"before\"><hooks><batch name=\"b\"><hook name=\"h\" url=\"1\" ttl=\"9\"/></batch></hooks></method></config>";
    let two = r#"[{"webhook_method":"plugin.a.b","webhook_type":"before","batch_name":"b","hook_name":"h","url":"2"}]"#;
    let read = read_all(&[one, two]).unwrap();
    assert_eq!((read.kind, read.webhooks.len()), (Kind::Adobe, 1));
    assert_eq!((read.webhooks[0].url.as_str(), read.webhooks[0].ttl_s), ("2", 0));
}

#[test]
fn a_plain_client_secret_is_taken_out() {
    let mut hook = read(SUBSCRIBE).unwrap().webhooks.remove(0);
    let taken = secrets::take(&mut hook).unwrap();
    let name = "webhook.observer.checkout_cart_product_add_before.after.add_product.validate_product";
    assert_eq!((taken.name.as_str(), taken.value.as_str()), (name, "p8e-12345"));
    assert!(!format!("{taken:?}").contains("p8e"));
    assert_eq!(hook.oauth.as_ref().unwrap().client_secret, format!("{{secret:{name}}}"));
    assert_eq!(secrets::take(&mut hook), None);
    hook.oauth.as_mut().unwrap().client_secret = "{env:SECRET}".to_owned();
    assert_eq!(secrets::take(&mut hook), None);

    let long = |name: &str| {
        let mut hook = Webhook::new("plugin.a.b", Moment::After, "b".repeat(200), name);
        let parts = ["id", "x", "org"].map(str::to_owned);
        let [client_id, client_secret, org_id] = parts;
        hook.oauth = Some(ConsoleOauth { client_id, client_secret, org_id, environment: None });
        secrets::take(&mut hook).unwrap().name
    };
    assert_eq!(long("h").len(), 100);
    assert_ne!(long("h"), long("i"));
}

proptest! {
    /// What REST has a place for comes back as it was.
    #[test]
    fn what_is_written_in_rest_is_read_back(
        numbers in any::<(i32, i32, u32, u32, u32)>(),
        required in any::<bool>(),
        verb in prop::option::of(prop::sample::select(Verb::ALL)),
        texts in prop::collection::vec("[ -~\u{e4}\u{1f600}\n]{1,9}[a-z]", 12),
        environment in prop::option::of("[a-z]{1,5}"),
    ) {
        let (batch_order, priority, timeout_ms, soft_timeout_ms, ttl_s) = numbers;
        let text = |n: usize| texts[n].trim().to_owned();
        let mut hook = Webhook {
            batch_order, priority, timeout_ms, soft_timeout_ms, ttl_s, required, verb,
            url: text(0),
            fallback_error_message: Some(text(1)),
            oauth: Some(ConsoleOauth { client_id: text(2), client_secret: text(3), org_id: text(4), environment }),
            ..Webhook::new("observer.a", Moment::After, "b", "h")
        };
        hook.content.fields = vec![
            Field { name: text(5), source: None, converter: None, active: true },
            Field { name: text(6), source: Some(text(7) + "!"), converter: None, active: true },
        ];
        hook.content.headers = vec![Header { name: text(8), value: text(9), resolver: None, active: true }];
        hook.content.rules.groups = vec![vec![
            Rule { field: text(10), operator: "in".to_owned(), value: Some(text(11)), active: true },
            Rule { field: text(10), operator: "notEmpty".to_owned(), value: None, active: true },
        ]];
        let written = write_rest(std::slice::from_ref(&hook));
        prop_assert_eq!(written.warnings, Vec::<String>::new());
        prop_assert_eq!(read(&written.text).map(|read| (read.webhooks, read.warnings)), Ok((vec![hook], vec![])));
    }
}
