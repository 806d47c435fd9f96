//! Messages, attempts, plans and dumps on the wire. Times are RFC 3339 in UTC.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::*;

/// A message as lists show it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MessageRow {
    /// Its position, the key of paging.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// Its event's id.
    pub event_id: String,
    /// Its event's name.
    pub event_name: String,
    /// For whom.
    pub subscription_id: i64,
    /// Where it stands.
    pub state: MessageState,
    /// The hold, skip, reject or discard reason.
    pub reason: Option<String>,
    /// When it is due.
    pub due_at: Option<String>,
    /// Attempts made.
    pub attempts: u32,
    /// The last answer's status.
    pub last_status: Option<u16>,
    /// The last failure's truth.
    pub last_truth: Option<FailureTruth>,
    /// The last transport failure's class.
    pub last_class: Option<TransportClass>,
    /// Snapshot or rebuild.
    pub binding: PayloadBinding,
    /// Whether a person edited the body.
    pub edited: bool,
    /// When it was queued.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

/// Which messages; what is left out means "any".
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct MessageFilter {
    /// Any of these states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<Vec<MessageState>>,
    /// Any of these subscriptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscriptions: Option<Vec<i64>>,
    /// Any of these hooks, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hooks: Option<Vec<String>>,
    /// Queued at or after (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Queued before (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// `404`, `4xx` or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Words in the payload, or an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
}

/// Which column to sort by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// When it was queued.
    #[default]
    Created,
    /// When it is due.
    Due,
}

/// Which way to sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    /// Latest first.
    #[default]
    Desc,
    /// Earliest first.
    Asc,
}

/// Asks for a page.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ListMessages {
    /// Which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<MessageFilter>,
    /// Sorted by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<SortBy>,
    /// Sorted which way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<SortOrder>,
    /// The last page's `next`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// At most this many, 1 to 1,000; 100 where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of messages.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MessagePage {
    /// Its rows.
    pub items: Vec<MessageRow>,
    /// Give this as `after` for the next page; `null` at the end.
    pub next: Option<String>,
    /// Events not searchable yet; 0 unless searching.
    pub unindexed: u64,
}

/// Counts per state.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Counts {
    /// Queued.
    pub queued: u64,
    /// Being sent.
    pub sending: u64,
    /// Due again later.
    pub retrying: u64,
    /// Held.
    pub held: u64,
    /// Delivered.
    pub delivered: u64,
    /// Rejected.
    pub rejected: u64,
    /// Discarded.
    pub discarded: u64,
    /// Skipped.
    pub skipped: u64,
    /// All messages.
    pub all: u64,
    /// All events.
    pub events: u64,
    /// Events no hook has the name of.
    pub unmatched_events: u64,
}

/// Bytes that are usually text.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Body {
    /// The text; base64 where the bytes are not UTF-8.
    pub text: String,
    /// Whether `text` is base64.
    pub base64: bool,
    /// Size in bytes.
    pub size: u64,
}

/// Microseconds from an attempt's start to the end of each phase.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Timings {
    /// Name resolved.
    pub dns_us: Option<u64>,
    /// Connection established.
    pub connect_us: Option<u64>,
    /// TLS established.
    pub tls_us: Option<u64>,
    /// Head of the answer received.
    pub head_us: Option<u64>,
    /// Everything done.
    pub total_us: u64,
}

/// What happened and what to do about it, for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Advice {
    /// A sentence or two.
    pub what: String,
    /// A sentence or two.
    pub next: String,
}

/// One HTTP try.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttemptRow {
    /// From 1.
    pub number: u32,
    /// What set it off.
    pub trigger: Trigger,
    /// When it began.
    pub started_at: String,
    /// Where its time went.
    pub timings: Timings,
    /// How it ended.
    pub result: AttemptResult,
    /// For failures: what is known.
    pub truth: Option<FailureTruth>,
    /// For transport failures: which kind.
    pub class: Option<TransportClass>,
    /// The answer's status.
    pub status: Option<u16>,
    /// What Retry-After asked for, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// The failure in words.
    pub error: Option<String>,
    /// What the answer means and what to do, where it is one that Hookdesk knows: Mautic's and Magento's refusals.
    #[ts(optional)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// Whether an edited body was sent.
    pub edited: bool,
    /// HTTP method.
    pub method: String,
    /// Redacted URL.
    pub url: String,
    /// Redacted request headers in the order sent.
    pub request_headers: Vec<(String, String)>,
    /// Response headers in the order received.
    pub response_headers: Vec<(String, String)>,
    /// The response body, at most 64 KiB; `null` where none came.
    pub response_body: Option<Body>,
    /// Whether the response was longer.
    pub response_truncated: bool,
}

/// Everything about one message.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MessageStory {
    /// The message.
    pub message: MessageRow,
    /// When its event happened, where the source said.
    pub occurred_at: Option<String>,
    /// When its event was accepted.
    pub received_at: String,
    /// Where its event came from.
    pub source: EventSource,
    /// Its event's data.
    pub data: Body,
    /// Its event's context.
    pub context: Option<Body>,
    /// The body the next attempt would send.
    pub body: Body,
    /// Why that body cannot be built now; it is then shown empty.
    pub body_fault: Option<super::Fault>,
    /// Attempts, oldest first.
    pub attempts: Vec<AttemptRow>,
    /// Recorded edits, oldest first.
    pub edits: Vec<BodyEdit>,
    /// The retry delays of its subscription, in milliseconds.
    pub delays_ms: Vec<u64>,
    /// What can be done with it now.
    pub actions: MessageActions,
}

/// What can be done with a message now.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MessageActions {
    /// Send again.
    pub retry: bool,
    /// Edit the body and send.
    pub edit: bool,
    /// Give up.
    pub discard: bool,
    /// Consent to its private address.
    pub consent: bool,
}

/// A body a person made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BodyEdit {
    /// When.
    pub made_at: String,
    /// The bytes.
    pub body: Body,
}

/// Names one message.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MessageRef {
    /// Its id.
    pub id: String,
}

/// Names one attempt.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AttemptRef {
    /// The message's id.
    pub id: String,
    /// The attempt's number.
    pub number: u32,
}

/// An attempt's request, ready to look at.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttemptRequest {
    /// The exact body sent.
    pub body: Body,
    /// The request as a curl command, secrets redacted.
    pub curl: String,
}

/// Asks how many messages an action on a filter would touch.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// Which.
    pub filter: MessageFilter,
}

/// The plan: fixed from here, so what comes later is not touched.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Plan {
    /// How many, counted up to a million.
    pub count: u64,
    /// Whether there are more.
    pub more: bool,
    /// The bound to give back.
    pub up_to: i64,
}

/// Which messages an action is for: `ids`, or `filter` with the plan's `up_to`, in steps.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct Selection {
    /// These.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<String>>,
    /// All of a filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<MessageFilter>,
    /// The plan's bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub up_to: Option<i64>,
    /// The last step's `next`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
}

/// Discards.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DiscardRequest {
    /// Which.
    pub selection: Selection,
    /// Why, in a person's words.
    pub reason: String,
}

/// What one step of an action did.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BulkStep {
    /// Messages changed.
    pub changed: u64,
    /// Messages left alone because their state does not allow it.
    pub left: u64,
    /// Give this as `after` for the next step; `null` when done.
    pub next: Option<i64>,
}

/// Edits the body and sends again.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EditRequest {
    /// The message's id.
    pub id: String,
    /// The new body, valid JSON.
    pub body: String,
}

/// A dump file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DumpRow {
    /// File name inside the debug folder.
    pub file: String,
    /// The message's id.
    pub message_id: String,
    /// The attempt's number.
    pub number: u32,
    /// When it was written.
    pub written_at: String,
    /// Size in bytes.
    pub size: u64,
}

/// Which dumps; all, newest first, where no message is named.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ListDumps {
    /// Of this message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// At most this many; 100 where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Names a dump.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DumpRef {
    /// File name inside the debug folder.
    pub file: String,
}

/// A dump's text.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Dump {
    /// File name.
    pub file: String,
    /// Its JSON, indented.
    pub text: String,
}
