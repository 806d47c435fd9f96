//! The written form: `name{argument:argument} | name`, `=expression`.
//!
//! Arguments are taken as they stand, as in context expressions. One that holds `:`, `}`, `{` or a quote goes into
//! quotes of either kind, in which `\n`, `\t`, `\\`, `\"` and `\'` are read.

use super::MAX_STEPS;
use crate::json::{self, Json};

/// One converter of a chain.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step<'t> {
    pub(super) name: &'t str,
    pub(super) arguments: Vec<Written<'t>>,
}

/// One argument.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written<'t> {
    /// As it was written, for those with a language of their own.
    pub(super) raw: &'t str,
    /// What it says, without its quotes.
    pub(super) text: String,
    /// Whether all of it stood in quotes.
    pub(super) quoted: bool,
}

impl Written<'_> {
    /// The value it stands for: numbers, `true`, `false` and `null` are JSON unless quoted, all else is text.
    pub(super) fn value(&self) -> Json<'static> {
        literal(&self.text, self.quoted)
    }
}

/// A bare word as a value.
pub(super) fn literal(text: &str, quoted: bool) -> Json<'static> {
    let scalar = |value: &Json<'_>| !matches!(value, Json::Text(_) | Json::List(_) | Json::Object(_));
    match json::read(text) {
        Ok(value) if !quoted && scalar(&value) && text.trim() == text => value.into_owned(),
        _ => Json::Text(text.to_owned().into()),
    }
}

/// Reads the steps of a converter.
pub(super) fn steps(text: &str) -> Result<Vec<Step<'_>>, String> {
    if let Some(expression) = text.trim_start().strip_prefix('=') {
        let raw = Written { raw: expression, text: expression.to_owned(), quoted: false };
        return Ok(vec![Step { name: "expression", arguments: vec![raw] }]);
    }
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = rest.split_at(rest.find(['{', '|']).unwrap_or(rest.len()));
        let name = name.trim();
        if name.is_empty() {
            return Err(format!("a name is missing at character {}", place(text, rest)));
        }
        if steps.len() == MAX_STEPS {
            return Err(format!("it joins more than {MAX_STEPS} converters"));
        }
        let (arguments, after) = match after.strip_prefix('{') {
            Some(inside) => arguments(text, inside)?,
            None => (Vec::new(), after),
        };
        steps.push(Step { name, arguments });
        match after.trim_start().strip_prefix('|') {
            Some(next) => rest = next,
            None if after.trim().is_empty() => return Ok(steps),
            None => return Err(format!("{:?} stands after the }}", after.trim())),
        }
    }
}

/// Where `rest`, an end of `text`, begins, in characters counted from 1.
fn place(text: &str, rest: &str) -> usize {
    text[..text.len() - rest.len()].chars().count() + 1
}

/// The arguments behind a `{`, and what follows their `}`.
fn arguments<'t>(whole: &str, inside: &'t str) -> Result<(Vec<Written<'t>>, &'t str), String> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut text = String::new();
    let mut quoted = None;
    let mut at = 0;
    while let Some(c) = inside[at..].chars().next() {
        match c {
            ':' | '}' => {
                let raw = &inside[start..at];
                let quoted = quoted.take() == Some(raw.len());
                let done = c == '}';
                // `{}` is no argument, not an empty one.
                if !(done && raw.is_empty() && found.is_empty()) {
                    found.push(Written { raw, text: std::mem::take(&mut text), quoted });
                }
                if done {
                    return Ok((found, &inside[at + 1..]));
                }
                start = at + 1;
                at = start;
            }
            '{' => return Err(format!("the {{ at character {} needs quotes", place(whole, &inside[at..]))),
            '"' | '\'' => {
                let run = quotation(&inside[at..])
                    .map_err(|why| format!("{why} at character {}", place(whole, &inside[at..])))?;
                // Noted by its length, so that a run that is only part of its argument does not count.
                quoted = (at == start).then_some(run.len);
                text.push_str(&run.text);
                at += run.len;
            }
            c => {
                text.push(c);
                at += c.len_utf8();
            }
        }
    }
    Err("a { is not closed".to_owned())
}

/// A text in quotes.
#[derive(Debug)]
pub(super) struct Quotation {
    /// What it says.
    pub(super) text: String,
    /// Its length with its quotes, in bytes.
    pub(super) len: usize,
}

/// Reads the quotation that `text` begins with.
pub(super) fn quotation(text: &str) -> Result<Quotation, String> {
    let mut chars = text.char_indices();
    let quote = chars.next().map(|(_, c)| c);
    let mut says = String::new();
    while let Some((at, c)) = chars.next() {
        if Some(c) == quote {
            return Ok(Quotation { text: says, len: at + 1 });
        }
        says.push(match c {
            '\\' => match chars.next() {
                Some((_, 'n')) => '\n',
                Some((_, 't')) => '\t',
                Some((_, c @ ('\\' | '"' | '\''))) => c,
                Some((_, c)) => {
                    return Err(format!("there is no \\{c} (write \\\\ for a backslash) in the quotes"));
                }
                None => break,
            },
            c => c,
        });
    }
    Err("nothing closes the quote (a text that holds one goes into the other quotes: \"it's\")".to_owned())
}
