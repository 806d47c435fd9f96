//! `POST /v1/events`.

use http::Method;
use serde_json::{Value, json};

use crate::host::Host;

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const LINES: &[(&str, &str)] = &[("content-type", "application/x-ndjson; charset=utf-8")];

async fn post(host: &Host, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
    host.send(Method::POST, "/v1/events", headers, body.as_bytes()).await.pair()
}

#[tokio::test]
async fn an_event_becomes_messages_and_keeps_its_bytes() {
    let host = Host::start().await;
    let subscription = host.subscribed("sales.order.created").await;
    let data = r#"{ "z":1.50, "a":12345678901234567890123, "u":"\u00eb\/" }"#;
    let body = format!(
        r#"{{"name":"Sales.Order.Created","data":{data},"context":{{"store" : 1}},"id":"o-1","occurred_at":"2026-11-20T22:00:00+02:00"}}"#
    );
    let (status, answer) = post(&host, JSON, &body).await;
    assert_eq!(status, 202);
    assert_eq!(answer["event_id"], "o-1");
    assert_eq!(answer["messages"][0]["subscription_id"], subscription);
    assert_eq!(answer["messages"][0]["state"], "queued");

    let (_, story) = host.get("/v1/events/o-1").await;
    assert_eq!(story["data"]["text"], data);
    assert_eq!(story["context"]["text"], r#"{"store" : 1}"#);
    assert_eq!(story["event"]["occurred_at"], "2026-11-20T20:00:00.000Z");
    let id = answer["messages"][0]["id"].as_str().expect("an id");
    let (_, message) = host.get(&format!("/v1/messages/{id}")).await;
    assert_eq!(message["body"]["text"], format!("{{\"data\":{data}}}"));
}

#[tokio::test]
async fn the_same_id_gets_the_first_answer_and_other_data_a_note() {
    let host = Host::start().await;
    host.subscribed("a.b").await;
    let first = r#"{"name":"a.b","data":{"n":1},"id":"x"}"#;
    let once = host.send(Method::POST, "/v1/events", JSON, first.as_bytes()).await;
    let twice = host.send(Method::POST, "/v1/events", JSON, first.as_bytes()).await;
    assert_eq!((once.status.as_u16(), twice.status.as_u16()), (202, 200));
    assert_eq!(once.body, twice.body, "byte for byte");

    let (status, answer) = post(&host, JSON, r#"{"name":"a.b","data":{"n":2},"id":"x"}"#).await;
    assert_eq!(status, 200);
    assert_eq!(answer["duplicate"]["code"], "event.duplicate_id");
    assert_eq!(answer["messages"], once.json()["messages"]);
    assert_eq!(host.get("/v1/counts").await.1["events"], 1);
}

#[tokio::test]
async fn unmatched_events_are_taken_and_visible() {
    let host = Host::start().await;
    let (status, answer) = post(&host, JSON, r#"{"name":"nobody.knows","data":null}"#).await;
    assert_eq!((status, &answer["messages"]), (202, &json!([])));
    let (_, page) = host.get("/v1/events?routing=unmatched").await;
    assert_eq!(page["items"][0]["name"], "nobody.knows");
    assert_eq!(host.call("overview.get", json!({})).await["notices"][0]["kind"], "unmatched");
}

#[tokio::test]
async fn arrays_and_lines_are_answered_in_order() {
    let host = Host::start().await;
    host.subscribed("a.b").await;
    let array = r#"[{"name":"a.b","data":1,"id":"1"},{"name":"a.b","data":2,"id":"2"},{"name":"a.b","data":1,"id":"1"}]"#;
    let lines = "{\"name\":\"a.b\",\"data\":1,\"id\":\"3\"}\n\n{\"name\":\"a.b\",\"data\":2,\"id\":\"4\"}\n";
    for (headers, body, ids) in [
        (JSON, array, vec!["1", "2", "1"]),
        (LINES, lines, vec!["3", "4"]),
        (JSON, lines, vec!["3", "4"]),
        (LINES, "{\"name\":\"a.b\",\"data\":1,\"id\":\"5\"}", vec!["5"]),
        (JSON, "[]", vec![]),
    ] {
        let (status, answers) = post(&host, headers, body).await;
        let got: Vec<_> =
            answers.as_array().expect("an array").iter().map(|a| a["event_id"].clone()).collect();
        assert_eq!((status, got), (202, ids.iter().map(|id| json!(id)).collect()), "{body}");
    }
    assert_eq!(host.get("/v1/counts").await.1["events"], 5);
}

#[tokio::test]
async fn a_fault_anywhere_stores_nothing_and_says_where() {
    let host = Host::start().await;
    host.subscribed("a.b").await;
    for (headers, body, code, field) in [
        (JSON, r#"[{"name":"a.b","data":1},{"name":"a.b"}]"#, "input.invalid", json!("[1].data")),
        (JSON, r#"[{"name":"a.b","data":1},{"name":"a b","data":1}]"#, "name.invalid", json!("[1].name")),
        (JSON, r#"{"name":"a.b","data":1,"colour":1}"#, "input.unknown_field", json!("colour")),
        (JSON, "{\"name\":\"a.b\",\n\"data\":tru}", "json.malformed", json!(null)),
        (LINES, "{\"name\":\"a.b\",\"data\":1}\n{oops}\n", "json.malformed", json!(null)),
        (JSON, "", "json.malformed", json!(null)),
    ] {
        let (status, fault) = post(&host, headers, body).await;
        assert_eq!((status, &fault["code"], &fault["field"]), (400, &json!(code), &field), "{body}: {fault}");
        if code == "json.malformed" && !body.is_empty() {
            assert!(fault["message"].as_str().is_some_and(|text| text.contains("line 2")), "{fault}");
        }
    }
    assert_eq!(host.get("/v1/counts").await.1["events"], 0);
}

#[tokio::test]
async fn five_mebibytes_are_taken_and_more_is_413() {
    let host = Host::start().await;
    let body = |size: usize| {
        let frame = r#"{"name":"a.b","data":""}"#.len();
        format!(r#"{{"name":"a.b","data":"{}"}}"#, "x".repeat(size - frame))
    };
    let (status, _) = post(&host, JSON, &body(5 * 1024 * 1024)).await;
    assert_eq!(status, 202);
    let (status, fault) = post(&host, JSON, &body(5 * 1024 * 1024 + 1)).await;
    assert_eq!((status, fault["code"].as_str()), (413, Some("body.too_large")));
    let (status, fault) =
        host.send(Method::POST, "/rpc/hooks.save", JSON, body(6 * 1024 * 1024).as_bytes()).await.pair();
    assert_eq!((status, fault["code"].as_str()), (413, Some("body.too_large")));
    assert_eq!(host.get("/v1/counts").await.1["events"], 1);
}

#[tokio::test]
async fn a_switched_off_subscription_leaves_a_visible_skipped_message() {
    let host = Host::start().await;
    let subscription = host.subscribed("a.b").await;
    host.post(&format!("/v1/subscriptions/{subscription}/disable"), json!({})).await;
    let (_, answer) = post(&host, JSON, r#"{"name":"a.b","data":1}"#).await;
    assert_eq!(answer["messages"][0]["state"], "skipped");
}

#[tokio::test]
async fn a_replay_routes_as_it_would_be_today() {
    let host = Host::start().await;
    post(&host, JSON, r#"{"name":"a.b","data":1,"id":"early"}"#).await;
    host.subscribed("a.b").await;
    let (status, replayed) = host.post("/v1/events/early/replay", json!({})).await;
    assert_eq!((status, replayed["messages"].as_u64()), (200, Some(1)));
    assert_eq!(host.post("/v1/events/never/replay", json!({})).await.0, 404);
}
