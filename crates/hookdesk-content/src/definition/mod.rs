//! What a person configures: the parts of a hook as Adobe's XML, Admin and REST write them, all text.
//!
//! Nothing here is checked; the rooms that use a part compile it and name what is wrong.

mod check;
mod webhook;

use serde::{Deserialize, Serialize};

pub use webhook::{ConsoleOauth, Moment, Verb, Webhook};

/// What is sent, and when. Shared by queued hooks and by those that are waited for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Content {
    /// The fields of the body; none sends the whole payload.
    pub fields: Vec<Field>,
    /// Headers beside those of the connection.
    pub headers: Vec<Header>,
    /// When the hook fires.
    pub rules: Rules,
    /// Builds the body from the mapped fields instead of sending them as JSON. Hookdesk's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

impl Content {
    /// Whether it changes nothing: the payload goes out whole, always, with no headers of its own.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// A body that is not JSON of the fields. Hookdesk's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Body {
    /// The mapped fields as `application/x-www-form-urlencoded`.
    Form,
    /// No body; for GET.
    Nothing,
    /// A text with `{{ merge tags }}`.
    Template {
        /// The text.
        text: String,
        /// Its media type.
        content_type: String,
    },
}

/// One field of the outgoing body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Path in the outgoing body.
    pub name: String,
    /// Path in the payload, or a context expression; the name where it is missing or empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// A converter of Hookdesk's library with its arguments, or the class an imported file names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub converter: Option<String>,
    /// Whether it is sent; the inverse of `remove`.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub active: bool,
}

impl Field {
    /// Where its value comes from.
    pub fn source(&self) -> &str {
        self.source.as_deref().filter(|source| !source.is_empty()).unwrap_or(&self.name)
    }
}

/// One header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Empty where only a resolver stands.
    pub name: String,
    /// Text with placeholders, or a context expression.
    pub value: String,
    /// A PHP class that adds headers in the shop; kept for export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolver: Option<String>,
    /// Whether it is sent.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub active: bool,
}

/// When a hook fires: where all rules of any one group hold, or where there is no group.
///
/// Adobe knows one group. More of them are Hookdesk's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rules {
    /// Groups joined by OR.
    pub groups: Vec<Vec<Rule>>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Path in the payload as it came, or a context expression.
    pub field: String,
    /// Adobe's eight operators, or one of Hookdesk's.
    pub operator: String,
    /// What it compares with; none for isEmpty and its like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether it counts; the inverse of `remove`.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_yes(value: &bool) -> bool {
    *value
}
