//! Texts with parts that are filled in: placeholders for what must not stand in a configuration.

mod marked;
mod placeholder;
#[cfg(test)]
mod tests;

use hookdesk_core::fault::Fault;

pub use marked::{Marked, Part};

use crate::context::World;
use placeholder::{Kind, Piece};

/// A compiled text: of a header, an address, a credential.
pub struct Text {
    pieces: Vec<Piece>,
}

impl Text {
    /// Reads a text. `placeholder.invalid` where it is none.
    pub fn compile(text: &str) -> Result<Self, Fault> {
        Ok(Self { pieces: placeholder::split(text)? })
    }

    /// The text with everything filled in; otherwise what could not be. Values of environment variables and of
    /// secrets are marked as secret.
    pub fn build(&self, world: &dyn World) -> Result<Marked, String> {
        let mut text = Marked::default();
        for piece in &self.pieces {
            match piece {
                Piece::Text(part) => text.push(part.as_str(), false),
                Piece::Placeholder(kind, name) => {
                    let (word, value, secret) = match kind {
                        Kind::Env => ("env", world.env(name), true),
                        Kind::Config => ("config", world.config(name), false),
                        Kind::Secret => ("secret", world.secret(name), true),
                    };
                    text.push(value.map_err(|why| format!("{{{word}:{name}}} has no value: {why}"))?, secret);
                }
            }
        }
        Ok(text)
    }
}
