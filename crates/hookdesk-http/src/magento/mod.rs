//! The subscriber API of Aligent's webhooks module 2.x, under `/rest/[store/]V1/`, so that a script written for it works
//! unchanged: same paths, same bodies, same errors (connectors.md C.2). Beside it Adobe Commerce's own webhook API.
//!
//! Where it differs on purpose: event names are checked against the known hooks, and a verification token is needed.

mod commerce;
mod criteria;
mod error;
mod webhook;

use axum::extract::{Request, State};
use axum::response::Response;
use hookdesk_core::Fault;
use http::{Method, StatusCode};

use crate::app::App;
use crate::body;
use crate::reply;
use crate::routes::Route;

use error::MagentoError;
pub use error::refused;

/// What the API's description says; the paths are matched here, for each may carry a store's code.
pub const DESCRIBED: &[Route] = &[
    route("post", "/rest/V1/webhook", "Subscribe (Aligent).", "MagentoWebhookBody", "MagentoWebhook"),
    route("get", "/rest/V1/webhook/{id}", "One subscription (Aligent).", "", "MagentoWebhook"),
    route(
        "put",
        "/rest/V1/webhook/{id}",
        "Change status and metadata (Aligent).",
        "MagentoWebhookBody",
        "MagentoWebhook",
    ),
    route("get", "/rest/V1/webhooks", "Search subscriptions (Aligent).", "", "MagentoWebhooks"),
    route(
        "get",
        "/rest/V1/webhooks/supportedList",
        "Names that webhooks may have (Adobe Commerce).",
        "",
        "MagentoNames",
    ),
    route("get", "/rest/V1/webhooks/list", "List webhooks (Adobe Commerce).", "", "CommerceWebhooks"),
    route(
        "post",
        "/rest/V1/webhooks/subscribe",
        "Add a webhook (Adobe Commerce).",
        "CommerceWebhookBody",
        "Any",
    ),
    route(
        "post",
        "/rest/V1/webhooks/unsubscribe",
        "Delete a webhook (Adobe Commerce).",
        "CommerceWebhookBody",
        "Any",
    ),
];

const fn route(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    takes: &'static str,
    gives: &'static str,
) -> Route {
    Route { method, path, summary, query: &[], takes, gives }
}

/// Whether a path is this API's.
pub fn is_path(path: &str) -> bool {
    path.starts_with("/rest/")
}

/// Every path under `/rest/`.
pub async fn handle(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = match body::read(&parts.headers, body).await {
        Ok(body) => body,
        Err(fault) => return refused(fault),
    };
    let query = parts.uri.query().unwrap_or_default();
    let path = below_version(parts.uri.path());
    let answer = match (&parts.method, path.as_slice()) {
        (&Method::POST, ["webhook"]) => webhook::add(&app, &body).await,
        (&Method::GET, ["webhook", id]) => webhook::get(&app, id).await,
        (&Method::PUT, ["webhook", id]) => webhook::change(&app, id, &body).await,
        (&Method::GET, ["webhooks"]) => webhook::search(&app, query).await,
        (&Method::GET, ["webhooks", "supportedList"]) => webhook::names(&app).await,
        (&Method::GET, ["webhooks", "list"]) => commerce::list(&app).await,
        (&Method::POST, ["webhooks", "subscribe"]) => commerce::subscribe(&app, &body).await,
        (&Method::POST, ["webhooks", "unsubscribe"]) => commerce::unsubscribe(&app, &body).await,
        _ => Err(MagentoError::new(StatusCode::NOT_FOUND, "Request does not match any route.")),
    };
    match answer {
        Ok(value) => reply::json(StatusCode::OK, &value),
        Err(error) => error.into_response(),
    }
}

/// The path's parts after `/rest/[store/]V1/`; empty where it has no version.
fn below_version(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).skip(1).collect();
    let is_version = |part: &&str| part.eq_ignore_ascii_case("v1");
    match parts.iter().take(2).position(is_version) {
        Some(version) => parts.split_off(version + 1),
        None => Vec::new(),
    }
}

impl From<Fault> for MagentoError {
    fn from(fault: Fault) -> Self {
        Self::from_fault(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_code_may_stand_before_the_version() {
        for (path, want) in [
            ("/rest/V1/webhook", &["webhook"][..]),
            ("/rest/v1/webhook/7", &["webhook", "7"]),
            ("/rest/default/V1/webhooks", &["webhooks"]),
            ("/rest/all/v1/webhook", &["webhook"]),
            ("/rest/V1/", &[]),
            ("/rest/a/b/V1/webhook", &[]),
            ("/rest/webhook", &[]),
        ] {
            assert_eq!(below_version(path), want, "{path}");
        }
    }
}
