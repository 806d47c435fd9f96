//! The forms a date is written in, read strictly: what chrono would be lenient about is an error.

use std::fmt::Write as _;

use chrono::format::{Fixed, Item, Numeric, Parsed, StrftimeItems};
use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone as _, Timelike as _, Utc,
};

use super::decimal::{Decimal, Rounding};
use crate::json::Json;

/// A form.
pub(super) enum Form {
    /// ISO 8601: date, or date and time with or without an offset.
    Iso,
    /// `2026-03-01 09:30:00`, in UTC, as Magento's database has it.
    Magento,
    /// Seconds since 1970.
    Unix,
    /// Milliseconds since 1970.
    UnixMs,
    /// A pattern of strftime.
    Pattern(Vec<Item<'static>>),
}

const MAGENTO: &str = "%Y-%m-%d %H:%M:%S";

impl Form {
    /// Reads a form's name or its pattern.
    pub(super) fn read(text: &str) -> Option<Self> {
        Some(match text {
            "iso" => Self::Iso,
            "magento" => Self::Magento,
            "unix" => Self::Unix,
            "unix_ms" => Self::UnixMs,
            pattern if pattern.contains('%') => {
                Self::Pattern(StrftimeItems::new(pattern).parse_to_owned().ok()?)
            }
            _ => return None,
        })
    }

    /// Whether a date can be read from it, or what it must be for that.
    pub(super) fn check_readable(&self, offset: FixedOffset) -> Result<(), &'static str> {
        let Self::Pattern(items) = self else { return Ok(()) };
        let guessed = |item: &Item<'_>| {
            use Numeric::{IsoYearMod100, YearMod100};
            matches!(item, Item::Numeric(YearMod100 | IsoYearMod100, _) | Item::Fixed(Fixed::TimezoneName))
        };
        if items.iter().any(guessed) {
            return Err("one without a year of two digits and a zone's name, which would have to be guessed");
        }
        let sample = Utc.with_ymd_and_hms(2001, 2, 3, 4, 5, 6).single().map(|at| at.with_timezone(&offset));
        let written = sample.and_then(|at| self.write(at).ok());
        match written.map(|text| self.parse(&text, offset)) {
            Some(Ok(_)) => Ok(()),
            _ => Err("one that says a whole date"),
        }
    }

    /// The instant a value says; `offset` holds where it names none.
    pub(super) fn parse(
        &self,
        value: &Json<'_>,
        offset: FixedOffset,
    ) -> Result<DateTime<FixedOffset>, String> {
        let whole = || -> Result<i64, String> {
            let number = Decimal::of(value)?;
            if !number.is_whole() {
                return Err("it is not whole".to_owned());
            }
            number.round(0, Rounding::Down).to_string().parse().map_err(|_| "it is too large".to_owned())
        };
        let text = || value.as_text().ok_or_else(|| "it is not text".to_owned());
        let at = match self {
            Self::Unix => utc(DateTime::from_timestamp(whole()?, 0))?,
            Self::UnixMs => utc(DateTime::from_timestamp_millis(whole()?))?,
            Self::Magento => {
                let text = text()?;
                if text.len() != 19 || !has_shape(text, "0000-00-00 00:00:00") {
                    return Err("it is not written as 2026-03-01 09:30:00".to_owned());
                }
                let naive = NaiveDateTime::parse_from_str(text, MAGENTO).map_err(|why| why.to_string())?;
                naive.and_utc().fixed_offset()
            }
            Self::Iso => iso(text()?, offset)?,
            Self::Pattern(items) => pattern(text()?, items, offset)?,
        };
        // chrono keeps a leap second as more than a second's nanoseconds.
        if at.nanosecond() >= 1_000_000_000 {
            return Err("it is a leap second".to_owned());
        }
        Ok(at)
    }

    /// A date in this form; `at` is in the offset wanted.
    pub(super) fn write<'a>(&self, at: DateTime<FixedOffset>) -> Result<Json<'a>, String> {
        Ok(match self {
            Self::Iso => Json::Text(at.to_rfc3339_opts(SecondsFormat::AutoSi, true).into()),
            Self::Magento => Json::Text(at.to_utc().format(MAGENTO).to_string().into()),
            Self::Unix => Json::int(at.timestamp()),
            Self::UnixMs => Json::int(at.timestamp_millis()),
            Self::Pattern(items) => {
                let mut text = String::new();
                write!(text, "{}", at.format_with_items(items.iter()))
                    .map_err(|_| "the pattern cannot be written".to_owned())?;
                Json::Text(text.into())
            }
        })
    }
}

fn utc(at: Option<DateTime<Utc>>) -> Result<DateTime<FixedOffset>, String> {
    at.map(|at| at.fixed_offset()).ok_or_else(|| "it is too large".to_owned())
}

/// Whether a text begins as the shape does, where 0 is any digit.
fn has_shape(text: &str, shape: &str) -> bool {
    let same = |(b, s): (u8, u8)| if s == b'0' { b.is_ascii_digit() } else { b == s };
    text.len() >= shape.len() && text.bytes().zip(shape.bytes()).all(same)
}

fn iso(text: &str, offset: FixedOffset) -> Result<DateTime<FixedOffset>, String> {
    let shape = || "it is not written as 2026-03-01 or 2026-03-01T09:30:00+00:00".to_owned();
    if !has_shape(text, "0000-00-00") {
        return Err(shape());
    }
    let wrong = |why: chrono::ParseError| why.to_string();
    let (day, time) = text.split_at(10);
    if time.is_empty() {
        let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(wrong)?;
        return local(day.and_time(chrono::NaiveTime::MIN), offset);
    }
    let time =
        time.strip_prefix(['T', 't', ' ']).filter(|time| has_shape(time, "00:00")).ok_or_else(shape)?;
    let seconds = time[5..].starts_with(':');
    if time.contains(char::is_whitespace) || (seconds && !has_shape(time, "00:00:00")) {
        return Err(shape());
    }
    let clock = if seconds { "%Y-%m-%dT%H:%M:%S%.f" } else { "%Y-%m-%dT%H:%M" };
    let text = format!("{day}T{}", time.replacen(',', ".", 1));
    match DateTime::parse_from_str(&text, &format!("{clock}%#z")) {
        Ok(at) => Ok(at),
        Err(_) => local(NaiveDateTime::parse_from_str(&text, clock).map_err(wrong)?, offset),
    }
}

fn pattern(text: &str, items: &[Item<'_>], offset: FixedOffset) -> Result<DateTime<FixedOffset>, String> {
    let wrong = |why: chrono::ParseError| why.to_string();
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, items.iter()).map_err(wrong)?;
    if parsed.offset().is_some() {
        return parsed.to_datetime().map_err(wrong);
    }
    if parsed.timestamp().is_some() {
        return parsed.to_naive_datetime_with_offset(0).map(|at| at.and_utc().fixed_offset()).map_err(wrong);
    }
    let day = parsed.to_naive_date().map_err(wrong)?;
    let timeless = [parsed.hour_div_12(), parsed.hour_mod_12(), parsed.minute(), parsed.second()];
    let time = match timeless.iter().all(Option::is_none) {
        true => chrono::NaiveTime::MIN,
        false => parsed.to_naive_time().map_err(wrong)?,
    };
    local(day.and_time(time), offset)
}

fn local(at: NaiveDateTime, offset: FixedOffset) -> Result<DateTime<FixedOffset>, String> {
    offset.from_local_datetime(&at).single().ok_or_else(|| "it is out of range".to_owned())
}
