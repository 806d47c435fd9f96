//! From fields as people write them to the tree that is written.

use hookdesk_core::fault::{Code, Fault};

use super::tree::Name;
use super::{Each, Field, From, Leaf, MAX_DEPTH, MAX_FIELDS, Mapping, Node, Track};
use crate::context::{Chains, Slot};
use crate::convert::{self, Aliases};
use crate::source::{Path, Source};
use crate::{definition, json};

/// Where a field's value comes from, its lists apart: `a.b[].c` is `a.b`, then `c` of each.
enum Origin {
    Payload(Vec<Vec<String>>),
    Context(Slot),
}

/// Compiles the active fields; none where there are none. Faults name `fields[n]`.
pub(crate) fn compile(
    fields: &[definition::Field],
    aliases: &Aliases,
    chains: &mut Chains,
    faults: &mut Vec<Fault>,
) -> Option<Mapping> {
    let active = || fields.iter().enumerate().filter(|(_, field)| field.active);
    let count = active().count();
    if count == 0 {
        return None;
    }
    if count > MAX_FIELDS {
        let message = format!("{count} fields are too many, {MAX_FIELDS} are allowed");
        faults.push(Fault::invalid("fields", message));
        return None;
    }
    let mut names = Name::Object(Vec::new());
    let mut compiled: Vec<Field> = Vec::new();
    let mut origins: Vec<Option<Origin>> = Vec::new();
    for (index, field) in active() {
        let at = |part: &str| format!("fields[{index}].{part}");
        let name = named(&field.name).map_err(|fault| faults.push(fault.field(&at("name")))).ok();
        let source = Source::parse(field.source());
        let source = source.map_err(|fault| {
            // Without a source of its own the name is at fault, and was named already where it is no path.
            let own = field.source.as_deref().is_some_and(|source| !source.is_empty());
            if own || name.is_some() {
                faults.push(fault.field(&at(if own { "source" } else { "name" })));
            }
        });
        let converter = field.converter.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let converter = converter.and_then(|text| {
            convert::parse_with(text, aliases)
                .map_err(|fault| faults.push(fault.field(&at("converter"))))
                .ok()
        });
        let (Some(name), Ok(source)) = (name, source) else { continue };
        if let Err(fault) = same_lists(&name, &source) {
            faults.push(fault.field(&at("source")));
            continue;
        }
        if let Err(other) = names.put(&name, compiled.len()) {
            let other = compiled.get(other).map_or(0, |field| field.index);
            let message = format!(
                "\"{name}\" and \"{}\" cannot both be sent: one would stand inside of the other",
                fields[other].name
            );
            faults.push(
                Fault::new(Code::FieldClash, message)
                    .field(&at("name"))
                    .detail(format!("fields[{other}].name")),
            );
            continue;
        }
        compiled.push(Field { index, source: source.to_string(), converter });
        origins.push(Some(match source {
            Source::Payload(path) => Origin::Payload(parts(path)),
            Source::Context(chain) => Origin::Context(chains.add(chain)),
        }));
    }
    let cursors = vec![0; compiled.len()];
    let root = resolve(names, 0, &cursors, &mut origins);
    Some(Mapping { fields: compiled, root })
}

fn named(text: &str) -> Result<Path, Fault> {
    let path = Path::parse(text)?;
    if path.segments.len() > MAX_DEPTH {
        return Err(Fault::new(Code::PathInvalid, format!("a field's name has at most {MAX_DEPTH} parts")));
    }
    Ok(path)
}

fn same_lists(name: &Path, source: &Source) -> Result<(), Fault> {
    let depth = match source {
        Source::Payload(path) => path.depth(),
        Source::Context(_) => 0,
    };
    if name.depth() == depth {
        return Ok(());
    }
    let message = format!(
        "\"{name}\" has {} [] and \"{source}\" has {depth}; each list needs its [] on both sides",
        name.depth()
    );
    Err(Fault::new(Code::PathInvalid, message))
}

fn parts(path: Path) -> Vec<Vec<String>> {
    let mut parts = vec![Vec::new()];
    for segment in path.segments {
        if let Some(last) = parts.last_mut() {
            last.push(segment.key);
        }
        if segment.each {
            parts.push(Vec::new());
        }
    }
    parts
}

/// Gives every list its tracks and every leaf its way. `cursors` says for each field which of the current elements it
/// goes on from.
fn resolve(name: Name, level: usize, cursors: &[usize], origins: &mut [Option<Origin>]) -> Node {
    match name {
        Name::Leaf(field) => {
            let from = match origins[field].take() {
                Some(Origin::Context(slot)) => From::Context(slot),
                Some(Origin::Payload(mut parts)) => {
                    From::Payload { cursor: cursors[field], path: parts.pop().unwrap_or_default() }
                }
                None => From::Payload { cursor: cursors[field], path: Vec::new() },
            };
            Node::Leaf(Leaf { field, from })
        }
        Name::Object(members) => Node::Object(
            members
                .into_iter()
                .map(|(key, name)| {
                    let mut text = Vec::new();
                    json::write_text(&key, &mut text);
                    text.push(b':');
                    (text, resolve(name, level, cursors, origins))
                })
                .collect(),
        ),
        Name::Each(element) => {
            let fields = element.fields();
            let mut tracks: Vec<Track> = Vec::new();
            let mut inner = cursors.to_vec();
            for &field in &fields {
                let Some(Origin::Payload(parts)) = &origins[field] else { continue };
                let Some(path) = parts.get(level) else { continue };
                let track = Track { cursor: cursors[field], path: path.clone() };
                inner[field] = tracks.iter().position(|known| *known == track).unwrap_or_else(|| {
                    tracks.push(track);
                    tracks.len() - 1
                });
            }
            let element = Box::new(resolve(*element, level + 1, &inner, origins));
            Node::Each(Each { tracks, element, fields })
        }
    }
}
