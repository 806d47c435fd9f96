//! Field mapping: the outgoing body, made of parts of the payload and of context values.
//!
//! Compiled into one tree of the outgoing names, which is written in a single pass: lists are walked once for all
//! fields that share them, and no value is copied on its way.

mod compile;
#[cfg(test)]
mod tests;
mod tree;
mod write;

pub(crate) use compile::compile;

use crate::context::Slot;
use crate::convert::{Convert, Converter};

/// Most fields of one hook.
const MAX_FIELDS: usize = 1_000;
/// Most names joined in one field name: the body must stay readable JSON, which nests to a limit.
const MAX_DEPTH: usize = 32;

/// The compiled fields.
pub(crate) struct Mapping {
    fields: Vec<Field>,
    root: Node,
}

/// One field that is sent.
struct Field {
    /// Its place in the content.
    index: usize,
    /// As written in canonical form, to find it by an answer's path.
    source: String,
    converter: Option<Converter>,
}

enum Node {
    Leaf(Leaf),
    /// Members, in the order their fields came, under the JSON text of their key.
    Object(Vec<(Vec<u8>, Node)>),
    Each(Each),
}

struct Leaf {
    field: usize,
    from: From,
}

enum From {
    /// A path on from one of the current elements.
    Payload {
        cursor: usize,
        path: Vec<String>,
    },
    Context(Slot),
}

/// A list, or an object that stands for one.
struct Each {
    /// The lists of the payload its fields are read from; usually one.
    tracks: Vec<Track>,
    element: Box<Node>,
    /// All fields below.
    fields: Vec<usize>,
}

/// A list of the payload: a path on from one of the outer elements.
#[derive(PartialEq, Eq)]
struct Track {
    cursor: usize,
    path: Vec<String>,
}

impl Mapping {
    /// The converter of the field whose source is `source`, where there is one.
    pub fn converter(&self, source: &str) -> Option<&dyn Convert> {
        self.fields
            .iter()
            .rev()
            .find(|field| field.source == source)?
            .converter
            .as_ref()
            .map(|converter| &**converter as &dyn Convert)
    }
}
