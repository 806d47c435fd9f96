//! Values of context expressions, over what is known: the event's context, its HTTP request, settings, the shop.

mod filter;
mod layers;
mod member;
mod request;
mod scene;
pub mod shop;
#[cfg(test)]
mod tests;

pub use filter::Filter;
pub use layers::{Layers, Lookup};
pub use request::Request;
pub use scene::Uses;
pub(crate) use scene::{Chains, Scene, Slot};

use crate::build::Level;
use crate::json::Json;
use crate::source::Chain;

/// A value found: lying in what is known, or made from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'w> {
    /// A part of something known.
    Borrowed(&'w Json<'w>),
    /// Made for the question, as a header's text.
    Owned(Json<'w>),
}

impl Value<'_> {
    /// The value.
    pub fn json(&self) -> &Json<'_> {
        match self {
            Value::Borrowed(json) => json,
            Value::Owned(json) => json,
        }
    }
}

/// Why a context has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// In few words, for people.
    pub why: String,
    /// Of which kind.
    pub kind: Absence,
}

/// Kinds of having no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Nobody who was asked knew.
    Unknown,
    /// Somebody who knows said that there is none: nobody else need be asked.
    Known,
    /// Somebody is asked who was not asked yet: there may be one when the hook is sent.
    Later,
}

impl Absent {
    /// Of a kind.
    pub fn new(kind: Absence, why: impl Into<String>) -> Self {
        Self { why: why.into(), kind }
    }

    /// Nobody who was asked knew.
    pub fn unknown(why: impl Into<String>) -> Self {
        Self::new(Absence::Unknown, why)
    }

    /// What it means for a hook: nothing yet where it is only asked for later.
    pub(crate) fn level(&self) -> Level {
        match self.kind {
            Absence::Unknown | Absence::Known => Level::Warning,
            Absence::Later => Level::Debug,
        }
    }
}

/// What a hook may ask beside its payload. Answers come from what the caller gathered before: nothing here waits.
pub trait World {
    /// The value of a chain, its filtration left aside; otherwise why there is none.
    fn context(&self, chain: &Chain) -> Result<Value<'_>, Absent>;

    /// `{env:NAME}`: the value of an allowed environment variable; otherwise why there is none.
    fn env(&self, name: &str) -> Result<String, String>;

    /// `{config:path/to/value}`: a value of the shop's configuration, in its default scope.
    fn config(&self, path: &str) -> Result<String, String>;

    /// `{secret:NAME}`: a stored secret. It is never put into a note.
    fn secret(&self, name: &str) -> Result<String, String>;

    /// The payload of the event of the same name that came before, for `onChange`; none where there was none.
    fn previous(&self) -> Option<&Json<'_>>;
}

/// A scalar's text, as headers, rules and forms write it: 1 and 0 for true and false, nothing for null.
pub(crate) fn plain_text<'v>(value: &'v Json<'_>) -> Option<&'v str> {
    match value {
        Json::Null => Some(""),
        Json::Bool(true) => Some("1"),
        Json::Bool(false) => Some("0"),
        Json::Number(text) | Json::Text(text) => Some(text),
        Json::List(_) | Json::Object(_) => None,
    }
}
