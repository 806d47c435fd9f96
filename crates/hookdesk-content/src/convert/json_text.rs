//! JSON inside of text, as Magento keeps options and additional data.

use std::borrow::Cow;

use super::each::{over, room};
use super::library::Entry;
use super::shown::shown;
use super::{About, Back, Convert, Example};
use crate::json::{self, Json};

pub(super) const JSON_TEXT: Entry = Entry {
    about: About {
        name: "json_text",
        about: "Writes a value, a list or an object as JSON text; numbers keep their digits. A list is taken whole.",
        arguments: &[],
        example: Example { converter: "json_text", before: "{\"a\":1.0}", after: "\"{\\\"a\\\":1.0}\"" },
        back: Back::Exact("every value"),
    },
    build: |_| Ok(Box::new(Write)),
};

pub(super) const JSON_VALUE: Entry = Entry {
    about: About {
        name: "json_value",
        about: "Reads JSON text as the value it holds; numbers keep their digits.",
        arguments: &[],
        example: Example { converter: "json_value", before: "\"{\\\"a\\\":1.0}\"", after: "{\"a\":1.0}" },
        back: Back::Exact("JSON text without spaces and needless escapes, other than null and lists"),
    },
    build: |_| Ok(Box::new(Read)),
};

struct Write;
struct Read;

impl Convert for Write {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        write(value)
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        read(value)
    }
}

impl Convert for Read {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        over(value, &read)
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        write(value)
    }
}

fn write(value: Json<'_>) -> Result<Json<'_>, String> {
    if value == Json::Null {
        return Ok(Json::Null);
    }
    let text = String::from_utf8(value.to_bytes()).map_err(|error| error.to_string())?;
    room(text.len()).map(|()| Json::Text(text.into()))
}

fn read(value: Json<'_>) -> Result<Json<'_>, String> {
    let malformed = |error: json::Malformed| format!("the text is not JSON: {error}");
    match value {
        Json::Null => Ok(Json::Null),
        Json::Text(Cow::Borrowed(text)) => json::read(text).map_err(malformed),
        Json::Text(Cow::Owned(text)) => json::read(&text).map(Json::into_owned).map_err(malformed),
        value => Err(format!("{} is not text", shown(&value))),
    }
}
