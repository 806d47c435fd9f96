//! Rules: what is refused is named, what is taken always comes to a verdict with a reason.
#![no_main]

use hookdesk_content::build::{Level, Plan};
use hookdesk_content::context::Layers;
use hookdesk_content::definition::{Content, Rule, Rules};
use hookdesk_content::json;
use hookdesk_core::config::ContentWrap;
use libfuzzer_sys::fuzz_target;

// Field, operator and value, each in a line, and the payload.
fuzz_target!(|input: &str| {
    let mut parts = input.splitn(4, '\n');
    let mut next = || parts.next().unwrap_or_default().to_owned();
    let (field, operator, value) = (next(), next(), next());
    let payload = next();
    let Ok(read) = json::read(&payload) else { return };
    let rule = Rule { field, operator, value: Some(value), active: true };
    let content = Content { rules: Rules { groups: vec![vec![rule]] }, ..Content::default() };
    match Plan::compile(&content, ContentWrap::Raw) {
        Err(faults) => {
            assert_eq!(faults.len(), 1);
            assert!(faults[0].field.as_deref().is_some_and(|field| field.starts_with("rules[0][0].")));
        }
        Ok(plan) => {
            let world = Layers { previous: Some(&read), ..Layers::default() };
            let built = plan.build(&read, payload.as_bytes(), &world);
            assert_eq!((built.fires, plan.fires(&read, &world)), (built.why[0][0].holds, built.fires));
            let why = &built.why[0][0].why;
            assert!(!why.is_empty() && why.len() < 2_000, "{why}");
            assert!(built.notes.iter().all(|note| note.level < Level::Error));
            assert_eq!(built.body.as_deref(), Some(payload.as_bytes()));
        }
    }
});
