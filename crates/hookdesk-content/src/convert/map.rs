//! Values by a table: `map{new=1,complete=2,*=0}`.

use std::borrow::Cow;
use std::collections::HashMap;

use super::each::{One, each};
use super::library::Entry;
use super::shown::shown;
use super::written::{literal, quotation};
use super::{About, Argument, Back, Example};
use crate::json::Json;

pub(super) const MAP: Entry = Entry {
    about: About {
        name: "map",
        about: "Puts one value in the place of another by a table.",
        arguments: &[Argument::needed(
            "table",
            "from=to pairs with commas between; *=value for all others, *=* to leave them as they are; without it \
             others are an error; text that holds , = : } or looks like a number goes into quotes",
        )],
        example: Example { converter: "map{new=1,complete=2,*=0}", before: "\"complete\"", after: "2" },
        back: Back::Exact("those listed, where no two have the same value"),
    },
    build: |arguments| Ok(each(Table::read(arguments.get(0).map_or("", |written| written.raw))?)),
};

#[derive(Default)]
struct Table {
    out: HashMap<String, Json<'static>>,
    back: HashMap<String, Json<'static>>,
    others: Others,
}

/// What becomes of a value that is not listed.
#[derive(Default)]
enum Others {
    #[default]
    Refused,
    Kept,
    Are(Json<'static>),
}

impl Table {
    fn read(raw: &str) -> Result<Self, String> {
        let mut table = Self::default();
        let mut rest = raw;
        loop {
            let (from, after) = word(rest, '=')?;
            let after = after.ok_or_else(|| format!("{:?} has no = behind it", rest.trim()))?;
            let (to, after) = word(after, ',')?;
            table.add(from, to)?;
            match after {
                Some(next) => rest = next,
                None => return Ok(table),
            }
        }
    }

    fn add(&mut self, from: Word<'_>, to: Word<'_>) -> Result<(), String> {
        let twice = || Err(format!("{:?} stands in the table twice", from.text));
        if from.is_star() {
            if !matches!(self.others, Others::Refused) {
                return twice();
            }
            self.others = if to.is_star() { Others::Kept } else { Others::Are(to.value()) };
            return Ok(());
        }
        if from.text.is_empty() && !from.quoted {
            return Err("a pair has nothing before its = (write \"\" for the empty text)".to_owned());
        }
        let value = to.value();
        if let Some(key) = key(&value) {
            // Of two with the same value the first is the way back.
            self.back.entry(key.into_owned()).or_insert_with(|| from.value());
        }
        match self.out.insert(from.text.to_string(), value) {
            None => Ok(()),
            Some(_) => twice(),
        }
    }
}

impl One for Table {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        match (key(&value).and_then(|key| self.out.get(key.as_ref())), &self.others) {
            (Some(to), _) => Ok(to.clone()),
            (None, Others::Kept) => Ok(value),
            (None, Others::Are(to)) => Ok(to.clone()),
            (None, Others::Refused) => Err(format!("{} is not in the map, and it has no *", shown(&value))),
        }
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        match (key(&value).and_then(|key| self.back.get(key.as_ref())), &self.others) {
            (Some(from), _) => Ok(from.clone()),
            (None, Others::Kept) => Ok(value),
            (None, _) => Err(format!("nothing in the map stands for {}", shown(&value))),
        }
    }
}

/// What values are compared by: the number 1 and the text "1" are the same to a table.
fn key<'v>(value: &'v Json<'_>) -> Option<Cow<'v, str>> {
    match value {
        Json::Text(text) | Json::Number(text) => Some(Cow::Borrowed(text)),
        Json::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        _ => None,
    }
}

struct Word<'t> {
    text: Cow<'t, str>,
    quoted: bool,
}

impl Word<'_> {
    fn is_star(&self) -> bool {
        !self.quoted && self.text == "*"
    }

    fn value(&self) -> Json<'static> {
        literal(&self.text, self.quoted)
    }
}

/// A word up to `end`, and what follows it; none where the text ends first.
fn word(text: &str, end: char) -> Result<(Word<'_>, Option<&str>), String> {
    let text = text.trim_start();
    if !text.starts_with(['"', '\'']) {
        let (word, after) = text.split_once(end).map_or((text, None), |(word, after)| (word, Some(after)));
        let word = word.trim_end();
        if word.contains(['"', '\'']) {
            return Err(format!("the quotes do not stand around all of {word:?}"));
        }
        return Ok((Word { text: word.into(), quoted: false }, after));
    }
    let run = quotation(text)?;
    let after = text[run.len..].trim_start();
    let word = Word { text: run.text.into(), quoted: true };
    match after.strip_prefix(end) {
        Some(after) => Ok((word, Some(after))),
        None if after.is_empty() => Ok((word, None)),
        None => Err(format!("{after:?} stands where {end:?} should")),
    }
}
