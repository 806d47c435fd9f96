//! Contents on their way in: bounded, and compiled before they are kept.

use hookdesk_content::definition::Content;
use hookdesk_core::Fault;
use hookdesk_core::config::ContentWrap;

/// Most fields, headers and rules of one content, each.
const MOST: usize = 1_000;
/// Longest text in one.
const LONGEST: usize = 20_000;

/// The first fault, with the places of the others as its detail.
pub fn first(faults: Vec<Fault>) -> Result<(), Fault> {
    let mut faults = faults.into_iter();
    let Some(first) = faults.next() else { return Ok(()) };
    let others: Vec<String> = faults
        .map(|fault| match &fault.field {
            Some(field) => format!("{field}: {}", fault.message),
            None => fault.message,
        })
        .collect();
    if others.is_empty() {
        return Err(first);
    }
    let detail = first.detail.iter().cloned().chain(others).collect::<Vec<_>>().join("; ");
    Err(Fault { detail: Some(detail), ..first })
}

/// Refuses what cannot be used; the fault names its place below `root`.
pub fn check(root: &str, content: &Content, _wrap: ContentWrap) -> Result<(), Fault> {
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
    if size > LONGEST * 10 {
        return Err(Fault::invalid(root, format!("the content is over {} characters long", LONGEST * 10)));
    }
    Ok(())
}
