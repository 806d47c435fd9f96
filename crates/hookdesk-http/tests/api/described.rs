//! `GET /openapi.json` describes what is really there.

use http::Method;

use crate::host::Host;

#[tokio::test]
async fn every_described_route_is_served() {
    let host = Host::with_secrets().await;
    let (status, document) = host.get("/openapi.json").await;
    assert_eq!((status, document["openapi"].as_str()), (200, Some("3.1.0")));
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() > 20, "{}", paths.len());
    for (path, operations) in paths {
        for method in operations.as_object().expect("operations").keys() {
            if path == "/rpc/push" {
                continue;
            }
            let path =
                path.replace("{id}", "424242").replace("{key}", "no.such").replace("{command}", "counts.get");
            let method: Method = method.to_uppercase().parse().expect("a method");
            let answer = host.send(method.clone(), &path, &[], b"{}").await;
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(
                !text.contains("there is no GET") && !text.contains("does not match any route"),
                "{method} {path}: {text}"
            );
            assert!(!text.contains("there is no POST") && answer.status != 405, "{method} {path}: {text}");
        }
    }
}
