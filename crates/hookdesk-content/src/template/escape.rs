//! How a value is written into the text around it.

use minijinja::Value;
use minijinja::value::ValueKind;
use url::form_urlencoded::byte_serialize;

use super::value::Number;
use crate::json::write_text;

/// What the text around a merge tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    /// A header's value: nothing is escaped; what may not stand there is refused later.
    Header,
    /// An address, or a form: percent-encoded, all but letters, digits and `-._~`.
    Url,
    /// JSON: a whole value, or within quotes a text's characters.
    Json,
    /// HTML and XML.
    Markup,
    /// Any other text.
    Text,
}

/// Around a value written for JSON, until [`settle`] knows whether it stands within quotes. Noncharacters: no text of
/// a person has them.
pub(super) const MARKS: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

impl Escape {
    /// What a body of that media type is.
    pub fn of(content_type: &str) -> Self {
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            kind if kind.ends_with("/json") || kind.ends_with("+json") => Self::Json,
            kind if kind.ends_with("/xml") || kind.ends_with("+xml") || kind == "text/html" => Self::Markup,
            "application/x-www-form-urlencoded" => Self::Url,
            _ => Self::Text,
        }
    }

    /// A value's text, escaped.
    pub(super) fn write(self, value: &Value) -> String {
        match self {
            Self::Json => {
                let json = json(value).replace(MARKS[0], "\\ufdd0").replace(MARKS[1], "\\ufdd1");
                format!("{}{json}{}", MARKS[0], MARKS[1])
            }
            Self::Header | Self::Url if value.kind() == ValueKind::Bool => {
                u8::from(value.is_true()).to_string()
            }
            Self::Url => percent(&plain(value)),
            Self::Markup => markup(&plain(value)),
            Self::Header | Self::Text => plain(value),
        }
    }
}

/// Lists and objects as JSON, nothing for null.
fn plain(value: &Value) -> String {
    match value.kind() {
        ValueKind::None | ValueKind::Undefined => String::new(),
        ValueKind::Bool | ValueKind::Seq | ValueKind::Iterable | ValueKind::Map => json(value),
        _ => value.to_string(),
    }
}

fn percent(text: &str) -> String {
    // The serializer is for forms, where a space is a plus; in an address %20 is right everywhere.
    byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
        .replace('*', "%2A")
        .replace("%7E", "~")
}

fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn json(value: &Value) -> String {
    let mut out = Vec::new();
    write_json(value, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn write_json(value: &Value, out: &mut Vec<u8>) {
    match value.kind() {
        ValueKind::None | ValueKind::Undefined => out.extend_from_slice(b"null"),
        ValueKind::Bool => out.extend_from_slice(if value.is_true() { b"true" } else { b"false" }),
        ValueKind::Number => {
            let text = value.to_string();
            // A division by zero is no JSON number.
            let is_json = !text.contains(|c: char| c.is_alphabetic() && c != 'e');
            out.extend_from_slice(if is_json { text.as_bytes() } else { b"null" });
        }
        ValueKind::Seq | ValueKind::Iterable => {
            out.push(b'[');
            for (n, item) in value.try_iter().into_iter().flatten().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                write_json(&item, out);
            }
            out.push(b']');
        }
        ValueKind::Map => {
            out.push(b'{');
            for (n, key) in value.try_iter().into_iter().flatten().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                write_text(&key.to_string(), out);
                out.push(b':');
                write_json(&value.get_item(&key).unwrap_or_default(), out);
            }
            out.push(b'}');
        }
        _ => match value.downcast_object_ref::<Number>() {
            Some(number) => out.extend_from_slice(number.0.as_bytes()),
            None => write_text(&value.to_string(), out),
        },
    }
}

/// Puts the marked values of a rendered JSON text in their places: whole where they stand alone, without quotes of
/// their own within quotes.
pub(super) fn settle(rendered: &str) -> String {
    let mut out = String::with_capacity(rendered.len());
    let (mut within, mut escaped) = (false, false);
    let mut rest = rendered;
    loop {
        let (text, marked) = rest.split_once(MARKS[0]).unwrap_or((rest, ""));
        for byte in text.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if within => escaped = true,
                b'"' => within = !within,
                _ => {}
            }
        }
        out.push_str(text);
        let Some((value, after)) = marked.split_once(MARKS[1]) else { return out };
        match value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) {
            _ if !within => out.push_str(value),
            Some(inside) => out.push_str(inside),
            None if value == "null" => {}
            None => {
                let mut quoted = Vec::new();
                write_text(value, &mut quoted);
                out.push_str(String::from_utf8_lossy(&quoted).trim_matches('"'));
            }
        }
        rest = after;
    }
}
