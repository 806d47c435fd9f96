//! Developer Console credentials of hooks that are waited for: the token asked for, sent, kept and forgotten.

use hookdesk_testkit::{Answer, Receiver};
use http::Method;
use serde_json::{Value, json};

use crate::host::Host;

const METHOD: &str = "observer.sales_quote_add_item";
const SECRET: &str = "p8e-hunter2";

fn says(body: &str) -> Answer {
    Answer::body(200, "application/json", body)
}

fn token(name: &str) -> Answer {
    says(&format!(r#"{{"access_token":"{name}","token_type":"bearer","expires_in":86399}}"#))
}

/// A host that may call loopback, asks `ims` for tokens and knows the secret.
async fn host(ims: &Receiver) -> Host {
    let host = Host::with_secrets().await;
    host.call("settings.set", json!({ "key": "targets.private", "value": "allow" })).await;
    host.call("settings.set", json!({ "key": "webhooks.ims.url", "value": ims.url() })).await;
    host.call("secrets.save", json!({ "name": "ims", "value": SECRET })).await;
    host
}

async fn hook(host: &Host, name: &str, url: &str, change: Value) {
    let mut webhook = json!({
        "method": METHOD, "batch": "b", "name": name, "url": url, "timeout_ms": 10_000,
        "oauth": { "client_id": "client", "client_secret": "{secret:ims}", "org_id": "1@AdobeOrg" },
        "content": { "headers": [{ "name": "Authorization", "value": "Bearer {secret:ims}" }] },
    });
    for (key, value) in change.as_object().expect("an object") {
        webhook[key] = value.clone();
    }
    host.call("webhooks.save", json!({ "webhook": webhook })).await;
}

async fn run(host: &Host) -> Value {
    let path = format!("/v1/hooks/run/before/{METHOD}");
    let (status, answer) = host.send(Method::POST, &path, &[], b"{}").await.pair();
    assert_eq!(status, 200, "{answer}");
    assert!(!answer.to_string().contains(SECRET), "{answer}");
    answer
}

#[tokio::test]
async fn one_token_serves_every_hook_of_a_client_until_an_endpoint_refuses_it() {
    let ims = Receiver::start(vec![token("first"), token("second")], Answer::status(500)).await;
    let host = host(&ims).await;
    let endpoint = Receiver::start(Vec::new(), says("[]")).await;
    for name in ["one", "two", "three"] {
        hook(&host, name, &endpoint.url(), json!({})).await;
    }
    for _ in 0..2 {
        assert_eq!(run(&host).await["result"], "success");
    }
    assert_eq!((ims.count(), endpoint.count()), (1, 6));
    let asked = ims.received().remove(0);
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        String::from_utf8_lossy(&asked.body),
        format!(
            "grant_type=client_credentials&client_id=client&client_secret={SECRET}&scope=openid%2CAdobeID%2Cread_organizations"
        )
    );
    for got in endpoint.received() {
        assert_eq!(got.header("authorization"), Some("Bearer first"), "a content's own gives way");
        assert_eq!(got.header("x-gw-ims-org-id"), Some("1@AdobeOrg"));
    }

    // Refused: the hook fails and is not sent again; the next run has another token.
    endpoint.then(Answer::status(401));
    let answer = run(&host).await;
    assert_eq!(answer["result"], "exception");
    assert!(answer.to_string().contains("401 Unauthorized"), "{answer}");
    assert_eq!((ims.count(), endpoint.count()), (1, 9));
    assert_eq!(run(&host).await["result"], "success");
    assert_eq!((ims.count(), endpoint.count()), (2, 12));
    assert_eq!(endpoint.received()[11].header("authorization"), Some("Bearer second"));
}

#[tokio::test]
async fn without_a_token_the_hook_fails_as_at_an_unreachable_endpoint() {
    let refusal =
        format!(r#"{{"error":"invalid_client","error_description":"invalid client_secret {SECRET}"}}"#);
    let refused = Answer::body(400, "application/json", refusal);
    for (answer, timeout, why) in [
        (refused, 10_000, "invalid client_secret [redacted]"),
        (Answer::Silent, 50, "no answer"),
        (Answer::Close, 10_000, "closed"),
        (Answer::body(200, "text/html", "<html>"), 10_000, "HTML"),
    ] {
        let ims = Receiver::start(Vec::new(), answer).await;
        let host = host(&ims).await;
        let endpoint = Receiver::start(Vec::new(), says("[]")).await;
        hook(&host, "h", &endpoint.url(), json!({ "timeout_ms": timeout })).await;
        let answer = run(&host).await;
        assert_eq!((&answer["result"], endpoint.connections()), (&json!("exception"), 0), "{why}");
        let text = answer["log"].to_string();
        assert!(text.contains("The access token for the client") && text.contains(why), "{why}: {text}");
        assert!(!text.contains("executed in"), "the endpoint was not asked: {text}");
    }
}

#[tokio::test]
async fn a_secret_that_is_not_there_sends_nothing() {
    let ims = Receiver::start(Vec::new(), token("a")).await;
    let host = host(&ims).await;
    let endpoint = Receiver::start(Vec::new(), says("[]")).await;
    hook(&host, "h", &endpoint.url(), json!({})).await;
    host.call("secrets.delete", json!({ "name": "ims" })).await;
    let answer = run(&host).await;
    assert!(answer["log"].to_string().contains("there is no secret of this name"), "{answer}");
    assert_eq!((ims.connections(), endpoint.connections()), (0, 0));
}

#[tokio::test]
async fn a_test_on_this_machine_asks_nobody_for_a_token() {
    let ims = Receiver::start(Vec::new(), token("a")).await;
    let host = host(&ims).await;
    let endpoint = Receiver::start(Vec::new(), says("[]")).await;
    hook(&host, "h", &endpoint.url(), json!({})).await;
    let request = json!({ "method": METHOD, "moment": "before", "payload": "{}", "answer": "[]" });
    let answer = host.call("webhooks.test", request.clone()).await;
    assert_eq!((&answer["result"], ims.connections(), endpoint.connections()), (&json!("success"), 0, 0));
    // At the endpoint itself: shown without the token.
    let mut real = request;
    real.as_object_mut().expect("an object").remove("answer");
    let answer = host.call("webhooks.test", real).await;
    assert_eq!((ims.count(), endpoint.count()), (1, 1), "{answer}");
    assert!(!answer.to_string().contains("Bearer a"), "{answer}");
}

#[tokio::test]
async fn a_kept_answer_needs_no_token() {
    let ims = Receiver::start(vec![token("a")], Answer::status(500)).await;
    let host = host(&ims).await;
    let endpoint = Receiver::start(Vec::new(), says("[]")).await;
    hook(&host, "h", &endpoint.url(), json!({ "ttl_s": 60 })).await;
    for _ in 0..3 {
        assert_eq!(run(&host).await["result"], "success");
    }
    assert_eq!((ims.count(), endpoint.count()), (1, 1));
}
