//! Why Adobe's REST model refuses a webhook, in Magento's words.

use hookdesk_core::fault::{Code, Fault};

use crate::files::xml::short;
use crate::json::Step;

/// Why a call is refused, as Magento says it: a message with placeholders, and what stands for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// With `%fieldName` and its like in it.
    pub message: String,
    /// What the placeholders stand for.
    pub parameters: Vec<(&'static str, String)>,
    /// The part it is about.
    pub path: Vec<Step>,
}

impl Refused {
    pub(super) fn new(path: &[Step], message: &str) -> Self {
        let field = path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.clone()),
            Step::Index(_) => None,
        });
        let parameters = vec![("fieldName", field.unwrap_or_else(|| "webhook".to_owned()))];
        Self { message: message.to_owned(), parameters, path: path.to_vec() }
    }

    pub(super) fn required(path: &[Step]) -> Self {
        Self::new(path, "\"%fieldName\" is required. Enter and try again.")
    }

    pub(super) fn wrong_type(path: &[Step], expected: &str) -> Self {
        let message =
            "Error occurred during \"%fieldName\" processing. A value of type \"%expectedType\" is expected.";
        let mut refused = Self::new(path, message);
        refused.parameters.push(("expectedType", expected.to_owned()));
        refused
    }

    pub(super) fn value(path: &[Step], message: &str, value: &str) -> Self {
        let mut refused = Self::new(path, message);
        refused.parameters.push(("value", short(value)));
        refused
    }

    /// The message with its parameters in it.
    pub fn sentence(&self) -> String {
        let mut text = self.message.clone();
        for (name, value) in &self.parameters {
            text = text.replace(&format!("%{name}"), value);
        }
        text
    }

    /// The part it is about, in dotted form.
    pub fn field(&self) -> String {
        dotted(&self.path)
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Fault::new(Code::WebhookInvalid, refused.sentence()).field(&refused.field())
    }
}

/// `webhook.fields[2].name`.
pub fn dotted(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(&short(key)),
            Step::Key(key) => text.push_str(&format!(".{}", short(key))),
            Step::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}
