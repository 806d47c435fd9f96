//! `POST /v1/hooks/run/{before|after}/{method}`: runs the hooks a caller waits for.

use axum::extract::{Path, Request, State};
use hookdesk_content::context;
use hookdesk_content::definition::Moment;
use hookdesk_core::{Code, Fault};
use hookdesk_engine::HookRun;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use url::form_urlencoded;

use crate::app::App;
use crate::body;
use crate::reply::{self, Reply};

/// Context values of the run: a JSON object. A header, because the body is the payload and nothing else.
const CONTEXT: &str = "x-hookdesk-context";
/// What every request of the run carried.
const REQUEST_ID: &str = "x-adobe-commerce-request-id";

/// Headers that are for Hookdesk alone; no hook may pass them on.
const OURS: [&str; 4] = ["authorization", "cookie", "proxy-authorization", CONTEXT];

/// The route. An exception is an answer like any other: 200.
pub async fn run(
    State(app): State<App>,
    Path((moment, method)): Path<(String, String)>,
    request: Request,
) -> Reply {
    let moment = Moment::parse(&moment).ok_or_else(|| {
        Fault::not_found("hooks run before or after a method")
            .next("Call /v1/hooks/run/before/METHOD or /v1/hooks/run/after/METHOD.")
    })?;
    let (parts, body) = request.into_parts();
    let bytes = body::read(&parts.headers, body).await?;
    let payload = std::str::from_utf8(&bytes)
        .map_err(|_| Fault::new(Code::JsonMalformed, "the payload is not UTF-8 text").field("payload"))?;
    let context = parts.headers.get(CONTEXT).map(text).transpose()?;
    let run = HookRun {
        method: &method,
        moment,
        payload: payload.trim_start_matches('\u{feff}'),
        context,
        request: Some(facts(&parts)),
        traced: false,
        stand_in: None,
    };
    let end = app.engine.run_hooks(run).await?;
    let mut response = reply::json_text(StatusCode::OK, end.outcome.into_json().to_bytes());
    if let Ok(id) = HeaderValue::try_from(end.request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    Ok(response)
}

fn text(value: &HeaderValue) -> Result<&str, Fault> {
    std::str::from_utf8(value.as_bytes())
        .map_err(|_| Fault::new(Code::JsonMalformed, "the context is not UTF-8 text").field("context"))
}

/// The request as `context_http_request` knows it.
fn facts(parts: &Parts) -> context::Request {
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let headers = parts.headers.iter().filter(|(name, _)| !OURS.contains(&name.as_str()));
    context::Request {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: form_urlencoded::parse(query)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
        headers: headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
    }
}
