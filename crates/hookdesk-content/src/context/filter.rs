//! Filtration: `get_items[qty,product.name]` keeps these fields of each item, or of the object.

use crate::json::{Json, Object, write_text};
use crate::source::{Path, Segment};

/// Which parts of a value are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of it.
    All,
    /// These members.
    Members(Vec<(String, Filter)>),
}

impl Filter {
    /// The paths of `[a,b.c]`. Where one path is the beginning of another, the shorter counts: it has the other in it.
    pub fn new(paths: &[Path]) -> Self {
        let mut root = Self::Members(Vec::new());
        for path in paths {
            root.add(&path.segments);
        }
        root
    }

    fn add(&mut self, path: &[Segment]) {
        let Self::Members(members) = self else { return };
        let Some((first, rest)) = path.split_first() else {
            *self = Self::All;
            return;
        };
        match members.iter_mut().find(|(key, _)| *key == first.key) {
            Some((_, below)) => below.add(rest),
            None => {
                let mut below = Self::Members(Vec::new());
                below.add(rest);
                members.push((first.key.clone(), below));
            }
        }
    }

    /// Appends what is kept of a value. Paths that are not there are left out.
    pub fn write(&self, value: &Json<'_>, out: &mut Vec<u8>) {
        if !self.part(value, out) {
            out.extend_from_slice(if value.as_object().is_some() { b"{}" } else { b"null" });
        }
    }

    /// What is kept, as a value of its own.
    pub fn apply(&self, value: &Json<'_>) -> Json<'static> {
        let mut out = Vec::new();
        self.write(value, &mut out);
        let text = String::from_utf8_lossy(&out);
        crate::json::read(&text).map(Json::into_owned).unwrap_or_default()
    }

    /// Appends what is kept, or nothing and answers false.
    fn part(&self, value: &Json<'_>, out: &mut Vec<u8>) -> bool {
        match (self, value) {
            (Self::All, value) => {
                value.write(out);
                true
            }
            (Self::Members(_), Json::List(items)) => {
                out.push(b'[');
                for (n, item) in items.iter().enumerate() {
                    if n > 0 {
                        out.push(b',');
                    }
                    self.write(item, out);
                }
                out.push(b']');
                true
            }
            (Self::Members(members), Json::Object(object)) => {
                members_of(members, object, out) || {
                    let collection = is_collection(object);
                    if collection {
                        self.collection(object, out);
                    }
                    collection
                }
            }
            _ => false,
        }
    }

    /// The items of a collection keyed by their ids: each filtered, their keys kept.
    fn collection(&self, object: &Object<'_>, out: &mut Vec<u8>) {
        out.push(b'{');
        for (n, (key, item)) in object.iter().enumerate() {
            if n > 0 {
                out.push(b',');
            }
            write_text(key, out);
            out.push(b':');
            self.write(item, out);
        }
        out.push(b'}');
    }
}

fn members_of(members: &[(String, Filter)], object: &Object<'_>, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    out.push(b'{');
    let mut any = false;
    for (key, below) in members {
        let Some(value) = object.get(key) else { continue };
        let before = out.len();
        if any {
            out.push(b',');
        }
        write_text(key, out);
        out.push(b':');
        if below.part(value, out) {
            any = true;
        } else {
            out.truncate(before);
        }
    }
    if any {
        out.push(b'}');
    } else {
        out.truncate(start);
    }
    any
}

/// Commerce writes a collection as an object keyed by ids: `{"12": {…}, "13": {…}}`.
fn is_collection(object: &Object<'_>) -> bool {
    !object.is_empty()
        && object.iter().all(|(key, value)| {
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()) && value.as_object().is_some()
        })
}
