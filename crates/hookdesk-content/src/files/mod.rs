//! Webhooks in files: Adobe Commerce's `webhooks.xml`, Aligent's, and the JSON of Adobe's REST model.

mod adobe_read;
mod adobe_write;
mod aligent;
mod assemble;
mod attributes;
mod given;
mod json_list;
mod merge;
#[cfg(test)]
mod merge_tests;
mod own;
mod place;
pub mod rest;
#[cfg(test)]
mod rest_tests;
#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod samples_tests;
pub mod secrets;
#[cfg(test)]
mod tests;
mod writer;
mod xml;

use std::collections::HashMap;

use hookdesk_core::fault::Fault;
use serde::{Deserialize, Serialize};

use crate::definition::Webhook;

use place::Place;
use xml::Element;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Adobe Commerce's `webhooks.xml`.
    Adobe,
    /// Aligent's `webhooks.xml`, or `async_events.xml` of the module it became.
    Aligent,
    /// JSON of Adobe's REST model.
    Rest,
    /// JSON of Hookdesk's own definitions.
    Hookdesk,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What the file is; of several, what the first is.
    pub kind: Kind,
    /// Webhooks, in the order they first appear.
    pub webhooks: Vec<Webhook>,
    /// Hooks of Aligent's form.
    pub hooks: Vec<AligentHook>,
    /// What was left out, or read with a guess.
    pub warnings: Vec<Warning>,
}

/// A hook as Aligent's file defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AligentHook {
    /// The event's name, in lower case.
    pub name: String,
    /// Where the shop gets the content from.
    pub service: Option<Service>,
}

impl AligentHook {
    fn over(&mut self, later: Self) {
        merge::give(&mut self.service, later.service);
    }
}

/// A method of a PHP class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The class.
    pub class: String,
    /// Its method.
    pub method: String,
}

/// What a person should know about an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Which of the files read, counted from 0.
    #[serde(skip)]
    pub file: usize,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What was left out, or how it was read.
    pub message: String,
}

impl Warning {
    fn new(at: Place, message: impl Into<String>) -> Self {
        Self { file: at.file, line: at.line, column: at.column, message: message.into() }
    }
}

/// A text for others to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub text: String,
    /// What its readers will not make of it what Hookdesk does, a sentence each.
    pub warnings: Vec<String>,
}

/// Reads a file of any kind. `xml.malformed`, `xml.refused`, `json.malformed` or `webhook.invalid`, naming line and
/// column.
pub fn read(text: &str) -> Result<Read, Fault> {
    read_all(&[text])
}

/// Reads several files, each laid over those before it: what a later one gives stands. A hook in JSON is whole, and
/// takes the place of one of the same identity.
pub fn read_all(texts: &[&str]) -> Result<Read, Fault> {
    let mut warnings = Vec::new();
    let mut given = given::Given::default();
    let mut whole: Vec<Webhook> = Vec::new();
    let mut hooks: Vec<AligentHook> = Vec::new();
    let mut kind = None;
    for (file, text) in texts.iter().enumerate() {
        if is_json(text) {
            let read = json_list::read(text, file)?;
            kind.get_or_insert(read.kind);
            warnings.extend(read.warnings);
            put(&mut whole, read.webhooks);
            continue;
        }
        let root = xml::read(text, file)?;
        let this = kind_of(&root)?;
        kind.get_or_insert(this);
        if this == Kind::Aligent {
            for hook in aligent::read(&root, &mut warnings)? {
                match hooks.iter_mut().find(|earlier| earlier.name == hook.name) {
                    Some(earlier) => earlier.over(hook),
                    None => hooks.push(hook),
                }
            }
        } else {
            given.over(adobe_read::read(&root, &mut warnings)?);
        }
    }
    let mut webhooks = given.assemble(&mut warnings)?;
    put(&mut webhooks, whole);
    warnings.sort_by_key(|warning| (warning.file, warning.line, warning.column));
    bound(&mut warnings);
    Ok(Read { kind: kind.unwrap_or(Kind::Adobe), webhooks, hooks, warnings })
}

fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['[', '{'])
}

fn put(webhooks: &mut Vec<Webhook>, later: Vec<Webhook>) {
    let key = |hook: &Webhook| {
        (Webhook::plain_method(&hook.method), hook.moment, hook.batch.clone(), hook.name.clone())
    };
    let mut places: HashMap<_, usize> = webhooks.iter().map(key).zip(0..).collect();
    for webhook in later {
        match places.get(&key(&webhook)) {
            Some(&n) => webhooks[n] = webhook,
            None => {
                places.insert(key(&webhook), webhooks.len());
                webhooks.push(webhook);
            }
        }
    }
}

/// How many warnings a person is told.
const MAX_WARNINGS: usize = 100;

fn bound(warnings: &mut Vec<Warning>) {
    let more = warnings.len().saturating_sub(MAX_WARNINGS);
    if let Some(first) = warnings.get(MAX_WARNINGS) {
        let message = format!("there are {more} more warnings");
        let last = Warning { message, ..first.clone() };
        warnings.truncate(MAX_WARNINGS);
        warnings.push(last);
    }
}

/// Writes Adobe Commerce's `webhooks.xml`.
pub fn write(webhooks: &[Webhook]) -> Written {
    adobe_write::write(webhooks)
}

/// Writes the list of Adobe's REST model.
pub fn write_rest(webhooks: &[Webhook]) -> Written {
    json_list::write(webhooks)
}

/// Writes JSON of Hookdesk's own definitions, which lose nothing.
pub fn write_own(webhooks: &[Webhook]) -> String {
    json_list::write_own(webhooks)
}

/// Writes Aligent's `webhooks.xml`.
pub fn write_aligent(hooks: &[AligentHook]) -> String {
    aligent::write(hooks)
}

/// Told by what stands in it, otherwise by the schema it names.
fn kind_of(root: &Element) -> Result<Kind, Fault> {
    if root.name == "method" {
        return Ok(Kind::Adobe);
    }
    if root.name != "config" {
        let name = xml::short(&root.name);
        return Err(root
            .at
            .invalid(format!("this is no webhooks.xml: it begins with <{name}>, not <config>")));
    }
    let by_child = root.children.iter().find_map(|child| match child.name.as_str() {
        "method" => Some(Kind::Adobe),
        "webhook" | "async_event" => Some(Kind::Aligent),
        _ => None,
    });
    let schema = || {
        let schema = root.attributes.iter().find(|a| a.name.ends_with("SchemaLocation"))?;
        let aligent = ["Aligent_", "AsyncEvents"].iter().any(|name| schema.value.contains(name));
        Some(if aligent { Kind::Aligent } else { Kind::Adobe })
    };
    by_child.or_else(schema).ok_or_else(|| {
        root.at.invalid("this is no webhooks.xml: there is neither a <method> nor a <webhook> in it")
    })
}
