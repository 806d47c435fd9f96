//! Context expressions: what is taken is written back the same, and no context or filter makes anything but JSON.
#![no_main]

use hookdesk_content::context::{Filter, Layers, World};
use hookdesk_content::json;
use hookdesk_content::source::Chain;
use hookdesk_core::Code;
use libfuzzer_sys::fuzz_target;

// The expression, and after a line break the event's context.
fuzz_target!(|input: &str| {
    let (text, context) = input.split_once('\n').unwrap_or((input, "{}"));
    let chain = match Chain::parse(text) {
        Ok(chain) => chain,
        Err(fault) => {
            assert!(matches!(fault.code, Code::ContextInvalid | Code::ContextUnknown | Code::PathInvalid));
            return;
        }
    };
    assert_eq!(Chain::parse(&chain.to_string()).as_ref(), Ok(&chain));
    let Ok(event) = json::read(context) else { return };
    let world = Layers { event: Some(&event), settings: Some(&event), ..Layers::default() };
    match world.context(&chain) {
        Err(absent) => assert!(!absent.why.is_empty()),
        Ok(value) => {
            let Some(paths) = &chain.filter else { return };
            let filter = Filter::new(paths);
            let mut out = Vec::new();
            filter.write(value.json(), &mut out);
            let text = std::str::from_utf8(&out).expect("text");
            let kept = json::read(text).expect("JSON");
            assert_eq!(kept, filter.apply(value.json()));
            // What was filtered is not filtered further.
            assert_eq!(filter.apply(&kept), kept);
        }
    }
});
