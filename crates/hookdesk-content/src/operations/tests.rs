use proptest::prelude::*;

use super::*;
use crate::json;

fn as_is(_: &str, value: Json<'static>) -> Result<Json<'static>, String> {
    Ok(value)
}

fn applied(payload: &str, answer: &str) -> Result<String, String> {
    let answer = read(answer.as_bytes()).map_err(|fault| fault.message)?;
    let mut payload = json::read(payload).unwrap();
    apply(&mut payload, answer.changes, &as_is).map_err(|fault| fault.message)?;
    Ok(payload.to_string())
}

#[test]
fn operations_change_what_their_path_names() {
    for (payload, answer, wanted) in [
        // The forms of Adobe's own pages.
        (r#"{"result":1000}"#, r#"{"op":"replace","path":"result","value":500}"#, r#"{"result":500}"#),
        (
            r#"{"result":[{"m":"a"}]}"#,
            r#"{"op":"add","path":"result","value":{"data":{"m":"b"}},"instance":"Magento\\X"}"#,
            r#"{"result":[{"m":"a"},{"data":{"m":"b"}}]}"#,
        ),
        (
            r#"{"oopQuote":{"items":[{"tax":null},{"tax":1}]}}"#,
            r#"{"op":"replace","path":"oopQuote/items/0/tax","value":{"rate":8.370}}"#,
            r#"{"oopQuote":{"items":[{"tax":{"rate":8.370}},{"tax":1}]}}"#,
        ),
        (
            r#"{"shippingAssignment":{"items":[{},{"sku":"b"}]}}"#,
            r#"[{"op":"add","path":"shippingAssignment/items/1/base_discount_amount","value":-0.50}]"#,
            r#"{"shippingAssignment":{"items":[{},{"sku":"b","base_discount_amount":-0.50}]}}"#,
        ),
        (
            r#"{"a":1,"result":[]}"#,
            r#"[{"op":"replace","path":"result","value":{"t":[]}},{"op":"add","path":"result/t","value":1},
               {"op":"add","path":"result/t","value":[2]},{"op":"success"},{"op":"remove","path":"a"}]"#,
            r#"{"result":{"t":[1,[2]]}}"#,
        ),
        // add
        (r#"{"a":1}"#, r#"{"op":"add","path":"a","value":2}"#, r#"{"a":2}"#),
        (r#"{"a":{"b":1}}"#, r#"{"op":"add","path":"a","value":{"c":2}}"#, r#"{"a":{"c":2}}"#),
        (r#"{"a":{}}"#, r#"{"op":"add","path":"a","value":2}"#, r#"{"a":2}"#),
        (r#"{}"#, r#"{"op":"add","path":"result","value":null}"#, r#"{"result":null}"#),
        (r#"{"a":[1]}"#, r#"{"op":"add","path":"a/0","value":2}"#, r#"{"a":[2]}"#),
        (r#"{"a":[1]}"#, r#"{"op":"add","path":"a/1","value":2}"#, r#"{"a":[1,2]}"#),
        (r#"{"a":[[]]}"#, r#"{"op":"add","path":"a/0","value":2}"#, r#"{"a":[[2]]}"#),
        (r#"{"a":{"1":0,"2":0}}"#, r#"{"op":"add","path":"a","value":9}"#, r#"{"a":{"1":0,"2":0,"3":9}}"#),
        (r#"{"a":{"1":0,"x":0}}"#, r#"{"op":"add","path":"a","value":9}"#, r#"{"a":9}"#),
        (r#"{"a":{"01":0}}"#, r#"{"op":"add","path":"a","value":9}"#, r#"{"a":9}"#),
        (r#"{"e":[]}"#, r#"{"op":"add","path":"e/gift","value":9}"#, r#"{"e":{"gift":9}}"#),
        // replace
        (r#"{"a":[1,2]}"#, r#"{"op":"replace","path":"a","value":[]}"#, r#"{"a":[]}"#),
        (r#"{"a":{"b":1}}"#, r#"{"op":"replace","path":"a/c","value":2}"#, r#"{"a":{"b":1,"c":2}}"#),
        (r#"{"a":{"1":{"q":1}}}"#, r#"{"op":"replace","path":"a/1/q","value":2}"#, r#"{"a":{"1":{"q":2}}}"#),
        // remove
        (r#"{"a":[1,2,3]}"#, r#"{"op":"remove","path":"a/1"}"#, r#"{"a":[1,3]}"#),
        (
            r#"{"a":[1,2,3]}"#,
            r#"[{"op":"remove","path":"a/0"},{"op":"remove","path":"a/0"}]"#,
            r#"{"a":[3]}"#,
        ),
        (r#"{"a":{"1":1,"2":2}}"#, r#"{"op":"remove","path":"a/1"}"#, r#"{"a":{"2":2}}"#),
        // ~1 and ~0 as RFC 6901 has them; any other ~ is itself.
        (
            r#"{"a/b":1,"c~d":1,"~1":1}"#,
            r#"{"op":"replace","path":"a~1b","value":2}"#,
            r#"{"a/b":2,"c~d":1,"~1":1}"#,
        ),
        (r#"{"c~d":1}"#, r#"{"op":"replace","path":"c~d","value":2}"#, r#"{"c~d":2}"#),
        (r#"{"c~d":1}"#, r#"{"op":"replace","path":"c~0d","value":2}"#, r#"{"c~d":2}"#),
        (r#"{"~1":1}"#, r#"{"op":"replace","path":"~01","value":2}"#, r#"{"~1":2}"#),
        // Nothing to do, in every form.
        (r#"{"a":1.0}"#, r#"{"op":"success"}"#, r#"{"a":1.0}"#),
        (r#"{"a":1.0}"#, r#"[{"op":"success"}]"#, r#"{"a":1.0}"#),
        (r#"{"a":1.0}"#, "[]", r#"{"a":1.0}"#),
        (r#"{"a":1.0}"#, " \n", r#"{"a":1.0}"#),
        // The last of two equal names counts.
        (
            r#"{"a":1}"#,
            r#"{"op":"add","op":"replace","path":"z","path":"a","value":1,"value":2}"#,
            r#"{"a":2}"#,
        ),
        // What is not of the language is passed over.
        (r#"{"a":1}"#, r#"{"op":"success","path":7,"note":[]}"#, r#"{"a":1}"#),
    ] {
        assert_eq!(applied(payload, answer).as_deref(), Ok(wanted), "{payload} {answer}");
    }
}

#[test]
fn what_does_not_fit_the_payload_is_refused_with_its_place() {
    let payload = r#"{"a":{"b":1,"n":null},"l":[1,2]}"#;
    for (answer, says) in [
        (r#"{"op":"replace","path":"x/y","value":1}"#, "there is no \"x\""),
        (r#"{"op":"add","path":"a/x/y","value":1}"#, "there is no \"a/x\""),
        (r#"{"op":"add","path":"a/b/c","value":1}"#, "\"a/b\" is a number"),
        (r#"{"op":"add","path":"a/n/c","value":1}"#, "\"a/n\" is null"),
        (r#"{"op":"add","path":"l/3","value":1}"#, "2 items"),
        (r#"{"op":"add","path":"l/x","value":1}"#, "2 items"),
        (r#"{"op":"replace","path":"l/00","value":1}"#, "2 items"),
        (r#"{"op":"replace","path":"l/-","value":1}"#, "2 items"),
        (r#"{"op":"replace","path":"l/5/x","value":1}"#, "there is no \"l/5\""),
        (r#"{"op":"remove","path":"l/2"}"#, "nothing"),
        (r#"{"op":"remove","path":"a/x"}"#, "nothing"),
        (r#"{"op":"remove","path":"x/y"}"#, "there is no \"x\""),
        (r#"{"op":"remove","path":"l/99999999999999999999999"}"#, "nothing"),
    ] {
        let why = applied(payload, answer).unwrap_err();
        assert!(why.contains(says), "{answer}: {why}");
    }
}

#[test]
fn what_is_no_answer_is_refused_with_its_place() {
    for (answer, field, says) in [
        ("<html><body>Login</body></html>", None, "web page"),
        ("success", None, "not JSON"),
        ("{\"op\":\"success\"", None, "line 1"),
        ("{\"op\":\"success\"} {}", None, "not JSON"),
        ("null", None, "is null"),
        ("\"success\"", None, "is text"),
        ("7", None, "a number"),
        ("true", None, "a boolean"),
        ("{}", Some("op"), "missing"),
        (r#"{"op":null}"#, Some("op"), "is null"),
        (r#"{"op":["add"]}"#, Some("op"), "a list"),
        (r#"{"op":"Success"}"#, Some("op"), "\"Success\""),
        (r#"{"op":"test","path":"a"}"#, Some("op"), "there are success"),
        (r#"{"op":"add","path":"a"}"#, Some("value"), "missing"),
        (r#"{"op":"replace","path":"a"}"#, Some("value"), "missing"),
        (r#"{"op":"add","value":1}"#, Some("path"), "missing"),
        (r#"{"op":"remove"}"#, Some("path"), "missing"),
        (r#"{"op":"remove","path":null}"#, Some("path"), "missing"),
        (r#"{"op":"remove","path":["a"]}"#, Some("path"), "a list"),
        (r#"{"op":"remove","path":""}"#, Some("path"), "name"),
        (r#"{"op":"remove","path":"/a"}"#, Some("path"), "slash"),
        (r#"{"op":"remove","path":"a//b"}"#, Some("path"), "name"),
        (r#"{"op":"remove","path":"a/"}"#, Some("path"), "name"),
        (r#"{"op":"add","path":"a","value":1,"instance":7}"#, Some("instance"), "a number"),
        (r#"{"op":"exception","message":7}"#, Some("message"), "a number"),
        (r#"{"op":"exception","type":{}}"#, Some("type"), "an object"),
        (r#"[{"op":"success"},[]]"#, Some("[1]"), "a list"),
        (r#"[{"op":"success"},{"op":"add","path":"a"}]"#, Some("[1].value"), "operation 2"),
        (r#"[{"op":"exception"},{"op":"oops"}]"#, Some("[1].op"), "oops"),
    ] {
        let fault = read(answer.as_bytes()).unwrap_err();
        assert_eq!(fault.code, hookdesk_core::Code::OperationInvalid);
        assert_eq!(fault.field.as_deref(), field, "{answer}: {}", fault.message);
        assert!(fault.message.contains(says), "{answer}: {}", fault.message);
    }
    assert!(read(b"{\"op\":\"success\xff\"}").unwrap_err().message.contains("UTF-8"));
}

#[test]
fn hostile_answers_are_refused_quickly_and_without_depth() {
    assert!(read("[".repeat(10_000_000).as_bytes()).is_err());
    let many = format!("[{}]", vec![r#"{"op":"success"}"#; MAX_OPERATIONS + 1].join(","));
    assert!(read(many.as_bytes()).unwrap_err().message.contains("10000"));

    // Each value is as deep as JSON may be; put into one another they would outgrow the stack.
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let nest = |n: usize, path: &str| format!(r#"[{{"op":"add","path":"{path}","value":{}}}]"#, deep(n));
    assert!(applied("{}", &nest(120, "a")).is_ok());
    let twice = format!(
        r#"[{{"op":"add","path":"a","value":{}}},{{"op":"add","path":"a{}","value":{}}}]"#,
        deep(100),
        "/0".repeat(99),
        deep(100)
    );
    assert!(applied("{}", &twice).unwrap_err().contains("128 levels"));
    let path = vec!["a"; 200].join("/");
    assert!(applied("{}", &format!(r#"{{"op":"remove","path":"{path}"}}"#)).unwrap_err().contains("128"));
}

#[test]
fn one_operation_that_fails_takes_all_others_back() {
    let text = r#"{"a":1,"l":[1]}"#;
    let answer = read(
        br#"[{"op":"replace","path":"a","value":2},{"op":"add","path":"l","value":2},{"op":"remove","path":"x"}]"#,
    )
    .unwrap();
    let mut payload = json::read(text).unwrap();
    let fault = apply(&mut payload, answer.changes, &as_is).unwrap_err();
    assert_eq!(fault.field.as_deref(), Some("[2].path"));
    assert_eq!(payload.to_string(), text);
}

#[test]
fn only_a_replace_is_converted_back_and_only_where_a_source_stands() {
    let seen = std::cell::RefCell::new(Vec::new());
    let inward = |path: &str, value: Json<'static>| {
        seen.borrow_mut().push(path.to_owned());
        match path {
            "data.order.status" => Ok(Json::text(format!("in:{}", value.as_text().unwrap_or("?")))),
            "data.order.broken" => Err("no such status".to_owned()),
            _ => Ok(value),
        }
    };
    let run = |answer: &str| {
        let mut payload =
            json::read(r#"{"data":{"order":{"status":"new","broken":"x","tags":[]}}}"#).unwrap();
        let changes = read(answer.as_bytes()).unwrap().changes;
        apply(&mut payload, changes, &inward).map(|_| payload.to_string()).map_err(|fault| fault.message)
    };
    let status = r#"{"op":"replace","path":"data/order/status","value":"done"}"#;
    assert!(run(status).unwrap().contains(r#""status":"in:done""#));
    assert!(run(&status.replace("replace", "add")).unwrap().contains(r#""status":"done""#));
    assert!(run(r#"{"op":"remove","path":"data/order/status"}"#).is_ok());
    let whole = r#"{"op":"replace","path":"data/order","value":{"status":"done"}}"#;
    assert_eq!(run(whole).unwrap(), r#"{"data":{"order":{"status":"done"}}}"#);
    let broken = run(r#"{"op":"replace","path":"data/order/broken","value":1}"#).unwrap_err();
    assert!(broken.contains("no such status"), "{broken}");
    assert_eq!(*seen.borrow(), ["data.order.status", "data.order", "data.order.broken"]);
}

#[test]
fn exceptions_carry_what_they_say_and_type_counts() {
    let thrown = |answer: &str| {
        let answer = read(answer.as_bytes()).unwrap();
        let thrown = answer.exception.unwrap();
        (thrown.class, thrown.message, answer.remarks.len())
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(thrown(r#"{"op":"exception"}"#), (None, None, 0));
    assert_eq!(thrown(r#"{"op":"exception","type":"","message":null}"#), (None, None, 0));
    assert_eq!(thrown(r#"{"op":"exception","type":"A","message":"no"}"#), (some("A"), some("no"), 0));
    assert_eq!(thrown(r#"{"op":"exception","class":"B","message":"no"}"#), (some("B"), some("no"), 1));
    assert_eq!(thrown(r#"{"op":"exception","type":"A","class":"B"}"#), (some("A"), None, 1));
    let first = r#"[{"op":"add","path":"a","value":1},{"op":"exception","message":"1"},{"op":"exception","message":"2"}]"#;
    assert_eq!(thrown(first), (None, some("1"), 0));
}

#[test]
fn what_is_worth_a_line_gets_one() {
    let levels = |payload: &str, answer: &str| {
        let answer = read(answer.as_bytes()).unwrap();
        let mut levels: Vec<_> = answer.remarks.iter().map(|remark| remark.level.as_str()).collect();
        let mut payload = json::read(payload).unwrap();
        levels.extend(apply(&mut payload, answer.changes, &as_is).unwrap().iter().map(|r| r.level.as_str()));
        levels
    };
    assert_eq!(levels("{}", ""), ["notice"]);
    assert_eq!(levels("{}", "[]"), [""; 0]);
    assert_eq!(levels("{}", r#"{"op":"replace","path":"a","value":1}"#), ["warning"]);
    assert_eq!(levels("{}", r#"{"op":"add","path":"a","value":1}"#), [""; 0]);
    assert_eq!(levels("{}", r#"{"op":"add","path":"a","value":1,"instance":"X"}"#), ["debug"]);
    assert_eq!(levels("{}", r#"{"op":"exception","class":"X"}"#), ["warning"]);
}

/// A value of a few levels, over few names, so that paths hit.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![Just("null".to_owned()), Just("1.50".to_owned()), Just("\"t\"".to_owned())];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(("[a-c1]", inner), 0..3).prop_map(|members| {
                let members: Vec<_> =
                    members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

fn operation() -> impl Strategy<Value = String> {
    let op = prop_oneof![Just("add"), Just("replace"), Just("remove"), Just("success")];
    (op, prop::collection::vec("[a-c01]", 1..4), value()).prop_map(|(op, path, value)| {
        format!(r#"{{"op":"{op}","path":"{}","value":{value}}}"#, path.join("/"))
    })
}

proptest! {
    #[test]
    fn an_answer_is_applied_whole_or_not_at_all(
        members in prop::collection::vec(("[a-c]", value()), 0..4),
        operations in prop::collection::vec(operation(), 0..5),
    ) {
        let members: Vec<_> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        let text = format!("{{{}}}", members.join(","));
        let answer = read(format!("[{}]", operations.join(",")).as_bytes()).unwrap();

        // One at a time, until one fails: what applying them by hand would leave.
        let mut by_hand = json::read(&text).unwrap();
        let all = answer.changes.iter().all(|change| apply(&mut by_hand, vec![change.clone()], &as_is).is_ok());

        let mut payload = json::read(&text).unwrap();
        let done = apply(&mut payload, answer.changes, &as_is);
        prop_assert_eq!(done.is_ok(), all);
        let wanted = if all { by_hand.to_string() } else { text.clone() };
        prop_assert_eq!(payload.to_string(), wanted);
    }

    #[test]
    fn no_answer_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..60), text in "[\\[\\]{}:,\"oppathvalue/~01 ]{0,60}") {
        for bytes in [body.as_slice(), text.as_bytes()] {
            if let Ok(answer) = read(bytes) {
                let mut payload = json::read(r#"{"a":[1],"p":{"a":1}}"#).unwrap();
                drop(apply(&mut payload, answer.changes, &as_is));
            }
        }
    }
}
