//! From an entry to a shape of so many levels. Types may hold themselves; the levels and a budget end it.

use super::data::{Node, catalogue};
use super::{Entry, Kind, MAX_DEPTH, Shape};
use crate::definition::Moment;

/// Members in one shape; what comes after prints as `object{}`.
const MAX_MEMBERS: usize = 20_000;

/// The payload. An observer's `data` is no level of its own, as in Adobe's output.
pub fn entry(entry: &Entry, moment: Moment, depth: usize) -> Shape {
    let mut walk = Walk { depth: depth.clamp(1, MAX_DEPTH), left: MAX_MEMBERS };
    let data = entry.data.as_ref().map(|node| walk.shape(node, 1));
    let mut members = match (entry.kind, data) {
        (Kind::Event, data) => return data.unwrap_or(Shape::Object(Vec::new())),
        (Kind::Plugin, Some(Shape::Object(members))) => members,
        (Kind::Plugin, _) => Vec::new(),
        (Kind::Observer, data) => {
            let name = ("eventName".to_owned(), Shape::Type("string".to_owned()));
            [name].into_iter().chain(data.map(|data| ("data".to_owned(), data))).collect()
        }
    };
    if moment == Moment::After {
        let result = entry.result.as_ref().map(|node| walk.shape(node, 2));
        members.push(("result".to_owned(), result.unwrap_or(Shape::Type("mixed".to_owned()))));
    }
    Shape::Object(members)
}

struct Walk {
    depth: usize,
    left: usize,
}

impl Walk {
    fn shape(&mut self, node: &Node, level: usize) -> Shape {
        match node {
            Node::Type(name) => Shape::Type(name.clone()),
            Node::Reference(name) => match catalogue().types.get(name) {
                Some(Node::Reference(_)) | None => Shape::Type("mixed".to_owned()),
                Some(node) => self.shape(node, level),
            },
            Node::List(item) => match self.shape(item, level) {
                Shape::Type(name) => Shape::Type(format!("{name}[]")),
                item => Shape::List(Box::new(item)),
            },
            Node::Object(members) => {
                if level > self.depth || self.left < members.len() {
                    return Shape::Type("object{}".to_owned());
                }
                self.left -= members.len();
                let members = members.iter().map(|(name, node)| (name.clone(), self.shape(node, level + 1)));
                Shape::Object(members.collect())
            }
        }
    }
}
