//! What a run writes into its log.

/// How loud a line is. Adobe's four, and the notice its failure table asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Every request, and what a mapping left out.
    Debug,
    /// A soft limit that was passed.
    Notice,
    /// Something that was done, and probably not meant.
    Warning,
    /// A hook that failed, or said no.
    Error,
}

impl Level {
    /// All of them, quiet to loud.
    pub const ALL: &'static [Self] = &[Self::Debug, Self::Notice, Self::Warning, Self::Error];

    /// The word in JSON and in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How loud.
    pub level: Level,
    /// The hook's batch.
    pub batch: String,
    /// The hook's name.
    pub hook: String,
    /// In Adobe's words where Adobe has some.
    pub message: String,
}
