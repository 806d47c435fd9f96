//! One file laid over another (spec 1.2): equal keys meet, and what the later one gives stands.

use std::collections::HashMap;
use std::hash::Hash;

use super::Warning;
use super::given::{Batch, Field, Given, Header, Hook, Method, Oauth, Rule};
use super::place::Place;

/// Something with a key, which a later one of the same key is laid over.
trait Layer: Sized {
    type Key: Eq + Hash;
    fn key(&self) -> Self::Key;
    fn over(&mut self, later: Self);
    /// How a warning names it, and where it stands; none where it may stand twice in one file.
    fn label(&self) -> Option<(Place, String)> {
        None
    }
}

/// `later` after `earlier`; where keys meet, `over` brings two together in the place of the first.
fn join<T: Layer>(earlier: Vec<T>, later: Vec<T>, mut over: impl FnMut(&mut T, T)) -> Vec<T> {
    let mut places: HashMap<T::Key, usize> = HashMap::new();
    let mut all: Vec<T> = Vec::with_capacity(earlier.len() + later.len());
    for item in earlier.into_iter().chain(later) {
        match places.get(&item.key()) {
            Some(&n) => over(&mut all[n], item),
            None => {
                places.insert(item.key(), all.len());
                all.push(item);
            }
        }
    }
    all
}

fn lay<T: Layer>(list: &mut Vec<T>, later: Vec<T>) {
    *list = join(std::mem::take(list), later, T::over);
}

/// Brings together what stands twice in one list of a file, and says so.
fn fold<T: Layer>(list: &mut Vec<T>, warnings: &mut Vec<Warning>) {
    *list = join(Vec::new(), std::mem::take(list), |first, again| {
        if let Some((at, label)) = again.label() {
            warnings.push(Warning::new(at, format!("{label} stands twice; what is given last counts")));
        }
        first.over(again);
    });
}

impl Given {
    /// Brings together what one file says in several places. Rules of one field and operator all stand.
    pub fn folded(self, warnings: &mut Vec<Warning>) -> Self {
        let mut methods = join(Vec::new(), self.methods, |first, again| first.batches.extend(again.batches));
        for method in &mut methods {
            let batches = std::mem::take(&mut method.batches);
            method.batches = join(Vec::new(), batches, |first, again| {
                give(&mut first.order, again.order);
                first.hooks.extend(again.hooks);
            });
            for batch in &mut method.batches {
                for hook in &mut batch.hooks {
                    fold(&mut hook.headers, warnings);
                    fold(&mut hook.fields, warnings);
                }
                fold(&mut batch.hooks, warnings);
            }
        }
        Self { methods }
    }

    /// Lays a later file over this one.
    pub fn over(&mut self, later: Self) {
        lay(&mut self.methods, later.methods);
    }
}

impl Layer for Method {
    type Key = (String, crate::definition::Moment);

    fn key(&self) -> Self::Key {
        (self.name.clone(), self.moment)
    }

    fn over(&mut self, later: Self) {
        lay(&mut self.batches, later.batches);
    }
}

impl Layer for Batch {
    type Key = String;

    fn key(&self) -> String {
        self.name.clone()
    }

    fn over(&mut self, later: Self) {
        give(&mut self.order, later.order);
        lay(&mut self.hooks, later.hooks);
    }
}

impl Layer for Hook {
    type Key = String;

    fn key(&self) -> String {
        self.name.clone()
    }

    fn over(&mut self, later: Self) {
        self.at = later.at;
        give(&mut self.url, later.url);
        give(&mut self.verb, later.verb);
        give(&mut self.priority, later.priority);
        give(&mut self.required, later.required);
        give(&mut self.timeout, later.timeout);
        give(&mut self.soft_timeout, later.soft_timeout);
        give(&mut self.ttl, later.ttl);
        give(&mut self.fallback, later.fallback);
        give(&mut self.remove, later.remove);
        give(&mut self.ssl_verification, later.ssl_verification);
        give(&mut self.ssl_certificate, later.ssl_certificate);
        lay(&mut self.headers, later.headers);
        lay(&mut self.fields, later.fields);
        rules(&mut self.rules, later.rules);
        match (&mut self.oauth, later.oauth) {
            (Some(earlier), Some(later)) => earlier.over(later),
            (earlier, later) => give(earlier, later),
        }
        self.own.over(later.own);
    }

    fn label(&self) -> Option<(Place, String)> {
        Some((self.at, format!("the hook \"{}\"", self.name)))
    }
}

impl Layer for Header {
    type Key = (String, Option<String>);

    fn key(&self) -> Self::Key {
        (self.name.clone(), self.resolver.clone().filter(|_| self.name.is_empty()))
    }

    fn over(&mut self, later: Self) {
        give(&mut self.value, later.value);
        give(&mut self.resolver, later.resolver);
        give(&mut self.remove, later.remove);
    }

    fn label(&self) -> Option<(Place, String)> {
        let name = if self.name.is_empty() { self.resolver.as_deref().unwrap_or("") } else { &self.name };
        Some((self.at, format!("the header \"{name}\"")))
    }
}

impl Layer for Field {
    type Key = String;

    fn key(&self) -> String {
        self.name.clone()
    }

    fn over(&mut self, later: Self) {
        give(&mut self.source, later.source);
        give(&mut self.converter, later.converter);
        give(&mut self.remove, later.remove);
    }

    fn label(&self) -> Option<(Place, String)> {
        Some((self.at, format!("the field \"{}\"", self.name)))
    }
}

impl Oauth {
    fn over(&mut self, later: Self) {
        self.at = later.at;
        give(&mut self.client_id, later.client_id);
        give(&mut self.client_secret, later.client_secret);
        give(&mut self.org_id, later.org_id);
    }
}

/// A later rule takes the place of the earlier one of its field, operator and value, otherwise of its field and
/// operator; each takes one place only, as a file may ask two things of one field.
fn rules(earlier: &mut Vec<Rule>, later: Vec<Rule>) {
    let mut open: Vec<usize> = (0..earlier.len()).collect();
    for rule in later {
        let same = |n: &usize| earlier[*n].field == rule.field && earlier[*n].operator == rule.operator;
        let found = open.iter().position(|n| same(n) && earlier[*n].value == rule.value);
        match found.or_else(|| open.iter().position(same)) {
            None => earlier.push(rule),
            Some(found) => {
                let before = &mut earlier[open.remove(found)];
                give(&mut before.value, rule.value);
                give(&mut before.remove, rule.remove);
            }
        }
    }
}

/// What is given stands.
pub fn give<T>(earlier: &mut Option<T>, later: Option<T>) {
    if later.is_some() {
        *earlier = later;
    }
}
