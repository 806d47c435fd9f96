//! Hooks that are waited for, and their log, on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::content::Content;
use super::words::{Moment, Verb};

/// One hook of one batch of a webhook. What is left out has Adobe's default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct Webhook {
    /// `observer.<event>` or `plugin.<path>.<method>`.
    pub method: String,
    /// Before or after it.
    pub moment: Moment,
    /// The batch's name.
    pub batch: String,
    /// Batches run in ascending order.
    pub batch_order: i32,
    /// The hook's name within the batch.
    pub name: String,
    /// Where it is sent.
    pub url: String,
    /// The HTTP method; POST where there is none.
    pub verb: Option<Verb>,
    /// Order in which the results of one batch are merged.
    pub priority: i32,
    /// Whether its failure stops the caller.
    pub required: bool,
    /// Hard limit in milliseconds; 0 for none.
    pub timeout_ms: u32,
    /// Milliseconds after which a notice is logged; 0 for never.
    pub soft_timeout_ms: u32,
    /// How long an answer is kept, in seconds; 0 for not at all.
    pub ttl_s: u32,
    /// What the caller reads when the hook fails.
    pub fallback_error_message: Option<String>,
    /// Whether it runs.
    pub active: bool,
    /// Whether the certificate is checked.
    pub ssl_verification: bool,
    /// A CA or certificate file.
    pub ssl_certificate_path: Option<String>,
    /// Developer Console credentials.
    pub oauth: Option<ConsoleOauth>,
    /// What is sent, and when.
    pub content: Content,
}

impl Default for Webhook {
    fn default() -> Self {
        hookdesk_content::definition::Webhook::new("", Default::default(), "", "").into()
    }
}

/// Adobe Developer Console, server to server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ConsoleOauth {
    /// Client id.
    pub client_id: String,
    /// A reference, `{env:NAME}` or `{secret:NAME}`; never the secret itself.
    pub client_secret: String,
    /// Organisation id.
    pub org_id: String,
    /// `production` or `staging`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

/// A webhook as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedWebhook {
    /// Its number.
    pub id: i64,
    /// The hook.
    #[serde(flatten)]
    pub webhook: Webhook,
    /// When it was made.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
    /// What works, and may not be meant: one sentence each.
    pub warnings: Vec<String>,
}

/// Adds or changes a webhook.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SaveWebhook {
    /// Which; left out to add one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The whole hook.
    pub webhook: Webhook,
}

/// Names rows by their numbers.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct IdsRef {
    /// Their numbers.
    pub ids: Vec<i64>,
}

/// Which lines of the webhooks' log, newest first; what is left out means "any".
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ListWebhookLogs {
    /// `debug`, `notice`, `warning` or `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The method, with or without `.magento`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Before or after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moment: Option<Moment>,
    /// The batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// The hook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hook: Option<String>,
    /// The run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// A part of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Written at or after (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Written before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Only lines with a smaller id: the last of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// How many, 1 to 1,000; 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of the log.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WebhookLogPage {
    /// The lines.
    pub rows: Vec<WebhookLogLine>,
    /// Whether there are older ones.
    pub more: bool,
}

/// One line of the log.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WebhookLogLine {
    /// Its number.
    pub id: i64,
    /// The webhook's method.
    pub method: String,
    /// Before or after it.
    pub moment: Moment,
    /// The batch; empty for what concerns the whole run.
    pub batch: String,
    /// The hook; empty for what concerns more than one.
    pub hook: String,
    /// `debug`, `notice`, `warning` or `error`.
    pub level: String,
    /// What happened.
    pub message: String,
    /// The run.
    pub request_id: String,
    /// When.
    pub at: String,
}

/// Imports webhooks, or Aligent's hooks, from a file's text.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportWebhooks {
    /// `webhooks.xml` of Adobe or Aligent, JSON of Adobe's REST model, or Hookdesk's own.
    pub text: String,
    /// Whether to keep what was read, or only to show it.
    pub apply: bool,
}

/// What an import read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportedWebhooks {
    /// `adobe`, `aligent`, `rest` or `hookdesk`.
    pub kind: String,
    /// Webhooks, in the order they first appear.
    pub webhooks: Vec<Webhook>,
    /// Hooks of Aligent's form.
    pub hooks: Vec<ImportedHook>,
    /// What was left out, read with a guess, or is wrong.
    pub warnings: Vec<ImportWarning>,
    /// Whether it was kept.
    pub applied: bool,
}

/// A hook of Aligent's form.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportedHook {
    /// The event's name.
    pub name: String,
    /// The shop's service.
    pub service: Option<super::HookService>,
}

/// What a person should know about an import.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ImportWarning {
    /// Counted from 1; 0 where it concerns no place.
    pub line: usize,
    /// Counted from 1.
    pub column: usize,
    /// One sentence.
    pub message: String,
}

/// Exports webhooks, or Aligent's hooks, as a file's text.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ExportWebhooks {
    /// Which; all where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<i64>>,
    /// `xml` (Adobe's), `json` (Hookdesk's own, with everything in it), `rest` (Adobe's REST model) or `aligent`.
    pub format: ExportFormat,
}

/// The forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// Adobe's `webhooks.xml`.
    Xml,
    /// Hookdesk's own JSON.
    Json,
    /// JSON of Adobe's REST model.
    Rest,
    /// Aligent's `webhooks.xml`, of the queued hooks.
    Aligent,
}

/// An exported file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ExportedWebhooks {
    /// Its text.
    pub text: String,
    /// What its readers will not make of it what Hookdesk does.
    pub warnings: Vec<String>,
}
