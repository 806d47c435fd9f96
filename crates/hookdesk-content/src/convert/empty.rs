//! What is sent where there is nothing, and nothing where there is only emptiness. Both take a list whole.

use super::library::Entry;
use super::{About, Argument, Back, Convert, Example};
use crate::json::Json;

pub(super) const DEFAULT: Entry = Entry {
    about: About {
        name: "default",
        about: "Puts a value in the place of null and of what is missing.",
        arguments: &[Argument::needed(
            "value",
            "a number, true, false, or text; in quotes it is text always",
        )],
        example: Example { converter: "default{0}", before: "null", after: "0" },
        back: Back::Partly("the value put there comes back as it is"),
    },
    build: |arguments| Ok(Box::new(Default(arguments.get(0).map_or(Json::Null, |written| written.value())))),
};

pub(super) const NULL_IF_EMPTY: Entry = Entry {
    about: About {
        name: "null_if_empty",
        about: "Makes null of the empty text, list and object.",
        arguments: &[],
        example: Example { converter: "null_if_empty", before: "\"\"", after: "null" },
        back: Back::Partly("null comes back as null"),
    },
    build: |_| Ok(Box::new(NullIfEmpty)),
};

struct Default(Json<'static>);
struct NullIfEmpty;

impl Convert for Default {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Ok(if value == Json::Null { self.0.clone() } else { value })
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Ok(value)
    }
}

impl Convert for NullIfEmpty {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        let empty = match &value {
            Json::Text(text) => text.is_empty(),
            Json::List(items) => items.is_empty(),
            Json::Object(members) => members.is_empty(),
            _ => false,
        };
        Ok(if empty { Json::Null } else { value })
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Ok(value)
    }
}
