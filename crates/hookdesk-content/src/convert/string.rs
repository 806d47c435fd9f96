//! Numbers and booleans as text.

use super::each::{One, each};
use super::library::Entry;
use super::number::is_number;
use super::shown::shown;
use super::{About, Back, Example};
use crate::json::Json;

pub(super) const STRING: Entry = Entry {
    about: About {
        name: "string",
        about: "Makes text of a number, digit for digit, or of true and false; text stays as it is.",
        arguments: &[],
        example: Example { converter: "string", before: "100000023", after: "\"100000023\"" },
        back: Back::Exact("numbers, true and false; text that looks like one comes back as one"),
    },
    build: |_| Ok(each(Text)),
};

struct Text;

impl One for Text {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        match value {
            Json::Text(text) | Json::Number(text) => Ok(Json::Text(text)),
            Json::Bool(value) => Ok(Json::text(if value { "true" } else { "false" })),
            value => Err(format!("{} is no single value (json_text writes it as JSON)", shown(&value))),
        }
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Ok(match value {
            Json::Text(text) if is_number(&text) => Json::Number(text),
            Json::Text(text) if text == "true" => Json::Bool(true),
            Json::Text(text) if text == "false" => Json::Bool(false),
            value => value,
        })
    }
}
