//! Field paths: what is taken is written back the same, what is refused is named, and what is sent is JSON.
#![no_main]

use hookdesk_content::build::Plan;
use hookdesk_content::context::Layers;
use hookdesk_content::definition::{Content, Field};
use hookdesk_content::json::{self, Json};
use hookdesk_content::source::Path;
use hookdesk_core::config::ContentWrap;
use libfuzzer_sys::fuzz_target;

// Fields, one in each line (`name source`), then an empty line, then the payload.
fuzz_target!(|input: &str| {
    let (lines, payload) = input.split_once("\n\n").unwrap_or((input, r#"{"a":[{"b":1.0}]}"#));
    let mut fields = Vec::new();
    for line in lines.lines().take(16) {
        let (name, source) = line.split_once(' ').unwrap_or((line, ""));
        for text in [name, source] {
            if let Ok(path) = Path::parse(text) {
                assert_eq!(path.to_string(), text);
            }
        }
        fields.push(Field { name: name.into(), source: Some(source.into()), converter: None, active: true });
    }
    let Ok(read) = json::read(payload) else { return };
    let content = Content { fields: fields.clone(), ..Content::default() };
    match Plan::compile(&content, ContentWrap::Raw) {
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                assert!(fault.field.is_some_and(|field| field.starts_with("fields[")), "{}", fault.message);
            }
        }
        Ok(plan) => {
            let built = plan.build(&read, payload.as_bytes(), &Layers::default());
            assert!(built.fires && built.fault().is_none());
            let body = built.body.expect("a body");
            let text = std::str::from_utf8(&body).expect("text");
            // Names add levels to what the payload had.
            if let Ok(sent) = json::read(text) {
                if let [only] = fields.as_slice() {
                    alone(only, &read, &sent);
                }
            } else {
                assert!(serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok(), "{text}");
            }
        }
    }
});

/// A field without lists sends what its path leads to, or null.
fn alone(field: &Field, payload: &Json<'_>, sent: &Json<'_>) {
    let (Ok(name), Ok(source)) = (Path::parse(&field.name), Path::parse(field.source())) else { return };
    if source.depth() == 0 && !field.source().starts_with("context_") {
        assert_eq!(name.find(sent), Some(source.find(payload).unwrap_or(&Json::Null)));
    }
}
