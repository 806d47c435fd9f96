//! What a dump holds.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hookdesk_core::message::{Attempt, HeaderPair, Timings};
use hookdesk_store::Lease;
use serde::Serialize;
use serde_json::value::RawValue;

use super::Name;

/// One attempt on its way to its file.
pub(crate) struct Dump {
    name: Name,
    event_id: String,
    event_name: String,
    subscription: i64,
    attempt: Attempt,
    body: Bytes,
}

impl Dump {
    pub fn of(lease: &Lease, attempt: &Attempt, body: Bytes) -> Self {
        Self {
            name: Name { at: attempt.started_at, message: lease.id, number: attempt.number },
            event_id: lease.event_id.clone(),
            event_name: lease.event_name.clone(),
            subscription: lease.subscription.0,
            attempt: attempt.clone(),
            body,
        }
    }

    pub fn file(&self) -> String {
        self.name.to_file()
    }

    /// The file's text.
    pub fn text(&self) -> serde_json::Result<Vec<u8>> {
        let attempt = &self.attempt;
        serde_json::to_vec_pretty(&Page {
            hookdesk: env!("CARGO_PKG_VERSION"),
            message_id: self.name.message.to_string(),
            event_id: &self.event_id,
            event_name: &self.event_name,
            subscription_id: self.subscription,
            attempt: attempt.number,
            trigger: attempt.trigger.as_str(),
            edited: attempt.edited,
            started_at: attempt.started_at.to_rfc3339(),
            result: attempt.result.as_str(),
            truth: attempt.truth.map(|truth| truth.as_str()),
            class: attempt.class.map(|class| class.as_str()),
            error: attempt.error.as_deref(),
            retry_after_ms: attempt.retry_after_ms,
            request: Request {
                method: &attempt.request.method,
                url: &attempt.request.url,
                headers: &attempt.request.headers,
                body: Body::of(&self.body),
            },
            response: attempt.status.map(|status| {
                let response = attempt.response.as_ref();
                Response {
                    status,
                    headers: response.map(|response| response.headers.as_slice()).unwrap_or_default(),
                    truncated: response.is_some_and(|response| response.truncated),
                    body: Body::of(response.map(|response| response.body.as_slice()).unwrap_or_default()),
                }
            }),
            timings: attempt.timings,
        })
    }
}

#[derive(Serialize)]
struct Page<'a> {
    hookdesk: &'a str,
    message_id: String,
    event_id: &'a str,
    event_name: &'a str,
    subscription_id: i64,
    attempt: u32,
    trigger: &'a str,
    edited: bool,
    started_at: String,
    result: &'a str,
    truth: Option<&'a str>,
    class: Option<&'a str>,
    error: Option<&'a str>,
    retry_after_ms: Option<i64>,
    request: Request<'a>,
    response: Option<Response<'a>>,
    timings: Timings,
}

#[derive(Serialize)]
struct Request<'a> {
    method: &'a str,
    url: &'a str,
    headers: &'a [HeaderPair],
    #[serde(flatten)]
    body: Body<'a>,
}

#[derive(Serialize)]
struct Response<'a> {
    status: u16,
    headers: &'a [HeaderPair],
    truncated: bool,
    #[serde(flatten)]
    body: Body<'a>,
}

/// A body so that people can read it, and so that not one byte of it is lost.
#[derive(Serialize)]
struct Body<'a> {
    body_bytes: usize,
    /// As JSON, where it is JSON; numbers keep their form.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a RawValue>,
    /// The exact text.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_text: Option<Cow<'a, str>>,
    /// The exact bytes, where they are no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

impl<'a> Body<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self {
                body_bytes: bytes.len(),
                body: serde_json::from_str(text).ok(),
                body_text: Some(text.into()),
                body_base64: None,
            },
            Err(_) => Self {
                body_bytes: bytes.len(),
                body: None,
                body_text: None,
                body_base64: Some(STANDARD.encode(bytes)),
            },
        }
    }
}
