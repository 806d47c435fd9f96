//! Who may call, and what a call may be.

use http::Method;
use serde_json::json;

use crate::host::Host;

#[tokio::test]
async fn only_loopback_names_and_our_own_origin_with_the_token_get_in() {
    let host = Host::start().await;
    let port = host.server.address().port();
    let ours = host.server.address().to_string();
    let bearer = format!("Bearer {}", host.token);
    let (local, evil) = (format!("localhost:{port}"), format!("evil.test:{port}"));
    let (own, other) = (format!("http://{local}"), format!("http://{evil}"));
    let tls = format!("https://{local}");
    for (headers, want) in [
        (vec![("host", &*ours), ("authorization", &*bearer)], 200),
        (vec![("host", &*local), ("authorization", &*bearer), ("origin", &*own)], 200),
        (vec![("host", &*evil), ("authorization", &*bearer)], 403),
        (vec![("authorization", &*bearer)], 403),
        (vec![("host", &*ours), ("authorization", &*bearer), ("origin", &*other)], 403),
        (vec![("host", &*ours), ("authorization", &*bearer), ("origin", &*tls)], 403),
        (vec![("host", &*ours), ("authorization", &*bearer), ("origin", "null")], 403),
        (vec![("host", &*ours)], 401),
        (vec![("host", &*ours), ("authorization", "Bearer ")], 401),
        (vec![("host", &*ours), ("authorization", "Bearer 0000")], 401),
        (vec![("host", &*ours), ("authorization", &*host.token)], 401),
    ] {
        let answer = host.bare(Method::GET, "/v1/counts", &headers, b"").await;
        assert_eq!(answer.status.as_u16(), want, "{headers:?}");
        if want != 200 {
            assert!(answer.json()["code"].as_str().is_some_and(|code| code.starts_with("auth.")));
            assert!(!String::from_utf8_lossy(&answer.body).contains(&host.token));
        }
    }
}

#[tokio::test]
async fn what_holds_no_data_needs_no_token_and_the_rest_does() {
    let host = Host::start().await;
    let ours = host.server.address().to_string();
    let headers = [("host", ours.as_str())];
    for (path, want) in [
        ("/healthz", 200),
        ("/openapi.json", 200),
        ("/", 200),
        ("/metrics", 401),
        ("/v1/messages", 401),
        ("/rpc/push", 401),
        ("/rpc/system.info", 401),
        ("/rest/V1/webhooks", 401),
        ("/v1/nothing", 401),
    ] {
        let answer = host.bare(Method::GET, path, &headers, b"").await;
        assert_eq!(answer.status.as_u16(), want, "{path}");
    }
    let page = host.bare(Method::GET, "/", &headers, b"").await;
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-eval") && policy.contains("script-src 'self'"), "{policy}");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
}

#[tokio::test]
async fn what_is_not_there_is_a_fault_too() {
    let host = Host::start().await;
    for (method, path, status, code) in [
        (Method::GET, "/v1/nothing", 404, "not_found"),
        (Method::POST, "/rpc/no.such", 404, "not_found"),
        (Method::PATCH, "/v1/messages", 405, "not_found"),
        (Method::GET, "/v1/messages/msg_1", 400, "input.invalid"),
        (Method::GET, "/v1/messages/msg_00000000000000000000000000000000", 404, "not_found"),
        (Method::GET, "/v1/messages?colour=red", 400, "input.unknown_field"),
        (Method::GET, "/v1/messages?state=lost", 400, "input.invalid"),
        (Method::GET, "/v1/messages?limit=0", 400, "input.invalid"),
        (Method::GET, "/v1/messages?limit=many", 400, "input.invalid"),
        (Method::GET, "/v1/subscriptions/7", 404, "not_found"),
        (Method::GET, "/v1/subscriptions/x", 400, "input.invalid"),
        (Method::POST, "/v1/hooks/run/around/a.b", 404, "not_found"),
        (Method::POST, "/in/shop", 404, "not_found"),
    ] {
        let (got, fault) = host.send(method.clone(), path, &[], b"{}").await.pair();
        assert_eq!((got, fault["code"].as_str()), (status, Some(code)), "{method} {path}: {fault}");
    }
}

#[tokio::test]
async fn every_command_is_called_by_its_name() {
    let host = Host::start().await;
    let info = host.call("system.info", json!(null)).await;
    assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(info["key"]["open"], false);
    let (code, field) = host.refused("system.info", json!({ "loud": true })).await;
    assert_eq!((code.as_str(), field.as_str()), ("input.unknown_field", "loud"));
    assert!(host.call("overview.get", json!({})).await["empty"].as_bool().expect("a flag"));
    let found = host.call("system.check", json!({})).await;
    assert_eq!(found["lines"][0]["ok"], true, "the database is whole: {found}");
}
