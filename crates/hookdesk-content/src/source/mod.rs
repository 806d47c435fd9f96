//! Where a value comes from: a path into the payload, or a chain of context methods. Seed "Configure hook contents".

mod context;
mod path;
#[cfg(test)]
mod tests;

pub use context::{Call, Chain, ContextName};
pub use path::{Path, Segment};

use hookdesk_core::fault::Fault;

/// What begins a context expression.
const CONTEXT: &str = "context_";

/// A parsed source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `data.quote_item.sku`, `result[].method_code`.
    Payload(Path),
    /// `context_checkout_session.get_quote.get_items[qty,product.name]`.
    Context(Chain),
}

impl Source {
    /// Reads a source. `path.invalid` or `context.invalid`, naming the character, where it is none.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if Self::is_context(text) {
            Chain::parse(text).map(Self::Context)
        } else {
            Path::parse(text).map(Self::Payload)
        }
    }

    /// Whether a text is meant as a context expression.
    pub fn is_context(text: &str) -> bool {
        text.starts_with(CONTEXT)
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Payload(path) => path.fmt(f),
            Self::Context(chain) => chain.fmt(f),
        }
    }
}
