//! Event names: `entity.verb` chains or a shop's method names.

use std::fmt;

use crate::fault::{Code, Fault};

/// An event name, always in lower case (Aligent lower-cases hook names when it reads them).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventName(String);

impl EventName {
    /// Longest name taken, in bytes.
    pub const MAX_LEN: usize = 200;

    /// Takes `[a-zA-Z0-9._-]+` and lower-cases it.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let legal = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        if text.is_empty() || text.len() > Self::MAX_LEN || !legal {
            return Err(Fault::new(
                Code::NameInvalid,
                format!(
                    "\"{}\" is not an event name: 1 to {} characters out of a-z, 0-9, dot, underscore and hyphen",
                    text.chars().take(80).collect::<String>(),
                    Self::MAX_LEN
                ),
            )
            .field("name"));
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
