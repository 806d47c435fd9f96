//! Contents on their way in: bounded, and compiled before they are kept.

use hookdesk_content::definition::{Content, Header};
use hookdesk_core::config::ContentWrap as Wrap;
use hookdesk_core::{Code, Fault, headers};
use hookdesk_engine::{Engine, Preview};

use crate::wire::*;

/// Most fields, headers and rules of one content, each.
const MOST: usize = 1_000;
/// Longest one as JSON, in bytes.
const LONGEST: usize = 200_000;

/// All that is wrong in one fault.
pub fn first(faults: Vec<Fault>) -> Result<(), Fault> {
    Fault::first_of(faults).map_or(Ok(()), Err)
}

/// Refuses what cannot be used; the fault names its place below `root`.
pub fn check(engine: &Engine, root: &str, content: &Content, wrap: Wrap) -> Result<(), Fault> {
    let rules: usize = content.rules.groups.iter().map(Vec::len).sum();
    for (part, count) in
        [("fields", content.fields.len()), ("headers", content.headers.len()), ("rules", rules)]
    {
        if count > MOST {
            let field = format!("{root}.{part}");
            return Err(Fault::invalid(
                &field,
                format!("there are {count} {part}, and at most {MOST} are taken"),
            ));
        }
    }
    let size = serde_json::to_string(content).map_or(usize::MAX, |text| text.len());
    if size > LONGEST {
        return Err(Fault::invalid(root, format!("the content is over {LONGEST} characters long")));
    }
    let below = |fault: Fault| match fault.field.clone() {
        Some(field) => fault.field(&format!("{root}.{field}")),
        None => fault.field(root),
    };
    let mut faults = engine.check_content(content, wrap);
    faults.extend(in_the_clear(content));
    first(faults.into_iter().map(below).collect())
}

/// Headers whose names say that they carry a secret, and whose values stand there for everybody to read.
fn in_the_clear(content: &Content) -> Vec<Fault> {
    let clear = |header: &Header| {
        let filled = header.value.contains("{env:")
            || header.value.contains("{secret:")
            || header.value.contains("{config:")
            || header.value.trim_start().starts_with("context_");
        headers::is_secret(&header.name) && !header.value.trim().is_empty() && !filled
    };
    let all = content.headers.iter().enumerate().filter(|(_, header)| clear(header));
    all.map(|(n, header)| {
        let message = format!("the header \"{}\" carries a secret in plain text", header.name);
        Fault::new(Code::HeaderInvalid, message)
            .field(&format!("headers[{n}].value"))
            .next("Store the secret by a name and write {secret:NAME} here, or {env:NAME}.")
    })
    .collect()
}

/// What a content makes of a payload.
pub async fn preview(engine: &Engine, request: PreviewContent) -> Result<ContentPreview, Fault> {
    let content = request.content.into();
    let wrap = request.wrap.map_or(Wrap::Data, Into::into);
    if request.payload.len() > crate::accept::MAX_BYTES {
        return Err(crate::accept::too_large().field("payload"));
    }
    let context = request.context.filter(|text| !text.trim().is_empty());
    Ok(match engine.preview(&content, wrap, &request.payload, context.as_deref())? {
        Preview::Faulty(faults) => ContentPreview::faulty(faults),
        Preview::Built(built) => (*built).into(),
    })
}

/// The words a content is written with.
pub async fn vocabulary(_: &Engine, _: Nothing) -> Result<Vocabulary, Fault> {
    Ok(Vocabulary::all())
}
