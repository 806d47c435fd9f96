//! Reading JSON from outside: every failure names its place, and none repeats a value, which may be a secret.

use hookdesk_core::{Code, Fault};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// Reads a request. Nothing at all and `null` stand for `{}`. Faults: `json.malformed` with line and column,
/// `input.unknown_field` and `input.invalid` naming the field by its path.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Fault> {
    let text = match text.trim_ascii() {
        b"" | b"null" => b"{}",
        _ => text,
    };
    serde_json::from_slice(text).or_else(|error| match error.classify() {
        Category::Data => read_by_path(text),
        _ => Err(malformed(&error, 0)),
    })
}

/// The same once more, this time keeping account of where it is; only ever run after a failure.
fn read_by_path<T: DeserializeOwned>(text: &[u8]) -> Result<T, Fault> {
    let mut json = serde_json::Deserializer::from_slice(text);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        mismatch(if path == "." { "" } else { &path }, error.inner())
    })
}

/// `json.malformed`, its place counted from the whole input's beginning: `lines_before` lines stand before the text
/// that was read.
pub fn malformed(error: &serde_json::Error, lines_before: usize) -> Fault {
    let (line, column) = (error.line() + lines_before, error.column());
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    Fault::new(
        Code::JsonMalformed,
        format!("the JSON breaks off or is wrong at line {line}, column {column}"),
    )
    .detail(format!("{what} at line {line} column {column}"))
}

/// A well-formed text of the wrong shape, at a path (empty for the top).
pub fn mismatch(path: &str, error: &serde_json::Error) -> Fault {
    let text = error.to_string();
    let below = |name: &str| {
        let standing_there = path.rsplit('.').next() == Some(name);
        match path {
            "" => name.to_owned(),
            _ if standing_there => path.to_owned(),
            _ => format!("{path}.{name}"),
        }
    };
    if let Some(name) = quoted(&text, "unknown field `") {
        let field = below(name);
        let known = expected(&text).map(|known| format!("known here: {known}"));
        let mut fault =
            Fault::new(Code::InputUnknownField, format!("there is no field \"{field}\"")).field(&field);
        fault.detail = known;
        return fault;
    }
    if let Some(name) = quoted(&text, "missing field `") {
        let field = below(name);
        return Fault::invalid(&field, format!("the field \"{field}\" is missing"));
    }
    if let Some(name) = quoted(&text, "duplicate field `") {
        let field = below(name);
        return Fault::invalid(&field, format!("the field \"{field}\" is given twice"));
    }
    let field = if path.is_empty() { "the request" } else { path };
    let message = match expected(&text) {
        Some(expected) => format!("{field}: expected {expected}"),
        None => format!("{field} does not have the right form"),
    };
    Fault::invalid(path, message)
}

fn quoted<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.split('`').next()
}

/// What serde expected; what it found is left out, for it may be a secret.
fn expected(text: &str) -> Option<&str> {
    let (_, expected) = text.split_once(", expected ").or_else(|| text.split_once("there are no "))?;
    Some(expected.split(" at line ").next().unwrap_or(expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    fn fault<T: DeserializeOwned>(text: &str) -> Fault {
        match read::<T>(text.as_bytes()) {
            Ok(_) => panic!("{text} was taken"),
            Err(fault) => fault,
        }
    }

    #[test]
    fn faults_name_the_place_and_never_the_value() {
        let broken = fault::<wire::SaveHook>("{\n \"name\": tru }");
        assert_eq!(broken.code, Code::JsonMalformed);
        assert!(broken.message.contains("line 2, column 1"), "{}", broken.message);

        for (text, code, field) in [
            (r#"{"naem":"a.b"}"#, Code::InputUnknownField, "naem"),
            (r#"{"name":7}"#, Code::InputInvalid, "name"),
            (r#"{}"#, Code::InputInvalid, "name"),
            (r#"{"name":"a","name":"b"}"#, Code::InputInvalid, "name"),
            (r#"{"name":"a","service":{"class":"C"}}"#, Code::InputInvalid, "service.method"),
            (r#"{"name":"a","service":{"class":"C","x":1}}"#, Code::InputUnknownField, "service.x"),
            (r#"[]"#, Code::InputInvalid, ""),
        ] {
            let fault = fault::<wire::SaveHook>(text);
            assert_eq!((fault.code, fault.field.as_deref()), (code, Some(field)), "{text}: {fault:?}");
        }
        let secret = fault::<wire::SaveConnection>(r#"{"paused":"hunter2"}"#);
        assert_eq!(secret.field.as_deref(), Some("paused"));
        assert!(!format!("{secret:?}").contains("hunter2"));
        assert!(secret.message.contains("expected a boolean"), "{}", secret.message);

        let deep = fault::<wire::SaveSubscription>(r#"{"rate":{"count":-1,"per_ms":5}}"#);
        assert_eq!(deep.field.as_deref(), Some("rate.count"));
        let tagged = fault::<wire::SaveSubscription>(r#"{"retry":{"kind":"sometimes"}}"#);
        assert!(tagged.field.as_deref().is_some_and(|field| field.starts_with("retry")), "{tagged:?}");
    }

    #[test]
    fn nothing_stands_for_an_empty_request() {
        for text in ["", " \n", "null", "{}"] {
            assert!(read::<wire::Nothing>(text.as_bytes()).is_ok(), "{text:?}");
        }
    }
}
