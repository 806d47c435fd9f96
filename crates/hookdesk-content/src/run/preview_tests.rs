use super::*;
use crate::context::Layers;
use crate::definition::{Field, Moment, Verb};
use crate::json;

fn hook(batch: &str, name: &str) -> Webhook {
    Webhook {
        url: format!("https://api.example/{name}"),
        ..Webhook::new("plugin.magento.x.y", Moment::Before, batch, name)
    }
}

fn previewed(hooks: &[Webhook], payload: &str, answers: Option<&str>) -> String {
    let answers = answers.map(|text| Given::read_all(text).unwrap());
    let hooks: Vec<&Webhook> = hooks.iter().collect();
    let root = json::read(payload).unwrap();
    let world = Layers::default();
    preview(&hooks, root, payload.as_bytes(), &world, answers.as_ref()).unwrap().into_json().to_string()
}

#[test]
fn the_json_is_as_promised() {
    let hooks = [hook("b", "h")];
    assert_eq!(
        previewed(&hooks, r#"{ "id": 1.0 }"#, None),
        r#"{"hooks":[{"name":"h","fires":true,"request":{"method":"POST","url":"https://api.example/h","headers":{"Content-Type":"application/json"},"body":{"id":1.0}}}],"outcome":null}"#
    );
    assert_eq!(
        previewed(
            &hooks,
            r#"{"id":1.0}"#,
            Some(r#"{"h":{"body":{"op":"replace","path":"id","value":2.50}}}"#)
        ),
        r#"{"hooks":[{"name":"h","fires":true,"request":{"method":"POST","url":"https://api.example/h","headers":{"Content-Type":"application/json"},"body":{"id":1.0}}}],"outcome":{"result":"success","payload":{"id":2.50},"exception":null,"log":[]}}"#
    );
}

#[test]
fn later_batches_are_built_from_what_answers_left() {
    let hooks =
        [Webhook { batch_order: 1, ..hook("late", "l") }, Webhook { batch_order: 0, ..hook("early", "e") }];
    let answers = r#"{"e":{"body":[{"op":"add","path":"tags","value":"new"}]},"l":{}}"#;
    let shown = previewed(&hooks, r#"{"tags":[]}"#, Some(answers));
    let (early, late) = shown.split_once(r#"{"name":"l""#).unwrap();
    assert!(early.contains(r#""body":{"tags":[]}"#), "{early}");
    assert!(late.contains(r#""body":{"tags":["new"]}"#), "{late}");
}

#[test]
fn what_is_off_or_never_reached_does_not_fire() {
    let hooks = [
        Webhook { active: false, ..hook("a", "off") },
        hook("a", "stops"),
        Webhook { batch_order: 1, ..hook("b", "never") },
    ];
    let answers = r#"{"stops":{"status":500,"body":"<html>"}}"#;
    let shown = previewed(&hooks, "{}", Some(answers));
    for name in ["off", "never"] {
        assert!(shown.contains(&format!(r#"{{"name":"{name}","fires":false,"request":null}}"#)), "{shown}");
    }
    assert!(shown.contains(r#""result":"exception","payload":{},"#), "{shown}");
}

#[test]
fn values_come_back_through_the_converter_of_their_source() {
    let field = Field {
        name: "status".to_owned(),
        source: Some("data.order.status".to_owned()),
        converter: Some("map{new=OPEN,done=CLOSED}".to_owned()),
        active: true,
    };
    let mut hook = hook("b", "h");
    hook.content.fields = vec![field];
    let shown = previewed(
        &[hook],
        r#"{"data":{"order":{"status":"new"}}}"#,
        Some(r#"{"h":{"body":{"op":"replace","path":"data/order/status","value":"CLOSED"}}}"#),
    );
    assert!(shown.contains(r#""body":{"status":"OPEN"}"#), "{shown}");
    assert!(shown.contains(r#""payload":{"data":{"order":{"status":"done"}}}"#), "{shown}");
}

#[test]
fn get_has_no_body_and_secrets_are_not_shown() {
    let mut hook = Webhook { verb: Some(Verb::Get), ..hook("b", "h") };
    hook.url = "https://user:pass@api.example/h?token=abc&sku=1".to_owned();
    hook.content.headers = vec![crate::definition::Header {
        name: "Authorization".to_owned(),
        value: "Bearer abc".to_owned(),
        resolver: None,
        active: true,
    }];
    let shown = previewed(&[hook], "{}", Some(r#"{"h":{"status":404,"body":"gone"}}"#));
    assert!(shown.contains(r#""method":"GET""#) && shown.contains(r#""body":null"#), "{shown}");
    assert!(shown.contains("sku=1") && !shown.contains("abc") && !shown.contains("pass"), "{shown}");
}

#[test]
fn names_that_repeat_are_told_apart_by_their_batch() {
    let hooks = [hook("a", "h"), Webhook { batch_order: 1, ..hook("b", "h") }];
    let answers = r#"{"h":{"body":{"op":"add","path":"l","value":1}},"b.h":{"body":{"op":"add","path":"l","value":2}}}"#;
    assert!(previewed(&hooks, r#"{"l":[]}"#, Some(answers)).contains(r#""payload":{"l":[1,2]}"#));
}

#[test]
fn given_answers_may_be_late_too_long_or_left_out() {
    let hooks = [Webhook { timeout_ms: 100, soft_timeout_ms: 50, ..hook("b", "h") }];
    let log = |answer: &str| {
        let shown = previewed(&hooks, "{}", Some(&format!("{{{answer}}}")));
        json::read(&shown).unwrap().get("outcome").unwrap().to_string()
    };
    assert!(
        log(r#""h":{"elapsed_ms":50}"#).contains("success")
            && !log(r#""h":{"elapsed_ms":50}"#).contains("soft")
    );
    assert!(log(r#""h":{"elapsed_ms":51}"#).contains(r#""level":"notice""#));
    for late in [r#""h":{"elapsed_ms":101}"#, r#""h":{"timeout":true}"#] {
        assert!(log(late).contains("exception") && log(late).contains("timeout of 100 ms"), "{}", log(late));
    }
    assert!(log("").contains("No answer is given") && log("").contains(r#""result":"success""#));
    let huge = format!(r#""h":{{"body":"{}"}}"#, "x".repeat(MAX_ANSWER + 1));
    assert!(log(&huge).contains("longer than"));
}

#[test]
fn answers_that_are_none_are_refused_by_their_name() {
    for (text, field) in [
        ("{", "response"),
        ("[]", "response"),
        (r#"{"h":200}"#, "response.h"),
        (r#"{"h":{"status":"200"}}"#, "response.h.status"),
        (r#"{"h":{"status":99}}"#, "response.h.status"),
        (r#"{"h":{"status":200.5}}"#, "response.h.status"),
        (r#"{"h":{"elapsed_ms":-1}}"#, "response.h.elapsed_ms"),
        (r#"{"h":{"timeout":1}}"#, "response.h.timeout"),
        (r#"{"h":{"code":200}}"#, "response.h.code"),
    ] {
        assert_eq!(Given::read_all(text).unwrap_err().field.as_deref(), Some(field), "{text}");
    }
}

#[test]
fn a_hook_that_does_not_compile_is_named() {
    let mut bad = hook("b", "bad");
    bad.content.fields = vec![Field { name: "a..b".to_owned(), source: None, converter: None, active: true }];
    let hooks = [&bad];
    let fault = preview(&hooks, Json::Null, b"null", &Layers::default(), None).map(|_| ()).unwrap_err();
    assert!(fault.message.contains("\"bad\""), "{}", fault.message);
    assert_eq!(fault.field.as_deref(), Some("fields[0].name"));
}
