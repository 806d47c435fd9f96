//! Where a value stands in JSON text, for messages about what was read.

use jiter::Jiter;

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Key(String),
    /// An element of a list, counted from 0.
    Index(usize),
}

/// Line and column, both counted from 1, the column in characters, of the value at `path`, or of the nearest one around
/// it that is there. Walks the text once for each step.
pub fn locate(text: &str, path: &[Step]) -> (usize, usize) {
    let mut at = text.len() - text.trim_start().len();
    for step in path {
        match child(text, at, step) {
            Some(inside) => at = inside,
            None => break,
        }
    }
    let before = &text[..at];
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line..].chars().count() + 1)
}

/// Of a key written twice the last counts, as in [`super::Object`].
fn child(text: &str, at: usize, step: &Step) -> Option<usize> {
    let mut jiter = Jiter::new(&text.as_bytes()[at..]);
    let mut found = None;
    match step {
        Step::Key(key) => {
            let mut next = jiter.next_object().ok()?.map(|name| name == key);
            while let Some(is_it) = next {
                let peek = jiter.peek().ok()?;
                if is_it {
                    found = Some(at + jiter.current_index());
                }
                jiter.known_skip(peek).ok()?;
                next = jiter.next_key().ok()?.map(|name| name == key);
            }
        }
        Step::Index(index) => {
            let mut next = jiter.next_array().ok()?;
            let mut n = 0;
            while let Some(peek) = next {
                if n == *index {
                    return Some(at + jiter.current_index());
                }
                jiter.known_skip(peek).ok()?;
                next = jiter.array_step().ok()?;
                n += 1;
            }
        }
    }
    found
}
