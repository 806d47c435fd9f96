//! Reading JSON text.

use std::borrow::Cow;

use jiter::{Jiter, JiterError, Peek};

use super::{Json, Object};

/// How deep values may nest; serde_json's own limit.
pub const MAX_DEPTH: usize = 128;

/// Why text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong, in few words.
    pub what: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in bytes.
    pub column: usize,
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at line {} column {}", self.what, self.line, self.column)
    }
}

impl std::error::Error for Malformed {}

/// Reads one document.
pub fn read(text: &str) -> Result<Json<'_>, Malformed> {
    let mut reader = Reader { jiter: Jiter::new(text.as_bytes()), text };
    let value = reader.document();
    value.map_err(|stop| {
        let (what, at) = match stop {
            Stop::Jiter(error) => (error.error_type.to_string(), reader.jiter.error_position(error.index)),
            Stop::Deep => (format!("more than {MAX_DEPTH} levels"), reader.jiter.current_position()),
        };
        Malformed { what, line: at.line, column: at.column }
    })
}

enum Stop {
    Jiter(JiterError),
    Deep,
}

impl From<JiterError> for Stop {
    fn from(error: JiterError) -> Self {
        Self::Jiter(error)
    }
}

struct Reader<'a> {
    jiter: Jiter<'a>,
    text: &'a str,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Json<'a>, Stop> {
        let peek = self.jiter.peek()?;
        let value = self.value(peek, 0)?;
        self.jiter.finish()?;
        Ok(value)
    }

    fn value(&mut self, peek: Peek, depth: usize) -> Result<Json<'a>, Stop> {
        match peek {
            Peek::Object | Peek::Array if depth == MAX_DEPTH => Err(Stop::Deep),
            Peek::Object => self.object(depth),
            Peek::Array => self.list(depth),
            Peek::String => {
                let text = self.text;
                Ok(Json::Text(keep(text, self.jiter.known_str()?)))
            }
            Peek::True | Peek::False => Ok(Json::Bool(self.jiter.known_bool(peek)?)),
            Peek::Null => {
                self.jiter.known_null()?;
                Ok(Json::Null)
            }
            _ => {
                let start = self.jiter.current_index();
                self.jiter.known_number_bytes(peek)?;
                Ok(Json::Number(Cow::Borrowed(&self.text[start..self.jiter.current_index()])))
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json<'a>, Stop> {
        let mut items = Vec::new();
        let mut next = self.jiter.known_array()?;
        while let Some(peek) = next {
            items.push(self.value(peek, depth + 1)?);
            next = self.jiter.array_step()?;
        }
        Ok(Json::List(items))
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, Stop> {
        let text = self.text;
        let mut members = Object::default();
        let mut next = self.jiter.known_object()?.map(|key| keep(text, key));
        while let Some(key) = next {
            let peek = self.jiter.peek()?;
            members.push(key, self.value(peek, depth + 1)?);
            next = self.jiter.next_key()?.map(|key| keep(text, key));
        }
        Ok(Json::Object(members))
    }
}

/// Borrows `part` from `text` where it lies in it, and copies it where it was unescaped into another buffer.
fn keep<'a>(text: &'a str, part: &str) -> Cow<'a, str> {
    let start = part.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
    match text.get(start..start.wrapping_add(part.len())) {
        Some(same) => Cow::Borrowed(same),
        None => Cow::Owned(part.to_owned()),
    }
}
