//! Files of webhooks: whatever comes in, what is taken can be written in every form and read back the same, and what
//! is refused says where.
#![no_main]

use hookdesk_content::files::{self, Kind};
use hookdesk_core::Code;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let read = match files::read(text) {
        Ok(read) => read,
        Err(fault) => {
            let codes = [
                Code::XmlMalformed,
                Code::XmlRefused,
                Code::WebhookInvalid,
                Code::JsonMalformed,
                Code::BodyTooLarge,
            ];
            assert!(codes.contains(&fault.code), "{fault:?}");
            let named = fault.message.starts_with("line ") || fault.code == Code::BodyTooLarge;
            assert!(named && fault.message.len() < 1_000, "{fault:?}");
            return;
        }
    };
    let lines = text.lines().count().max(1) + 1;
    for warning in &read.warnings {
        assert!(warning.line >= 1 && warning.line <= lines && warning.column >= 1, "{warning:?}");
    }
    if read.kind == Kind::Aligent {
        let written = files::write_aligent(&read.hooks);
        assert!(
            read.hooks.is_empty()
                || files::read(&written).expect("Aligent's file is read").hooks == read.hooks
        );
        return;
    }
    // Laid over itself, a file stays what it is.
    let twice = files::read_all(&[text, text]).expect("a file over itself is read");
    assert_eq!(twice.webhooks, read.webhooks);
    let own = files::write_own(&read.webhooks);
    let again = files::read(&own).expect("Hookdesk's own list is read");
    if read.kind != Kind::Hookdesk {
        assert_eq!(again.webhooks, read.webhooks);
        let xml = files::write(&read.webhooks);
        if !read.webhooks.is_empty() {
            let again = files::read(&xml.text).expect("Adobe's file is read");
            // What was read once is written as it is from then on.
            assert_eq!(files::write(&again.webhooks).text, xml.text);
            if read.kind == Kind::Adobe {
                assert_eq!(again.webhooks, read.webhooks, "{}", xml.text);
            }
        }
    }
    let rest = files::write_rest(&read.webhooks);
    assert!(serde_json::from_str::<serde_json::Value>(&rest.text).is_ok(), "{}", rest.text);
});
