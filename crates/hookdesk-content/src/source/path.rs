//! Dotted paths, `order.items[].sku`, on both sides of a field.

use std::fmt;

use hookdesk_core::fault::{Code, Fault};

use crate::json::Json;

/// A path: names joined by dots, each of which may stand for every element of a list (`items[]`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// At least one.
    pub segments: Vec<Segment>,
}

/// One name of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Segment {
    /// A member's name; in a list, a position counted from 0.
    pub key: String,
    /// Whether `[]` follows: every element of the list that stands there.
    pub each: bool,
}

impl Path {
    /// Longest path taken, in bytes.
    pub const MAX_LEN: usize = 1_000;

    /// Reads a path. `path.invalid`, naming the character (counted from 1), where it is none.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > Self::MAX_LEN {
            return Err(wrong(text, format!("it is longer than {} bytes", Self::MAX_LEN)));
        }
        let mut at = 1;
        let mut segments = Vec::new();
        for part in text.split('.') {
            segments.push(segment(part, at).map_err(|why| wrong(text, why))?);
            at += part.chars().count() + 1;
        }
        Ok(Self { segments })
    }

    /// The value it leads to, where it has no `[]`.
    pub fn find<'v, 'a>(&self, root: &'v Json<'a>) -> Option<&'v Json<'a>> {
        self.segments
            .iter()
            .try_fold(root, |at, segment| if segment.each { None } else { at.child(&segment.key) })
    }

    /// How many of its segments stand for every element.
    pub fn depth(&self) -> usize {
        self.segments.iter().filter(|segment| segment.each).count()
    }
}

fn segment(part: &str, at: usize) -> Result<Segment, String> {
    let (key, each) = part.strip_suffix("[]").map_or((part, false), |key| (key, true));
    if key.is_empty() {
        return Err(format!("a name is missing at character {at}"));
    }
    let bad = key.chars().position(|c| matches!(c, '[' | ']' | '{' | '}') || c.is_control());
    match bad.and_then(|n| Some((n, key.chars().nth(n)?))) {
        None => Ok(Segment { key: key.to_owned(), each }),
        Some((n, '[' | ']')) => {
            Err(format!("a bracket at character {} is not the \"[]\" that ends a list's name", at + n))
        }
        Some((n, c)) => Err(format!("{c:?} at character {} cannot stand in a path", at + n)),
    }
}

fn wrong(text: &str, why: String) -> Fault {
    let shown: String = text.chars().take(120).collect();
    Fault::new(Code::PathInvalid, format!("\"{shown}\" is not a path: {why}"))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, segment) in self.segments.iter().enumerate() {
            let dot = if n == 0 { "" } else { "." };
            write!(f, "{dot}{}{}", segment.key, if segment.each { "[]" } else { "" })?;
        }
        Ok(())
    }
}
