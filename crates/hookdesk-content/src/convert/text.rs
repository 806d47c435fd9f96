//! Text without its edges, or in another case.

use std::borrow::Cow;

use super::each::{One, each};
use super::library::Entry;
use super::shown::shown;
use super::{About, Argument, Back, Example};
use crate::json::Json;

const AS_IT_IS: Back = Back::Partly("text comes back as it is");

pub(super) const TRIM: Entry = Entry {
    about: About {
        name: "trim",
        about: "Takes spaces and line breaks from both ends of a text.",
        arguments: &[],
        example: Example { converter: "trim", before: "\" 24-MB01 \"", after: "\"24-MB01\"" },
        back: AS_IT_IS,
    },
    build: |_| Ok(each(Words(trim))),
};

pub(super) const UPPER: Entry = Entry {
    about: About {
        name: "upper",
        about: "Writes a text in capitals.",
        arguments: &[],
        example: Example { converter: "upper", before: "\"eur\"", after: "\"EUR\"" },
        back: AS_IT_IS,
    },
    build: |_| Ok(each(Words(|text| text.to_uppercase().into()))),
};

pub(super) const LOWER: Entry = Entry {
    about: About {
        name: "lower",
        about: "Writes a text in small letters.",
        arguments: &[],
        example: Example { converter: "lower", before: "\"Ann@Shop.Test\"", after: "\"ann@shop.test\"" },
        back: AS_IT_IS,
    },
    build: |_| Ok(each(Words(|text| text.to_lowercase().into()))),
};

pub(super) const CAPITALIZE: Entry = Entry {
    about: About {
        name: "capitalize",
        about: "Writes the first letter of a text, or of each word, as a capital and leaves the rest.",
        arguments: &[Argument::optional("which", "first (where left out) or words")],
        example: Example { converter: "capitalize{words}", before: "\"ann lee\"", after: "\"Ann Lee\"" },
        back: AS_IT_IS,
    },
    build: |arguments| {
        Ok(match arguments.word(0, false, &[("first", false), ("words", true)])? {
            false => each(Words(|text| capitals(&text, |before| before.is_none()))),
            true => each(Words(|text| capitals(&text, |before| before.is_none_or(char::is_whitespace)))),
        })
    },
};

/// What is done to a text. Numbers and booleans pass as they are: a SKU may be a number.
struct Words(fn(Cow<'_, str>) -> Cow<'_, str>);

impl One for Words {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        match value {
            Json::Text(text) => Ok(Json::Text((self.0)(text))),
            Json::Object(_) => Err(format!("{} is not text", shown(&value))),
            value => Ok(value),
        }
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Ok(value)
    }
}

fn trim(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) if text.trim().len() == text.len() => text.into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
    }
}

fn capitals<'a>(text: &str, begins: fn(Option<char>) -> bool) -> Cow<'a, str> {
    let mut before = None;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if begins(before) {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        before = Some(c);
    }
    out.into()
}
