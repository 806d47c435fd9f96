//! An operation's path: `data/order/items/0/price`. No leading slash; list positions count from 0.

use std::fmt;

use crate::json::MAX_DEPTH;

/// A path into the payload, with slashes. Addresses the payload as it came, not the names that were sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pointer {
    text: String,
    segments: Vec<String>,
}

impl Pointer {
    /// Reads a path; the error is the reason, in few words. `~1` stands for a slash in a name and `~0` for `~`, as
    /// in RFC 6901; any other `~` is itself.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.starts_with('/') {
            return Err("a path begins with an argument's name or \"result\", not with a slash".to_owned());
        }
        if text.split('/').any(str::is_empty) {
            return Err("a name between two slashes is missing".to_owned());
        }
        let segments: Vec<String> = text.split('/').map(unescape).collect();
        if segments.len() > MAX_DEPTH {
            return Err(format!("it has more than {MAX_DEPTH} names"));
        }
        Ok(Self { text: text.to_owned(), segments })
    }

    /// Its names and positions, at least one.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// The path with dots for slashes, as a field's source is written.
    pub fn dotted(&self) -> String {
        self.text.replace('/', ".")
    }
}

fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
