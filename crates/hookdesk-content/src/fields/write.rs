//! Writing the body in one pass.

use std::collections::{HashMap, HashSet};

use super::{Each, From, Leaf, Mapping, Node, Track};
use crate::build::{Level, Note};
use crate::context::{Absence, Scene};
use crate::json::{Json, write_text};

/// What one field met on its way.
#[derive(Clone, Default)]
struct Tally {
    missing: usize,
    unconverted: usize,
    /// Why the first value could not be converted.
    why: String,
}

struct Writer<'s, 'm> {
    mapping: &'m Mapping,
    scene: &'s Scene<'s>,
    tallies: Vec<Tally>,
    notes: Vec<Note>,
    out: Vec<u8>,
}

/// The elements that paths go on from: the payload, or one of each track.
type Cursors<'s> = [Option<&'s Json<'s>>];

impl Mapping {
    /// The body as JSON text. Says in `notes` what was not there.
    pub fn write<'s>(&self, scene: &'s Scene<'s>, notes: &mut Vec<Note>) -> Vec<u8> {
        let tallies = vec![Tally::default(); self.fields.len()];
        let mut writer =
            Writer { mapping: self, scene, tallies, notes: Vec::new(), out: Vec::with_capacity(512) };
        writer.node(&self.root, &[Some(scene.payload)]);
        notes.append(&mut writer.notes);
        for (field, tally) in self.fields.iter().zip(&writer.tallies) {
            let times = |n: usize| if n == 1 { String::new() } else { format!(" ({n} times)") };
            if tally.missing > 0 {
                let message =
                    format!("`{}` is not in the payload{}; null is sent", field.source, times(tally.missing));
                notes.push(Note::on(Level::Debug, format!("fields[{}].source", field.index), message));
            }
            if tally.unconverted > 0 {
                let message = format!(
                    "`{}` could not be converted{}: {}; null is sent",
                    field.source,
                    times(tally.unconverted),
                    tally.why
                );
                notes.push(Note::on(Level::Warning, format!("fields[{}].converter", field.index), message));
            }
        }
        writer.out
    }
}

impl<'s> Writer<'s, '_> {
    fn node(&mut self, node: &Node, cursors: &Cursors<'s>) {
        match node {
            Node::Leaf(leaf) => self.leaf(leaf, cursors),
            Node::Object(members) => {
                self.out.push(b'{');
                for (n, (key, node)) in members.iter().enumerate() {
                    if n > 0 {
                        self.out.push(b',');
                    }
                    self.out.extend_from_slice(key);
                    self.node(node, cursors);
                }
                self.out.push(b'}');
            }
            Node::Each(each) => self.each(each, cursors),
        }
    }

    fn leaf(&mut self, leaf: &Leaf, cursors: &Cursors<'s>) {
        let scene = self.scene;
        match &leaf.from {
            From::Payload { cursor, path } => match walk(cursors[*cursor], path) {
                Some(value) => self.value(leaf.field, value),
                None => {
                    self.tallies[leaf.field].missing += 1;
                    self.value(leaf.field, &Json::Null);
                }
            },
            From::Context(slot) => match (scene.context(slot), &slot.filter) {
                (Ok(value), None) => self.value(leaf.field, value),
                (Ok(value), Some(filter)) if self.mapping.fields[leaf.field].converter.is_none() => {
                    filter.write(value, &mut self.out);
                }
                (Ok(value), Some(filter)) => self.value(leaf.field, &filter.apply(value)),
                (Err(absent), _) => {
                    let field = &self.mapping.fields[leaf.field];
                    let message = match absent.kind {
                        Absence::Later => format!("`{}`: {}; null stands for it", field.source, absent.why),
                        _ => format!("`{}` has no value: {}; null is sent", field.source, absent.why),
                    };
                    self.notes.push(Note::on(
                        absent.level(),
                        format!("fields[{}].source", field.index),
                        message,
                    ));
                    self.value(leaf.field, &Json::Null);
                }
            },
        }
    }

    fn value(&mut self, field: usize, value: &Json<'_>) {
        let Some(converter) = &self.mapping.fields[field].converter else {
            return value.write(&mut self.out);
        };
        match converter.outward(value.to_borrowed()) {
            Ok(converted) => converted.write(&mut self.out),
            Err(why) => {
                let tally = &mut self.tallies[field];
                tally.unconverted += 1;
                if tally.unconverted == 1 {
                    tally.why = why;
                }
                self.out.extend_from_slice(b"null");
            }
        }
    }

    /// The kind of the first list that is there says what comes out: a list by index, or an object by its keys.
    fn each(&mut self, each: &Each, cursors: &Cursors<'s>) {
        let found = |track: &Track| walk(cursors[track.cursor], &track.path);
        let lists: Vec<Option<&'s Json<'s>>> = each.tracks.iter().map(found).collect();
        let first = lists.iter().flatten().find(|value| matches!(value, Json::List(_) | Json::Object(_)));
        match first {
            Some(Json::List(_)) => self.by_index(each, &lists),
            Some(Json::Object(_)) => self.by_key(each, &lists),
            _ => {
                for &field in &each.fields {
                    self.tallies[field].missing += 1;
                }
                self.out.extend_from_slice(b"null");
            }
        }
    }

    fn by_index(&mut self, each: &Each, lists: &Cursors<'s>) {
        let items = |list: &Option<&'s Json<'s>>| match list {
            Some(Json::List(items)) => items.as_slice(),
            _ => &[],
        };
        let lists: Vec<&'s [Json<'s>]> = lists.iter().map(items).collect();
        let mut elements = vec![None; lists.len()];
        self.out.push(b'[');
        for n in 0..lists.iter().map(|list| list.len()).max().unwrap_or(0) {
            if n > 0 {
                self.out.push(b',');
            }
            for (element, list) in elements.iter_mut().zip(&lists) {
                *element = list.get(n);
            }
            self.node(&each.element, &elements);
        }
        self.out.push(b']');
    }

    fn by_key(&mut self, each: &Each, lists: &Cursors<'s>) {
        let objects: Vec<_> = lists.iter().map(|list| list.and_then(Json::as_object)).collect();
        self.out.push(b'{');
        if let [Some(only)] = objects.as_slice() {
            for (n, (key, value)) in only.iter().enumerate() {
                self.key(n, key);
                self.node(&each.element, &[Some(value)]);
            }
        } else {
            let members: Vec<HashMap<&str, &'s Json<'s>>> = objects
                .iter()
                .map(|object| object.iter().flat_map(|object| object.iter()).collect())
                .collect();
            let mut seen = HashSet::new();
            let keys = objects.iter().flatten().flat_map(|object| object.iter().map(|(key, _)| key));
            for (n, key) in keys.filter(|key| seen.insert(*key)).enumerate() {
                self.key(n, key);
                let elements: Vec<_> = members.iter().map(|members| members.get(key).copied()).collect();
                self.node(&each.element, &elements);
            }
        }
        self.out.push(b'}');
    }

    fn key(&mut self, n: usize, key: &str) {
        if n > 0 {
            self.out.push(b',');
        }
        write_text(key, &mut self.out);
        self.out.push(b':');
    }
}

fn walk<'s>(from: Option<&'s Json<'s>>, path: &[String]) -> Option<&'s Json<'s>> {
    path.iter().try_fold(from?, |at, key| at.child(key))
}
