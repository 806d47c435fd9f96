//! The list of converters, and how one is built from what was written.

use super::written::Written;
use super::{About, Converter, Step};
use super::{boolean, country, date, empty, expression, json_text, lists, map, number, phone, string, text};

/// A converter of the library.
pub(super) struct Entry {
    pub(super) about: About,
    pub(super) build: fn(&Arguments<'_>) -> Result<Converter, String>,
}

/// All of them, in the order they are shown.
pub(super) const ALL: &[Entry] = &[
    string::STRING,
    number::NUMBER,
    number::INTEGER,
    number::DECIMAL,
    boolean::FLAG,
    boolean::BOOLEAN,
    date::DATE,
    text::TRIM,
    text::UPPER,
    text::LOWER,
    text::CAPITALIZE,
    map::MAP,
    phone::PHONE,
    phone::DIGITS,
    country::COUNTRY,
    lists::JOIN,
    lists::SPLIT,
    json_text::JSON_TEXT,
    json_text::JSON_VALUE,
    empty::DEFAULT,
    empty::NULL_IF_EMPTY,
    expression::EXPRESSION,
];

/// Builds one step.
pub(super) fn build(step: &Step<'_>) -> Result<Converter, String> {
    let entry = ALL.iter().find(|entry| entry.about.name == step.name).ok_or_else(|| unknown(step.name))?;
    let About { name, arguments, example, .. } = &entry.about;
    if let Some(missing) = arguments.iter().skip(step.arguments.len()).find(|argument| argument.required) {
        return Err(format!(
            "{name} needs its {} ({}), as in {}",
            missing.name, missing.about, example.converter
        ));
    }
    if step.arguments.len() > arguments.len() {
        return Err(match arguments.len() {
            0 => format!("{name} takes no arguments"),
            n => format!(
                "{name} takes at most {n} argument{}, as in {} (one that holds : or }} goes into quotes)",
                if n == 1 { "" } else { "s" },
                example.converter
            ),
        });
    }
    (entry.build)(&Arguments { about: &entry.about, given: &step.arguments })
        .map_err(|why| format!("{name}: {why}"))
}

fn unknown(name: &str) -> String {
    let shown: String = name.chars().take(60).collect();
    let all: Vec<&str> = ALL.iter().map(|entry| entry.about.name).collect();
    format!("there is no {shown:?}; there are {}", all.join(", "))
}

/// What was written in a step's braces: neither too few nor too many.
pub(super) struct Arguments<'s> {
    about: &'s About,
    given: &'s [Written<'s>],
}

impl<'s> Arguments<'s> {
    /// An argument, where it was given.
    pub(super) fn get(&self, n: usize) -> Option<&'s Written<'s>> {
        self.given.get(n)
    }

    /// Its text, where it was given.
    pub(super) fn text(&self, n: usize) -> Option<&'s str> {
        self.given.get(n).map(|written| written.text.as_str())
    }

    /// One of a list of words; `otherwise` where none was given.
    pub(super) fn word<T: Copy>(&self, n: usize, otherwise: T, words: &[(&str, T)]) -> Result<T, String> {
        let Some(text) = self.text(n) else { return Ok(otherwise) };
        words.iter().find(|(word, _)| *word == text).map(|(_, meant)| *meant).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.wrong(n, &format!("one of {}", known.join(", ")))
        })
    }

    /// The message for an argument that is not what it must be.
    pub(super) fn wrong(&self, n: usize, must: &str) -> String {
        let name = self.about.arguments.get(n).map_or("argument", |argument| argument.name);
        let text: String = self.text(n).unwrap_or_default().chars().take(60).collect();
        format!("its {name} is {text:?}, and must be {must}")
    }
}
