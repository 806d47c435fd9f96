//! The committed file, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Entry, Kind};
use crate::definition::Webhook;
use crate::json::{self, Json};

const FILE: &str = include_str!("../../catalogue/magento.json");

/// A shape that may name types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A type's printed name.
    Type(String),
    /// A type of the file.
    Reference(String),
    /// A list.
    List(Box<Node>),
    /// Members in their order.
    Object(Vec<(String, Node)>),
}

/// The file.
#[derive(Default)]
pub struct Catalogue {
    pub types: HashMap<String, Node>,
    pub entries: Vec<Entry>,
    /// The place of each name as identities compare it.
    pub by_plain: HashMap<String, usize>,
}

/// The file, read at first use. A test reads it too, so that a broken one is never built.
pub fn catalogue() -> &'static Catalogue {
    static READ: LazyLock<Catalogue> =
        LazyLock::new(|| json::read(FILE).map(|file| read(&file)).unwrap_or_default());
    &READ
}

fn read(file: &Json<'_>) -> Catalogue {
    let types = file.get("types").and_then(Json::as_object);
    let types =
        types.into_iter().flat_map(|types| types.iter()).map(|(name, json)| (name.to_owned(), node(json)));
    let entries = match file.get("entries") {
        Some(Json::List(items)) => items.as_slice(),
        _ => &[],
    };
    let entries: Vec<Entry> = entries.iter().filter_map(|json| entry(json, file)).collect();
    let by_plain =
        entries.iter().enumerate().map(|(at, entry)| (Webhook::plain_method(&entry.name), at)).collect();
    Catalogue { types: types.collect(), entries, by_plain }
}

fn entry(json: &Json<'_>, file: &Json<'_>) -> Option<Entry> {
    let text = |key: &str| json.get(key).and_then(Json::as_text);
    let kind = match text("kind")? {
        "observer" => Kind::Observer,
        "plugin" => Kind::Plugin,
        _ => Kind::Event,
    };
    let source = text("source")?;
    let told = file.get("sources").and_then(|sources| sources.get(source)).and_then(Json::as_text);
    let about = match (text("about"), text("service")) {
        (Some(about), _) => about.to_owned(),
        (None, service) => format!("{}.", service.unwrap_or_default()),
    };
    Some(Entry {
        name: text("name")?.to_owned(),
        kind,
        about,
        documented: source != "entity",
        source: match text("route") {
            Some(route) => format!("{} {route}.", told.unwrap_or_default()),
            None => told.unwrap_or_default().to_owned(),
        },
        listed: json.get("reads").is_none(),
        data: json.get("data").filter(|data| **data != Json::Null).map(node),
        result: json.get("result").map(node),
    })
}

fn node(json: &Json<'_>) -> Node {
    match json {
        Json::Text(text) => match text.strip_prefix('@') {
            Some(name) => Node::Reference(name.to_owned()),
            None => Node::Type(text.clone().into_owned()),
        },
        Json::List(items) => Node::List(Box::new(items.first().map_or(Node::Object(Vec::new()), node))),
        Json::Object(members) => {
            Node::Object(members.iter().map(|(name, json)| (name.to_owned(), node(json))).collect())
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => Node::Type("mixed".to_owned()),
    }
}
