//! The sample payloads against the part of Magento's own schema they use.
//!
//! `magento-schema.json` is an extract of the definitions of "Commerce Admin REST endpoints" 2.4.8: names, types and
//! required fields.

#![allow(clippy::expect_used, clippy::panic)]

use hookdesk_engine::Samples;
use serde_json::Value;

const SCHEMA: &str = include_str!("magento-schema.json");

/// Every way in which a value does not fit.
fn misfits(schema: &Value, wanted: &Value, value: &Value, path: &str) -> Vec<String> {
    if let Some(name) = wanted.get("$ref").and_then(Value::as_str) {
        return object_misfits(schema, &schema[name], value, path);
    }
    let fits = match wanted["type"].as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("array") => {
            let Some(items) = value.as_array() else { return vec![format!("{path}: not a list")] };
            let each = items.iter().enumerate();
            return each
                .flat_map(|(i, item)| misfits(schema, &wanted["items"], item, &format!("{path}[{i}]")))
                .collect();
        }
        _ => false,
    };
    if fits { Vec::new() } else { vec![format!("{path}: {value} is not {}", wanted["type"])] }
}

fn object_misfits(schema: &Value, definition: &Value, value: &Value, path: &str) -> Vec<String> {
    let Some(object) = value.as_object() else { return vec![format!("{path}: not an object")] };
    let required = definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let missing =
        required.filter(|key| !object.contains_key(*key)).map(|key| format!("{path}.{key}: missing"));
    let misfit = object.iter().flat_map(|(key, value)| match definition["properties"].get(key) {
        Some(wanted) => misfits(schema, wanted, value, &format!("{path}.{key}")),
        None => vec![format!("{path}.{key}: not in the schema")],
    });
    missing.chain(misfit).collect()
}

fn definition_of(event_name: &str) -> &'static str {
    match event_name.split('.').next() {
        Some("customer") => "customer-data-customer-interface",
        Some("sales") => "sales-data-order-interface",
        _ => "quote-data-cart-interface",
    }
}

#[test]
fn every_key_and_type_is_magentos() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the extract");
    for payload in Samples::payloads() {
        let data: Value = serde_json::from_str(payload.data).expect("JSON");
        let definition = &schema[definition_of(payload.event_name)];
        assert!(definition.is_object());
        assert_eq!(object_misfits(&schema, definition, &data, payload.event_name), [] as [String; 0]);
    }
}

#[test]
fn the_check_finds_what_does_not_fit() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the extract");
    let data =
        serde_json::json!({"email": 1, "lastname": "x", "nickname": "y", "addresses": [{"street": "z"}]});
    let mut found = object_misfits(&schema, &schema["customer-data-customer-interface"], &data, "c");
    found.sort();
    assert_eq!(
        found,
        [
            "c.addresses[0].street: not a list",
            "c.email: 1 is not \"string\"",
            "c.firstname: missing",
            "c.nickname: not in the schema",
        ]
    );
}
