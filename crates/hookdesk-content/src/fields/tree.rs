//! The tree of outgoing names, while it is put together.

use crate::source::{Path, Segment};

/// What stands under a name.
#[derive(Debug)]
pub(super) enum Name {
    /// A field's value.
    Leaf(usize),
    /// Members.
    Object(Vec<(String, Name)>),
    /// Elements of a list.
    Each(Box<Name>),
}

impl Name {
    /// Puts the field of that number under its path. Where another field is in its way, that field's number.
    ///
    /// Of two fields of one name the later counts.
    pub fn put(&mut self, path: &Path, field: usize) -> Result<(), usize> {
        self.insert(&path.segments, field)
    }

    fn insert(&mut self, path: &[Segment], field: usize) -> Result<(), usize> {
        let Some((segment, rest)) = path.split_first() else {
            return match self {
                Self::Leaf(old) => {
                    *old = field;
                    Ok(())
                }
                other => Err(other.any()),
            };
        };
        let members = match self {
            Self::Object(members) => members,
            other => return Err(other.any()),
        };
        let fresh = || -> Self {
            let below = if rest.is_empty() { Self::Leaf(field) } else { Self::Object(Vec::new()) };
            if segment.each { Self::Each(Box::new(below)) } else { below }
        };
        let at = members.iter().position(|(key, _)| *key == segment.key).unwrap_or_else(|| {
            members.push((segment.key.clone(), fresh()));
            members.len() - 1
        });
        match (&mut members[at].1, segment.each) {
            (Self::Each(element), true) => element.insert(rest, field),
            (Self::Each(element), false) => Err(element.any()),
            (other, true) => Err(other.any()),
            (other, false) => other.insert(rest, field),
        }
    }

    /// The numbers of all fields that stand here or below.
    pub fn fields(&self) -> Vec<usize> {
        match self {
            Self::Leaf(field) => vec![*field],
            Self::Object(members) => members.iter().flat_map(|(_, name)| name.fields()).collect(),
            Self::Each(element) => element.fields(),
        }
    }

    /// The number of a field that stands here or below.
    fn any(&self) -> usize {
        match self {
            Self::Leaf(field) => *field,
            Self::Object(members) => members.first().map_or(0, |(_, name)| name.any()),
            Self::Each(element) => element.any(),
        }
    }
}
