//! Telephone numbers: E.164 from national ones, and digits alone.

use super::each::{One, each};
use super::library::Entry;
use super::shown::shown;
use super::{About, Argument, Back, Example};
use crate::json::Json;

/// Digits of an E.164 number, at most (ITU-T E.164, 6.2.1).
const MAX_DIGITS: usize = 15;

pub(super) const PHONE: Entry = Entry {
    about: About {
        name: "phone",
        about: "Makes an E.164 number of a national or an international one.",
        arguments: &[
            Argument::needed("calling code", "the country's, in digits: 49"),
            Argument::optional(
                "trunk prefix",
                "what national numbers begin with: 0, 1, 8, or empty for none; it comes back with them. Where left out \
                 a leading 0 is dropped and numbers come back as E.164",
            ),
        ],
        example: Example {
            converter: "phone{49:0}",
            before: "\"0171 / 123 45 67\"",
            after: "\"+491711234567\"",
        },
        back: Back::Exact("national numbers in digits alone, where the trunk prefix is given"),
    },
    build: |arguments| {
        let digits = |text: &str, most| text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
        let code = arguments.text(0).unwrap_or_default();
        if code.is_empty() || code.starts_with('0') || !digits(code, 3) {
            return Err(arguments.wrong(0, "one to three digits, such as 49"));
        }
        let trunk = arguments.text(1);
        if trunk.is_some_and(|trunk| !digits(trunk, 3)) {
            return Err(arguments.wrong(1, "at most three digits, or empty"));
        }
        Ok(each(Phone { code: code.to_owned(), trunk: trunk.map(str::to_owned) }))
    },
};

pub(super) const DIGITS: Entry = Entry {
    about: About {
        name: "digits",
        about: "Keeps the digits 0 to 9 of a text and nothing else.",
        arguments: &[],
        example: Example { converter: "digits", before: "\"+49 (171) 123-45\"", after: "\"4917112345\"" },
        back: Back::Partly("text comes back as it is"),
    },
    build: |_| Ok(each(Digits)),
};

struct Phone {
    code: String,
    trunk: Option<String>,
}

impl One for Phone {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        let wrong = |why: &str| format!("{} is not a telephone number: {why}", shown(&value));
        let text = match &value {
            Json::Text(text) | Json::Number(text) => text.trim(),
            _ => return Err(wrong("it is not text")),
        };
        let (plus, text) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
        // "+49 (0)171": a national prefix that is only shown.
        let text = if plus { text.replacen("(0)", "", 1) } else { text.to_owned() };
        let mut digits = String::with_capacity(MAX_DIGITS);
        for c in text.chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' => {}
                c => return Err(wrong(&format!("{c:?} is neither a digit nor a separator"))),
            }
            // Room for a prefix that goes again.
            if digits.len() > 2 * MAX_DIGITS {
                break;
            }
        }
        let whole = if plus {
            digits
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else if digits.is_empty() {
            return Err(wrong("it has no digits"));
        } else {
            let trunk = self.trunk.as_deref().unwrap_or("0");
            format!("{}{}", self.code, digits.strip_prefix(trunk).unwrap_or(&digits))
        };
        if whole.starts_with('0') || whole.len() > MAX_DIGITS || whole.len() < 4 {
            return Err(wrong("with its country it must have 4 to 15 digits and not begin with 0"));
        }
        Ok(Json::Text(format!("+{whole}").into()))
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        let Some(trunk) = &self.trunk else { return Ok(value) };
        let national = value.as_text().and_then(|text| text.strip_prefix('+')?.strip_prefix(&self.code));
        match national {
            Some(rest) => Ok(Json::Text(format!("{trunk}{rest}").into())),
            // A number of another country has no national form here.
            None => Ok(value),
        }
    }
}

struct Digits;

impl One for Digits {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        match value {
            Json::Text(text) | Json::Number(text) => {
                Ok(Json::Text(text.chars().filter(char::is_ascii_digit).collect::<String>().into()))
            }
            value => Err(format!("{} is not text", shown(&value))),
        }
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        Ok(value)
    }
}
