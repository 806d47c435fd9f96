//! NDJSON: lines are judged one by one, and the whole is taken exactly where each line is.
#![no_main]

use hookdesk_api::accept::{Form, parse, parse_line};
use hookdesk_core::Code;
use hookdesk_core::event::EventSource;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let bare = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let lines: Vec<_> = bare
        .split(|byte| *byte == b'\n')
        .enumerate()
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .map(|(index, line)| parse_line(line, index, EventSource::Import))
        .collect();
    match parse(input, Form::Lines, EventSource::Import) {
        Ok((events, single)) => {
            assert!(!single);
            assert_eq!(events.len(), lines.len());
            for (event, line) in events.iter().zip(lines) {
                let line = line.expect("a line that was taken");
                assert_eq!(event.data.get(), line.data.get());
                assert_eq!(event.name, line.name);
            }
        }
        Err(fault) => {
            assert_ne!(fault.code, Code::Internal);
            let first = lines.into_iter().find_map(Result::err).expect("a line that was refused");
            assert_eq!(fault.code, first.code);
            assert!(fault.message.contains("line "), "{}", fault.message);
        }
    }
});
