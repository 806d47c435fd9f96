//! An endpoint's answer against a payload: taken whole or not at all, applied whole or not at all, and what comes out
//! is JSON as shallow as what is read.
#![no_main]

use hookdesk_content::definition::{Moment, Verb, Webhook};
use hookdesk_content::json::{self, Json};
use hookdesk_content::operations;
use hookdesk_content::run::{self, Call, Reply, Run};
use hookdesk_core::Code;
use libfuzzer_sys::fuzz_target;

const PAYLOAD: &str = r#"{"data":{"order":{"id":12345678901234567890,"total":"600.0000","items":[{"sku":"a","qty":1.0},{"sku":"b","qty":2}],"keyed":{"1":{"x":null},"2":true},"extension_attributes":[]}},"result":[{"code":"flatrate","amount":5}],"a/b":{"~":0}}"#;

fn as_is(_: &str, value: Json<'static>) -> Result<Json<'static>, String> {
    Ok(value)
}

fuzz_target!(|input: &[u8]| {
    let (status, body) = match input.split_first() {
        Some((first, rest)) if *first < 0x20 => (u16::from(*first) * 25, rest),
        _ => (200, input),
    };
    let mut payload = json::read(PAYLOAD).expect("JSON");
    match operations::read(body) {
        Err(fault) => assert_eq!(fault.code, Code::OperationInvalid),
        Ok(answer) => {
            if operations::apply(&mut payload, answer.changes, &as_is).is_err() {
                assert_eq!(payload.to_string(), PAYLOAD);
            }
        }
    }
    let text = payload.to_string();
    assert_eq!(json::read(&text).as_ref(), Ok(&payload));

    // The same through a whole run of two batches, the second required.
    let first = Webhook { required: false, ..Webhook::new("observer.x", Moment::Before, "one", "first") };
    let second = Webhook { batch_order: 1, ..Webhook::new("observer.x", Moment::Before, "two", "second") };
    let hooks = [first, second];
    let mut run = Run::new(&hooks, json::read(PAYLOAD).expect("JSON"));
    while let Some(batch) = run.batch() {
        let calls = batch.iter().map(|hook| {
            let reply = match run::answer(Verb::Post, "http://localhost/", status, body) {
                Ok(answer) => Reply::Answered { answer, took: None, cached: false },
                Err(failure) => Reply::Failed { failure, took: None },
            };
            Call { hook: *hook, notes: Vec::new(), reply }
        });
        let calls = calls.collect();
        run.merge(calls, &|_, path, value| as_is(path, value));
    }
    let outcome = run.outcome();
    if outcome.exception.is_some() {
        assert_eq!(outcome.payload.to_string(), PAYLOAD);
    }
    assert!(json::read(&outcome.into_json().to_string()).is_ok());
});
