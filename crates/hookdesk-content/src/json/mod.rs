//! JSON as it came: numbers keep their text, keys their order.
//!
//! serde_json's values would turn `1.0` into a float and cut long ids; a payload passes through here unchanged
//! wherever nobody asked for a change.

mod locate;
mod object;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::borrow::Cow;

pub use locate::{Step, locate};
pub use object::Object;
pub use read::{MAX_DEPTH, Malformed, read};
pub use write::write_text;

/// A JSON value. Text and numbers borrow from what was read, where they can.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Json<'a> {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number in the form it was written in.
    Number(Cow<'a, str>),
    /// A string, without its escapes.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Json<'a>>),
    /// An object.
    Object(Object<'a>),
}

impl<'a> Json<'a> {
    /// Text of this value's own.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A whole number.
    pub fn int(number: i64) -> Self {
        Self::Number(number.to_string().into())
    }

    /// The text of a string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// What stands under `key`, where this is an object.
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        self.as_object()?.get(key)
    }

    /// What stands under `key` in an object, or at that position, counted from 0, in a list.
    pub fn child(&self, key: &str) -> Option<&Json<'a>> {
        match self {
            Self::Object(object) => object.get(key),
            Self::List(items) if key.bytes().all(|b| b.is_ascii_digit()) => {
                items.get(key.parse::<usize>().ok()?)
            }
            _ => None,
        }
    }

    /// The same value, borrowing its text from this one.
    pub fn to_borrowed(&self) -> Json<'_> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Number(text) => Json::Number(Cow::Borrowed(text)),
            Self::Text(text) => Json::Text(Cow::Borrowed(text)),
            Self::List(items) => Json::List(items.iter().map(Json::to_borrowed).collect()),
            Self::Object(object) => Json::Object(
                object.iter().map(|(key, value)| (Cow::Borrowed(key), value.to_borrowed())).collect(),
            ),
        }
    }

    /// What kind of value this is, as messages name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "text",
            Self::List(_) => "list",
            Self::Object(_) => "object",
        }
    }

    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(value),
            Self::Number(text) => Json::Number(text.into_owned().into()),
            Self::Text(text) => Json::Text(text.into_owned().into()),
            Self::List(items) => Json::List(items.into_iter().map(Json::into_owned).collect()),
            Self::Object(object) => Json::Object(
                object
                    .into_iter()
                    .map(|(key, value)| (key.into_owned().into(), value.into_owned()))
                    .collect(),
            ),
        }
    }
}
