//! Dates: from one form to another, and back.

use chrono::{DateTime, Datelike as _, FixedOffset, Offset as _, Utc};

use super::date_form::Form;
use super::each::{One, each};
use super::library::{Arguments, Entry};
use super::shown::shown;
use super::{About, Argument, Back, Example};
use crate::json::Json;

const FORMS: &str = "iso (ISO 8601), magento (Y-m-d H:i:s in UTC), unix (seconds), unix_ms (milliseconds), or a pattern \
                     of strftime in quotes";

pub(super) const DATE: Entry = Entry {
    about: About {
        name: "date",
        about: "Writes a date and time in another form; one that does not exist is an error.",
        arguments: &[
            Argument::needed("from", FORMS),
            Argument::needed("to", FORMS),
            Argument::optional(
                "offset",
                "Z (where left out) or one such as +0200: of iso and patterns, as they are written, and as they are \
                 read where they name none",
            ),
        ],
        example: Example {
            converter: "date{magento:iso:+0200}",
            before: "\"2026-03-01 09:30:00\"",
            after: "\"2026-03-01T11:30:00+02:00\"",
        },
        back: Back::Exact(
            "dates in the first form as Hookdesk writes it, in the offset given, where the second form says as much",
        ),
    },
    build: |arguments| {
        let offset = match arguments.text(2) {
            None => Utc.fix(),
            Some(text) => offset(text).ok_or_else(|| arguments.wrong(2, "Z, or one such as +0200"))?,
        };
        let (from, to) = (form(arguments, 0)?, form(arguments, 1)?);
        from.check_readable(offset).map_err(|why| arguments.wrong(0, why))?;
        let back = to.check_readable(offset);
        Ok(each(Date { from, to, offset, back }))
    },
};

fn form(arguments: &Arguments<'_>, n: usize) -> Result<Form, String> {
    Form::read(arguments.text(n).unwrap_or_default()).ok_or_else(|| {
        arguments.wrong(n, "iso, magento, unix, unix_ms or a pattern such as \"%Y-%m-%d %H:%M\"")
    })
}

/// `Z`, `+02:00`, `+0200` or `+02`.
fn offset(text: &str) -> Option<FixedOffset> {
    if text == "Z" {
        return Some(Utc.fix());
    }
    let sign = match text.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = text[1..].replacen(':', "", 1);
    let digits = if digits.len() == 2 { digits + "00" } else { digits };
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    // The world's clocks are between -12:00 and +14:00.
    let seconds = (hours * 60 + minutes) * 60;
    (hours <= 14 && minutes < 60).then(|| FixedOffset::east_opt(sign * seconds)).flatten()
}

struct Date {
    from: Form,
    to: Form,
    offset: FixedOffset,
    /// Why the second form is for writing only, where it is.
    back: Result<(), &'static str>,
}

impl Date {
    fn between<'a>(&self, value: &Json<'_>, from: &Form, to: &Form) -> Result<Json<'a>, String> {
        let wrong = |why: String| format!("{} is not a date: {why}", shown(value));
        let at = from.parse(value, self.offset).map_err(wrong)?;
        let local: DateTime<FixedOffset> = at.with_timezone(&self.offset);
        if !(1..=9999).contains(&local.year()) || !(1..=9999).contains(&at.year()) {
            return Err(wrong("its year is not between 1 and 9999".to_owned()));
        }
        to.write(local)
    }
}

impl One for Date {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        self.between(&value, &self.from, &self.to)
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        self.back.map_err(|must| format!("the date cannot be read back: the pattern must be {must}"))?;
        self.between(&value, &self.to, &self.from)
    }
}
