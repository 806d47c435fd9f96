//! Countries: codes of ISO 3166-1 and names.

use super::countries::{ALL, Country};
use super::each::{One, each};
use super::library::Entry;
use super::shown::shown;
use super::{About, Argument, Back, Example};
use crate::json::Json;

pub(super) const COUNTRY: Entry = Entry {
    about: About {
        name: "country",
        about: "Makes a country's code or English name of another of its codes or names (ISO 3166-1).",
        arguments: &[
            Argument::needed("from", "alpha2, alpha3 or name"),
            Argument::needed("to", "alpha2, alpha3 or name"),
        ],
        example: Example { converter: "country{alpha2:name}", before: "\"DE\"", after: "\"Germany\"" },
        back: Back::Exact("codes in capitals, and names as shops show them"),
    },
    build: |arguments| {
        let form = |n| arguments.word(n, Form::Name, Form::WORDS);
        Ok(each(Between { from: form(0)?, to: form(1)? }))
    },
};

#[derive(Clone, Copy)]
enum Form {
    Alpha2,
    Alpha3,
    Name,
}

impl Form {
    const WORDS: &[(&str, Self)] =
        &[("alpha2", Self::Alpha2), ("alpha3", Self::Alpha3), ("name", Self::Name)];

    fn find(self, text: &str) -> Option<&'static Country> {
        let same = |known: &str| known.to_lowercase() == text.to_lowercase();
        match self {
            Self::Alpha2 => ALL.iter().find(|country| country.alpha2.eq_ignore_ascii_case(text)),
            Self::Alpha3 => ALL.iter().find(|country| country.alpha3.eq_ignore_ascii_case(text)),
            // No name is so long; this keeps the folding of long texts out.
            Self::Name if text.is_empty() || text.len() > 200 => None,
            Self::Name => ALL.iter().find(|country| same(country.name) || same(country.iso_name)),
        }
    }

    fn write(self, country: &'static Country) -> Json<'static> {
        Json::text(match self {
            Self::Alpha2 => country.alpha2,
            Self::Alpha3 => country.alpha3,
            Self::Name => country.name,
        })
    }

    fn wanted(self) -> &'static str {
        match self {
            Self::Alpha2 => "a country's code of two letters",
            Self::Alpha3 => "a country's code of three letters",
            Self::Name => "a country's English name",
        }
    }
}

struct Between {
    from: Form,
    to: Form,
}

impl One for Between {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        let country = value.as_text().and_then(|text| self.from.find(text.trim()));
        let country = country.ok_or_else(|| format!("{} is not {}", shown(&value), self.from.wanted()))?;
        Ok(self.to.write(country))
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Self { from: self.to, to: self.from }.outward(value)
    }
}
