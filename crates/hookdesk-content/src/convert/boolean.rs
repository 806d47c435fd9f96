//! Yes and no, in the forms the field writes them.

use super::each::{One, each};
use super::library::Entry;
use super::shown::shown;
use super::{About, Argument, Back, Example};
use crate::json::Json;

const FORM: Argument = Argument::optional(
    "form",
    "number for 1 and 0 (where left out), text for \"1\" and \"0\", yes_no or true_false for those words as text",
);

pub(super) const FLAG: Entry = Entry {
    about: About {
        name: "flag",
        about: "Makes 1 or 0, or another form, of true and false and of every form of them.",
        arguments: &[FORM],
        example: Example { converter: "flag{yes_no}", before: "true", after: "\"yes\"" },
        back: Back::Exact("true and false"),
    },
    build: |arguments| Ok(each(Flag(arguments.word(0, Form::Number, Form::WORDS)?))),
};

pub(super) const BOOLEAN: Entry = Entry {
    about: About {
        name: "boolean",
        about: "Makes true or false of 1 and 0, \"1\" and \"0\", \"yes\" and \"no\", \"true\" and \"false\".",
        arguments: &[FORM],
        example: Example { converter: "boolean", before: "1", after: "true" },
        back: Back::Exact("values in the form named, which is the one the shop wants back"),
    },
    build: |arguments| Ok(each(Boolean(arguments.word(0, Form::Number, Form::WORDS)?))),
};

#[derive(Clone, Copy)]
enum Form {
    Number,
    Text,
    YesNo,
    TrueFalse,
}

impl Form {
    const WORDS: &[(&str, Self)] = &[
        ("number", Self::Number),
        ("text", Self::Text),
        ("yes_no", Self::YesNo),
        ("true_false", Self::TrueFalse),
    ];

    fn write(self, value: bool) -> Json<'static> {
        match self {
            Self::Number => Json::int(value.into()),
            Self::Text => Json::text(if value { "1" } else { "0" }),
            Self::YesNo => Json::text(if value { "yes" } else { "no" }),
            Self::TrueFalse => Json::text(if value { "true" } else { "false" }),
        }
    }
}

/// Reads any of the forms; words in any case.
fn read(value: &Json<'_>) -> Result<bool, String> {
    let is = |words: &[&str], text: &str| words.iter().any(|word| word.eq_ignore_ascii_case(text.trim()));
    match value {
        Json::Bool(value) => Ok(*value),
        Json::Number(text) | Json::Text(text) if is(&["1", "true", "yes"], text) => Ok(true),
        Json::Number(text) | Json::Text(text) if is(&["0", "false", "no"], text) => Ok(false),
        value => Err(format!("{} is neither true nor false (nor 1, 0, yes, no)", shown(value))),
    }
}

struct Flag(Form);

impl One for Flag {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        read(&value).map(|value| self.0.write(value))
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        read(&value).map(Json::Bool)
    }
}

struct Boolean(Form);

impl One for Boolean {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Flag(self.0).inward(value)
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Flag(self.0).outward(value)
    }
}
