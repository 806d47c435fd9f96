//! Converters of fields, both ways: before a value is sent, and when a `replace` brings it back. Seed "Field
//! converters".
//!
//! Written `name{argument:argument}`, several joined by `|`; `=expression` for what the library has no name for. Null
//! stays null, and of a list each item is converted, except where a converter's own words say otherwise.

mod about;
mod boolean;
mod class;
mod countries;
mod country;
mod date;
mod date_form;
mod decimal;
mod each;
mod empty;
mod expression;
mod json_text;
mod library;
mod lists;
mod map;
mod number;
mod phone;
#[cfg(test)]
mod properties_tests;
mod shown;
mod string;
#[cfg(test)]
mod tests;
mod text;
mod written;

use std::collections::BTreeMap;

use hookdesk_core::fault::{Code, Fault};

pub use about::{About, Argument, Back, Example};
pub use class::{is_class, unavailable};

use crate::json::Json;
use written::Step;

/// Longest text of a converter, in bytes.
pub const MAX_LEN: usize = 16 * 1024;

/// Most converters joined by `|`.
pub const MAX_STEPS: usize = 16;

/// Classes of a shop, and the converter of the library that stands in for each.
pub type Aliases = BTreeMap<String, String>;

/// A converter, ready to use. Errors are one sentence without the field's name.
pub trait Convert {
    /// `toExternalFormat`: before a value is sent.
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String>;

    /// `fromExternalFormat`: a value that a `replace` brings back.
    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String>;
}

/// A converter that can be kept and shared.
pub type Converter = Box<dyn Convert + Send + Sync>;

/// Reads a converter. `converter.invalid`, naming what is wrong and what exists, where it is none.
pub fn parse(text: &str) -> Result<Converter, Fault> {
    parse_with(text, &Aliases::new())
}

/// Reads a converter, or the class of a shop.
///
/// A class that `aliases` does not name is taken, so that an imported file can be kept and shown, and fails at each
/// value with the same words as [`unavailable`].
pub fn parse_with(text: &str, aliases: &Aliases) -> Result<Converter, Fault> {
    let wrong = |why: String| {
        let shown: String = text.chars().take(120).collect();
        Fault::new(Code::ConverterInvalid, format!("\"{shown}\" is not a converter: {why}"))
    };
    let Some(class) = class::read(text) else { return chain(text).map_err(wrong) };
    match class.find(aliases) {
        None => Ok(Box::new(class)),
        Some(alias) => chain(alias)
            .map_err(|why| wrong(format!("the class stands for \"{alias}\", which is none either: {why}"))),
    }
}

/// All of the library, for completion.
pub fn vocabulary() -> Vec<About> {
    library::ALL.iter().map(|entry| entry.about.clone()).collect()
}

fn chain(text: &str) -> Result<Converter, String> {
    if text.len() > MAX_LEN {
        return Err(format!("it is longer than {MAX_LEN} bytes"));
    }
    let mut steps = written::steps(text)?.iter().map(library::build).collect::<Result<Vec<_>, _>>()?;
    match steps.pop() {
        Some(only) if steps.is_empty() => Ok(only),
        Some(last) => {
            steps.push(last);
            Ok(Box::new(Chain(steps)))
        }
        None => Err("it is empty".to_owned()),
    }
}

/// Converters joined by `|`: from left to right on the way out, from right to left on the way back.
struct Chain(Vec<Converter>);

impl Convert for Chain {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        self.0.iter().try_fold(value, |value, step| step.outward(value))
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        self.0.iter().rev().try_fold(value, |value, step| step.inward(value))
    }
}
