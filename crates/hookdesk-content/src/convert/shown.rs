//! A value as messages show it.

use crate::json::Json;

/// The value's text where it is short enough, otherwise its beginning or its kind.
pub(super) fn shown(value: &Json<'_>) -> String {
    match value {
        Json::List(_) => "a list".to_owned(),
        Json::Object(_) => "an object".to_owned(),
        Json::Number(text) => cut(text),
        Json::Text(text) => format!("{:?}", cut(text)),
        value => value.to_string(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(40) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
