//! Magento's error envelope: the message with its placeholders, the parameters beside it (connectors.md E.6).

use axum::response::Response;
use hookdesk_core::{Code, Fault};
use http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use crate::reply;

/// An error in Magento's words.
#[derive(Debug)]
pub struct MagentoError {
    status: StatusCode,
    body: Envelope,
}

#[derive(Debug, Serialize)]
struct Envelope {
    message: String,
    #[serde(skip_serializing_if = "Value::is_null")]
    parameters: Value,
}

impl MagentoError {
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, body: Envelope { message: message.into(), parameters: Value::Null } }
    }

    /// A list for `%1`, `%2`; an object for `%name`. Magento leaves them in the message, and so do we.
    pub fn with(mut self, parameters: Value) -> Self {
        self.body.parameters = parameters;
        self
    }

    /// What a subscription that is not there answers.
    pub fn no_webhook(id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Webhook with subscription ID %1 does not exist").with(json!([id]))
    }

    /// What a field that must be there and is not answers.
    pub fn required(field: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "\"%fieldName\" is required. Enter and try again.")
            .with(json!({ "fieldName": field }))
    }

    /// A fault of ours: what happened and what to do next, in one message.
    pub fn from_fault(fault: Fault) -> Self {
        match fault.code {
            Code::AuthMissing => {
                Self::new(StatusCode::UNAUTHORIZED, "The consumer isn't authorized to access %resources.")
                    .with(json!({ "resources": "Aligent_Webhooks::manage" }))
            }
            _ => Self::new(reply::status(&fault), format!("{}. {}", capital(&fault.message), fault.next)),
        }
    }

    pub fn into_response(self) -> Response {
        reply::json(self.status, &self.body)
    }
}

/// A fault as this API answers it.
pub fn refused(fault: Fault) -> Response {
    MagentoError::from_fault(fault).into_response()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
