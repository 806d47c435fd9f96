//! What a hook sends, and when, on the wire: as people write it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::ContentWrap;

/// What is sent, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct Content {
    /// The fields of the body; none sends the whole payload.
    pub fields: Vec<ContentField>,
    /// Headers beside those of the connection.
    pub headers: Vec<ContentHeader>,
    /// When the hook fires: where all rules of any one group hold, or where there is no group.
    pub rules: Vec<Vec<ContentRule>>,
    /// Builds the body from the mapped fields instead of sending them as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<ContentBody>,
}

/// A body that is not JSON of the fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ContentBody {
    /// The mapped fields as a form.
    Form,
    /// No body; for GET.
    Nothing,
    /// A text with merge tags.
    Template {
        /// The text.
        text: String,
        /// Its media type.
        content_type: String,
    },
}

/// One field of the outgoing body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ContentField {
    /// Path in the outgoing body.
    pub name: String,
    /// Path in the payload, or a context expression; the name where left out or empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// A converter with its arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub converter: Option<String>,
    /// Whether it is sent; it is where left out.
    #[serde(default = "yes")]
    #[ts(as = "Option<bool>")]
    pub active: bool,
}

/// One header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ContentHeader {
    /// Empty where only a resolver stands.
    pub name: String,
    /// Text with placeholders, or a context expression.
    pub value: String,
    /// A PHP class that adds headers in the shop; kept for export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolver: Option<String>,
    /// Whether it is sent; it is where left out.
    #[serde(default = "yes")]
    #[ts(as = "Option<bool>")]
    pub active: bool,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ContentRule {
    /// Path in the payload as it came, or a context expression.
    pub field: String,
    /// An operator.
    pub operator: String,
    /// What it compares with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether it counts; it does where left out.
    #[serde(default = "yes")]
    #[ts(as = "Option<bool>")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// Asks what a content makes of a payload; nothing is sent or kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct PreviewContent {
    /// The content.
    pub content: Content,
    /// The payload, JSON as text, so that no number changes its form.
    pub payload: String,
    /// What surrounds it, JSON as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// How the payload becomes the body where no field says otherwise; `data` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap: Option<ContentWrap>,
}

/// What a content makes of a payload.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ContentPreview {
    /// Whether the hook would fire.
    pub fires: bool,
    /// Each rule, in its group.
    pub rules: Vec<Vec<RuleVerdict>>,
    /// The body; nothing where there is none, or where it cannot be built.
    pub body: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// Headers of the content; secrets are redacted.
    pub headers: Vec<NameValue>,
    /// What was left out, and what is missing.
    pub notes: Vec<ContentNote>,
    /// All that is wrong with the content; nothing is built then.
    pub faults: Vec<super::Fault>,
}

/// Whether a rule holds, and why.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RuleVerdict {
    /// Whether it holds.
    pub holds: bool,
    /// Why, in few words.
    pub why: String,
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NameValue {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A remark on a build.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ContentNote {
    /// `debug`, `warning` or `error`.
    pub level: String,
    /// The part of the content it is about, as faults name it.
    pub field: Option<String>,
    /// One sentence.
    pub message: String,
}

/// The words a content is written with.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Vocabulary {
    /// What context expressions begin with.
    pub contexts: Vec<VocabularyContext>,
    /// Converters of fields.
    pub converters: Vec<VocabularyConverter>,
    /// Operators of rules.
    pub operators: Vec<VocabularyOperator>,
}

/// A context.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VocabularyContext {
    /// `context_store`.
    pub name: String,
    /// What it tells of.
    pub about: String,
    /// Whether a connected shop is asked for what neither the event nor the settings tell of it.
    pub from_shop: bool,
    /// Its getters that are known.
    pub methods: Vec<VocabularyMethod>,
}

/// A getter of a context.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VocabularyMethod {
    /// `get_store`.
    pub name: String,
    /// What it gives.
    pub about: String,
    /// Names of its arguments.
    pub arguments: Vec<String>,
}

/// A converter.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VocabularyConverter {
    /// Its name.
    pub name: String,
    /// What it does.
    pub about: String,
    /// Its arguments.
    pub arguments: Vec<VocabularyArgument>,
    /// How it is written.
    pub example: String,
}

/// A converter's argument.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VocabularyArgument {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Whether it must be there.
    pub required: bool,
}

/// An operator.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VocabularyOperator {
    /// Its name.
    pub name: String,
    /// When it holds.
    pub about: String,
    /// Whether it is Adobe's; the others are Hookdesk's own.
    pub adobe: bool,
    /// Whether it takes a value.
    pub takes_value: bool,
}
