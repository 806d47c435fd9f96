//! Numbers: as they are, whole, or with so many places.

use super::decimal::{Decimal, Rounding};
use super::each::{One, each};
use super::library::Entry;
use super::{About, Argument, Back, Example};
use crate::json::{self, Json};

/// Most places behind the point.
const MAX_SCALE: usize = 50;

pub(super) const NUMBER: Entry = Entry {
    about: About {
        name: "number",
        about: "Makes a number of a text, digit for digit; a number stays as it is.",
        arguments: &[],
        example: Example { converter: "number", before: "\"600.0000\"", after: "600.0000" },
        back: Back::Exact("text that JSON would write as a number"),
    },
    build: |_| Ok(each(Number)),
};

pub(super) const INTEGER: Entry = Entry {
    about: About {
        name: "integer",
        about: "Makes a whole number of a number or a text, of any length.",
        arguments: &[Argument::optional(
            "rounding",
            "half_up, half_even or down; without it a fraction is an error",
        )],
        example: Example { converter: "integer{half_up}", before: "\"2.5000\"", after: "3" },
        back: Back::Partly("a number comes back as it is, never as text and never with what was rounded off"),
    },
    build: |arguments| {
        let rounding = match arguments.get(0) {
            None => None,
            Some(_) => Some(arguments.word(0, Rounding::HalfUp, Rounding::WORDS)?),
        };
        Ok(each(Round { scale: 0, rounding }))
    },
};

pub(super) const DECIMAL: Entry = Entry {
    about: About {
        name: "decimal",
        about: "Makes a number with so many places of a number or a text, exact at any length.",
        arguments: &[
            Argument::needed("scale", "places behind the point, 0 to 50"),
            Argument::optional(
                "rounding",
                "half_up (away from zero, where left out), half_even or down (towards zero)",
            ),
        ],
        example: Example { converter: "decimal{2}", before: "\"19.9950\"", after: "20.00" },
        back: Back::Partly("a number comes back as it is, never as text and never with what was rounded off"),
    },
    build: |arguments| {
        let must = || arguments.wrong(0, "a number from 0 to 50");
        let text = arguments.text(0).unwrap_or_default();
        let scale = text.parse().ok().filter(|scale| *scale <= MAX_SCALE).ok_or_else(must)?;
        let rounding = Some(arguments.word(1, Rounding::HalfUp, Rounding::WORDS)?);
        Ok(each(Round { scale, rounding }))
    },
};

struct Number;

impl One for Number {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        match value {
            Json::Number(_) => Ok(value),
            Json::Text(text) if is_number(&text) => Ok(Json::Number(text)),
            // `007`, `+5` and `.5` are numbers to a shop; JSON writes them otherwise.
            value => {
                let number = Decimal::of(&value)?;
                Ok(Json::Number(number.to_string().into()))
            }
        }
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        match value {
            Json::Number(text) => Ok(Json::Text(text)),
            value => Decimal::of(&value).map(|_| value),
        }
    }
}

/// Whether JSON would write a number so.
pub(super) fn is_number(text: &str) -> bool {
    let first = text.bytes().next().is_some_and(|b| b == b'-' || b.is_ascii_digit());
    let last = text.bytes().last().is_some_and(|b| b.is_ascii_digit());
    first && last && matches!(json::read(text), Ok(Json::Number(_)))
}

struct Round {
    scale: usize,
    /// None: what would have to be rounded is an error.
    rounding: Option<Rounding>,
}

impl One for Round {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        let number = Decimal::of(&value)?;
        if self.rounding.is_none() && !number.is_whole() {
            return Err(format!("{} is not a whole number", super::shown::shown(&value)));
        }
        let number = number.round(self.scale, self.rounding.unwrap_or(Rounding::Down));
        Ok(Json::Number(number.to_string().into()))
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Number.outward(value)
    }
}
