//! `{env:NAME}`, `{config:path/to/value}` and `{secret:NAME}` within a text.

use hookdesk_core::fault::{Code, Fault};

/// Where a placeholder's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Env,
    Config,
    Secret,
}

impl Kind {
    const ALL: [(&'static str, Self); 3] =
        [("{env:", Self::Env), ("{config:", Self::Config), ("{secret:", Self::Secret)];
}

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it stands, merge tags included.
    Text(String),
    Placeholder(Kind, String),
}

/// Longest name in a placeholder, in bytes.
const MAX_NAME: usize = 200;

/// Splits a text at its placeholders; those inside of merge tags are none. `placeholder.invalid` where one is not
/// closed or has no proper name. Braces that begin anything else are text.
pub(super) fn split(text: &str) -> Result<Vec<Piece>, Fault> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let tag =
            [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].into_iter().find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = tag {
            let end = rest[2..].find(close).map_or(rest.len(), |end| end + 4);
            plain.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some((open, kind)) = Kind::ALL.into_iter().find(|(open, _)| rest.starts_with(open)) {
            let (name, after) = rest[open.len()..].split_once('}').ok_or_else(|| {
                Fault::new(Code::PlaceholderInvalid, format!("{open} is not closed by a }}"))
            })?;
            if !is_name(kind, name) {
                let shown: String = name.chars().take(60).collect();
                return Err(Fault::new(
                    Code::PlaceholderInvalid,
                    format!("{shown:?} in {open}…}} is not a name"),
                ));
            }
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Placeholder(kind, name.to_owned()));
            rest = after;
        } else {
            plain.push('{');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}

fn is_name(kind: Kind, name: &str) -> bool {
    let allowed: &[u8] = match kind {
        Kind::Env => b"_",
        Kind::Config => b"_-./",
        Kind::Secret => b"_-. ",
    };
    !name.trim().is_empty()
        && name.len() <= MAX_NAME
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || allowed.contains(&b))
}
