//! The subscriber API of Aligent's module (connectors.md C.2): the table of calls a script may make.

use http::Method;
use serde_json::{Value, json};

use crate::host::Host;

async fn with_hooks() -> Host {
    let host = Host::with_secrets().await;
    for name in ["sales.order.created", "customer.created"] {
        host.call("hooks.save", json!({ "name": name })).await;
    }
    host
}

fn webhook(event_name: &str) -> Value {
    json!({ "webhook": {
        "event_name": event_name,
        "recipient_url": "https://localhost:8080/order_handler",
        "verification_token": "fv38u07Wdh$R@mRd",
        "metadata": "default",
    } })
}

#[tokio::test]
async fn the_modules_own_example_subscribes() {
    let host = with_hooks().await;
    for (id, path) in
        ["/rest/v1/webhook", "/rest/V1/webhook", "/rest/default/V1/webhook", "/rest/all/V1/webhook"]
            .iter()
            .enumerate()
    {
        let (status, made) = host.post(path, webhook("sales.order.created")).await;
        assert_eq!(status, 200, "{path}: {made}");
        assert_eq!(made["subscription_id"], id + 1);
        assert_eq!(made["event_name"], "sales.order.created");
        assert_eq!(made["recipient_url"], "https://localhost:8080/order_handler");
        assert_eq!(made["status"], true);
        let since = made["subscribed_at"].as_str().expect("a time");
        assert!(since.ends_with("+00:00") && since.len() == "2026-11-20T21:44:15+00:00".len(), "{since}");
        let keys: Vec<_> = made.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["event_name", "recipient_url", "status", "subscribed_at", "subscription_id"]);
    }
    let (_, own) = host.get("/v1/subscriptions/1").await;
    assert_eq!((&own["signing"]["scheme"], &own["metadata"]), (&json!("aligent"), &json!("default")));
    assert_eq!(own["has_secret"], true);
}

#[tokio::test]
async fn errors_are_magentos() {
    let host = with_hooks().await;
    host.post("/rest/V1/webhook", webhook("sales.order.created")).await;
    let required = |field: &str| json!({ "message": "\"%fieldName\" is required. Enter and try again.", "parameters": { "fieldName": field } });
    let without = |field: &str| {
        let mut body = webhook("sales.order.created");
        body["webhook"].as_object_mut().expect("an object").remove(field);
        body
    };
    let missing =
        |id: &str| json!({ "message": "Webhook with subscription ID %1 does not exist", "parameters": [id] });
    let one = json!({ "webhook": { "subscription_id": 1, "status": false } });
    for (method, path, body, status, want) in [
        (Method::GET, "/rest/V1/webhook/9", json!({}), 404, missing("9")),
        (Method::GET, "/rest/V1/webhook/nine", json!({}), 404, missing("nine")),
        (
            Method::PUT,
            "/rest/V1/webhook/9",
            json!({ "webhook": { "subscription_id": 9, "status": 1 } }),
            404,
            missing("9"),
        ),
        (
            Method::PUT,
            "/rest/V1/webhook/1",
            json!({ "webhook": { "subscription_id": 1 } }),
            400,
            json!({ "message": "Status is required" }),
        ),
        (
            Method::PUT,
            "/rest/V1/webhook/1",
            json!({ "webhook": {} }),
            400,
            json!({ "message": "Status is required" }),
        ),
        (
            Method::PUT,
            "/rest/V1/webhook/1",
            json!({ "webhook": { "status": 1 } }),
            400,
            required("subscription_id"),
        ),
        (Method::PUT, "/rest/V1/webhook/1", json!({}), 400, required("webhook")),
        (Method::POST, "/rest/V1/webhook", without("event_name"), 400, required("event_name")),
        (Method::POST, "/rest/V1/webhook", without("recipient_url"), 400, required("recipient_url")),
        (
            Method::POST,
            "/rest/V1/webhook",
            without("verification_token"),
            400,
            required("verification_token"),
        ),
        (
            Method::GET,
            "/rest/V1/nothing",
            json!({}),
            404,
            json!({ "message": "Request does not match any route." }),
        ),
        (
            Method::DELETE,
            "/rest/V1/webhook/1",
            json!({}),
            404,
            json!({ "message": "Request does not match any route." }),
        ),
    ] {
        let got = host.send(method.clone(), path, &[], body.to_string().as_bytes()).await.pair();
        assert_eq!(got, (status, want), "{method} {path}");
    }
    let (status, typo) = host.post("/rest/V1/webhook", webhook("sales.order.craeted")).await;
    assert_eq!(status, 400);
    assert!(
        typo["message"].as_str().is_some_and(|text| text.contains("Did you mean sales.order.created")),
        "{typo}"
    );
    let (status, other) = host.put("/rest/V1/webhook/2", one).await;
    assert_eq!((status, other["parameters"].clone()), (400, json!(["1", "2"])));
    let answer = host.send(Method::POST, "/rest/V1/webhook", &[], b"{\"webhook\":").await;
    assert_eq!(answer.status, 400);
    assert!(answer.json()["message"].as_str().is_some_and(|text| text.contains("line 1")));
    let ours = host.server.address().to_string();
    let (status, refused) =
        host.bare(Method::GET, "/rest/V1/webhooks", &[("host", ours.as_str())], b"").await.pair();
    assert_eq!(status, 401);
    assert_eq!(refused["message"], "The consumer isn't authorized to access %resources.");
}

#[tokio::test]
async fn a_put_changes_status_and_metadata_and_nothing_else() {
    let host = with_hooks().await;
    host.post("/rest/V1/webhook", webhook("sales.order.created")).await;
    for (status, want) in
        [(json!(false), false), (json!(1), true), (json!("0"), false), (json!("1"), true), (json!(0), false)]
    {
        let body = json!({ "webhook": {
            "subscription_id": "1",
            "status": status,
            "metadata": "http",
            "event_name": "customer.created",
            "recipient_url": "https://elsewhere.example/",
            "verification_token": "other",
            "subscribed_at": "2020-01-01T00:00:00+00:00",
        } });
        let (code, row) = host.put("/rest/default/V1/webhook/1", body).await;
        assert_eq!((code, &row["status"]), (200, &json!(want)), "{row}");
        assert_eq!(row["event_name"], "sales.order.created");
        assert_eq!(row["recipient_url"], "https://localhost:8080/order_handler");
    }
    assert_eq!(host.get("/v1/subscriptions/1").await.1["metadata"], "http");
    let (code, _) = host
        .put("/rest/V1/webhook/1", json!({ "webhook": { "subscription_id": 1, "status": "maybe" } }))
        .await;
    assert_eq!(code, 400);
    let (code, _) = host
        .put("/rest/V1/webhook/1", json!({ "webhook": { "subscription_id": 1, "status": 1, "colour": 1 } }))
        .await;
    assert_eq!(code, 400);
}

#[tokio::test]
async fn searches_answer_in_magentos_envelope() {
    let host = with_hooks().await;
    for name in ["sales.order.created", "customer.created", "sales.order.created"] {
        host.post("/rest/V1/webhook", webhook(name)).await;
    }
    let (status, all) = host.get("/rest/V1/webhooks?searchCriteria=").await;
    assert_eq!((status, &all["total_count"]), (200, &json!(3)));
    assert_eq!(all["search_criteria"], json!({ "filter_groups": [] }));
    assert_eq!(host.get("/rest/V1/webhooks").await.1["total_count"], 3);

    let filter = "searchCriteria%5Bfilter_groups%5D%5B0%5D%5Bfilters%5D%5B0%5D%5Bfield%5D=event_name\
        &searchCriteria[filter_groups][0][filters][0][value]=sales.order.created\
        &searchCriteria[filter_groups][0][filters][0][condition_type]=eq\
        &searchCriteria[sortOrders][0][field]=subscription_id&searchCriteria[sortOrders][0][direction]=DESC\
        &searchCriteria[pageSize]=1&searchCriteria[currentPage]=2";
    let (status, page) = host.get(&format!("/rest/V1/webhooks?{filter}")).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!((page["items"].as_array().map(Vec::len), &page["total_count"]), (Some(1), &json!(2)));
    assert_eq!(page["items"][0]["subscription_id"], 1);
    assert_eq!(page["search_criteria"]["filter_groups"][0]["filters"][0]["condition_type"], "eq");
    assert_eq!(
        (&page["search_criteria"]["page_size"], &page["search_criteria"]["current_page"]),
        (&json!(1), &json!(2))
    );
    assert!(!page.to_string().contains("metadata") && !page.to_string().contains("fv38"));

    let (status, names) = host.get("/rest/V1/webhooks/supportedList").await;
    assert_eq!(status, 200);
    let names: Vec<&str> =
        names.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    // This installation's hooks, and the methods that Adobe's list has; no event that nobody added.
    for name in [
        "customer.created",
        "sales.order.created",
        "observer.sales_quote_add_item",
        "plugin.magento.quote.api.shipment_estimation.estimate_by_extended_address",
    ] {
        assert_eq!(names.iter().filter(|other| **other == name).count(), 1, "{name}");
    }
    assert!(!names.contains(&"cms.page.created"));
    assert!(!names.contains(&"plugin.magento.sales.api.order_repository.get"));
}
