use std::cell::RefCell;

use proptest::prelude::*;

use super::*;
use crate::definition::{Moment, Verb};
use crate::json;

const URL: &str = "https://api.example/check";

fn hook(batch: &str, name: &str) -> Webhook {
    Webhook::new("observer.sales_quote_add_item", Moment::Before, batch, name)
}

fn took(ms: u64) -> Option<(String, Duration)> {
    Some((URL.to_owned(), Duration::from_millis(ms)))
}

/// The call of a hook whose endpoint answered that within that time.
fn answered(place: usize, status: u16, body: &str, ms: u64) -> Call {
    let reply = match answer(Verb::Post, URL, status, body.as_bytes()) {
        Ok(answer) => Reply::Answered { answer, took: took(ms), cached: false },
        Err(failure) => Reply::Failed { failure, took: took(ms) },
    };
    Call { hook: place, notes: Vec::new(), reply }
}

fn failed(place: usize, failure: Failure, ms: u64) -> Call {
    Call { hook: place, notes: Vec::new(), reply: Reply::Failed { failure, took: took(ms) } }
}

fn as_is(_: usize, _: &str, value: Json<'static>) -> Result<Json<'static>, String> {
    Ok(value)
}

/// Runs all batches over `payload`, each hook answered by `call`.
fn run(
    hooks: &[Webhook],
    payload: &str,
    mut call: impl FnMut(usize, &Json<'_>) -> Call,
) -> (String, Vec<Line>, Option<Exception>) {
    let payload = json::read(payload).unwrap();
    let mut run = Run::new(hooks, payload);
    while let Some(batch) = run.batch() {
        let calls = batch.iter().map(|place| call(*place, run.payload())).collect();
        run.merge(calls, &as_is);
    }
    let outcome = run.outcome();
    (outcome.payload.to_string(), outcome.log, outcome.exception)
}

/// Lines a person would be shown, without the requests themselves.
fn loud(log: &[Line]) -> Vec<&'static str> {
    log.iter().map(|line| line.level).filter(|level| *level > Level::Debug).map(Level::as_str).collect()
}

#[test]
fn the_failure_matrix_cell_by_cell() {
    const OK: &str = r#"{"op":"replace","path":"a","value":2}"#;
    let timeout = || Failure::Timeout(500);
    // Required, what became of the call (soft timeout 100 ms), what is logged, whether the caller is stopped.
    type Case<'a> = (bool, &'a dyn Fn() -> Call, &'a [&'a str], bool, &'a str);
    let cases: [Case<'_>; 20] = [
        (true, &|| answered(0, 200, OK, 50), &[], false, "2xx within both limits"),
        (false, &|| answered(0, 200, OK, 50), &[], false, "2xx within both limits"),
        (true, &|| answered(0, 201, OK, 50), &[], false, "any 2xx"),
        (true, &|| answered(0, 299, OK, 50), &[], false, "any 2xx"),
        (true, &|| answered(0, 204, "", 50), &["notice"], false, "nothing in it"),
        (false, &|| answered(0, 500, OK, 50), &["error"], false, "optional, non-2xx"),
        (true, &|| answered(0, 500, OK, 50), &["error"], true, "required, non-2xx"),
        (false, &|| answered(0, 302, OK, 50), &["error"], false, "optional, redirect"),
        (true, &|| answered(0, 302, OK, 50), &["error"], true, "required, redirect"),
        (true, &|| answered(0, 404, OK, 50), &["error"], true, "required, 4xx"),
        (false, &|| failed(0, timeout(), 500), &["notice", "error"], false, "optional, hard timeout"),
        (true, &|| failed(0, timeout(), 500), &["notice", "error"], true, "required, hard timeout"),
        (true, &|| answered(0, 200, OK, 101), &["notice"], false, "soft timeout exceeded"),
        (true, &|| answered(0, 200, OK, 100), &[], false, "soft timeout just kept"),
        (false, &|| answered(0, 500, OK, 200), &["notice", "error"], false, "both"),
        (false, &|| answered(0, 200, "<html>", 50), &["error"], false, "optional, no JSON"),
        (true, &|| answered(0, 200, "<html>", 50), &["error"], true, "required, no JSON"),
        (
            false,
            &|| answered(0, 200, r#"[{"op":"remove","path":"x"}]"#, 50),
            &["error"],
            false,
            "does not fit",
        ),
        (true, &|| answered(0, 200, r#"[{"op":"remove","path":"x"}]"#, 50), &["error"], true, "does not fit"),
        (
            true,
            &|| failed(0, Failure::Unreachable("refused".to_owned()), 1),
            &["error"],
            true,
            "nobody there",
        ),
    ];
    for (required, call, levels, stops, case) in cases {
        let hooks = [Webhook { required, soft_timeout_ms: 100, ..hook("b", "h") }];
        let (payload, log, exception) = run(&hooks, r#"{"a":1}"#, |_, _| call());
        assert_eq!(loud(&log), levels, "{case}, required: {required}");
        assert_eq!(exception.is_some(), stops, "{case}, required: {required}");
        let applied = levels.iter().all(|level| *level == "notice") && case != "nothing in it";
        assert_eq!(payload, if applied { r#"{"a":2}"# } else { r#"{"a":1}"# }, "{case}");
        if let Some(exception) = exception {
            assert_eq!(exception.class, "\\Magento\\Framework\\Exception\\LocalizedException");
            assert_eq!(exception.message, "Cannot perform the operation due to an error.");
        }
    }
}

#[test]
fn messages_are_adobes() {
    let message = |call: Call| {
        let (_, log, _) = run(&[hook("b", "check_stock")], "{}", |_, _| call.clone());
        log.into_iter().map(|line| line.message).collect::<Vec<_>>()
    };
    assert_eq!(
        message(answered(0, 200, "[]", 2)),
        ["Request to url https://api.example/check for hook \"check_stock\" executed in 2.000000 ms."]
    );
    assert_eq!(
        message(answered(0, 500, "Oops\nat line 7", 2))[1],
        "The request for hook \"check_stock\" failed. Reason: Server error: `POST https://api.example/check` \
         resulted in a `500 Internal Server Error` response: Oops at line 7"
    );
    let long = message(answered(0, 404, &"é".repeat(500), 2)).remove(1);
    assert!(
        long.contains("Client error: `POST")
            && long.ends_with(&format!(" {} (truncated...)", "é".repeat(120))),
        "{long}"
    );
    let odd = message(answered(0, 799, "", 2)).remove(1);
    assert!(
        odd.ends_with("Unsuccessful request: `POST https://api.example/check` resulted in a `799` response"),
        "{odd}"
    );
    assert_eq!(
        message(answered(0, 200, r#"{"op":"exception","message":"Out of stock"}"#, 2))[1],
        "Failed to process webhook \"observer.sales_quote_add_item\". Or webhook endpoint returned exception \
         operation. Error: Out of stock"
    );
}

#[test]
fn an_exception_stops_the_caller_whoever_says_it() {
    for required in [true, false] {
        for (answer, own, class, text) in [
            (r#"{"op":"exception"}"#, None, DEFAULT_CLASS, DEFAULT_MESSAGE),
            (r#"{"op":"exception"}"#, Some(""), DEFAULT_CLASS, DEFAULT_MESSAGE),
            (r#"{"op":"exception"}"#, Some("Not now"), DEFAULT_CLASS, "Not now"),
            (r#"{"op":"exception","message":"No","type":"My\\Stop"}"#, Some("Not now"), "My\\Stop", "No"),
            (r#"{"op":"exception","message":"No","class":"My\\Stop"}"#, None, "My\\Stop", "No"),
        ] {
            let fallback_error_message = own.map(str::to_owned);
            let hooks = [Webhook { required, fallback_error_message, ..hook("b", "h") }];
            let (payload, _, exception) = run(&hooks, r#"{"a":1}"#, |_, _| answered(0, 200, answer, 1));
            assert_eq!(exception, Some(Exception { class: class.to_owned(), message: text.to_owned() }));
            assert_eq!(payload, r#"{"a":1}"#);
        }
    }
    let hooks = [Webhook { fallback_error_message: Some("Later".to_owned()), ..hook("b", "h") }];
    let (_, _, exception) = run(&hooks, "{}", |_, _| answered(0, 503, "", 1));
    assert_eq!(exception.unwrap().message, "Later");
}

#[test]
fn batches_run_by_order_and_read_what_the_earlier_ones_left() {
    let at = |order, batch, name| Webhook { batch_order: order, ..hook(batch, name) };
    let hooks = [
        at(5, "late", "l1"),
        at(-1, "first", "f1"),
        at(2, "tie_b", "t1"),
        at(2, "tie_a", "t2"),
        at(5, "late", "l2"),
        Webhook { active: false, ..at(0, "off", "o1") },
        Webhook { active: false, ..at(-1, "first", "f2") },
    ];
    let order: Vec<Vec<usize>> = batches(&hooks.iter().collect::<Vec<_>>());
    assert_eq!(order, [vec![1], vec![2], vec![3], vec![0, 4]]);

    // Orders that differ within a batch: the last one counts.
    let moved = [at(1, "a", "1"), at(2, "b", "1"), at(9, "a", "2")];
    assert_eq!(batches(&moved.iter().collect::<Vec<_>>()), [vec![1], vec![0, 2]]);

    let (payload, ..) = run(&hooks, r#"{"seen":[]}"#, |place, payload| {
        let count = payload.to_string().len();
        answered(place, 200, &format!(r#"{{"op":"add","path":"seen","value":"{place}:{count}"}}"#), 1)
    });
    assert_eq!(payload, r#"{"seen":["1:11","2:17","3:24","0:31","4:31"]}"#);
}

#[test]
fn the_highest_priority_has_the_last_word() {
    let ranked = |priority, name: &str| Webhook { priority, ..hook("b", name) };
    let hooks = [ranked(3, "high"), ranked(-1, "low"), ranked(0, "one"), ranked(0, "two")];
    let (payload, log, _) = run(&hooks, r#"{"a":0}"#, |place, payload| {
        assert_eq!(payload.to_string(), r#"{"a":0}"#, "hooks of a batch see the same");
        answered(place, 200, &format!(r#"{{"op":"replace","path":"a","value":{place}}}"#), 1)
    });
    assert_eq!(payload, r#"{"a":0}"#, "the hook at place 0");
    assert_eq!(log.iter().map(|line| line.hook.as_str()).collect::<Vec<_>>(), ["low", "one", "two", "high"]);

    // Whoever comes in first, the outcome is the same.
    let mut one = Run::new(&hooks, json::read(r#"{"a":0}"#).unwrap());
    let answers =
        |place: usize| answered(place, 200, &format!(r#"{{"op":"add","path":"p{place}","value":1}}"#), 1);
    one.merge([3, 0, 2, 1].map(answers).to_vec(), &as_is);
    assert_eq!(one.outcome().payload.to_string(), r#"{"a":0,"p1":1,"p2":1,"p3":1,"p0":1}"#);
}

#[test]
fn a_failure_ends_the_run_and_takes_every_change_back() {
    let hooks = [
        Webhook { batch_order: 1, ..hook("one", "changes") },
        Webhook { batch_order: 2, ..hook("two", "changes_too") },
        Webhook { batch_order: 2, priority: 1, ..hook("two", "stops") },
        Webhook { batch_order: 2, priority: 2, ..hook("two", "speaks_after") },
        Webhook { batch_order: 3, ..hook("three", "never") },
    ];
    let called = RefCell::new(Vec::new());
    let (payload, log, exception) = run(&hooks, r#"{"a":1.0,"l":[]}"#, |place, _| {
        called.borrow_mut().push(place);
        match place {
            2 => answered(2, 500, "", 1),
            3 => answered(3, 200, r#"{"op":"exception","message":"second"}"#, 1),
            _ => answered(place, 200, r#"{"op":"add","path":"l","value":1}"#, 1),
        }
    });
    assert_eq!(*called.borrow(), [0, 1, 2, 3], "its batch is heard out, the next is not called");
    assert_eq!(payload, r#"{"a":1.0,"l":[]}"#);
    assert_eq!(exception.unwrap().message, DEFAULT_MESSAGE, "the first in the order of merging");
    assert_eq!(loud(&log), ["error", "error"], "both are logged");
}

#[test]
fn a_hook_that_is_not_called_changes_nothing() {
    let (payload, log, exception) = run(&[hook("b", "h")], r#"{"a":1}"#, |_, _| Call {
        hook: 0,
        notes: vec![(Level::Warning, "context_store is not known".to_owned())],
        reply: Reply::Silent { why: "data.qty is not greater than 5".to_owned() },
    });
    assert_eq!((payload.as_str(), exception), (r#"{"a":1}"#, None));
    assert_eq!(loud(&log), ["warning"]);
    assert!(log[1].message.contains("greater than 5"), "{:?}", log[1]);

    let rested = |_: usize, _: &Json<'_>| Call {
        hook: 0,
        notes: Vec::new(),
        reply: Reply::Rested { why: "left alone".to_owned() },
    };
    let (_, log, exception) = run(&[hook("b", "h")], "{}", rested);
    assert_eq!((loud(&log), exception), (vec!["warning"], None));

    let unsent = Failure::Unsent("NAME is not in content.env".to_owned());
    for (required, stops) in [(true, true), (false, false)] {
        let hooks = [Webhook { required, ..hook("b", "h") }];
        let call =
            Call { hook: 0, notes: Vec::new(), reply: Reply::Failed { failure: unsent.clone(), took: None } };
        let (_, log, exception) = run(&hooks, "{}", |_, _| call.clone());
        assert_eq!((log.len(), exception.is_some()), (1, stops));
    }
}

#[test]
fn a_required_hook_that_nobody_called_is_a_failure() {
    let hooks = [hook("b", "h"), hook("b", "g")];
    let mut run = Run::new(&hooks, Json::Null);
    run.merge(vec![answered(1, 200, "[]", 1), answered(7, 200, "[]", 1)], &as_is);
    let outcome = run.outcome();
    assert!(outcome.exception.is_some());
    assert_eq!(outcome.log.iter().filter(|line| line.level == Level::Error).count(), 1);
}

#[test]
fn an_answer_from_the_cache_is_applied_and_costs_no_time() {
    let hooks = [Webhook { soft_timeout_ms: 1, ..hook("b", "h") }];
    let (payload, log, _) = run(&hooks, r#"{"a":1}"#, |_, _| {
        let answer = operations::read(br#"{"op":"replace","path":"a","value":2}"#).unwrap();
        Call { hook: 0, notes: Vec::new(), reply: Reply::Answered { answer, took: None, cached: true } }
    });
    assert_eq!((payload.as_str(), loud(&log)), (r#"{"a":2}"#, vec![]));
    assert!(log[0].message.contains("cache"));
}

#[test]
fn methods_compare_without_magento_and_in_any_case() {
    let all = [
        Webhook::new("plugin.magento.quote.api.get", Moment::Before, "b", "1"),
        Webhook::new("plugin.quote.api.get", Moment::Before, "b", "2"),
        Webhook::new("plugin.quote.api.get", Moment::After, "b", "3"),
        Webhook::new("observer.magento.quote", Moment::Before, "b", "4"),
    ];
    for (method, moment, wanted) in [
        ("plugin.magento.quote.api.get", Moment::Before, vec!["1", "2"]),
        ("Plugin.Quote.Api.Get", Moment::Before, vec!["1", "2"]),
        ("plugin.quote.api.get", Moment::After, vec!["3"]),
        ("observer.magento.quote", Moment::Before, vec!["4"]),
        ("observer.quote", Moment::Before, vec![]),
    ] {
        let found: Vec<_> = of(&all, method, moment).iter().map(|hook| hook.name.as_str()).collect();
        assert_eq!(found, wanted, "{method}");
    }
}

#[test]
fn the_outcome_is_written_as_promised() {
    let hooks = [Webhook { required: false, ..hook("b", "h") }];
    let mut run = Run::new(&hooks, json::read(r#"{"id":12345678901234567890.10}"#).unwrap());
    run.merge(
        vec![Call {
            hook: 0,
            notes: Vec::new(),
            reply: Reply::Failed { failure: Failure::TooLarge(7), took: None },
        }],
        &as_is,
    );
    assert_eq!(
        run.outcome().into_json().to_string(),
        r#"{"result":"success","payload":{"id":12345678901234567890.10},"exception":null,"log":[{"level":"error","hook":"h","message":"The request for hook \"h\" failed. Reason: The answer is longer than 7 bytes"}]}"#
    );
    let hooks = [hook("b", "h")];
    let mut run = Run::new(&hooks, Json::Null);
    run.merge(vec![answered(0, 200, r#"{"op":"exception","message":"no","type":"T"}"#, 1)], &as_is);
    let json = run.outcome().into_json();
    assert_eq!(json.get("result"), Some(&Json::text("exception")));
    assert_eq!(json.get("exception").unwrap().to_string(), r#"{"type":"T","message":"no"}"#);
}

proptest! {
    #[test]
    fn nothing_is_applied_where_the_run_fails(
        hooks in prop::collection::vec((0..3_i32, 0..3_i32, any::<bool>(), 0..6_usize), 1..8),
    ) {
        const ANSWERS: [(u16, &str); 6] = [
            (200, r#"[{"op":"add","path":"l","value":1},{"op":"replace","path":"a","value":2}]"#),
            (200, r#"{"op":"success"}"#),
            (200, r#"[{"op":"add","path":"l","value":1},{"op":"remove","path":"x"}]"#),
            (200, r#"[{"op":"add","path":"l","value":1},{"op":"exception"}]"#),
            (200, r#"[{"op":"add","path":"l","value":1},{"op":"oops"}]"#),
            (503, r#"{"op":"add","path":"l","value":1}"#),
        ];
        let defined: Vec<Webhook> = hooks.iter().enumerate().map(|(n, (order, priority, required, _))| Webhook {
            batch_order: *order, priority: *priority, required: *required, ..hook(&format!("b{order}"), &format!("h{n}"))
        }).collect();
        let text = r#"{"a":1,"l":[]}"#;
        let mut good = 0;
        let (payload, log, exception) = run(&defined, text, |place, _| {
            let kind = hooks[place].3;
            good += usize::from(kind == 0);
            answered(place, ANSWERS[kind].0, ANSWERS[kind].1, 1)
        });
        let stops = |kind: usize, required: bool| kind == 3 || (required && kind > 1);
        let stopped = hooks.iter().any(|(_, _, required, kind)| stops(*kind, *required));
        prop_assert_eq!(exception.is_some(), stopped);
        if stopped {
            prop_assert_eq!(payload, text);
        } else {
            let list = vec!["1"; good].join(",");
            prop_assert_eq!(payload, format!(r#"{{"a":{},"l":[{list}]}}"#, if good > 0 { 2 } else { 1 }));
            let failures = hooks.iter().filter(|(.., kind)| *kind > 1).count();
            prop_assert_eq!(log.iter().filter(|line| line.level == Level::Error).count(), failures);
        }
    }
}
