//! Answers: JSON, and faults as JSON under their code's status.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use hookdesk_api::wire;
use hookdesk_core::{Code, Fault};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

/// What a handler gives.
pub type Reply = Result<Response, Failure>;

/// A fault on its way out.
pub struct Failure(pub Fault);

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        fault(self.0)
    }
}

/// JSON that is already text.
pub fn json_text(status: StatusCode, text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// A value as JSON.
pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(text) => json_text(status, text),
        Err(error) => {
            fault(Fault::new(Code::Internal, "an answer could not be written").detail(error.to_string()))
        }
    }
}

/// A fault as JSON, under its code's status.
pub fn fault(fault: Fault) -> Response {
    let status = status(&fault);
    let needs_token = fault.code == Code::AuthMissing;
    let mut response = json(status, &wire::Fault::from(fault));
    if needs_token {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// The status a fault goes out under.
pub fn status(fault: &Fault) -> StatusCode {
    StatusCode::from_u16(fault.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
