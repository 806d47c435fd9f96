//! `/rpc`: every command by its name, and pushes as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use hookdesk_api::{dispatch_json, pushes};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};

use crate::app::App;
use crate::body::Raw;
use crate::query::Segment;
use crate::reply::{self, Reply};

/// A sign of life, so that a listener whose machine slept notices a dead connection.
const PING: Duration = Duration::from_secs(25);

/// Runs one command.
pub async fn call(State(app): State<App>, Segment(name): Segment, Raw(body): Raw) -> Reply {
    Ok(reply::json_text(StatusCode::OK, dispatch_json(&app.engine, &name, &body).await?))
}

/// Tells what changes, for as long as the caller listens.
pub async fn push(State(app): State<App>) -> Response {
    let stop = app.stop.clone().cancelled_owned();
    let changes = stream::unfold(Box::pin(pushes(&app.engine)), |mut pushes| async move {
        let text = match tokio::time::timeout(PING, pushes.next()).await {
            Ok(Some(push)) => match serde_json::to_string(&push) {
                Ok(json) => format!("data: {json}\n\n"),
                Err(_) => return None,
            },
            Ok(None) => return None,
            Err(_) => ": still here\n\n".to_owned(),
        };
        Some((text, pushes))
    });
    let hello = stream::once(async { ": listening\n\n".to_owned() });
    let lines = hello.chain(changes).take_until(stop).map(|text| Ok::<_, Infallible>(Bytes::from(text)));
    let mut response = Response::new(Body::from_stream(lines));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
