//! `GET /openapi.json`: the routes in OpenAPI 3.1, made of the same table as the router.

use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::reply;
use crate::routes::{Route, table};

/// The description.
pub async fn handle() -> Response {
    reply::json(StatusCode::OK, &document(&table().routes))
}

/// The whole document.
fn document(routes: &[Route]) -> Value {
    let mut paths = Map::new();
    for route in routes {
        let at = paths.entry(route.path.to_owned()).or_insert_with(|| json!({}));
        at[route.method] = operation(route);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hookdesk",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The loopback API. The token is in the data directory's token file.",
        },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": serde_json::from_str::<Value>(include_str!("openapi.schemas.json")).unwrap_or_default(),
        },
    })
}

fn operation(route: &Route) -> Value {
    let mut operation = json!({
        "operationId": name(route),
        "summary": route.summary,
        "parameters": parameters(route),
        "responses": {
            "default": {
                "description": "What went wrong.",
                "content": { "application/json": { "schema": reference(failure(route)) } },
            },
        },
    });
    let (status, meaning) = match (route.method, route.path) {
        ("post", "/v1/events") => ("202", "Durably accepted; 200 where the id was known already."),
        ("post", "/v1/hooks" | "/v1/subscriptions" | "/v1/connections") => ("201", "Added."),
        _ => ("200", "Done."),
    };
    let mut answer = json!({ "description": meaning });
    if !route.gives.is_empty() {
        answer["content"] = json!({ "application/json": { "schema": reference(route.gives) } });
    }
    operation["responses"][status] = answer;
    if route.path == "/v1/events" && route.method == "post" {
        operation["responses"]["200"] = operation["responses"]["202"].clone();
        operation["requestBody"] = json!({ "required": true, "content": {
            "application/json": { "schema": { "oneOf": [
                reference("Event"),
                { "type": "array", "items": reference("Event") },
            ] } },
            "application/x-ndjson": { "schema": { "type": "string" } },
        } });
    } else if !route.takes.is_empty() {
        let content = json!({ "application/json": { "schema": reference(route.takes) } });
        operation["requestBody"] = json!({ "content": content });
    }
    if matches!(route.path, "/healthz" | "/openapi.json") {
        operation["security"] = json!([]);
    }
    operation
}

/// The subscriber API speaks its module's own errors.
fn failure(route: &Route) -> &'static str {
    if route.path.starts_with("/rest/") { "MagentoError" } else { "Fault" }
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn parameters(route: &Route) -> Vec<Value> {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = in_path
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let in_query = route.query.iter().map(
        |name| json!({ "name": name, "in": "query", "required": false, "schema": { "type": "string" } }),
    );
    in_path.chain(in_query).collect()
}

/// `post_v1_events_id_replay`.
fn name(route: &Route) -> String {
    let words = route.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(route.method).chain(words).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_and_every_reference_resolves() {
        let routes = table().routes;
        let document = document(&routes);
        for route in &routes {
            let operation = &document["paths"][route.path][route.method];
            assert!(operation["summary"].is_string(), "{} {}", route.method, route.path);
        }
        let text = document.to_string();
        for part in text.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap_or_default();
            assert!(document["components"]["schemas"][name].is_object(), "{name} is not described");
        }
        let names: std::collections::HashSet<_> = routes.iter().map(name).collect();
        assert_eq!(names.len(), routes.len(), "operation ids are unique");
    }
}
