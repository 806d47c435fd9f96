//! What is told about a converter: for completion, for messages and for the docs.

/// A converter of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The name it is written by.
    pub name: &'static str,
    /// One sentence.
    pub about: &'static str,
    /// In their order; the required ones come first.
    pub arguments: &'static [Argument],
    /// One value converted.
    pub example: Example,
    /// What is known of the way back.
    pub back: Back,
}

/// An argument of a converter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// The name messages use.
    pub name: &'static str,
    /// What may stand there, and what holds where it is left out.
    pub about: &'static str,
    /// Whether it must be given.
    pub required: bool,
}

impl Argument {
    pub(super) const fn needed(name: &'static str, about: &'static str) -> Self {
        Self { name, about, required: true }
    }

    pub(super) const fn optional(name: &'static str, about: &'static str) -> Self {
        Self { name, about, required: false }
    }
}

/// A value before and after, both as JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The converter as it is written.
    pub converter: &'static str,
    /// What the source holds.
    pub before: &'static str,
    /// What is sent.
    pub after: &'static str,
}

impl std::fmt::Display for Example {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} → {}", self.converter, self.before, self.after)
    }
}

/// The way back of a value that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// Such values come back as they were.
    Exact(&'static str),
    /// What does not come back as it was.
    Partly(&'static str),
}

impl Back {
    /// Whether it is exact.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Exact(_))
    }

    /// For which values it is exact, or what is lost.
    pub fn about(self) -> &'static str {
        match self {
            Self::Exact(about) | Self::Partly(about) => about,
        }
    }
}
