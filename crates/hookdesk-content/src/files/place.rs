//! Where something stands in a file, and faults that say so.

use hookdesk_core::fault::{Code, Fault};

/// Longest message, in characters: readers repeat what stands in the file, a secret or half of it.
const LONGEST: usize = 500;

/// A place in one of the files read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which file, counted from 0.
    pub file: usize,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
}

impl Place {
    /// What is wrong with the XML itself.
    pub fn malformed(self, message: impl AsRef<str>) -> Fault {
        self.fault(Code::XmlMalformed, message)
    }

    /// XML that is never read.
    pub fn refused(self, message: impl AsRef<str>) -> Fault {
        self.fault(Code::XmlRefused, message)
    }

    /// A part of a webhook that is wrong.
    pub fn invalid(self, message: impl AsRef<str>) -> Fault {
        self.fault(Code::WebhookInvalid, message)
    }

    fn fault(self, code: Code, message: impl AsRef<str>) -> Fault {
        let message = message.as_ref();
        let end = message.char_indices().nth(LONGEST).map_or(message.len(), |(end, _)| end);
        Fault::new(code, format!("line {}, column {}: {}", self.line, self.column, &message[..end]))
    }
}

/// Finds places. Asked in the order of the text, it walks the text once.
pub struct Finder<'a> {
    text: &'a str,
    offset: usize,
    place: Place,
}

impl<'a> Finder<'a> {
    pub fn new(text: &'a str, file: usize) -> Self {
        Self { text, offset: 0, place: Place { file, line: 1, column: 1 } }
    }

    /// The place of a byte.
    pub fn find(&mut self, offset: usize) -> Place {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        if offset < self.offset {
            *self = Self::new(self.text, self.place.file);
        }
        for c in self.text[self.offset..offset].chars() {
            match c {
                '\n' => self.place = Place { line: self.place.line + 1, column: 1, ..self.place },
                _ => self.place.column += 1,
            }
        }
        self.offset = offset;
        self.place
    }
}
