//! What stands behind a `|`: `value|round(2)`. Null stays null, except where a filter says otherwise.

use std::borrow::Cow;

use super::exact;
use super::run::{Meter, Value, text_of};
use crate::convert::decimal::{Decimal, Rounding};
use crate::convert::shown::shown;
use crate::json::{self, Json};

/// A filter.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) name: &'static str,
    /// Fewest arguments, and most.
    pub(super) least: usize,
    pub(super) most: usize,
    does: Does,
}

#[derive(Debug, Clone, Copy)]
enum Does {
    Upper,
    Lower,
    Trim,
    Capitalize,
    Replace,
    Split,
    Slice,
    StartsWith,
    EndsWith,
    Round,
    Abs,
    Number,
    String,
    Length,
    First,
    Last,
    Join,
    Reverse,
    Pluck,
    Sum,
    Min,
    Max,
    Default,
    Json,
    Keys,
    Values,
}

const fn filter(name: &'static str, least: usize, most: usize, does: Does) -> Filter {
    Filter { name, least, most, does }
}

static ALL: [Filter; 26] = [
    filter("upper", 0, 0, Does::Upper),
    filter("lower", 0, 0, Does::Lower),
    filter("trim", 0, 0, Does::Trim),
    filter("capitalize", 0, 0, Does::Capitalize),
    filter("replace", 2, 2, Does::Replace),
    filter("split", 1, 1, Does::Split),
    filter("slice", 1, 2, Does::Slice),
    filter("starts_with", 1, 1, Does::StartsWith),
    filter("ends_with", 1, 1, Does::EndsWith),
    filter("round", 0, 2, Does::Round),
    filter("abs", 0, 0, Does::Abs),
    filter("number", 0, 0, Does::Number),
    filter("string", 0, 0, Does::String),
    filter("length", 0, 0, Does::Length),
    filter("first", 0, 0, Does::First),
    filter("last", 0, 0, Does::Last),
    filter("join", 0, 1, Does::Join),
    filter("reverse", 0, 0, Does::Reverse),
    filter("pluck", 1, 1, Does::Pluck),
    filter("sum", 0, 0, Does::Sum),
    filter("min", 0, 0, Does::Min),
    filter("max", 0, 0, Does::Max),
    filter("default", 1, 1, Does::Default),
    filter("json", 0, 0, Does::Json),
    filter("keys", 0, 0, Does::Keys),
    filter("values", 0, 0, Does::Values),
];

impl Filter {
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|filter| filter.name == name)
    }

    pub(super) fn names() -> String {
        ALL.iter().map(|filter| filter.name).collect::<Vec<_>>().join(", ")
    }

    /// Applies it; there are as many arguments as it takes.
    pub(super) fn apply<'v, 'a>(
        &self,
        meter: &mut Meter,
        of: Value<'v, 'a>,
        arguments: Vec<Value<'v, 'a>>,
    ) -> Result<Value<'v, 'a>, String> {
        self.does.apply(meter, of, arguments).map_err(|why| format!("{}: {why}", self.name))
    }
}

impl Does {
    fn apply<'v, 'a>(
        self,
        meter: &mut Meter,
        of: Value<'v, 'a>,
        arguments: Vec<Value<'v, 'a>>,
    ) -> Result<Value<'v, 'a>, String> {
        if matches!((self, &*of), (Self::Default, Json::Null)) {
            return Ok(arguments.into_iter().next().unwrap_or_default());
        }
        let argument = |n: usize| arguments.get(n).map(AsRef::as_ref);
        let text = |n: usize| argument(n).map_or(Ok(""), text_of);
        match (self, &*of) {
            (Self::Default, _) => Ok(of),
            (Self::Length, Json::Null) => meter.number(&Decimal::new("0", 0)),
            (_, Json::Null) => Ok(of),
            (Self::Upper | Self::Lower | Self::Capitalize | Self::Trim | Self::String, value) => {
                self.of_text(meter, text_of(value)?)
            }
            (Self::Replace, value) => replace(meter, text_of(value)?, text(0)?, text(1)?),
            (Self::Split, value) => split(meter, text_of(value)?, text(0)?),
            (Self::StartsWith, value) => Ok(Cow::Owned(Json::Bool(text_of(value)?.starts_with(text(0)?)))),
            (Self::EndsWith, value) => Ok(Cow::Owned(Json::Bool(text_of(value)?.ends_with(text(0)?)))),
            (Self::Round, value) => {
                let places = argument(0).map_or(Ok(0), |places| place(places, 0))?;
                let places = usize::try_from(places).ok().filter(|places| *places <= 50);
                let places = places.ok_or("it rounds to 0 to 50 places")?;
                let rounding = match argument(1) {
                    None => Rounding::HalfUp,
                    Some(word) => Rounding::WORDS
                        .iter()
                        .find(|(known, _)| word.as_text() == Some(known))
                        .map(|(_, rounding)| *rounding)
                        .ok_or("it rounds half_up, half_even or down")?,
                };
                let number = meter.decimal(value)?.round(places, rounding);
                meter.number(&number)
            }
            (Self::Abs, value) => {
                let number = meter.decimal(value)?.abs();
                meter.number(&number)
            }
            (Self::Number, Json::Number(_)) => Ok(of),
            (Self::Number, value) => {
                let number = meter.decimal(value)?;
                meter.number(&number)
            }
            (Self::Json, value) => {
                let len = written_len(meter, value)?;
                meter.make(len)?;
                let text = String::from_utf8(value.to_bytes()).map_err(|error| error.to_string())?;
                Ok(Meter::text(text))
            }
            (Self::Length, value) => {
                let length = match value {
                    Json::List(items) => items.len(),
                    Json::Object(members) => members.len(),
                    value => {
                        let text = text_of(value)?;
                        meter.read(text.len())?;
                        text.chars().count()
                    }
                };
                meter.number(&Decimal::new(&length.to_string(), 0))
            }
            (Self::Slice, Json::List(items)) => {
                let (from, to) = range(items.len(), argument(0), argument(1))?;
                list(meter, items.get(from..to).unwrap_or_default().iter().map(Cow::Borrowed))
            }
            (Self::Slice, value) => {
                let whole = text_of(value)?;
                meter.read(whole.len())?;
                let (from, to) = range(whole.chars().count(), argument(0), argument(1))?;
                let part: String = whole.chars().skip(from).take(to - from).collect();
                meter.make(part.len())?;
                Ok(Meter::text(part))
            }
            (Self::Keys, Json::Object(members)) => {
                let mut keys = Vec::new();
                for (key, _) in members.iter() {
                    meter.make(size_of::<Json<'_>>() + key.len())?;
                    keys.push(Json::Text(key.to_owned().into()));
                }
                Ok(Cow::Owned(Json::List(keys)))
            }
            (Self::Values, Json::Object(members)) => {
                list(meter, members.iter().map(|(_, value)| Cow::Borrowed(value)))
            }
            (Self::Keys | Self::Values, value) => Err(format!("{} is not an object", shown(value))),
            (_, Json::List(items)) => self.of_list(meter, items, text(0)),
            (_, value) => Err(format!("{} is not a list", shown(value))),
        }
    }

    fn of_text<'v, 'a>(self, meter: &mut Meter, text: &str) -> Result<Value<'v, 'a>, String> {
        // Case may make a letter three.
        meter.make(text.len() * 3)?;
        let first = |text: &str| {
            let mut chars = text.chars();
            let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
            first + chars.as_str()
        };
        Ok(Meter::text(match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Capitalize => first(text),
            Self::Trim => text.trim().to_owned(),
            _ => text.to_owned(),
        }))
    }

    fn of_list<'v, 'a>(
        self,
        meter: &mut Meter,
        items: &[Json<'a>],
        text: Result<&str, String>,
    ) -> Result<Value<'v, 'a>, String> {
        meter.work(items.len())?;
        let one = |meter: &mut Meter, item: Option<&Json<'a>>| {
            Ok(Cow::Owned(item.map_or(Ok(Json::Null), |item| meter.owned(Cow::Borrowed(item)))?))
        };
        match self {
            Self::First => one(meter, items.first()),
            Self::Last => one(meter, items.last()),
            Self::Reverse => list(meter, items.iter().rev().map(Cow::Borrowed)),
            Self::Join => {
                let separator = text?;
                let parts = items.iter().map(text_of).collect::<Result<Vec<_>, _>>()?;
                meter
                    .make(parts.iter().map(|part| part.len() + separator.len() + size_of::<&str>()).sum())?;
                Ok(Meter::text(parts.join(separator)))
            }
            Self::Pluck => {
                let key = text?;
                let mut members = Vec::new();
                for item in items {
                    meter.work(item.as_object().map_or(1, json::Object::len))?;
                    members.push(item.get(key).map_or(Cow::Owned(Json::Null), Cow::Borrowed));
                }
                list(meter, members.into_iter())
            }
            Self::Sum => {
                let mut sum = Decimal::new("0", 0);
                for item in items.iter().filter(|item| **item != Json::Null) {
                    let number = meter.decimal(item)?;
                    meter.compute(&sum, &number)?;
                    sum = exact::add(&sum, &number)?;
                }
                meter.number(&sum)
            }
            Self::Min | Self::Max => {
                let mut best: Option<(Decimal, &Json<'a>)> = None;
                for item in items.iter().filter(|item| **item != Json::Null) {
                    let number = meter.decimal(item)?;
                    let better = best.as_ref().is_none_or(|(best, _)| match self {
                        Self::Min => number < *best,
                        _ => number > *best,
                    });
                    if better {
                        best = Some((number, item));
                    }
                }
                one(meter, best.map(|(_, item)| item))
            }
            _ => Err("it takes no list".to_owned()),
        }
    }
}

/// A list of copies.
fn list<'v, 'i, 'a: 'i>(
    meter: &mut Meter,
    items: impl Iterator<Item = Value<'i, 'a>>,
) -> Result<Value<'v, 'a>, String> {
    let mut copies = Vec::new();
    for item in items {
        meter.make(size_of::<Json<'_>>())?;
        copies.push(meter.owned(item)?);
    }
    Ok(Cow::Owned(Json::List(copies)))
}

fn replace<'v, 'a>(meter: &mut Meter, text: &str, from: &str, to: &str) -> Result<Value<'v, 'a>, String> {
    if from.is_empty() {
        return Err("nothing cannot be replaced".to_owned());
    }
    meter.read(text.len())?;
    let found = text.matches(from).count();
    meter.make(text.len() + found.saturating_mul(to.len()))?;
    Ok(Meter::text(text.replace(from, to)))
}

fn split<'v, 'a>(meter: &mut Meter, text: &str, separator: &str) -> Result<Value<'v, 'a>, String> {
    if separator.is_empty() {
        return Err("it needs what stands between the parts".to_owned());
    }
    meter.read(text.len())?;
    let mut parts = Vec::new();
    for part in text.split(separator).filter(|_| !text.is_empty()) {
        meter.make(size_of::<Json<'_>>() + part.len())?;
        parts.push(Json::Text(part.to_owned().into()));
    }
    Ok(Cow::Owned(Json::List(parts)))
}

/// The length of a value's JSON text, at most: six bytes for what must be escaped.
fn written_len(meter: &mut Meter, value: &Json<'_>) -> Result<usize, String> {
    meter.work(1)?;
    let escaped = |meter: &mut Meter, text: &str| -> Result<usize, String> {
        meter.read(text.len())?;
        let long = |b: u8| match b {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
            0..0x20 => 6,
            _ => 1,
        };
        Ok(text.bytes().map(long).sum::<usize>() + 2)
    };
    Ok(match value {
        Json::Text(text) => escaped(meter, text)?,
        Json::Number(text) => text.len(),
        Json::Null | Json::Bool(_) => 5,
        Json::List(items) => {
            let mut sum = 2;
            for item in items {
                sum += written_len(meter, item)? + 1;
            }
            sum
        }
        Json::Object(members) => {
            let mut sum = 2;
            for (key, member) in members.iter() {
                sum += escaped(meter, key)? + written_len(meter, member)? + 2;
            }
            sum
        }
    })
}

/// A place counted from 0, or from the end where it is negative.
fn place(value: &Json<'_>, len: usize) -> Result<i64, String> {
    let number: Option<i64> = match value {
        Json::Number(text) => text.parse().ok(),
        _ => None,
    };
    let number = number.ok_or_else(|| format!("{} is not a whole number", shown(value)))?;
    let len = i64::try_from(len).unwrap_or(i64::MAX);
    Ok(if number < 0 { number.saturating_add(len) } else { number })
}

fn range(len: usize, from: Option<&Json<'_>>, to: Option<&Json<'_>>) -> Result<(usize, usize), String> {
    let bound = |at: i64| usize::try_from(at).unwrap_or(0).min(len);
    let from = from.map_or(Ok(0), |from| place(from, len).map(bound))?;
    let to = to.map_or(Ok(len), |to| place(to, len).map(bound))?;
    Ok((from, to.max(from)))
}
