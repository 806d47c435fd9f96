//! An object's members, in the order they came.

use std::borrow::Cow;

use super::Json;

/// An object. Looked up from the end, so that of a key written twice the last counts, as in every JSON reader the
/// field uses.
#[derive(Debug, Clone, Default)]
pub struct Object<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Object<'a> {
    /// What stands under `key`.
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        self.0.iter().rev().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Json<'a>> {
        self.0.iter_mut().rev().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// Puts a value under `key`: in the place of the one that was there, otherwise at the end.
    pub fn set(&mut self, key: impl Into<Cow<'a, str>>, value: Json<'a>) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(old) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// Adds a member without looking for one of the same key.
    pub fn push(&mut self, key: impl Into<Cow<'a, str>>, value: Json<'a>) {
        self.0.push((key.into(), value));
    }

    /// Takes every member of that key away and answers the last.
    pub fn remove(&mut self, key: &str) -> Option<Json<'a>> {
        let mut taken = None;
        self.0.retain_mut(|(k, value)| {
            let hit = k == key;
            if hit {
                taken = Some(std::mem::take(value));
            }
            !hit
        });
        taken
    }

    /// The members in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Json<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Equal where the members that count are, in any order.
impl PartialEq for Object<'_> {
    fn eq(&self, other: &Self) -> bool {
        let within = |a: &Self, b: &Self| a.iter().all(|(key, _)| a.get(key) == b.get(key));
        within(self, other) && within(other, self)
    }
}

impl Eq for Object<'_> {}

impl<'a> FromIterator<(Cow<'a, str>, Json<'a>)> for Object<'a> {
    fn from_iter<T: IntoIterator<Item = (Cow<'a, str>, Json<'a>)>>(members: T) -> Self {
        Self(members.into_iter().collect())
    }
}

impl<'a> IntoIterator for Object<'a> {
    type Item = (Cow<'a, str>, Json<'a>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
