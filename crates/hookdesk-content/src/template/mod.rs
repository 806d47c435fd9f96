//! Texts with parts that are filled in: placeholders for what must not stand in a configuration, and merge tags.

mod escape;
mod marked;
mod placeholder;
mod tags;
#[cfg(test)]
mod tests;
mod value;

use std::fmt;

use hookdesk_core::fault::{Code, Fault};

pub use marked::{Marked, Part};

use crate::context::World;
use crate::source::Chain;
pub(crate) use escape::Escape;
use placeholder::{Kind, Piece};
pub(crate) use tags::{Names, Tags};

/// A compiled text: of a header, an address, a credential.
///
/// `{env:NAME}`, `{config:path}` and `{secret:NAME}` stand beside merge tags, not inside of them.
pub struct Text {
    parts: Vec<Fill>,
}

enum Fill {
    Plain(String),
    Placeholder(Kind, String),
    Tags(Box<Tags>),
}

/// What stood in the way of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A placeholder has no value.
    Placeholder(String),
    /// A merge tag has none, or cannot be worked out.
    Tag(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Placeholder(why) | Self::Tag(why) => f.write_str(why),
        }
    }
}

impl Text {
    /// Reads a header's value. `placeholder.invalid` or `template.invalid` where it is none.
    pub fn header(text: &str) -> Result<Self, Fault> {
        Self::compile(text, Escape::Header)
    }

    /// Reads an address: what merge tags fill in is percent-encoded, what placeholders do is not.
    pub fn address(text: &str) -> Result<Self, Fault> {
        Self::compile(text, Escape::Url)
    }

    fn compile(text: &str, escape: Escape) -> Result<Self, Fault> {
        let parts = placeholder::split(text)?.into_iter().map(|piece| match piece {
            Piece::Placeholder(kind, name) => Ok(Fill::Placeholder(kind, name)),
            Piece::Text(text) if has_tags(&text) => {
                let tags =
                    Tags::compile(&text, escape).map_err(|why| Fault::new(Code::TemplateInvalid, why))?;
                Ok(Fill::Tags(Box::new(tags)))
            }
            Piece::Text(text) => Ok(Fill::Plain(text)),
        });
        Ok(Self { parts: parts.collect::<Result<_, Fault>>()? })
    }

    /// Whether it has merge tags.
    pub fn has_tags(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Fill::Tags(_)))
    }

    /// What its `{config:…}` ask for.
    pub(crate) fn configs(&self) -> impl Iterator<Item = Chain> {
        self.parts.iter().filter_map(|part| match part {
            Fill::Placeholder(Kind::Config, path) => Some(Chain::config(path)),
            _ => None,
        })
    }

    /// The text with everything filled in; otherwise what could not be. Values of environment variables and of
    /// secrets are marked as secret.
    pub(crate) fn build(&self, names: &Names<'_>, world: &dyn World) -> Result<Marked, Trouble> {
        let mut text = Marked::default();
        for part in &self.parts {
            match part {
                Fill::Plain(part) => text.push(part.as_str(), false),
                Fill::Tags(tags) => text.push(tags.render(names).map_err(Trouble::Tag)?, false),
                Fill::Placeholder(kind, name) => {
                    let (word, value, secret) = match kind {
                        Kind::Env => ("env", world.env(name), true),
                        Kind::Config => ("config", world.config(name), false),
                        Kind::Secret => ("secret", world.secret(name), true),
                    };
                    let none = |why| Trouble::Placeholder(format!("{{{word}:{name}}} has no value: {why}"));
                    text.push(value.map_err(none)?, secret);
                }
            }
        }
        Ok(text)
    }
}

fn has_tags(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|open| text.contains(open))
}
