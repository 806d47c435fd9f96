//! Text that remembers which of its parts are secret.

use std::fmt;

/// A text made of plain and secret parts. Shown and debugged with its secret parts redacted.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Marked {
    parts: Vec<Part>,
}

/// One part.
#[derive(Clone, PartialEq, Eq)]
pub enum Part {
    /// For anybody.
    Plain(String),
    /// Not to be shown, logged or kept.
    Secret(String),
}

impl Marked {
    /// A text of one part.
    pub fn new(text: impl Into<String>, secret: bool) -> Self {
        let mut marked = Self::default();
        marked.push(text, secret);
        marked
    }

    /// Adds a part.
    pub fn push(&mut self, text: impl Into<String>, secret: bool) {
        let text = text.into();
        self.parts.push(if secret { Part::Secret(text) } else { Part::Plain(text) });
    }

    /// Its parts, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether a part of it is secret.
    pub fn is_secret(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Secret(_)))
    }

    /// The whole text, secrets included, for sending.
    pub fn reveal(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Plain(text) | Part::Secret(text) => text.as_str(),
            })
            .collect()
    }
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Plain(text) => f.write_str(text),
            Part::Secret(_) => f.write_str("[redacted]"),
        })
    }
}

impl fmt::Debug for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => write!(f, "Plain({text:?})"),
            Self::Secret(_) => f.write_str("Secret([redacted])"),
        }
    }
}
