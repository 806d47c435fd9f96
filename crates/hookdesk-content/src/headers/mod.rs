//! Headers of a hook: texts with placeholders, and context values.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use hookdesk_core::fault::{Code, Fault};
use hookdesk_core::headers as rules;

use crate::build::{Level, Note};
use crate::context::{Absence, Chains, Scene, Slot, plain_text};
use crate::definition;
use crate::json::Json;
use crate::rules::names_secret;
use crate::source::{Chain, Source};
use crate::template::{Marked, Names, Text, Trouble};

/// One compiled header.
pub(crate) struct Header {
    /// Its place in the content.
    index: usize,
    name: String,
    value: Value,
}

enum Value {
    Text(Text),
    Context {
        slot: Slot,
        source: String,
        secret: bool,
    },
    /// Only a class in the shop could tell.
    Resolver(String),
}

/// Compiles the active headers. Faults name `headers[n]`.
pub(crate) fn compile(
    headers: &[definition::Header],
    chains: &mut Chains,
    faults: &mut Vec<Fault>,
) -> Vec<Header> {
    let mut compiled = Vec::new();
    let mut seen = HashSet::new();
    if headers.len() > rules::MAX_COUNT {
        let message = format!("{} headers are too many, {} are allowed", headers.len(), rules::MAX_COUNT);
        faults.push(Fault::new(Code::HeaderInvalid, message).field("headers"));
        return compiled;
    }
    for (index, header) in headers.iter().enumerate().filter(|(_, header)| header.active) {
        if let (true, Some(class)) = (header.name.is_empty(), &header.resolver) {
            compiled.push(Header { index, name: String::new(), value: Value::Resolver(class.clone()) });
            continue;
        }
        let at = format!("headers[{index}].name");
        // All that holds for a subscription's headers: no framing ones, none that Hookdesk sets itself.
        if let Err(fault) = rules::validate("headers", &[(header.name.clone(), String::new())]) {
            faults.push(fault.field(&at));
        } else if !seen.insert(header.name.to_ascii_lowercase()) {
            let message = format!("the header \"{}\" is given twice", header.name);
            faults.push(Fault::new(Code::HeaderInvalid, message).field(&at));
        }
        match value(&header.value, chains) {
            Ok(value) => compiled.push(Header { index, name: header.name.clone(), value }),
            Err(fault) => faults.push(fault.field(&format!("headers[{index}].value"))),
        }
    }
    compiled
}

fn value(text: &str, chains: &mut Chains) -> Result<Value, Fault> {
    let text = text.trim();
    if Source::is_context(text) {
        let chain = Chain::parse(text)?;
        let secret = names_secret(&chain);
        return Ok(Value::Context { source: chain.to_string(), slot: chains.add(chain), secret });
    }
    rules::validate_value("value", text)?;
    let text = Text::header(text)?;
    // A shop that is asked must know of them before.
    for chain in text.configs() {
        chains.add(chain);
    }
    Ok(Value::Text(text))
}

impl Header {
    /// Whether it reads the mapped fields.
    pub fn has_tags(&self) -> bool {
        matches!(&self.value, Value::Text(text) if text.has_tags())
    }

    /// Its name and value; none where it is left out, which is noted.
    pub fn build(
        &self,
        scene: &Scene<'_>,
        names: &Names<'_>,
        notes: &mut Vec<Note>,
    ) -> Option<(String, Marked)> {
        let mut note = |level, part: &str, message| {
            notes.push(Note::on(level, format!("headers[{}].{part}", self.index), message));
        };
        let value = match &self.value {
            Value::Resolver(class) => {
                note(
                    Level::Warning,
                    "resolver",
                    format!("{class} runs in the shop only; its headers are left out"),
                );
                return None;
            }
            Value::Text(text) => match text.build(names, scene.world) {
                Ok(value) => value,
                Err(Trouble::Placeholder(why)) => {
                    note(Level::Error, "value", why);
                    return None;
                }
                Err(Trouble::Tag(why)) => {
                    note(Level::Warning, "value", format!("{why}; the header is left out"));
                    return None;
                }
            },
            Value::Context { slot, source, secret } => {
                let found = scene.context(slot).map(|value| match &slot.filter {
                    None => text(value),
                    Some(filter) => text(&filter.apply(value)),
                });
                match found {
                    Ok(Some(value)) => Marked::new(value, *secret),
                    Ok(None) => {
                        note(Level::Warning, "value", format!("`{source}` is null; the header is left out"));
                        return None;
                    }
                    Err(absent) => {
                        let message = match absent.kind {
                            Absence::Later => {
                                format!("`{source}`: {}; the header is left out here", absent.why)
                            }
                            _ => format!("`{source}` has no value: {}; the header is left out", absent.why),
                        };
                        note(absent.level(), "value", message);
                        return None;
                    }
                }
            }
        };
        if let Err(fault) = rules::validate_value("value", &value.reveal()) {
            note(Level::Warning, "value", format!("{}; the header is left out", fault.message));
            return None;
        }
        Some((self.name.clone(), value))
    }
}

/// A value as a header writes it: lists and objects as JSON text, nothing for null.
fn text(value: &Json<'_>) -> Option<String> {
    match value {
        Json::Null => None,
        value => Some(plain_text(value).map_or_else(|| value.to_string(), str::to_owned)),
    }
}
