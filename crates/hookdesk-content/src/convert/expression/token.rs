//! The words of an expression.

use crate::convert::written::quotation;

/// A word and where it begins, in characters counted from 1.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) at: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    Number(&'t str),
    Text(String),
    Name(&'t str),
    Symbol(&'static str),
    End,
}

/// Longer ones first.
const SYMBOLS: [&str; 23] = [
    "==", "!=", "<=", ">=", "//", "+", "-", "*", "/", "%", "~", "<", ">", "(", ")", "[", "]", "{", "}", ",",
    ":", ".", "|",
];

impl Kind<'_> {
    /// As messages name it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Number(text) | Self::Name(text) => {
                format!("{:?}", text.chars().take(40).collect::<String>())
            }
            Self::Text(_) => "a text".to_owned(),
            Self::Symbol(symbol) => format!("{symbol:?}"),
            Self::End => "the end".to_owned(),
        }
    }
}

/// Reads all words, with the end as the last.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut at = 1;
    while let Some(first) = rest.chars().next() {
        let (kind, len) = match first {
            c if c.is_whitespace() => {
                rest = &rest[c.len_utf8()..];
                at += 1;
                continue;
            }
            '"' | '\'' => {
                let run = quotation(rest).map_err(|why| format!("{why} at character {at}"))?;
                (Kind::Text(run.text), run.len)
            }
            c if c.is_ascii_digit() => {
                let len = number(rest.as_bytes());
                (Kind::Number(&rest[..len]), len)
            }
            c if c.is_alphabetic() || c == '_' => {
                let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                (Kind::Name(&rest[..len]), len)
            }
            c => match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
                Some(symbol) => (Kind::Symbol(symbol), symbol.len()),
                None => return Err(format!("{c:?} at character {at} means nothing in an expression")),
            },
        };
        tokens.push(Token { kind, at });
        at += rest[..len].chars().count();
        rest = &rest[len..];
    }
    tokens.push(Token { kind: Kind::End, at });
    Ok(tokens)
}

/// The length of the number that stands here: digits, a point with digits, an exponent.
fn number(text: &[u8]) -> usize {
    let digits = |from: usize| from + text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    if text.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
        end = digits(end + 1);
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let from = end + 1 + sign;
        if from < text.len() && digits(from) > from {
            end = digits(from);
        }
    }
    end
}
