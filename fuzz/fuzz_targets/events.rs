//! `POST /v1/events`: whatever comes in, what is taken keeps its bytes, and what is refused says why.
#![no_main]

use hookdesk_api::accept::{Form, parse};
use hookdesk_core::config::ContentWrap;
use hookdesk_core::event::EventSource;
use hookdesk_core::{Code, content, flatten};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| match parse(input, Form::Detect, EventSource::Api) {
    Ok((events, single)) => {
        assert!(!single || events.len() == 1);
        for event in events {
            let data = event.data.get().as_bytes();
            assert!(input.windows(data.len()).any(|part| part == data), "the data is not the caller's");
            let body = content::build(data, ContentWrap::Data);
            serde_json::from_slice::<&serde_json::value::RawValue>(&body).expect("the body is JSON");
            assert!(flatten::flatten(data).len() <= flatten::MAX_TEXT);
            let name = event.name.as_str();
            assert!(!name.is_empty() && name == name.to_ascii_lowercase());
        }
    }
    Err(fault) => {
        assert_ne!(fault.code, Code::Internal, "{fault:?}");
        assert!(!fault.message.is_empty() && !fault.next.is_empty());
    }
});
