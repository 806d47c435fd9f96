//! `POST /v1/events`, the hot path.

use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use hookdesk_api::accept::{Answers, Form, accept_from};
use hookdesk_content::context;
use hookdesk_core::Fault;
use hookdesk_core::event::EventSource;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use hyper::body::Body;

use crate::app::App;
use crate::body;
use crate::reply::{self, Reply};

/// The route.
pub async fn handle(State(app): State<App>, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    Ok(take(&app, &parts, body).await?)
}

/// What a hook's content may ask of the request that brought its event.
fn facts(parts: &Parts) -> context::Request {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let query = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    context::Request {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: query.into_owned().collect(),
        headers: parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
    }
}

/// Takes one event, an array or NDJSON; 202, or 200 where a single event was known already.
pub async fn take<B>(app: &App, parts: &Parts, body: B) -> Result<Response, Fault>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::fmt::Display,
{
    let headers = &parts.headers;
    let body = body::read(headers, body).await?;
    let bringer = || facts(parts);
    let form = if is_lines(headers) { Form::Lines } else { Form::Detect };
    Ok(match accept_from(&app.engine, &body, form, source(headers), Some(&bringer)).await? {
        Answers::One { text, repeated: true } => reply::json_text(StatusCode::OK, text),
        Answers::One { text, repeated: false } => reply::json_text(StatusCode::ACCEPTED, text),
        Answers::Many { text, repeated } => {
            let mut response = reply::json_text(StatusCode::ACCEPTED, text);
            response.headers_mut().insert("x-hookdesk-repeated", HeaderValue::from(repeated));
            response
        }
    })
}

fn is_lines(headers: &HeaderMap) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    ["application/x-ndjson", "application/ndjson", "application/jsonl"]
        .iter()
        .any(|lines| media.eq_ignore_ascii_case(lines))
}

/// Our own command line says so, that the events' list can tell; everything else is the API.
fn source(headers: &HeaderMap) -> EventSource {
    let said = headers.get("x-hookdesk-source").and_then(|value| value.to_str().ok());
    match said {
        Some("cli") => EventSource::Cli,
        Some("import") => EventSource::Import,
        _ => EventSource::Api,
    }
}
