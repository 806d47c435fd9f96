//! Trying webhooks out, on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::content::Content;
use super::{ContentWrap, Method, Moment, NameValue};

/// Runs the hooks of a method on a payload.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct TestWebhooks {
    /// The method, with or without `.magento`.
    pub method: String,
    /// Before or after it.
    pub moment: Moment,
    /// The payload: JSON.
    pub payload: String,
    /// Context values: a JSON object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// What a receiver on this machine answers in place of the endpoints; without it they really are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// Tries a hook's content out on a receiver of this machine.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct TestHook {
    /// The event's name.
    pub name: String,
    /// The content, saved or not.
    pub content: Content,
    /// How the payload becomes the body where no field says otherwise; `data` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap: Option<ContentWrap>,
    /// The payload: JSON.
    pub payload: String,
    /// Context values: a JSON object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The request's method; `POST` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// The status the receiver answers; 200 where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The body it answers; none where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What a run came to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WebhookTest {
    /// `success` or `exception`.
    pub result: String,
    /// The payload with every operation applied: JSON.
    pub payload: String,
    /// Why the caller must stop.
    pub exception: Option<TestException>,
    /// What happened, in order.
    pub log: Vec<TestLine>,
    /// Each hook, in the order of the run.
    pub hooks: Vec<TestedHook>,
    /// What every request carried.
    pub request_id: String,
}

/// An exception.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestException {
    /// Its class.
    #[serde(rename = "type")]
    pub class: String,
    /// Its message.
    pub message: String,
}

/// A line of the run's log.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestLine {
    /// `debug`, `notice`, `warning` or `error`.
    pub level: String,
    /// The hook; nothing for what concerns more than one.
    pub hook: Option<String>,
    /// What happened.
    pub message: String,
}

/// A hook of the run.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestedHook {
    /// Its name.
    pub name: String,
    /// Its batch.
    pub batch: String,
    /// Whether its rules hold.
    pub fires: bool,
    /// What was sent; secrets are redacted.
    pub request: Option<TestedRequest>,
    /// What came back.
    pub answer: Option<TestedAnswer>,
}

/// A request.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestedRequest {
    /// Its method.
    pub method: String,
    /// Where it went.
    pub url: String,
    /// Its headers.
    pub headers: Vec<NameValue>,
    /// Its body.
    pub body: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TestedAnswer {
    /// Its status.
    pub status: Option<u16>,
    /// Its headers.
    pub headers: Vec<NameValue>,
    /// The beginning of its body.
    pub body: Option<String>,
}
