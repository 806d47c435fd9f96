//! Merge tags: they end, and a JSON body stays JSON.
#![no_main]

use hookdesk_content::build::Plan;
use hookdesk_content::context::Layers;
use hookdesk_content::definition::{Body, Content, Header};
use hookdesk_content::json;
use hookdesk_core::config::ContentWrap;
use libfuzzer_sys::fuzz_target;

const PAYLOAD: &str = r#"{"a":{"b":[1.0,"x\"\\y\n"],"c":null},"n":600.0000,"t":"é<&>","o":{"1":true}}"#;

// A body template, which also serves as a header's value.
fuzz_target!(|text: &str| {
    let payload = json::read(PAYLOAD).expect("a payload");
    for content_type in ["application/json", "text/xml"] {
        let content = Content {
            headers: vec![Header { name: "X-A".into(), value: text.into(), resolver: None, active: true }],
            body: Some(Body::Template { text: text.into(), content_type: content_type.into() }),
            ..Content::default()
        };
        let Ok(plan) = Plan::compile(&content, ContentWrap::Raw) else { continue };
        let built = plan.build(&payload, PAYLOAD.as_bytes(), &Layers::default());
        assert!(built.body.is_some() || built.fault().is_some());
        for (_, value) in &built.headers {
            assert!(!value.reveal().contains(['\r', '\n', '\0']));
        }
        if let (Some(body), "application/json") = (&built.body, content_type) {
            assert!(json::read(std::str::from_utf8(body).expect("text")).is_ok());
        }
    }
});
