//! What real payloads looked like: names and types, how often each was seen, no value.

use std::collections::BTreeMap;

use super::{MAX_DEPTH, Shape};
use crate::json::{self, Json, Object};

/// Names kept of one object: the first in their order, so that the order of the events does not matter.
const MAX_NAMES: usize = 300;

/// Names kept in all; where there would be more, the deepest levels go.
const MAX_NODES: usize = 4_000;

/// Levels kept.
const MAX_LEVELS: usize = 16;

/// Longest name kept as it is, in bytes.
const MAX_NAME: usize = 64;

/// Stands for every name that is not a member's but a value: a number, an e-mail address, a text.
const ANY: &str = "*";

/// The types a JSON value may have.
const TYPES: [&str; 7] = ["null", "bool", "int", "float", "string", "list", "object"];
const LIST: usize = 5;
const OBJECT: usize = 6;

/// The shape of the payloads seen under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    root: Node,
    /// Levels kept; once cut they stay cut, so that the order of the events does not matter.
    levels: usize,
}

impl Default for Learned {
    fn default() -> Self {
        Self { root: Node::default(), levels: MAX_LEVELS }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Node {
    /// How often it was of each type, in the order of [`TYPES`].
    seen: [u64; TYPES.len()],
    members: BTreeMap<String, Node>,
    /// What the elements looked like, all in one.
    element: Option<Box<Node>>,
}

impl Learned {
    /// Adds one payload. The result is the same in whatever order payloads come.
    #[must_use]
    pub fn with(mut self, payload: &Json<'_>) -> Self {
        self.root.add(payload, self.levels);
        self.bound();
        self
    }

    /// How many payloads were added.
    pub fn payloads(&self) -> u64 {
        self.root.times()
    }

    /// Whether the payloads held a member at this path (names; `[]` for elements), and whether all did.
    pub fn always(&self, path: &[&str]) -> Option<bool> {
        path.iter()
            .try_fold((&self.root, true), |(node, all), step| match *step {
                "[]" => Some((node.element.as_deref()?, all)),
                name => {
                    let member = node.members.get(name)?;
                    Some((member, all && member.times() >= node.seen[OBJECT]))
                }
            })
            .map(|(_, all)| all)
    }

    /// The shape, `depth` levels deep, in Adobe's words. Members that were null at times say so: `string|null`.
    pub fn shape(&self, depth: usize) -> Shape {
        self.root.shape(1, depth.clamp(1, MAX_DEPTH))
    }

    /// Its JSON text, for keeping.
    pub fn to_json(&self) -> String {
        let mut out = Object::default();
        out.push("levels", Json::Number(self.levels.to_string().into()));
        out.push("root", self.root.to_json());
        Json::Object(out).to_string()
    }

    /// Reads what [`Self::to_json`] wrote. `None` for anything else.
    pub fn from_json(text: &str) -> Option<Self> {
        let json = json::read(text).ok()?;
        let Some(Json::Number(levels)) = json.get("levels") else { return None };
        let levels = levels.parse().ok().filter(|levels| (1..=MAX_LEVELS).contains(levels))?;
        let mut learned = Self { root: Node::from_json(json.get("root")?, levels)?, levels };
        learned.bound();
        Some(learned)
    }

    /// Cuts what is too wide, then what is too deep.
    fn bound(&mut self) {
        self.root.narrow();
        while self.levels > 1 && self.root.nodes() > MAX_NODES {
            self.levels -= 1;
            self.root.cut(self.levels);
        }
    }
}

impl Node {
    fn times(&self) -> u64 {
        self.seen.iter().fold(0, |sum, n| sum.saturating_add(*n))
    }

    fn add(&mut self, json: &Json<'_>, levels: usize) {
        let kind = match json {
            Json::Null => 0,
            Json::Bool(_) => 1,
            Json::Number(text) if text.contains(['.', 'e', 'E']) => 3,
            Json::Number(_) => 2,
            Json::Text(_) => 4,
            Json::List(_) => LIST,
            Json::Object(_) => OBJECT,
        };
        self.seen[kind] = self.seen[kind].saturating_add(1);
        let Some(levels) = levels.checked_sub(1) else { return };
        match json {
            Json::List(items) => {
                for item in items {
                    self.element.get_or_insert_default().add(item, levels);
                }
            }
            Json::Object(object) => {
                for (name, value) in object.iter() {
                    self.members.entry(plain(name)).or_default().add(value, levels);
                }
            }
            _ => {}
        }
    }

    fn narrow(&mut self) {
        while self.members.len() > MAX_NAMES {
            self.members.pop_last();
        }
        self.members.values_mut().chain(self.element.as_deref_mut()).for_each(Node::narrow);
    }

    fn nodes(&self) -> usize {
        1 + self.members.values().chain(self.element.as_deref()).map(Node::nodes).sum::<usize>()
    }

    fn cut(&mut self, levels: usize) {
        if levels == 0 {
            self.members.clear();
            self.element = None;
        } else {
            self.members
                .values_mut()
                .chain(self.element.as_deref_mut())
                .for_each(|node| node.cut(levels - 1));
        }
    }

    fn shape(&self, level: usize, depth: usize) -> Shape {
        if self.seen[OBJECT] > 0 && self.seen[1..LIST].iter().all(|n| *n == 0) {
            // PHP writes an empty object as an empty list.
            if self.seen[LIST] == 0 || self.element.is_none() {
                return self.object(level, depth);
            }
        }
        if self.seen[LIST] > 0 && self.seen[1..LIST].iter().all(|n| *n == 0) && self.seen[OBJECT] == 0 {
            return match self.element.as_deref().map(|element| element.shape(level, depth)) {
                None => Shape::Type("array".to_owned()),
                Some(Shape::Type(name)) if name.contains('|') || name == "mixed" => {
                    Shape::Type("array".to_owned())
                }
                Some(Shape::Type(name)) => Shape::Type(format!("{name}[]")),
                Some(element) => Shape::List(Box::new(element)),
            };
        }
        if self.seen[LIST] + self.seen[OBJECT] > 0 {
            return Shape::Type("mixed".to_owned());
        }
        Shape::Type(self.scalars())
    }

    fn object(&self, level: usize, depth: usize) -> Shape {
        if level > depth || self.members.is_empty() {
            return Shape::Type("object{}".to_owned());
        }
        let members = self.members.iter().map(|(name, node)| (name.clone(), node.shape(level + 1, depth)));
        Shape::Object(members.collect())
    }

    fn scalars(&self) -> String {
        // Every int is a float too.
        let hidden = |kind: usize| kind == 2 && self.seen[3] > 0;
        let kinds: Vec<&str> =
            (1..LIST).filter(|kind| self.seen[*kind] > 0 && !hidden(*kind)).map(|kind| TYPES[kind]).collect();
        match (kinds.as_slice(), self.seen[0] > 0) {
            ([], true) => "null".to_owned(),
            ([], false) => "mixed".to_owned(),
            ([one], true) => format!("{one}|null"),
            (some, false) => some.join("|"),
            (some, true) => format!("{}|null", some.join("|")),
        }
    }

    fn to_json(&self) -> Json<'_> {
        let seen = TYPES.iter().zip(self.seen).filter(|(_, times)| *times > 0);
        let seen =
            seen.map(|(name, times)| ((*name).into(), Json::Number(times.to_string().into()))).collect();
        let mut out = Object::default();
        out.push("seen", Json::Object(seen));
        if !self.members.is_empty() {
            let members = self.members.iter().map(|(name, node)| (name.as_str().into(), node.to_json()));
            out.push("members", Json::Object(members.collect()));
        }
        if let Some(element) = &self.element {
            out.push("element", element.to_json());
        }
        Json::Object(out)
    }

    fn from_json(json: &Json<'_>, levels: usize) -> Option<Self> {
        let mut node = Self::default();
        for (name, times) in json.get("seen")?.as_object()?.iter() {
            let kind = TYPES.iter().position(|known| *known == name)?;
            let Json::Number(times) = times else { return None };
            node.seen[kind] = times.parse().ok()?;
        }
        if let Some(levels) = levels.checked_sub(1) {
            for (name, member) in
                json.get("members").and_then(Json::as_object).into_iter().flat_map(Object::iter)
            {
                node.members.insert(plain(name), Self::from_json(member, levels)?);
            }
            if let Some(element) = json.get("element") {
                node.element = Some(Box::new(Self::from_json(element, levels)?));
            }
        }
        Some(node)
    }
}

/// A member's name, or `*` for what may be somebody's value: objects keyed by number, address or text.
fn plain(name: &str) -> String {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    // A hash or an identifier is a value; `address2` is a name.
    if first && rest && name.len() <= MAX_NAME && digits <= 4 { name.to_owned() } else { ANY.to_owned() }
}
