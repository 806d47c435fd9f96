//! A message's story with a content: a hook from a file, an event, the bytes that arrived.

use hookdesk_testkit::{Answer, Receiver};
use serde_json::json;

use crate::desk::Desk;

#[test]
fn webhooks_move_with_a_configuration_and_what_is_missing_is_said() {
    let desk = Desk::new();
    let webhooks = json!([{ "method": "observer.a", "batch": "b", "name": "h", "url": "https://endpoint.test/",
        "content": { "headers": [{ "name": "Authorization", "value": "Bearer {secret:erp}" }] } }]);
    let file = desk.file("config.json", &json!({ "hookdesk": 1, "webhooks": webhooks }).to_string());
    for _ in 0..2 {
        let imported = desk.json(&["config", "import", &file]);
        assert_eq!(
            (&imported["webhooks"], &imported["left_to_do"]),
            (&json!(1), &json!(["store the secret \"erp\""]))
        );
    }
    let exported: serde_json::Value = serde_json::from_str(&desk.ok(&["config", "export"])).expect("JSON");
    assert_eq!(exported["webhooks"].as_array().map(Vec::len), Some(1), "twice is once");
    assert_eq!(exported["webhooks"][0]["content"]["headers"][0]["value"], "Bearer {secret:erp}");
    assert_eq!(exported["webhooks"][0]["required"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_from_a_file_maps_its_events_and_skips_those_its_rules_refuse() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let mut desk = Desk::new();
    let hooks = json!([{
        "name": "sales.order.created",
        "content": {
            "fields": [
                { "name": "id", "source": "order.entity_id" },
                { "name": "lines[].sku", "source": "order.items[].sku" },
                { "name": "area", "source": "context_application_state.get_area_code" },
            ],
            "headers": [{ "name": "X-Total", "value": "{{ order.total }}" }],
            "rules": [[{ "field": "order.total", "operator": "greaterThan", "value": "10" }]],
        },
    }]);
    let file = desk.file("hooks.json", &hooks.to_string());
    assert_eq!(desk.json(&["hooks", "import", &file]), json!({ "added": 1, "changed": 0 }));
    let exported = desk.ok(&["hooks", "export"]);
    assert!(exported.contains("context_application_state.get_area_code"), "{exported}");
    let url = format!("{}?total={{{{ order.total }}}}", receiver.url());
    let hook = ["subscriptions", "add", "--hook", "sales.order.created"];
    desk.ok(&[&hook[..], &["--url", &url, "--allow-private"]].concat());
    let dispatch = |data: &str| {
        let context = r#"{"application_state":{"area_code":"adminhtml"}}"#;
        let event = ["events", "dispatch", "sales.order.created", "--data", data, "--context", context];
        desk.json(&event)["messages"][0].clone()
    };
    // With no engine running, and so by a visitor of the file.
    let skipped = dispatch(r#"{"order":{"total":"9.99"}}"#);
    assert_eq!(skipped["state"], "skipped");
    let shown = desk.ok(&["messages", "show", skipped["id"].as_str().expect("an id")]);
    assert!(shown.contains("order.total"), "{shown}");
    let data =
        r#"{"order":{"entity_id":100000000000000000001,"total":37.0000,"items":[{"sku":"a"},{"sku":"b"}]}}"#;
    assert_eq!(dispatch(data)["state"], "queued");
    desk.serve();
    let received = receiver.wait_for(1).await;
    let body = r#"{"id":100000000000000000001,"lines":[{"sku":"a"},{"sku":"b"}],"area":"adminhtml"}"#;
    assert_eq!(String::from_utf8_lossy(&received[0].body), body);
    assert_eq!(received[0].header("x-total"), Some("37.0000"));
    assert!(received[0].target.ends_with("?total=37.0000"), "{}", received[0].target);
}
