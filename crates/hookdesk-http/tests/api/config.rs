//! Saving hooks, subscriptions and connections: what is checked, and with which field named.

use hookdesk_testkit::{Answer, Receiver};
use serde_json::{Value, json};

use crate::host::Host;

fn url(url: &str) -> Value {
    json!({ "kind": "url", "url": url })
}

#[tokio::test]
async fn hooks_are_checked_and_what_is_left_out_stays() {
    let host = Host::start().await;
    let service = json!({ "class": "Magento\\Sales\\Api\\OrderRepositoryInterface", "method": "get" });
    let hook = host
        .call(
            "hooks.save",
            json!({ "name": "A.B", "wrap": "raw", "description": "orders", "service": service }),
        )
        .await;
    assert_eq!((&hook["name"], &hook["wrap"]), (&json!("a.b"), &json!("raw")));
    let hook = host.call("hooks.save", json!({ "id": hook["id"], "name": "a.b" })).await;
    assert_eq!(
        (&hook["wrap"], &hook["description"], &hook["service"]),
        (&json!("raw"), &json!("orders"), &service)
    );
    let nothing = json!({ "class": "", "method": "" });
    let hook = host.call("hooks.save", json!({ "id": hook["id"], "name": "a.b", "service": nothing })).await;
    assert_eq!(hook["service"], Value::Null);

    for (request, code, field) in [
        (json!({ "name": "a b" }), "name.invalid", "name"),
        (json!({ "name": "A.B" }), "hook.exists", "name"),
        (json!({ "id": 99, "name": "x" }), "not_found", "id"),
        (json!({ "name": "x", "description": "a\nb" }), "input.invalid", "description"),
        (
            json!({ "name": "x", "service": { "class": "C", "method": "" } }),
            "input.invalid",
            "service.method",
        ),
        (json!({ "name": "x", "wrap": "both" }), "input.invalid", "wrap"),
    ] {
        let got = host.refused("hooks.save", request.clone()).await;
        assert_eq!((got.0.as_str(), got.1.as_str()), (code, field), "{request}");
    }
    host.subscribed("c.d").await;
    let hooks = host.call("hooks.list", json!({})).await;
    let used = hooks.as_array().expect("a list").iter().find(|hook| hook["name"] == "c.d").expect("c.d");
    assert_eq!(used["subscriptions"], 1);
    assert_eq!(host.refused("hooks.delete", json!({ "id": used["id"] })).await.0, "hook.in_use");
}

#[tokio::test]
async fn subscriptions_are_checked_field_by_field() {
    let host = Host::start().await;
    host.call("hooks.save", json!({ "name": "sales.order.created" })).await;
    let good = json!({ "event_name": "sales.order.created", "recipient": url("https://r.example/in") });
    for (change, code, field) in [
        (json!({ "event_name": "sales.order.craeted" }), "hook.unknown", "event_name"),
        (json!({ "recipient": url("ftp://r.example/") }), "url.invalid", "recipient.url"),
        (json!({ "recipient": url("https://r.example/#x") }), "url.invalid", "recipient.url"),
        (
            json!({ "recipient": { "kind": "connection", "id": 9, "path": "" } }),
            "input.invalid",
            "recipient.id",
        ),
        (json!({ "headers": [["x-a", "1\r\nx-b: 2"]] }), "header.invalid", "headers[0].value"),
        (json!({ "headers": [["x-a", "1"], ["host", "x"]] }), "header.invalid", "headers[1].name"),
        (json!({ "headers": [["authorization", "Bearer x"]] }), "header.invalid", "headers[0].name"),
        (json!({ "retry": { "kind": "custom", "delays_ms": [] } }), "input.invalid", "retry.delays_ms"),
        (
            json!({ "retry": { "kind": "fixed", "delay_ms": 1, "retries": 101 } }),
            "input.invalid",
            "retry.retries",
        ),
        (json!({ "timeout_ms": 999 }), "input.invalid", "timeout_ms"),
        (json!({ "concurrency": 257 }), "input.invalid", "concurrency"),
        (json!({ "rate": { "count": 1, "per_ms": 0 } }), "input.invalid", "rate.per_ms"),
        (json!({ "label": "x".repeat(121) }), "input.invalid", "label"),
        (json!({ "signing": { "scheme": "aligent" } }), "signing.key_invalid", "secret"),
        (json!({ "signing": { "scheme": "standard" }, "secret": "plain" }), "signing.key_invalid", "secret"),
        (json!({ "colour": 1 }), "input.unknown_field", "colour"),
    ] {
        let mut request = good.clone();
        for (key, value) in change.as_object().expect("an object") {
            request[key] = value.clone();
        }
        let got = host.refused("subscriptions.save", request).await;
        assert_eq!((got.0.as_str(), got.1.as_str()), (code, field), "{change}");
    }
    let (_, fault) = host
        .post(
            "/rpc/subscriptions.save",
            json!({ "event_name": "sales.order.craeted", "recipient": url("https://r.example") }),
        )
        .await;
    assert!(fault["next"].as_str().is_some_and(|next| next.contains("sales.order.created")), "{fault}");
    assert_eq!(host.call("subscriptions.list", json!({})).await, json!([]), "nothing was written");
}

#[tokio::test]
async fn a_change_leaves_alone_what_it_does_not_name() {
    let host = Host::start().await;
    let id = host.subscribed("a.b").await;
    let before = host
        .call(
            "subscriptions.save",
            json!({ "id": id, "label": "mine", "timeout_ms": 5000, "rate": { "count": 2, "per_ms": 1000 } }),
        )
        .await;
    let after = host
        .call("subscriptions.save", json!({ "id": id, "debug": true, "rate": { "count": 0, "per_ms": 1 } }))
        .await;
    assert_eq!((&after["label"], &after["timeout_ms"]), (&before["label"], &before["timeout_ms"]));
    assert_eq!((&after["debug"], &after["rate"]), (&json!(true), &Value::Null));
    let got = host.refused("subscriptions.save", json!({ "id": id, "event_name": "b.c" })).await;
    assert_eq!(got, ("input.invalid".to_owned(), "event_name".to_owned()));
    host.call("subscriptions.delete", json!({ "id": id })).await;
    assert_eq!(host.refused("subscriptions.get", json!({ "id": id })).await.0, "not_found");
}

#[tokio::test]
async fn a_private_recipient_waits_for_consent_from_the_start() {
    let host = Host::start().await;
    host.call("hooks.save", json!({ "name": "a.b" })).await;
    for (address, waits) in [
        ("http://127.0.0.1:9/", true),
        ("http://localhost:9/", true),
        ("http://10.1.2.3/", true),
        ("http://[::1]:9/", true),
        ("https://r.example/", false),
    ] {
        let row =
            host.call("subscriptions.save", json!({ "event_name": "a.b", "recipient": url(address) })).await;
        assert_eq!(row["needs_consent"], waits, "{address}");
    }
    let (_, answer) = host.post("/v1/events", json!({ "name": "a.b", "data": 1 })).await;
    let states: Vec<_> =
        answer["messages"].as_array().expect("a list").iter().map(|m| m["state"].clone()).collect();
    assert_eq!(states, [json!("held"), json!("held"), json!("held"), json!("held"), json!("queued")]);

    let row = host.call("subscriptions.get", json!({ "id": 3 })).await;
    assert_eq!(
        row["blocked"],
        json!({
            "host": "10.1.2.3", "addresses": ["10.1.2.3"], "subnets": ["10.1.2.0/24"], "was_public": false,
            "text": "10.1.2.3 is an address of a private network. Messages wait until you consent.",
        })
    );
    let (status, row) = host.post("/v1/subscriptions/1/consent", json!({})).await;
    assert_eq!((status, &row["allow_private"], &row["needs_consent"]), (200, &json!(true), &json!(false)));
    assert_eq!((&row["consent"]["host"], &row["blocked"]), (&json!("127.0.0.1"), &Value::Null));
    assert_eq!(row["consent"]["subnets"], json!(["127.0.0.0/8"]));
    assert_eq!(host.get("/v1/messages?subscription=1").await.1["items"][0]["state"], "queued");
    let notices = host.call("overview.get", json!({})).await["notices"].clone();
    assert_eq!(notices.as_array().expect("a list").iter().filter(|n| n["kind"] == "consent").count(), 3);
    let said = |notice: &Value| {
        notice["text"].as_str().is_some_and(|text| text.contains("10.1.2.3 is an address of"))
    };
    assert!(notices.as_array().expect("a list").iter().any(said), "{notices}");
    host.call("settings.set", json!({ "key": "targets.private", "value": "allow" })).await;
    assert_eq!(host.get("/v1/counts").await.1["held"], 0);
}

#[tokio::test]
async fn a_consent_is_to_a_host_and_goes_with_it() {
    let host = Host::start().await;
    host.call("hooks.save", json!({ "name": "a.b" })).await;
    let save = |change: Value| {
        let mut request = json!({ "id": 1 });
        request.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        host.call("subscriptions.save", request)
    };
    let new =
        json!({ "event_name": "a.b", "recipient": url("http://192.168.1.20/a"), "allow_private": true });
    let row = host.call("subscriptions.save", new).await;
    assert_eq!(row["consent"]["subnets"], json!(["192.168.1.0/24"]), "{row}");
    let given = row["consent"].clone();
    // A label is no consent, and another path is the same host.
    let row = save(json!({ "label": "erp", "recipient": url("http://192.168.1.20/b") })).await;
    assert_eq!((&row["consent"], &row["needs_consent"]), (&given, &json!(false)));
    let row = save(json!({ "recipient": url("http://192.168.2.20/b") })).await;
    assert_eq!((&row["consent"], &row["needs_consent"]), (&Value::Null, &json!(true)));
    assert_eq!(row["blocked"]["subnets"], json!(["192.168.2.0/24"]));
    let row = save(json!({ "allow_private": true })).await;
    assert_eq!(
        (&row["consent"]["subnets"], &row["needs_consent"]),
        (&json!(["192.168.2.0/24"]), &json!(false))
    );
    let row = save(json!({ "allow_private": false })).await;
    assert_eq!((&row["consent"], &row["allow_private"]), (&Value::Null, &json!(false)));
    // Where a name leads nobody can tell now, the first connection decides.
    let row = save(json!({ "recipient": url("http://no-such-host.invalid/"), "allow_private": true })).await;
    assert_eq!((&row["consent"]["subnets"], &row["allow_private"]), (&json!([]), &json!(true)));
    // There is nothing to consent to.
    for address in ["https://93.184.216.34/", "http://169.254.169.254/"] {
        let row = save(json!({ "recipient": url(address), "allow_private": true })).await;
        assert_eq!((&row["consent"], &row["needs_consent"]), (&Value::Null, &json!(false)), "{address}");
    }
}

#[tokio::test]
async fn without_a_scheme_it_is_https_and_without_encryption_it_says_so() {
    let host = Host::start().await;
    host.call("hooks.save", json!({ "name": "a.b" })).await;
    for (typed, want, unencrypted) in [
        ("erp.example/hooks?a=b", "https://erp.example/hooks?a=b", false),
        ("erp.example:8443/{{ id }}", "https://erp.example:8443/%7B%7B%20id%20%7D%7D", false),
        ("http://erp.example/", "http://erp.example/", true),
        ("http://192.168.1.20/", "http://192.168.1.20/", false),
        ("http://erp.local/", "http://erp.local/", false),
    ] {
        let row =
            host.call("subscriptions.save", json!({ "event_name": "a.b", "recipient": url(typed) })).await;
        assert_eq!((&row["url"], &row["unencrypted"]), (&json!(want), &json!(unencrypted)), "{typed}");
    }
    let row = host.call("connections.save", json!({ "name": "crm", "base_url": "crm.example/api" })).await;
    assert_eq!(row["base_url"], "https://crm.example/api");
}

#[tokio::test]
async fn without_a_place_for_secrets_none_is_stored() {
    let host = Host::start().await;
    host.call("hooks.save", json!({ "name": "a.b" })).await;
    let request =
        json!({ "event_name": "a.b", "recipient": url("https://r.example/"), "secret": "hush-hush" });
    assert_eq!(host.refused("subscriptions.save", request.clone()).await.0, "secret.no_key");
    assert_eq!(host.call("subscriptions.list", json!({})).await, json!([]), "nothing half-made is left");
    let state = host.call("security.use_passphrase", json!({ "passphrase": "correct horse battery" })).await;
    assert_eq!((&state["state"], &state["open"]), (&json!("passphrase"), &json!(true)));
    let row = host.call("subscriptions.save", request).await;
    assert_eq!((&row["has_secret"], &row["signing"]["scheme"]), (&json!(true), &json!("aligent")));
    assert!(!row.to_string().contains("hush"), "a secret never comes back");
}

#[tokio::test]
async fn userinfo_becomes_a_connection_with_a_sealed_password() {
    let host = Host::with_secrets().await;
    host.call("hooks.save", json!({ "name": "a.b" })).await;
    let request = json!({ "event_name": "a.b", "recipient": url("https://jo:s%40fe@r.example/in?x=1") });
    let row = host.call("subscriptions.save", request.clone()).await;
    assert_eq!(row["url"], "https://r.example/in?x=1");
    assert_eq!(row["recipient"]["kind"], "connection");
    let connections = host.call("connections.list", json!({})).await;
    let connection = &connections[0];
    assert_eq!(
        (&connection["name"], &connection["base_url"]),
        (&json!("r.example"), &json!("https://r.example/"))
    );
    assert_eq!(connection["auth"], json!({ "kind": "basic", "username": "jo" }));
    assert_eq!((&connection["has_auth_secret"], &connection["subscriptions"]), (&json!(true), &json!(1)));
    host.call("subscriptions.save", request).await;
    assert_eq!(host.call("connections.list", json!({})).await[1]["name"], "r.example 2");
    let all = host.call("subscriptions.list", json!({})).await.to_string() + &connections.to_string();
    assert!(!all.contains("s@fe") && !all.contains("s%40fe"), "{all}");
}

#[tokio::test]
async fn connections_are_checked_and_named_once() {
    let host = Host::with_secrets().await;
    let good = json!({ "name": "crm", "base_url": "https://crm.example/api" });
    for (change, code, field) in [
        (json!({ "base_url": "https://crm.example/api?x=1" }), "url.invalid", "base_url"),
        (json!({ "base_url": "crm" }), "url.invalid", "base_url"),
        (json!({ "name": " " }), "input.invalid", "name"),
        (json!({ "auth": { "kind": "bearer" } }), "input.invalid", "auth_secret"),
        (json!({ "auth": { "kind": "bearer" }, "auth_secret": "a\nb" }), "header.invalid", "auth_secret"),
        (
            json!({ "auth": { "kind": "api_key_header", "name": "host" }, "auth_secret": "k" }),
            "header.invalid",
            "auth.name",
        ),
        (json!({ "auth": { "kind": "basic", "username": "a:b" } }), "input.invalid", "auth.username"),
        (
            json!({ "signing": { "scheme": "hmac", "header": "bad name", "encoding": "hex" }, "signing_secret": "k" }),
            "header.invalid",
            "signing.header",
        ),
        (
            json!({ "base_url": "https://jo:pw@crm.example/", "auth_secret": "other" }),
            "url.invalid",
            "base_url",
        ),
    ] {
        let mut request = good.clone();
        for (key, value) in change.as_object().expect("an object") {
            request[key] = value.clone();
        }
        let got = host.refused("connections.save", request).await;
        assert_eq!((got.0.as_str(), got.1.as_str()), (code, field), "{change}");
    }
    host.call("connections.save", good.clone()).await;
    assert_eq!(host.refused("connections.save", good).await.1, "name");
    let moved =
        host.call("connections.save", json!({ "name": "b", "base_url": "https://jo:pw@b.example/" })).await;
    assert_eq!(
        (&moved["base_url"], &moved["auth"]["username"]),
        (&json!("https://b.example/"), &json!("jo"))
    );
}

#[tokio::test]
async fn a_connection_that_is_the_shop_stays_it_under_another_name() {
    let host = Host::start().await;
    let request = json!({ "name": "shop", "base_url": "https://shop.example/" });
    let id = host.call("connections.save", request).await["id"].clone();
    let other =
        host.call("connections.save", json!({ "name": "crm", "base_url": "https://b.example/" })).await;
    let set =
        async |value: &str| host.call("settings.set", json!({ "key": "content.shop", "value": value })).await;
    let refused = host.refused("settings.set", json!({ "key": "content.shop", "value": "nobody" })).await;
    assert_eq!(refused.1, "value");
    set("shop").await;
    let now = async || {
        let all = host.call("settings.list", json!({})).await;
        let all = all.as_array().expect("settings").clone();
        all.into_iter().find(|setting| setting["key"] == "content.shop").expect("it")["value"].clone()
    };
    host.call("connections.save", json!({ "id": other["id"], "name": "erp" })).await;
    assert_eq!(now().await, "shop");
    host.call("connections.save", json!({ "id": id, "name": "store" })).await;
    assert_eq!(now().await, "store");
}

#[tokio::test]
async fn a_signing_key_is_rotated_with_the_old_one_alongside() {
    let host = Host::with_secrets().await;
    host.call("hooks.save", json!({ "name": "a.b" })).await;
    let key = |fill: &str| format!("whsec_{}", fill.repeat(32));
    let request = json!({
        "event_name": "a.b", "recipient": url("https://r.example/"),
        "signing": { "scheme": "standard" }, "secret": key("A"),
    });
    let id = host.call("subscriptions.save", request).await["id"].clone();
    let opened = async || {
        let row = host.engine.store().subscriptions().await.expect("rows").remove(0);
        let keys = host.engine.keys(&row, None).await.expect("keys");
        keys.signing.iter().map(|key| String::from_utf8_lossy(key.expose()).into_owned()).collect::<Vec<_>>()
    };
    host.call("subscriptions.save", json!({ "id": id, "secret": key("B"), "keep_old_secret_hours": 24 }))
        .await;
    assert_eq!(opened().await, [key("B"), key("A")]);
    host.call("subscriptions.save", json!({ "id": id, "secret": key("C") })).await;
    assert_eq!(opened().await, [key("C")], "without the hours, only the new one signs");
    let got = host.refused("subscriptions.save", json!({ "id": id, "secret": "" })).await;
    assert_eq!(got.0, "signing.key_invalid", "a signed subscription does not go on unsigned by accident");
    host.call("subscriptions.save", json!({ "id": id, "secret": "", "signing": { "scheme": "none" } })).await;
    assert_eq!(opened().await, Vec::<String>::new());
    let got = host
        .refused("subscriptions.save", json!({ "id": id, "secret": key("D"), "keep_old_secret_hours": 721 }))
        .await;
    assert_eq!(got.1, "keep_old_secret_hours");
}

#[tokio::test]
async fn a_connection_is_tested_with_a_real_request() {
    let host = Host::with_secrets().await;
    let receiver = Receiver::start(vec![Answer::status(204), Answer::status(401)], Answer::status(500)).await;
    let request = json!({
        "name": "crm", "base_url": receiver.url(), "auth": { "kind": "bearer" }, "auth_secret": "tok-123",
    });
    let id = host.call("connections.save", request).await["id"].clone();
    let test = host.call("connections.test", json!({ "id": id, "path": "ping" })).await;
    assert_eq!(test["ok"], false, "a loopback address needs consent: {test}");
    assert_eq!(receiver.count(), 0);
    let test =
        host.call("connections.test", json!({ "id": id, "path": "ping", "allow_private": true })).await;
    assert_eq!((&test["ok"], &test["attempt"]["status"]), (&json!(true), &json!(204)), "{test}");
    let got = receiver.wait_for(1).await.remove(0);
    assert_eq!(got.header("authorization"), Some("Bearer tok-123"));
    assert!(!test.to_string().contains("tok-123"), "{test}");
    let test =
        host.call("connections.test", json!({ "id": id, "method": "post", "allow_private": true })).await;
    assert_eq!(test["ok"], false);
    assert!(test["summary"].as_str().is_some_and(|text| text.contains("credential")), "{test}");
    assert_eq!(host.refused("connections.test", json!({ "id": id, "method": "BREW" })).await.1, "method");
    assert_eq!(host.get("/v1/counts").await.1["all"], 0, "a test queues nothing");
}

#[tokio::test]
async fn an_answer_of_magento_or_mautic_is_told_in_words() {
    let host = Host::with_secrets().await;
    let magento = r#"{"message":"The consumer isn't authorized to access %resources.","parameters":{"resources":"A::b"}}"#;
    let old = (
        vec![("date".to_owned(), "Thu, 01 Jan 1970 00:00:00 GMT".to_owned())],
        b"oauth_problem=timestamp_refused",
    );
    let expired = r#"{"errors":[{"message":"The access token provided has expired.","code":401,"type":"invalid_grant"}]}"#;
    let plan = vec![
        Answer::body(401, "application/json", magento),
        Answer::Reply { status: 400, headers: old.0, body: old.1.to_vec() },
        Answer::body(401, "application/json", expired),
    ];
    let receiver = Receiver::start(plan, Answer::status(500)).await;
    let one = json!({ "kind": "oauth1", "consumer_key": "ck", "token": "at" });
    let both = r#"{"consumer_secret":"cs-hush","token_secret":"ts-hush"}"#;
    for (name, auth, secret, said, next) in [
        ("a", json!({ "kind": "bearer" }), "tok-hush", "sent as Bearer", "OAuth 1.0a"),
        ("b", one, both, "timestamp_refused", "clock offset"),
        ("c", json!({ "kind": "bearer" }), "tok-hush", "has expired", "Renew it"),
    ] {
        let request =
            json!({ "name": name, "base_url": receiver.url(), "auth": auth, "auth_secret": secret });
        let id = host.call("connections.save", request).await["id"].clone();
        let test = host.call("connections.test", json!({ "id": id, "allow_private": true })).await;
        let advice = &test["attempt"]["advice"];
        assert!(advice["what"].as_str().is_some_and(|text| text.contains(said)), "{test}");
        assert!(advice["next"].as_str().is_some_and(|text| text.contains(next)), "{test}");
        let summary = test["summary"].as_str().expect("a summary");
        assert!(summary.contains(said) && summary.contains(next), "{summary}");
        assert!(!test.to_string().contains("hush"), "{test}");
    }
    // A test signs the method it uses.
    let got = receiver.wait_for(3).await.remove(1);
    assert!(
        got.method == "GET"
            && got.header("authorization").is_some_and(|h| h.starts_with("OAuth oauth_consumer_key=\"ck\","))
    );
}

#[tokio::test]
async fn oauth_settings_are_checked_and_need_their_secret() {
    let host = Host::with_secrets().await;
    let presets = host.call("connections.presets", json!({})).await;
    // The provider of Adobe's tokens is not the shop.
    let ims = presets.as_array().expect("a list").iter().find(|one| one["key"] == "adobe_ims").expect("it");
    assert!(ims["base_url"].is_null() && ims["asks"][0] == "base_url", "{ims}");
    for preset in
        presets.as_array().expect("a list").iter().filter(|preset| preset["auth"]["kind"] == "oauth2")
    {
        let base = if preset["base_url"].is_null() { "https://shop.example/" } else { "" };
        let mut auth =
            host.call("connections.preset", json!({ "key": preset["key"], "base_url": base })).await;
        auth["kind"] = json!("oauth2");
        let name = preset["key"].clone();
        let with = |auth: &serde_json::Value| json!({ "name": name, "base_url": "https://shop.example", "auth": auth, "auth_secret": "x" });
        assert_eq!(host.refused("connections.save", with(&auth)).await.1, "auth.client_id");
        auth["client_id"] = json!("c");
        let mut without = with(&auth);
        without["auth_secret"] = json!("");
        assert_eq!(host.refused("connections.save", without).await.1, "auth_secret");
        // What was saved comes back as it was given.
        assert_eq!(host.call("connections.save", with(&auth)).await["auth"], auth);
        auth["token_url"] = json!("http://shop.example/t");
        assert_eq!(host.refused("connections.save", with(&auth)).await.1, "auth.token_url");
    }
    assert_eq!(host.refused("connections.preset", json!({ "key": "nobody" })).await.1, "auth.preset");
    // Without a token nothing is sent.
    let test = host.refused("connections.test", json!({ "id": 1, "allow_private": true })).await;
    assert_eq!(test.0, "auth.token_missing");
}

#[tokio::test]
async fn a_secret_does_not_stay_when_it_would_go_somewhere_else() {
    let host = Host::with_secrets().await;
    let request = json!({
        "name": "crm", "base_url": "https://crm.example", "auth": { "kind": "bearer" }, "auth_secret": "tok-hush",
    });
    let id = host.call("connections.save", request).await["id"].clone();
    let mut two = host.call("connections.preset", json!({ "key": "zithara" })).await;
    two["kind"] = json!("oauth2");
    two["client_id"] = json!("c");
    let change = |auth: &serde_json::Value| json!({ "id": id, "auth": auth });
    assert_eq!(host.refused("connections.save", change(&two)).await.1, "auth_secret");
    let one = json!({ "kind": "oauth1", "consumer_key": "ck", "token": "at" });
    assert_eq!(host.refused("connections.save", change(&one)).await.1, "auth_secret");
    // What does not need one goes on without it, and it is gone.
    let mut paused = change(&two);
    paused["paused"] = json!(true);
    let saved = host.call("connections.save", paused).await;
    assert_eq!((&saved["has_auth_secret"], &saved["paused"]), (&json!(false), &json!(true)));
    let mut whole = change(&two);
    whole["auth_secret"] = json!("c-hush");
    whole["paused"] = json!(false);
    assert_eq!(host.call("connections.save", whole).await["has_auth_secret"], true);
    // Other settings of the same way leave it alone.
    two["client_id"] = json!("d");
    assert_eq!(host.call("connections.save", change(&two)).await["has_auth_secret"], true);
    let back = change(&json!({ "kind": "bearer" }));
    assert_eq!(host.refused("connections.save", back).await.1, "auth_secret");
}

#[tokio::test]
async fn the_access_token_of_oauth_1_is_kept_with_its_secrets() {
    let host = Host::with_secrets().await;
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let both = r#"{"consumer_secret":"cs-hush","token_secret":"ts-hush"}"#;
    let auth = |token: &str| json!({ "kind": "oauth1", "consumer_key": "ck", "token": token });
    let new = json!({ "name": "shop", "base_url": receiver.url(), "auth": auth("") , "auth_secret": both });
    assert_eq!(host.refused("connections.save", new.clone()).await.1, "auth.token");
    let mut new = new;
    new["auth"] = auth("at-hush-1");
    let saved = host.call("connections.save", new).await;
    let id = saved["id"].clone();
    assert_eq!(saved["auth"]["token"], "", "it only comes in");
    let sent = async |number: usize| {
        host.call("connections.test", json!({ "id": id, "allow_private": true })).await;
        receiver.wait_for(number).await.pop().and_then(|got| got.header("authorization").map(str::to_owned))
    };
    assert!(sent(1).await.is_some_and(|header| header.contains("oauth_token=\"at-hush-1\"")));
    // Other settings, other secrets, another token: what is left out stays.
    host.call("connections.save", json!({ "id": id, "auth": auth("") })).await;
    host.call("connections.save", json!({ "id": id, "auth_secret": both })).await;
    assert!(sent(2).await.is_some_and(|header| header.contains("oauth_token=\"at-hush-1\"")));
    host.call("connections.save", json!({ "id": id, "auth": auth("at-hush-2") })).await;
    assert!(sent(3).await.is_some_and(|header| header.contains("oauth_token=\"at-hush-2\"")));
    assert!(!host.call("connections.list", json!({})).await.to_string().contains("hush"));
}

#[tokio::test]
async fn settings_are_named_bounded_and_reset() {
    let host = Host::start().await;
    let set = host.call("settings.set", json!({ "key": "send.timeout_ms", "value": 2000 })).await;
    assert_eq!((&set["value"], &set["default"]), (&json!(2000), &json!(30000)));
    assert_eq!(
        host.refused("settings.set", json!({ "key": "send.timeout_ms", "value": 1 })).await.1,
        "value"
    );
    assert_eq!(host.refused("settings.set", json!({ "key": "no.such", "value": 1 })).await.1, "key");
    assert_eq!(host.put("/v1/settings/send.timeout_ms", json!({ "value": null })).await.1["value"], 30000);
    let preview = host.call("retry.preview", json!({ "retry": { "kind": "classic" } })).await;
    assert_eq!(preview, json!({ "delays_ms": [1000, 4000, 9000, 16000, 25000], "total_ms": 55000 }));
}
