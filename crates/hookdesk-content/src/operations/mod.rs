//! What an endpoint answers, and what that does to the payload. Spec "Adobe webhooks", section 3.
//!
//! An answer is taken whole or not at all, and it is applied whole or not at all.

mod apply;
mod pointer;
mod read;
#[cfg(test)]
mod tests;

use crate::json::Json;

pub use apply::{Inward, apply};
pub use pointer::Pointer;
pub use read::{MAX_OPERATIONS, read};

/// A valid answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// What it changes, in its order; `success` changes nothing.
    pub changes: Vec<Change>,
    /// The first exception; where there is one, no change counts.
    pub exception: Option<Thrown>,
    /// What the endpoint's author should know: a name that is out of date, an empty body.
    pub remarks: Vec<Remark>,
}

/// One operation that changes the payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub path: Pointer,
    /// How.
    pub act: Act,
    /// The class the shop is to make of the value; Hookdesk keeps the value as it came.
    pub instance: Option<String>,
}

/// How a path is changed. Values own their text, so that they may outlive the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Appends to a list, sets anything else.
    Add(Json<'static>),
    /// Puts the value in the place of what is there.
    Replace(Json<'static>),
    /// Takes it away; what follows in a list moves up.
    Remove,
}

impl Act {
    /// The word in `op`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Add(_) => "add",
            Self::Replace(_) => "replace",
            Self::Remove => "remove",
        }
    }
}

/// An exception as the endpoint wrote it; what it left out is for the hook to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thrown {
    /// The exception's class in the shop.
    pub class: Option<String>,
    /// What the caller reads.
    pub message: Option<String>,
}

/// Something worth a line in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// How loud.
    pub level: super::run::Level,
    /// One sentence.
    pub message: String,
}
