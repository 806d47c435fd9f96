//! Reading an answer's body.

use hookdesk_core::fault::{Code, Fault};

use super::{Act, Answer, Change, Pointer, Remark, Thrown};
use crate::json::{self, Json, Object};
use crate::run::Level;

/// Most operations taken in one answer. Each costs at most one walk over the payload.
pub const MAX_OPERATIONS: usize = 10_000;

/// Reads the body of a 2xx answer. `operation.invalid`, naming the item and its field, where any part of it is none.
pub fn read(body: &[u8]) -> Result<Answer, Fault> {
    let text = std::str::from_utf8(body).map_err(|_| invalid("the answer is not UTF-8 text"))?;
    if text.trim().is_empty() {
        let message = "The answer is empty; taken as success.".to_owned();
        return Ok(Answer { remarks: vec![Remark { level: Level::Notice, message }], ..Answer::default() });
    }
    match json::read(text).map_err(|e| no_json(text, &e))? {
        Json::Object(item) => {
            let mut answer = Answer::default();
            take(&mut answer, item).map_err(|wrong| wrong.fault(None))?;
            Ok(answer)
        }
        Json::List(items) => list(items),
        other => Err(invalid(format!("the answer is {}, not an operation or a list of them", kind(&other)))),
    }
}

fn list(items: Vec<Json<'_>>) -> Result<Answer, Fault> {
    if items.len() > MAX_OPERATIONS {
        return Err(invalid(format!("the answer holds more than {MAX_OPERATIONS} operations")));
    }
    let mut answer = Answer::default();
    for (n, item) in items.into_iter().enumerate() {
        let taken = match item {
            Json::Object(item) => take(&mut answer, item),
            other => Err(Wrong { field: None, why: format!("is {}, not an object", kind(&other)) }),
        };
        taken.map_err(|wrong| wrong.fault(Some(n)))?;
    }
    Ok(answer)
}

/// What is wrong with an item, and where in it.
struct Wrong {
    field: Option<&'static str>,
    why: String,
}

impl Wrong {
    fn at(field: &'static str, why: impl Into<String>) -> Self {
        Self { field: Some(field), why: why.into() }
    }

    fn fault(self, item: Option<usize>) -> Fault {
        let part = self.field.map(|field| format!(": its \"{field}\"")).unwrap_or_default();
        let which =
            item.map(|n| format!("operation {}", n + 1)).unwrap_or_else(|| "the operation".to_owned());
        let fault = invalid(format!("{which}{part} {}", self.why));
        match (item, self.field) {
            (None, None) => fault,
            (None, Some(field)) => fault.field(field),
            (Some(n), None) => fault.field(&format!("[{n}]")),
            (Some(n), Some(field)) => fault.field(&format!("[{n}].{field}")),
        }
    }
}

fn take(answer: &mut Answer, mut item: Object<'_>) -> Result<(), Wrong> {
    let op = match item.get("op") {
        None => return Err(Wrong::at("op", "is missing")),
        Some(op) => op.as_text().ok_or_else(|| Wrong::at("op", format!("is {}, not text", kind(op))))?,
    };
    let act = match op {
        "success" => return Ok(()),
        "exception" => {
            let thrown = exception(&item, &mut answer.remarks)?;
            answer.exception.get_or_insert(thrown);
            return Ok(());
        }
        "add" => Act::Add(value(&mut item)?),
        "replace" => Act::Replace(value(&mut item)?),
        "remove" => Act::Remove,
        other => {
            let shown: String = other.chars().take(60).collect();
            let why = format!("is {shown:?}; there are success, exception, add, replace and remove");
            return Err(Wrong::at("op", why));
        }
    };
    let path = text(&item, "path")?.ok_or_else(|| Wrong::at("path", "is missing"))?;
    let shown: String = path.chars().take(120).collect();
    let path = Pointer::parse(path).map_err(|why| Wrong::at("path", format!("is {shown:?}: {why}")))?;
    let instance = text(&item, "instance")?.map(str::to_owned);
    answer.changes.push(Change { path, act, instance });
    Ok(())
}

fn value(item: &mut Object<'_>) -> Result<Json<'static>, Wrong> {
    item.remove("value").map(Json::into_owned).ok_or_else(|| Wrong::at("value", "is missing"))
}

/// Adobe's answers said `class` until 2026 and the shop never read it; `type` is what counts.
fn exception(item: &Object<'_>, remarks: &mut Vec<Remark>) -> Result<Thrown, Wrong> {
    let filled = |name| Ok(text(item, name)?.filter(|text| !text.is_empty()).map(str::to_owned));
    let (kind, class, message) = (filled("type")?, filled("class")?, filled("message")?);
    if class.is_some() {
        let read = if kind.is_some() { "it is not read" } else { "it is read all the same" };
        remarks.push(Remark {
            level: Level::Warning,
            message: format!(
                "The exception names its class under \"class\"; the name is \"type\", and Adobe Commerce does \
                 not read the old one ({read} here)."
            ),
        });
    }
    Ok(Thrown { class: kind.or(class), message })
}

/// A member that is text; null counts as left out.
fn text<'i>(item: &'i Object<'_>, name: &'static str) -> Result<Option<&'i str>, Wrong> {
    match item.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text)),
        Some(other) => Err(Wrong::at(name, format!("is {}, not text", kind(other)))),
    }
}

fn no_json(text: &str, error: &json::Malformed) -> Fault {
    let page = if text.trim_start().starts_with('<') { "; it looks like a web page or XML" } else { "" };
    invalid(format!("the answer is not JSON: {error}{page}"))
}

pub(super) fn invalid(why: impl Into<String>) -> Fault {
    Fault::new(Code::OperationInvalid, why)
}

/// What kind of value it is, as a sentence has it.
pub(super) fn kind(value: &Json<'_>) -> String {
    match value {
        Json::Null | Json::Text(_) => value.kind().to_owned(),
        Json::Object(_) => "an object".to_owned(),
        _ => format!("a {}", value.kind()),
    }
}
