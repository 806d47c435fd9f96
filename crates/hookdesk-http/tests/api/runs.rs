//! Hooks that are waited for, run over real sockets: what is sent, what answers do, what failures cost.

use std::time::Duration;

use hookdesk_testkit::{Answer, Receiver};
use http::Method;
use serde_json::{Value, json};

use crate::host::Host;

const METHOD: &str = "observer.sales_quote_add_item";

/// A host that may call loopback.
async fn host() -> Host {
    let host = Host::start().await;
    host.call("settings.set", json!({ "key": "targets.private", "value": "allow" })).await;
    host
}

async fn hook(host: &Host, name: &str, url: &str, change: Value) {
    let mut webhook = json!({
        "method": METHOD, "batch": "b", "name": name, "url": url, "timeout_ms": 10_000, "content": {},
    });
    for (key, value) in change.as_object().expect("an object") {
        webhook[key] = value.clone();
    }
    host.call("webhooks.save", json!({ "webhook": webhook })).await;
}

async fn run(host: &Host, payload: &str) -> Value {
    let path = format!("/v1/hooks/run/before/{METHOD}");
    let (status, answer) = host.send(Method::POST, &path, &[], payload.as_bytes()).await.pair();
    assert_eq!(status, 200, "{answer}");
    answer
}

fn says(body: &str) -> Answer {
    Answer::body(200, "application/json", body)
}

/// The log's loud lines of a level.
fn lines(answer: &Value, level: &str) -> Vec<String> {
    let log = answer["log"].as_array().expect("a log");
    let text = |line: &Value| line["message"].as_str().unwrap_or_default().to_owned();
    log.iter().filter(|line| line["level"] == level).map(text).collect()
}

/// An address nobody listens at.
async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    format!("http://{}/hook", listener.local_addr().expect("an address"))
}

#[tokio::test]
async fn a_hook_gets_its_fields_and_changes_the_payload() {
    let host = host().await;
    let receiver = Receiver::start(
        vec![says(r#"[{"op":"replace","path":"data/qty","value":2.50},{"op":"add","path":"data/tags","value":"x"}]"#)],
        Answer::status(500),
    )
    .await;
    let content = json!({
        "fields": [{ "name": "product.sku", "source": "data.sku" }, { "name": "product.id", "source": "data.id" }],
        "headers": [{ "name": "X-Shop", "value": "context_http_request.get_header{X-Shop}" },
                    { "name": "X-Area", "value": "context_application_state.get_area_code" }],
    });
    hook(&host, "h", &receiver.url(), json!({ "content": content })).await;
    let payload = r#"{"data":{"sku":"a","id":12345678901234567890,"qty":1.0,"tags":[]}}"#;
    let path = format!("/v1/hooks/run/before/{}", METHOD.to_uppercase());
    let headers =
        [("x-shop", "one"), ("x-hookdesk-context", r#"{"application_state":{"area_code":"graphql"}}"#)];
    let answer = host.send(Method::POST, &path, &headers, payload.as_bytes()).await;
    let id = answer.headers["x-adobe-commerce-request-id"].to_str().expect("text").to_owned();
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(
        text.contains(r#""payload":{"data":{"sku":"a","id":12345678901234567890,"qty":2.50,"tags":["x"]}}"#),
        "{text}"
    );
    let answer = answer.json();
    assert_eq!((&answer["result"], &answer["exception"]), (&json!("success"), &Value::Null));
    assert!(
        lines(&answer, "debug")[0].starts_with(&format!("Request to url {} for hook \"h\"", receiver.url()))
    );

    let got = receiver.wait_for(1).await.remove(0);
    assert_eq!(String::from_utf8_lossy(&got.body), r#"{"product":{"sku":"a","id":12345678901234567890}}"#);
    assert_eq!(got.header("content-type"), Some("application/json"));
    assert_eq!((got.header("x-shop"), got.header("x-area")), (Some("one"), Some("graphql")));
    assert_eq!(got.header("authorization"), None, "the API's own token goes nowhere");
    assert_eq!(got.header("x-adobe-commerce-request-id"), Some(id.as_str()));
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_alphanumeric()), "{id}");
}

#[tokio::test]
async fn a_batch_runs_side_by_side_and_the_next_one_reads_what_it_left() {
    let host = host().await;
    // Each answers only after all three have come in: one after the other, none ever would.
    let all = std::sync::Arc::new(tokio::sync::Barrier::new(3));
    for name in ["one", "two", "three"] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let all = all.clone();
        tokio::spawn(async move {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let (mut stream, _) = listener.accept().await.expect("a call");
            let mut bytes = Vec::new();
            while !bytes.ends_with(b"}") {
                stream.read_buf(&mut bytes).await.expect("a request");
            }
            all.wait().await;
            let body = r#"{"op":"add","path":"seen","value":1}"#;
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.expect("an answer");
        });
        hook(&host, name, &url, json!({})).await;
    }
    let last = Receiver::start(Vec::new(), says("[]")).await;
    hook(&host, "last", &last.url(), json!({ "batch": "next", "batch_order": 1 })).await;
    assert_eq!(run(&host, r#"{"seen":[]}"#).await["payload"], json!({ "seen": [1, 1, 1] }));
    assert_eq!(last.wait_for(1).await[0].body, br#"{"seen":[1,1,1]}"#);
}

#[tokio::test]
async fn failures_stop_the_caller_where_the_hook_is_required() {
    const FALLBACK: &str = "Not now";
    let status = |status| Answer::body(status, "text/html", "<html>busy</html>");
    let cases: Vec<(Option<Answer>, &str)> = vec![
        (Some(status(503)), "503 Service Unavailable` response: <html>busy</html>"),
        (Some(status(302)), "302 Found"),
        (Some(status(404)), "404 Not Found"),
        (Some(Answer::body(200, "text/html", "<html>login</html>")), "it looks like a web page"),
        (Some(says(r#"{"op":"add","value":1}"#)), "its \"path\" is missing"),
        (Some(says(r#"{"op":"replace","path":"no/such","value":1}"#)), "there is no \"no\""),
        (Some(Answer::Close), "closed before the answer was complete"),
        (Some(Answer::Raw(b"hello\r\n\r\n".to_vec())), "not valid HTTP"),
        (Some(says(&"[".repeat(100_000))), "not JSON"),
        (Some(says(&format!("[{}]", " ".repeat(10 * 1024 * 1024)))), "longer than 8388608 bytes"),
        (Some(Answer::Endless), "longer than 8388608 bytes"),
        (None, "connection refused"),
    ];
    let host = host().await;
    for (n, (answer, why)) in cases.into_iter().enumerate() {
        let receiver = Receiver::start(Vec::new(), answer.clone().unwrap_or(Answer::Close)).await;
        let url = if answer.is_some() { receiver.url() } else { nobody().await };
        for required in [true, false] {
            let method = format!("observer.case_{n}_{required}");
            let change =
                json!({ "method": method, "required": required, "fallback_error_message": FALLBACK });
            hook(&host, "h", &url, change).await;
            let path = format!("/v1/hooks/run/before/{method}");
            let (status, answer) = host.send(Method::POST, &path, &[], br#"{"a":1.0}"#).await.pair();
            assert_eq!(status, 200);
            assert_eq!(answer["payload"].to_string(), r#"{"a":1.0}"#, "{why}");
            let errors = lines(&answer, "error");
            assert!(errors.len() == 1 && errors[0].contains(why), "{why}: {errors:?}");
            assert!(errors[0].starts_with("The request for hook \"h\" failed. Reason: "), "{errors:?}");
            let wanted = if required { json!("exception") } else { json!("success") };
            assert_eq!(answer["result"], wanted, "{why}");
            if required {
                assert_eq!(answer["exception"]["message"], FALLBACK);
                assert_eq!(
                    answer["exception"]["type"],
                    "\\Magento\\Framework\\Exception\\LocalizedException"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_silent_endpoint_ends_at_its_timeout_and_a_slow_one_is_noticed() {
    let host = host().await;
    let silent = Receiver::start(Vec::new(), Answer::Silent).await;
    hook(&host, "silent", &silent.url(), json!({ "timeout_ms": 50, "required": false })).await;
    let slow = Answer::Slow(Duration::from_millis(30), Box::new(says("[]")));
    let slow = Receiver::start(Vec::new(), slow).await;
    hook(&host, "slow", &slow.url(), json!({ "soft_timeout_ms": 1 })).await;
    let answer = run(&host, "{}").await;
    assert_eq!(answer["result"], "success");
    assert_eq!(
        lines(&answer, "error"),
        ["The request for hook \"silent\" failed. Reason: No answer within the timeout of 50 ms"]
    );
    assert!(lines(&answer, "notice")[0].contains("\"slow\""), "{answer}");
}

#[tokio::test]
async fn an_exception_is_what_the_endpoint_says() {
    let host = host().await;
    let answer = r#"[{"op":"add","path":"b","value":1},{"op":"exception","class":"My\\Stop","message":"Out of stock"}]"#;
    let receiver = Receiver::start(Vec::new(), says(answer)).await;
    hook(&host, "h", &receiver.url(), json!({ "required": false })).await;
    let answer = run(&host, r#"{"a":1}"#).await;
    assert_eq!(answer["exception"], json!({ "type": "My\\Stop", "message": "Out of stock" }));
    assert_eq!(answer["payload"], json!({ "a": 1 }));
    assert!(lines(&answer, "warning")[0].contains("\"class\""), "{answer}");
}

#[tokio::test]
async fn rules_that_do_not_hold_call_nobody() {
    let host = host().await;
    let receiver = Receiver::start(Vec::new(), says("[]")).await;
    let content = json!({ "rules": [[{ "field": "qty", "operator": "greaterThan", "value": "5" }]] });
    hook(&host, "h", &receiver.url(), json!({ "content": content })).await;
    assert_eq!(run(&host, r#"{"qty":5}"#).await["result"], "success");
    assert_eq!(receiver.count(), 0);
    run(&host, r#"{"qty":6}"#).await;
    assert_eq!(receiver.count(), 1);
}

#[tokio::test]
async fn an_answer_is_kept_for_its_ttl_unless_it_says_no() {
    let host = host().await;
    let add = || says(r#"{"op":"add","path":"l","value":1}"#);
    let plan = vec![Answer::status(500), says(r#"{"op":"exception"}"#), says("{}"), add()];
    let receiver = Receiver::start(plan, Answer::status(500)).await;
    hook(&host, "h", &receiver.url(), json!({ "ttl_s": 3_600 })).await;
    for _ in 0..3 {
        assert_eq!(run(&host, r#"{"l":[]}"#).await["result"], "exception", "neither is kept");
    }
    for _ in 0..3 {
        let answer = run(&host, r#"{"l":[]}"#).await;
        assert_eq!(answer["payload"], json!({ "l": [1] }), "{answer}");
    }
    assert_eq!(receiver.count(), 4);
    assert!(run(&host, r#"{"l":[0]}"#).await["result"] == "exception", "another body is another request");
}

#[tokio::test]
async fn a_dead_optional_endpoint_is_left_alone_after_five_failures() {
    let host = host().await;
    let receiver = Receiver::start(Vec::new(), Answer::status(503)).await;
    hook(&host, "optional", &receiver.url(), json!({ "required": false })).await;
    for _ in 0..5 {
        assert_eq!(lines(&run(&host, "{}").await, "error").len(), 1);
    }
    let answer = run(&host, "{}").await;
    assert_eq!((receiver.count(), lines(&answer, "error").len()), (5, 0));
    assert!(lines(&answer, "warning")[0].contains("failed 5 times in a row"), "{answer}");

    // A required hook asks all the same, and what it finds counts.
    receiver.then(says("[]"));
    hook(&host, "required", &receiver.url(), json!({ "method": "observer.other" })).await;
    let (_, answer) = host.post("/v1/hooks/run/before/observer.other", json!({})).await;
    assert_eq!((answer["result"].as_str(), receiver.count()), (Some("success"), 6));
    run(&host, "{}").await;
    assert_eq!(receiver.count(), 7);
}

#[tokio::test]
async fn only_the_callers_own_mistakes_are_faults() {
    let host = Host::start().await;
    for (path, headers, body, status, code) in [
        ("/v1/hooks/run/before/observer.x", vec![], "{\"a\":", 400, "json.malformed"),
        ("/v1/hooks/run/before/observer.x", vec![], "", 400, "json.malformed"),
        ("/v1/hooks/run/before/observer.x", vec![("x-hookdesk-context", "[]")], "{}", 400, "input.invalid"),
        ("/v1/hooks/run/before/observer.x", vec![("x-hookdesk-context", "{")], "{}", 400, "json.malformed"),
        ("/v1/hooks/run/around/observer.x", vec![], "{}", 404, "not_found"),
    ] {
        let (got, fault) = host.send(Method::POST, path, &headers, body.as_bytes()).await.pair();
        assert_eq!((got, fault["code"].as_str()), (status, Some(code)), "{path} {body}");
    }
    let (status, fault) = host.get("/v1/hooks/run/before/observer.x").await;
    assert_eq!((status, fault["code"].as_str()), (405, Some("not_found")));
    // A method without hooks is left as it is, byte for byte.
    let answer = host.send(Method::POST, "/v1/hooks/run/before/observer.x", &[], br#"{"a":1.0}"#).await;
    assert_eq!(
        String::from_utf8_lossy(&answer.body),
        r#"{"result":"success","payload":{"a":1.0},"exception":null,"log":[]}"#
    );
}

#[tokio::test]
async fn a_private_address_needs_consent_and_secrets_stay_out_of_the_log() {
    let host = Host::start().await;
    let receiver = Receiver::start(Vec::new(), says("[]")).await;
    let url = receiver.url().replace("http://", "http://shop:hush@") + "?token=hush";
    hook(&host, "h", &url, json!({ "required": false })).await;
    let answer = run(&host, "{}").await;
    assert!(lines(&answer, "error")[0].contains("targets.private"), "{answer}");
    assert_eq!(receiver.connections(), 0);
    host.call("settings.set", json!({ "key": "targets.private", "value": "allow" })).await;
    let answer = run(&host, "{}").await;
    assert_eq!(receiver.wait_for(1).await[0].header("authorization"), Some("Basic c2hvcDpodXNo"));
    assert!(!answer.to_string().contains("hush"), "{answer}");
}

#[tokio::test]
async fn what_happened_is_in_the_log_under_the_runs_id() {
    let host = host().await;
    let receiver = Receiver::start(Vec::new(), Answer::status(500)).await;
    hook(&host, "h", &receiver.url(), json!({})).await;
    let mut changes = host.engine.store().changes();
    let path = format!("/v1/hooks/run/before/{METHOD}");
    let answer = host.send(Method::POST, &path, &[], b"{}").await;
    let id = answer.headers["x-adobe-commerce-request-id"].to_str().expect("text").to_owned();
    // The lines are written after the answer.
    let lines = async {
        loop {
            let page = host.call("webhooks.logs", json!({ "request_id": id })).await;
            if page["rows"].as_array().is_some_and(|rows| !rows.is_empty()) {
                return page["rows"].clone();
            }
            changes.recv().await.expect("a change");
        }
    };
    let rows = tokio::time::timeout(Duration::from_secs(30), lines).await.expect("the lines");
    let rows = rows.as_array().expect("rows");
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter().all(|row| row["hook"] == "h" && row["batch"] == "b" && row["method"] == METHOD),
        "{rows:?}"
    );
}

#[tokio::test]
async fn a_hook_that_is_changed_runs_as_changed_at_once() {
    let host = host().await;
    let (old, new) =
        (Receiver::start(Vec::new(), says("[]")).await, Receiver::start(Vec::new(), says("[]")).await);
    hook(&host, "h", &old.url(), json!({})).await;
    run(&host, "{}").await;
    let saved = host.call("webhooks.list", json!(null)).await;
    let webhook = json!({ "method": METHOD, "batch": "b", "name": "h", "url": new.url(), "content": {} });
    host.call("webhooks.save", json!({ "id": saved[0]["id"], "webhook": webhook })).await;
    run(&host, "{}").await;
    assert_eq!((old.count(), new.count()), (1, 1));
}
