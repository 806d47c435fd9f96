//! Rules: when a hook fires, and why.
//!
//! A group holds where all of its rules do; the hook fires where any group holds, or where there is none. Adobe knows
//! one group.

mod compare;
mod compile;
mod decimal;
mod operator;
mod pattern;
#[cfg(test)]
mod tests;
mod why;

use fancy_regex::Regex;

pub use operator::Operator;

pub(crate) use compile::compile;
pub(crate) use why::names_secret;

use crate::build::{Level, Note};
use crate::context::{Scene, Slot};
use crate::json::Json;
use crate::source::Path;

/// Whether one rule holds, and why, in one short sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its group's place in the content.
    pub group: usize,
    /// Its place in the group.
    pub rule: usize,
    /// Whether it holds.
    pub holds: bool,
    /// `data.order.status` is "new", not "complete".
    pub why: String,
}

/// The compiled groups that have active rules.
pub(crate) struct Groups(Vec<Vec<Rule>>);

struct Rule {
    group: usize,
    index: usize,
    /// As written.
    field: String,
    origin: Origin,
    operator: Operator,
    operand: Operand,
}

enum Origin {
    Payload(Path),
    Context(Slot),
}

enum Operand {
    None,
    Text(String),
    Number {
        text: String,
        number: decimal::Decimal,
    },
    /// Items of a list, trimmed.
    Items(Vec<String>),
    Pattern {
        text: String,
        regex: Box<Regex>,
    },
}

impl Groups {
    /// Whether the hook fires. Stops at the first group that holds.
    pub fn fire(&self, scene: &Scene<'_>) -> bool {
        self.0.is_empty()
            || self.0.iter().any(|group| {
                group
                    .iter()
                    .all(|rule| rule.with_value(scene, |value| rule.holds(value, scene).unwrap_or(false)))
            })
    }

    /// Whether the hook fires, and what every rule says.
    pub fn explain(&self, scene: &Scene<'_>, notes: &mut Vec<Note>) -> (bool, Vec<Vec<Verdict>>) {
        let verdicts: Vec<Vec<Verdict>> = self
            .0
            .iter()
            .map(|group| group.iter().map(|rule| rule.explain(scene, notes)).collect())
            .collect();
        let fires =
            verdicts.is_empty() || verdicts.iter().any(|group| group.iter().all(|verdict| verdict.holds));
        (fires, verdicts)
    }
}

impl Rule {
    /// Hands over the value the rule is about; none where it is missing.
    fn with_value<T>(&self, scene: &Scene<'_>, then: impl FnOnce(Option<&Json<'_>>) -> T) -> T {
        match &self.origin {
            Origin::Payload(path) => then(path.find(scene.payload)),
            Origin::Context(slot) => match (scene.context(slot).ok(), &slot.filter) {
                (Some(value), Some(filter)) => then(Some(&filter.apply(value))),
                (value, _) => then(value),
            },
        }
    }

    fn explain(&self, scene: &Scene<'_>, notes: &mut Vec<Note>) -> Verdict {
        let at = || format!("rules[{}][{}]", self.group, self.index);
        if let Origin::Context(slot) = &self.origin
            && let Err(absent) = scene.context(slot)
        {
            let message = format!("`{}` has no value: {}", self.field, absent.why);
            notes.push(Note::on(absent.level(), format!("{}.field", at()), message));
        }
        self.with_value(scene, |value| {
            let held = self.holds(value, scene);
            if let Err(why) = &held {
                notes.push(Note::on(
                    Level::Warning,
                    format!("{}.value", at()),
                    format!("{why}; the rule does not hold"),
                ));
            }
            let holds = held.unwrap_or(false);
            Verdict { group: self.group, rule: self.index, holds, why: self.sentence(value, holds) }
        })
    }
}
