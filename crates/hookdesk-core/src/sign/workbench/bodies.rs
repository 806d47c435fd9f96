//! Forms a body may have had when it was signed, where it is not as it came: what proxies, frameworks and copying do to
//! it.

use std::collections::HashSet;

use serde::de::IgnoredAny;

/// Longest body whose JSON is written anew, in bytes.
const MAX_JSON: usize = 1024 * 1024;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    AsIs,
    WithoutNewline,
    WithNewline,
    WithCrLf,
    Trimmed,
    WithoutCr,
    WithCr,
    WithoutBom,
    Json(Writing),
}

/// How JSON is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Writing {
    about: &'static str,
    indent: Option<&'static str>,
    /// A space after `:` and `,`.
    spaced: bool,
    /// `/` as `\/`.
    slashes: bool,
    /// Beyond ASCII as `\u`.
    unicode: bool,
    /// `<`, `>` and `&` as `\u`.
    html: bool,
    /// 1.0 as 1.
    short_numbers: bool,
    newline: bool,
}

const COMPACT: Writing = Writing {
    about: "without space between its parts",
    indent: None,
    spaced: false,
    slashes: false,
    unicode: false,
    html: false,
    short_numbers: false,
    newline: false,
};
const PRETTY: Writing = Writing { about: "indented by two spaces", indent: Some("  "), ..COMPACT };
const PHP_PRETTY: Writing = Writing { about: "indented by four spaces", indent: Some("    "), ..COMPACT };

const WRITINGS: [Writing; 13] = [
    COMPACT,
    Writing {
        about: "without space, / as \\/ and letters beyond ASCII as \\u (as PHP does)",
        slashes: true,
        unicode: true,
        ..COMPACT
    },
    Writing { about: "without space, / as \\/", slashes: true, ..COMPACT },
    Writing { about: "without space, letters beyond ASCII as \\u", unicode: true, ..COMPACT },
    Writing { about: "without space, <, > and & as \\u (as Go does)", html: true, ..COMPACT },
    Writing { about: "without space, 1.0 as 1 (as JavaScript does)", short_numbers: true, ..COMPACT },
    Writing { about: "without space, with a newline at its end", newline: true, ..COMPACT },
    Writing { about: "with a space after : and ,", spaced: true, ..COMPACT },
    Writing {
        about: "with a space after : and , and letters beyond ASCII as \\u (as Python does)",
        spaced: true,
        unicode: true,
        ..COMPACT
    },
    PRETTY,
    Writing { about: "indented by two spaces, with a newline at its end", newline: true, ..PRETTY },
    PHP_PRETTY,
    Writing {
        about: "indented by four spaces, / as \\/ and letters beyond ASCII as \\u (as PHP does)",
        slashes: true,
        unicode: true,
        ..PHP_PRETTY
    },
];

/// The body in every form that differs, its own first.
pub(super) fn forms(body: &[u8]) -> Vec<(Form, Vec<u8>)> {
    let mut forms = vec![(Form::AsIs, body.to_vec())];
    let mut seen = HashSet::from([body.to_vec()]);
    let mut add = |form, bytes: Option<Vec<u8>>| {
        if let Some(bytes) = bytes.filter(|bytes| seen.insert(bytes.clone())) {
            forms.push((form, bytes));
        }
    };
    let without = body.strip_suffix(b"\n").map(|rest| rest.strip_suffix(b"\r").unwrap_or(rest));
    add(Form::WithoutNewline, without.map(<[u8]>::to_vec));
    add(Form::WithNewline, Some([body, b"\n"].concat()));
    add(Form::WithCrLf, Some([body, b"\r\n"].concat()));
    add(Form::WithoutBom, body.strip_prefix(BOM).map(<[u8]>::to_vec));
    add(Form::Trimmed, Some(body.strip_prefix(BOM).unwrap_or(body).trim_ascii().to_vec()));
    add(Form::WithoutCr, body.contains(&b'\r').then(|| without_cr(body)));
    add(Form::WithCr, body.contains(&b'\n').then(|| with_cr(&without_cr(body))));
    let text = body.strip_prefix(BOM).unwrap_or(body);
    if let Some(text) = std::str::from_utf8(text).ok().filter(|text| is_json(text)) {
        for writing in WRITINGS {
            add(Form::Json(writing), Some(write(text, writing).into_bytes()));
        }
    }
    forms
}

/// Whether it is an object or a list that can be written in other ways.
fn is_json(text: &str) -> bool {
    text.len() <= MAX_JSON
        && text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn without_cr(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    for (at, byte) in body.iter().enumerate() {
        if *byte != b'\r' || body.get(at + 1) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    out
}

fn with_cr(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 16);
    for byte in body {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

/// Writes JSON, known to be valid, in another way. Numbers keep their text, objects their order.
fn write(text: &str, writing: Writing) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut depth = 0usize;
    let line = |out: &mut String, depth: usize| {
        if let Some(indent) = writing.indent {
            out.push('\n');
            (0..depth).for_each(|_| out.push_str(indent));
        }
    };
    let mut rest = text.trim_ascii();
    while let Some(first) = rest.bytes().next() {
        let mut length = 1;
        match first {
            b'{' | b'[' => {
                let inside = rest[1..].trim_ascii_start();
                out.push(char::from(first));
                if inside.starts_with(['}', ']']) {
                    // An empty one stays on its line.
                    out.push(char::from(inside.as_bytes()[0]));
                    length = rest.len() - inside.len() + 1;
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(char::from(first));
            }
            b',' => {
                out.push(',');
                line(&mut out, depth);
                if writing.spaced {
                    out.push(' ');
                }
            }
            b':' => {
                out.push(':');
                if writing.spaced || writing.indent.is_some() {
                    out.push(' ');
                }
            }
            b'"' => {
                length = string_length(rest);
                string(&mut out, &rest[..length], writing);
            }
            _ => {
                length = rest.find([',', ':', '}', ']', ' ', '\t', '\r', '\n']).unwrap_or(rest.len());
                number(&mut out, &rest[..length], writing);
            }
        }
        rest = rest[length..].trim_ascii_start();
    }
    if writing.newline {
        out.push('\n');
    }
    out
}

fn string_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

fn string(out: &mut String, token: &str, writing: Writing) {
    // Half a surrogate pair has no other way to be written.
    let Ok(text) = serde_json::from_str::<String>(token) else { return out.push_str(token) };
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '/' if writing.slashes => out.push_str("\\/"),
            '<' | '>' | '&' if writing.html => escape(out, c),
            c if c < ' ' || (writing.unicode && !c.is_ascii()) => escape(out, c),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn escape(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str(&format!("\\u{unit:04x}"));
    }
}

fn number(out: &mut String, token: &str, writing: Writing) {
    let short = token.parse::<f64>().ok().filter(|_| writing.short_numbers);
    match short {
        // Beyond these JavaScript writes exponents in its own way.
        Some(number) if number == 0.0 || (1e-6..1e21).contains(&number.abs()) => {
            out.push_str(&number.to_string());
        }
        _ => out.push_str(token),
    }
}

impl Form {
    /// What happened to the body, and what to do.
    pub fn told(self) -> (String, &'static str) {
        const BYTES: &str = "Check the signature over the bytes as they arrive, before a JSON parser or a framework touches them.";
        const COPY: &str =
            "Take the body without what an editor or a copy adds; `curl --data-binary` keeps it as it is.";
        match self {
            Self::AsIs => (String::new(), ""),
            Self::WithoutNewline => {
                ("The body ends with a newline that was not there when it was signed.".to_owned(), COPY)
            }
            Self::WithNewline => {
                ("The newline at the body's end is missing: it was there when it was signed.".to_owned(), COPY)
            }
            Self::WithCrLf => (
                "The line end (CR LF) at the body's end is missing: it was there when it was signed.".to_owned(),
                COPY,
            ),
            Self::Trimmed => {
                ("There is space around the body that was not there when it was signed.".to_owned(), COPY)
            }
            Self::WithoutCr => {
                ("The body's lines end with CR LF; it was signed with LF only.".to_owned(), COPY)
            }
            Self::WithCr => (
                "The body's lines end with LF; it was signed with CR LF. Text fields of browsers change this, too."
                    .to_owned(),
                COPY,
            ),
            Self::WithoutBom => {
                ("A byte order mark stands before the body that was not signed.".to_owned(), COPY)
            }
            Self::Json(writing) => (
                format!("The JSON was written anew after it was signed: it was signed {}.", writing.about),
                BYTES,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_written_as_others_write_it() {
        let text =
            " { \"a\" : \"z\\u00eb / \\ud83d\\ude00\\n<\" , \"b\":[1.0,2e3, {} , [ ]], \"c\":\"\\ud800\"}\n";
        let of = |about: &str| {
            let writing = WRITINGS.iter().find(|writing| writing.about.contains(about)).unwrap();
            write(text, *writing)
        };
        assert_eq!(write(text, COMPACT), "{\"a\":\"zë / 😀\\n<\",\"b\":[1.0,2e3,{},[]],\"c\":\"\\ud800\"}");
        assert_eq!(
            of("and letters beyond ASCII as \\u (as PHP does)"),
            "{\"a\":\"z\\u00eb \\/ \\ud83d\\ude00\\n<\",\"b\":[1.0,2e3,{},[]],\"c\":\"\\ud800\"}"
        );
        assert!(of("as Go does").contains("\\n\\u003c"));
        assert!(of("as JavaScript does").contains("[1,2000,{},[]]"));
        assert!(
            of("as Python does")
                .starts_with("{\"a\": \"z\\u00eb / \\ud83d\\ude00\\n<\", \"b\": [1.0, 2e3, {}")
        );
        assert_eq!(
            write("{\"a\":[1,{}],\"b\":{}}", PRETTY),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {}\n}"
        );
    }

    #[test]
    fn every_form_is_another_and_the_bodys_own_comes_first() {
        for body in ["", "{}", "{\"a\": 1}\r\n", "\u{feff}[1, 2]\n", "plain\ntext", "{broken"] {
            let forms = forms(body.as_bytes());
            assert_eq!(forms[0], (Form::AsIs, body.as_bytes().to_vec()));
            let distinct: HashSet<_> = forms.iter().map(|(_, bytes)| bytes).collect();
            assert_eq!(distinct.len(), forms.len(), "{body:?}");
        }
    }
}
