//! Converters: no text of one and no value makes either way panic, and whatever is made is JSON.
#![no_main]

use std::sync::LazyLock;

use hookdesk_content::convert::{Converter, is_class, parse};
use hookdesk_content::json::{Json, read};
use hookdesk_core::Code;
use libfuzzer_sys::fuzz_target;

static JSON_TEXT: LazyLock<Converter> = LazyLock::new(|| parse("json_text").expect("a converter"));

/// Longest number that is read again, in digits.
const MAX_DIGITS: usize = 4_000;

// A converter, and after a line break a value: JSON, or text where it is none.
fuzz_target!(|input: &str| {
    let (text, value) = input.split_once('\n').unwrap_or((input, ""));
    let value = read(value).unwrap_or_else(|_| Json::text(value));
    // What the library says is exact for every value.
    let written = JSON_TEXT.outward(value.clone()).expect("every value is written");
    assert_eq!(JSON_TEXT.inward(written).as_ref(), Ok(&value));
    let converter = match parse(text) {
        Ok(converter) => converter,
        Err(fault) => {
            assert_eq!(fault.code, Code::ConverterInvalid, "{fault:?}");
            assert!(fault.message.contains(" is not a converter: "), "{fault:?}");
            return;
        }
    };
    let answers = [converter.outward(value.clone()), converter.inward(value.clone())];
    assert!(!is_class(text) || answers.iter().all(Result::is_err));
    for (way, answer) in ["outward", "inward"].into_iter().zip(&answers) {
        match answer {
            Err(why) => assert!(!why.is_empty()),
            Ok(made) if has_long_number(made) => {}
            Ok(made) => assert_eq!(read(&made.to_string()).as_ref(), Ok(made), "{way}"),
        }
    }
    // The same again gives the same: nothing is kept between two values.
    assert_eq!(answers, [converter.outward(value.clone()), converter.inward(value)]);
});

fn has_long_number(value: &Json<'_>) -> bool {
    match value {
        Json::Number(text) => text.len() > MAX_DIGITS,
        Json::List(items) => items.iter().any(has_long_number),
        Json::Object(members) => members.iter().any(|(_, member)| has_long_number(member)),
        _ => false,
    }
}
