//! Lists as text and text as lists. `join` takes a list whole.

use super::each::{over, room};
use super::library::{Arguments, Entry};
use super::shown::shown;
use super::{About, Argument, Back, Convert, Example};
use crate::json::Json;

const SEPARATOR: Argument =
    Argument::optional("separator", "what stands between the items; a comma where left out");

pub(super) const JOIN: Entry = Entry {
    about: About {
        name: "join",
        about: "Makes one text of a list's items.",
        arguments: &[SEPARATOR],
        example: Example { converter: "join{, }", before: "[\"a\",\"b\",3]", after: "\"a, b, 3\"" },
        back: Back::Partly("items come back as text, and one that holds the separator as several"),
    },
    build: |arguments| Ok(Box::new(Join(separator(arguments)?))),
};

pub(super) const SPLIT: Entry = Entry {
    about: About {
        name: "split",
        about: "Makes a list of a text's parts; the empty text makes the empty list.",
        arguments: &[SEPARATOR],
        example: Example { converter: "split", before: "\"3,5,8\"", after: "[\"3\",\"5\",\"8\"]" },
        back: Back::Exact("text"),
    },
    build: |arguments| Ok(Box::new(Split(separator(arguments)?))),
};

fn separator(arguments: &Arguments<'_>) -> Result<String, String> {
    match arguments.text(0) {
        None => Ok(",".to_owned()),
        Some("") => Err(arguments.wrong(0, "at least one character")),
        Some(text) => Ok(text.to_owned()),
    }
}

struct Join(String);
struct Split(String);

impl Convert for Join {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        join(value, &self.0)
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        split(value, &self.0)
    }
}

impl Convert for Split {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        over(value, &|value| split(value, &self.0))
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        match value {
            // What a list of texts was made into: a list of lists.
            Json::List(items) if !items.is_empty() && items.iter().all(|i| matches!(i, Json::List(_))) => {
                items.into_iter().map(|item| join(item, &self.0)).collect::<Result<_, _>>().map(Json::List)
            }
            value => join(value, &self.0),
        }
    }
}

fn join<'a>(value: Json<'a>, separator: &str) -> Result<Json<'a>, String> {
    let items = match value {
        Json::Null => return Ok(Json::Null),
        Json::List(items) => items,
        value => return Err(format!("{} is not a list", shown(&value))),
    };
    let mut parts = Vec::with_capacity(items.len());
    for (n, item) in items.iter().enumerate() {
        parts.push(match item {
            Json::Null => "",
            Json::Bool(value) => bool_text(*value),
            Json::Number(part) | Json::Text(part) => part,
            item => return Err(format!("item {}: {} is no single value", n + 1, shown(item))),
        });
    }
    room(parts.iter().map(|part| part.len() + separator.len()).sum())?;
    Ok(Json::Text(parts.join(separator).into()))
}

fn bool_text(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn split<'a>(value: Json<'a>, separator: &str) -> Result<Json<'a>, String> {
    let part = |part: &str| Json::Text(part.to_owned().into());
    match value {
        Json::Null => Ok(Json::Null),
        Json::Text(text) if text.is_empty() => Ok(Json::List(Vec::new())),
        Json::Text(text) | Json::Number(text) => {
            room(text.matches(separator).count().saturating_mul(size_of::<Json<'_>>()))?;
            Ok(Json::List(text.split(separator).map(part).collect()))
        }
        value => Err(format!("{} is not text", shown(&value))),
    }
}
