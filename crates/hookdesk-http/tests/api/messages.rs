//! The queue over HTTP: lists, stories, manual work.

use http::Method;
use serde_json::{Value, json};

use crate::host::Host;

/// Ids of `count` messages, oldest first.
async fn queued(host: &Host, count: usize) -> Vec<String> {
    host.subscribed("a.b").await;
    let events: Vec<Value> = (0..count).map(|n| json!({ "name": "a.b", "data": { "n": n } })).collect();
    let (status, answers) = host.post("/v1/events", json!(events)).await;
    assert_eq!(status, 202, "{answers}");
    let id = |answer: &Value| answer["messages"][0]["id"].as_str().expect("an id").to_owned();
    answers.as_array().expect("an array").iter().map(id).collect()
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    let host = Host::start().await;
    let mut ids = queued(&host, 5).await;
    ids.reverse();
    let mut seen = Vec::new();
    let mut path = "/v1/messages?limit=2&state=queued,retrying&hook=a.b".to_owned();
    loop {
        let (status, page) = host.get(&path).await;
        assert_eq!(status, 200, "{page}");
        let items = page["items"].as_array().expect("rows").clone();
        seen.extend(items.iter().map(|row| row["id"].as_str().expect("an id").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/messages?limit=2&state=queued&after={next}");
    }
    assert_eq!(seen, ids);
    let (_, asc) = host.get("/v1/messages?order=asc&sort=due&limit=1").await;
    assert_eq!(asc["items"][0]["id"], *ids.last().expect("five"));
    assert_eq!(host.get("/v1/messages?hook=a.c").await.1["code"], "hook.unknown");
    assert_eq!(host.get("/v1/messages?status=4xx").await.1["items"], json!([]));
    assert_eq!(host.get("/v1/messages?status=abc").await.1["field"], "status");
    assert_eq!(host.get("/v1/messages?from=noon").await.1["field"], "from");
}

#[tokio::test]
async fn discard_needs_a_reason_and_a_discarded_message_has_a_way_out() {
    let host = Host::start().await;
    let id = queued(&host, 1).await.remove(0);
    let path = format!("/v1/messages/{id}/discard");
    assert_eq!(host.post(&path, json!({})).await.1["field"], "reason");
    assert_eq!(host.post(&path, json!({ "reason": " " })).await.1["field"], "reason");
    let (status, story) = host.post(&path, json!({ "reason": "sent by mail" })).await;
    assert_eq!(status, 200, "{story}");
    assert_eq!(
        (&story["message"]["state"], &story["message"]["reason"]),
        (&json!("discarded"), &json!("sent by mail"))
    );
    let (status, fault) = host.post(&path, json!({ "reason": "again" })).await;
    assert_eq!((status, fault["code"].as_str()), (409, Some("message.not_allowed")));
    let (status, story) = host.post(&format!("/v1/messages/{id}/retry"), json!({})).await;
    assert_eq!((status, &story["message"]["state"]), (200, &json!("queued")));
    assert_eq!(host.post("/v1/messages/msg_00000000000000000000000000000000/retry", json!({})).await.0, 404);
}

#[tokio::test]
async fn an_edited_body_is_json_and_recorded() {
    let host = Host::start().await;
    let id = queued(&host, 1).await.remove(0);
    let path = format!("/v1/messages/{id}/edit");
    let (status, fault) = host.post(&path, json!({ "body": "{\"n\":" })).await;
    assert_eq!((status, &fault["code"], &fault["field"]), (400, &json!("json.malformed"), &json!("body")));
    let (status, story) = host.post(&path, json!({ "body": "{ \"n\": 2.0 }" })).await;
    assert_eq!(status, 200, "{story}");
    assert_eq!(story["body"]["text"], "{ \"n\": 2.0 }");
    assert_eq!(story["edits"].as_array().map(Vec::len), Some(1));
    assert_eq!(story["message"]["id"], id);
}

#[tokio::test]
async fn a_filter_is_worked_through_as_planned_or_at_once() {
    let host = Host::start().await;
    queued(&host, 3).await;
    let plan = host.call("messages.plan", json!({ "filter": { "states": ["queued"] } })).await;
    assert_eq!((&plan["count"], &plan["more"]), (&json!(3), &json!(false)));
    // What came after the plan is not touched.
    host.post("/v1/events", json!({ "name": "a.b", "data": 9 })).await;
    let selection = json!({ "filter": { "states": ["queued"] }, "up_to": plan["up_to"] });
    let step =
        host.post("/v1/messages/discard", json!({ "selection": selection, "reason": "a test" })).await.1;
    assert_eq!((&step["changed"], &step["next"]), (&json!(3), &json!(null)));
    let (_, step) = host.post("/v1/messages/retry", json!({ "filter": { "states": ["discarded"] } })).await;
    assert_eq!((&step["changed"], &step["left"]), (&json!(3), &json!(0)));
    assert_eq!(host.get("/v1/counts").await.1["queued"], 4);
    for selection in
        [json!({}), json!({ "ids": [] }), json!({ "ids": ["msg_1"] }), json!({ "ids": [], "filter": {} })]
    {
        let (status, fault) = host.post("/v1/messages/retry", selection).await;
        assert_eq!((status, &fault["field"]), (400, &json!("ids")), "{fault}");
    }
}

#[tokio::test]
async fn figures_are_served_for_collectors() {
    let host = Host::start().await;
    queued(&host, 2).await;
    let answer = host.send(Method::GET, "/metrics", &[], b"").await;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(answer.headers["content-type"].to_str().is_ok_and(|media| media.starts_with("text/plain")));
    assert!(text.contains("hookdesk_messages{state=\"queued\"} 2\n"), "{text}");
    assert!(text.contains("hookdesk_events 2\n"), "{text}");
}
