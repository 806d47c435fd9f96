//! What a build has to say: for the log of a hook and for the designer.

/// How much a note matters; the levels of the shop's webhook log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// For the curious.
    Debug,
    /// Worth a look; what was built is sent.
    Warning,
    /// What was built must not be sent.
    Error,
}

impl Level {
    /// The word in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How much it matters.
    pub level: Level,
    /// The part of the content it is about, as faults name it: `fields[2].source`.
    pub field: Option<String>,
    /// One sentence; never holds a secret.
    pub message: String,
}

impl Note {
    /// A note on one part of the content.
    pub fn on(level: Level, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { level, field: Some(field.into()), message: message.into() }
    }
}
