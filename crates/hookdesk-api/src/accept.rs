//! Events coming in: one, an array, or one a line; read byte for byte, checked, stored, answered.

use std::borrow::Cow;

use hookdesk_content::context::Request;
use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::EventId;
use hookdesk_core::name::EventName;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;
use hookdesk_store::Accepted;
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::input;

/// Most bytes taken in one call: 5 MiB.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

/// `body.too_large`.
pub fn too_large() -> Fault {
    Fault::new(Code::BodyTooLarge, "the request is over 5 MiB")
}

/// How several events may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One object, an array, or objects one after the other; told by looking.
    Detect,
    /// NDJSON: one object a line, empty lines skipped; a fault names the line.
    Lines,
}

/// What a call is answered.
#[derive(Debug)]
pub enum Answers {
    /// The call held one event by itself.
    One {
        /// JSON.
        text: String,
        /// Whether its id was known already.
        repeated: bool,
    },
    /// The call held a list.
    Many {
        /// A JSON array, in the order of the events.
        text: String,
        /// How many ids were known already.
        repeated: usize,
    },
}

/// Reads, stores and routes events; durable when it returns. All or none: on a fault nothing is stored.
pub async fn accept(engine: &Engine, body: &[u8], form: Form, source: EventSource) -> Result<Answers, Fault> {
    accept_from(engine, body, form, source, None).await
}

/// The same, with the facts of the HTTP request that brings them; made only where a hook's content asks for them.
pub async fn accept_from(
    engine: &Engine,
    body: &[u8],
    form: Form,
    source: EventSource,
    bringer: Option<&(dyn Fn() -> Request + Sync)>,
) -> Result<Answers, Fault> {
    let (events, single) = parse(body, form, source)?;
    let mut accepted = engine.accept(events, bringer).await?;
    if single && let Some(first) = accepted.pop() {
        return Ok(Answers::One { repeated: first.repeated, text: answer(first) });
    }
    let repeated = accepted.iter().filter(|accepted| accepted.repeated).count();
    let answers: Vec<String> = accepted.into_iter().map(answer).collect();
    Ok(Answers::Many { text: format!("[{}]", answers.join(",")), repeated })
}

/// The first answer as it was; where the id came back with other data, the same with a note on it.
fn answer(accepted: Accepted) -> String {
    const NOTE: &str = r#","duplicate":{"code":"event.duplicate_id","message":"this id was used before with other data; the first event stands"}}"#;
    let mut text = accepted.answer;
    if accepted.differs && text.ends_with('}') {
        text.pop();
        text.push_str(NOTE);
    }
    text
}

/// The events of one call, and whether it held one by itself.
pub fn parse(body: &[u8], form: Form, source: EventSource) -> Result<(Vec<NewEvent>, bool), Fault> {
    if body.len() > MAX_BYTES {
        return Err(too_large());
    }
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if form == Form::Lines {
        return Ok((lines(body, source)?, false));
    }
    // The usual case, and the fast one.
    if let Ok(event) = serde_json::from_slice::<Incoming<'_>>(body) {
        return Ok((vec![event.check("", source)?], true));
    }
    let elements: Vec<&RawValue> = match body.trim_ascii_start().first() {
        Some(b'[') => serde_json::from_slice(body).map_err(|error| input::malformed(&error, 0))?,
        _ => serde_json::Deserializer::from_slice(body)
            .into_iter()
            .collect::<Result<_, _>>()
            .map_err(|error| input::malformed(&error, 0))?,
    };
    let single = elements.len() == 1 && body.trim_ascii_start().first() != Some(&b'[');
    let events = elements.iter().enumerate().map(|(index, element)| {
        let path = if single { String::new() } else { format!("[{index}]") };
        one(element.get(), &path, source)
    });
    let events: Vec<_> = events.collect::<Result<_, _>>()?;
    if events.is_empty() && body.trim_ascii().is_empty() {
        return Err(Fault::new(Code::JsonMalformed, "the request holds no event")
            .next("Send {\"name\":…,\"data\":…}, an array of those, or one a line."));
    }
    Ok((events, single))
}

/// Every event of a text with one a line; a fault says which line.
fn lines(body: &[u8], source: EventSource) -> Result<Vec<NewEvent>, Fault> {
    let lines = body.split(|byte| *byte == b'\n').enumerate();
    let lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
    lines.map(|(index, line)| parse_line(line, index, source)).collect()
}

/// One line of NDJSON, the `index`-th from 0; a fault says which line and names the field as `line N: field`.
pub fn parse_line(line: &[u8], index: usize, source: EventSource) -> Result<NewEvent, Fault> {
    let number = index + 1;
    let event = match serde_json::from_slice::<Incoming<'_>>(line) {
        Ok(event) => event.check("", source),
        Err(error) => match error.classify() {
            Category::Data => Err(input::mismatch(&field_of(&error, line), &error)),
            _ => return Err(input::malformed(&error, index)),
        },
    };
    event.map_err(|fault| Fault { message: format!("line {number}: {}", fault.message), ..fault })
}

fn one(text: &str, path: &str, source: EventSource) -> Result<NewEvent, Fault> {
    match serde_json::from_str::<Incoming<'_>>(text) {
        Ok(event) => event.check(path, source),
        Err(error) => {
            let field = join(path, &field_of(&error, text.as_bytes()));
            Err(input::mismatch(&field, &error))
        }
    }
}

/// The field whose value has the wrong type; serde says only where it stands.
fn field_of(error: &serde_json::Error, text: &[u8]) -> String {
    let known = ["name", "data", "context", "id", "occurred_at"];
    let Ok(fields) = serde_json::from_slice::<std::collections::BTreeMap<String, serde_json::Value>>(text)
    else {
        return String::new();
    };
    if !error.to_string().starts_with("invalid type") {
        return String::new();
    }
    let wrong = |field: &&str| match *field {
        "name" => fields.get("name").is_some_and(|value| !value.is_string()),
        "id" | "occurred_at" => {
            fields.get(*field).is_some_and(|value| !value.is_string() && !value.is_null())
        }
        _ => false,
    };
    known.iter().copied().find(|field| wrong(field)).unwrap_or_default().to_owned()
}

fn join(path: &str, field: &str) -> String {
    match (path, field) {
        ("", field) => field.to_owned(),
        (path, "") => path.to_owned(),
        (path, field) => format!("{path}.{field}"),
    }
}

/// An event as it is written; everything still where it was in the input.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Incoming<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    data: &'a RawValue,
    #[serde(borrow, default)]
    context: Option<&'a RawValue>,
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    occurred_at: Option<Cow<'a, str>>,
}

impl Incoming<'_> {
    fn check(self, path: &str, source: EventSource) -> Result<NewEvent, Fault> {
        let at = |field: &str| join(path, field);
        let id = match self.id {
            Some(id) => EventId::parse(&id).map_err(|fault| fault.field(&at("id")))?,
            None => EventId::from_uuid(Uuid::now_v7()),
        };
        let occurred_at = match self.occurred_at {
            Some(text) => Some(UtcMillis::parse_rfc3339(&text).ok_or_else(|| {
                Fault::invalid(&at("occurred_at"), "the time is not RFC 3339")
                    .next("Write it like 2026-11-20T21:44:15Z, with an offset or Z.")
            })?),
            None => None,
        };
        Ok(NewEvent {
            id,
            name: EventName::parse(&self.name).map_err(|fault| fault.field(&at("name")))?,
            data: self.data.to_owned(),
            context: self.context.map(ToOwned::to_owned),
            occurred_at,
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<(Vec<NewEvent>, bool), Fault> {
        parse(body.as_bytes(), Form::Detect, EventSource::Api)
    }

    #[test]
    fn one_an_array_and_one_a_line_are_told_apart() {
        for (body, count, single) in [
            (r#"{"name":"A.b","data":1}"#, 1, true),
            ("{\n \"name\":\"a.b\",\n \"data\":{}\n}\n", 1, true),
            (r#"[{"name":"a.b","data":1}]"#, 1, false),
            (r#" [{"name":"a.b","data":1},{"name":"a.b","data":null}]"#, 2, false),
            ("[]", 0, false),
            ("{\"name\":\"a.b\",\"data\":1}\n{\"name\":\"a.b\",\"data\":2}\n", 2, false),
            ("\u{feff}{\"name\":\"a.b\",\"data\":1}", 1, true),
        ] {
            let (events, alone) = read(body).expect(body);
            assert_eq!((events.len(), alone), (count, single), "{body}");
        }
        let (events, single) =
            parse(b"\n{\"name\":\"a.b\",\"data\":1}\r\n", Form::Lines, EventSource::Import).expect("lines");
        assert_eq!((events.len(), single), (1, false));
    }

    #[test]
    fn data_keeps_its_bytes_whatever_it_is() {
        for data in [
            r#"{ "z":1.50, "a":12345678901234567890123, "u":"\u00eb\/" }"#,
            "null",
            "[1, 2]",
            "\"x\"",
            "-0.0",
        ] {
            let body = format!(r#"{{"name":"a.b","data":{data},"context":{{"store" : 1}}}}"#);
            let (events, _) = read(&body).expect("event");
            assert_eq!(events[0].data.get(), data);
            assert_eq!(events[0].context.as_ref().map(|c| c.get()), Some(r#"{"store" : 1}"#));
        }
    }

    #[test]
    fn faults_name_index_position_and_field() {
        for (body, code, field) in [
            (r#"{"name":"a.b"}"#, Code::InputInvalid, "data"),
            (r#"{"name":"a.b","data":1,"nmae":2}"#, Code::InputUnknownField, "nmae"),
            (r#"{"name":"a b","data":1}"#, Code::NameInvalid, "name"),
            (r#"{"name":5,"data":1}"#, Code::InputInvalid, "name"),
            (r#"{"name":"a.b","data":1,"id":7}"#, Code::InputInvalid, "id"),
            (r#"{"name":"a.b","data":1,"id":"has space"}"#, Code::InputInvalid, "id"),
            (r#"{"name":"a.b","data":1,"occurred_at":"yesterday"}"#, Code::InputInvalid, "occurred_at"),
            (r#"[{"name":"a.b","data":1},{"name":"a.b"}]"#, Code::InputInvalid, "[1].data"),
            (r#"[{"name":"a.b","data":1},7]"#, Code::InputInvalid, "[1]"),
            ("{\"name\":\"a.b\",\"data\":1}\n{\"name\":\"?\",\"data\":1}", Code::NameInvalid, "[1].name"),
        ] {
            let fault = read(body).expect_err(body);
            assert_eq!((fault.code, fault.field.as_deref()), (code, Some(field)), "{body}: {fault:?}");
        }
        for (body, place) in [
            ("{\"name\":\"a.b\",\n\"data\":}", "line 2, column 8"),
            ("[{\"name\":\"a.b\",\"data\":1},\n{]", "line 2, column 2"),
            ("{\"name\":\"a.b\",\"data\":1} x", "line 1, column 25"),
        ] {
            let fault = read(body).expect_err(body);
            assert_eq!(fault.code, Code::JsonMalformed, "{body}");
            assert!(fault.message.contains(place), "{}", fault.message);
        }
        assert_eq!(read("").expect_err("empty").code, Code::JsonMalformed);
        assert_eq!(read(&" ".repeat(MAX_BYTES + 1)).expect_err("large").code, Code::BodyTooLarge);

        let lines = "{\"name\":\"a.b\",\"data\":1}\n\n{\"name\":\"a.b\"";
        let fault = parse(lines.as_bytes(), Form::Lines, EventSource::Api).expect_err("third line");
        assert!(fault.message.contains("line 3"), "{}", fault.message);
        let fault = parse(b"{}", Form::Lines, EventSource::Api).expect_err("empty object");
        assert!(fault.message.starts_with("line 1: "), "{}", fault.message);
    }
}
