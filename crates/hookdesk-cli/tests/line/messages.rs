//! `messages`, with a receiver that really answers.

use hookdesk_testkit::{Answer, Receiver};
use serde_json::{Value, json};

use crate::desk::Desk;

fn dispatched(desk: &Desk, n: u32) -> String {
    let answer = desk.json(&["events", "dispatch", "a.b", "--data", &format!("{{\"n\":{n}}}")]);
    answer["messages"][0]["id"].as_str().expect("an id").to_owned()
}

/// Waits for a message's state; the receiver has answered by then, so this is soon.
fn until(desk: &Desk, id: &str, state: &str) -> Value {
    for _ in 0..400 {
        let story = desk.json(&["messages", "show", id]);
        if story["message"]["state"] == state {
            return story;
        }
    }
    panic!("{id} does not become {state}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_message_is_looked_at_and_retried_by_hand() {
    let plan = vec![Answer::body(410, "application/json", r#"{"gone":true}"#)];
    let receiver = Receiver::start(plan, Answer::status(200)).await;
    let mut desk = Desk::new();
    desk.serve();
    desk.ok(&["hooks", "add", "a.b"]);
    let url = receiver.url();
    desk.ok(&[
        "subscriptions",
        "add",
        "--hook",
        "a.b",
        "--url",
        &url,
        "--allow-private",
        "--token",
        "tok",
        "--debug",
    ]);
    let id = dispatched(&desk, 1);
    receiver.wait_for(1).await;
    let story = until(&desk, &id, "rejected");
    assert_eq!(story["attempts"][0]["response_body"]["text"], r#"{"gone":true}"#);
    assert_eq!(desk.json(&["messages", "list", "--state", "rejected"])[0]["id"], id);
    assert!(desk.ok(&["messages", "show", &id]).contains("410"));

    let step = desk.json(&["messages", "retry", "--state", "rejected", "--subscription", "1"]);
    assert_eq!((&step["changed"], &step["left"]), (&json!(1), &json!(0)));
    receiver.wait_for(2).await;
    let story = until(&desk, &id, "delivered");
    assert_eq!(story["attempts"][1]["trigger"], "bulk_retry");
    desk.ok(&["messages", "retry", &id]);
    let received = receiver.wait_for(3).await;
    assert_eq!(received[2].header("x-hookdesk-delivery"), Some(id.as_str()));
    until(&desk, &id, "delivered");

    let dump: Value = serde_json::from_str(&desk.ok(&["messages", "dump", &id])).expect("JSON");
    assert_eq!(dump["attempts"].as_array().map(Vec::len), Some(3));
    assert_eq!(dump["attempts"][0]["request_body"]["text"], r#"{"data":{"n":1}}"#);
    assert!(dump["attempts"][0]["curl"].as_str().is_some_and(|curl| curl.starts_with("curl ")));
    let signature = received[0].header("x-magento-signature").expect("signed");
    assert!(!dump.to_string().contains(signature), "the signature is a secret");
    assert_eq!(desk.fault(&["messages", "discard", &id])["code"], "message.not_allowed");
    assert_eq!(desk.stop(), Some(0));

    // The same file, without the engine.
    assert_eq!(desk.json(&["messages", "show", &id])["message"]["state"], "delivered");
    let files: Value = serde_json::from_str(&desk.ok(&["messages", "dump", &id])).expect("JSON");
    assert_eq!(files["dumps"].as_array().map(Vec::len), Some(3), "{files}");
}

#[test]
fn lists_filter_and_ids_are_checked() {
    for desk in Desk::both() {
        desk.subscribed("a.b");
        let (first, second) = (dispatched(&desk, 1), dispatched(&desk, 2));
        assert_eq!(desk.json(&["messages", "list", "--state", "held"]).as_array().map(Vec::len), Some(2));
        assert_eq!(desk.json(&["messages", "list", "--limit", "1"])[0]["id"], second);
        assert_eq!(desk.json(&["messages", "list", "--search", &first])[0]["id"], first);
        assert_eq!(desk.ok(&["messages", "list", "--state", "delivered"]), "no messages");
        desk.ok(&["messages", "discard", &first, "--reason", "a test"]);
        assert_eq!(desk.json(&["messages", "show", &first])["message"]["reason"], "a test");
        assert!(desk.ok(&["messages", "show", &second]).contains("held (consent)"));
        assert_eq!(desk.fault(&["messages", "list", "--state", "lost"])["field"], "state");
        assert_eq!(desk.fault(&["messages", "show", "msg_1"])["field"], "id");
        let unknown = "msg_00000000000000000000000000000000";
        assert_eq!(desk.fault(&["messages", "retry", unknown])["code"], "not_found");
    }
}
