use super::*;
use crate::context::{Layers, Request};
use crate::definition::Header as Written;
use crate::json;

fn header(name: &str, value: &str) -> Written {
    Written { name: name.into(), value: value.into(), resolver: None, active: true }
}

fn build(headers: &[Written], world: &Layers<'_>) -> (Vec<(String, Marked)>, Vec<Note>) {
    let (mut chains, mut faults) = (Chains::default(), Vec::new());
    let headers = compile(headers, &mut chains, &mut faults);
    assert_eq!(faults, []);
    let scene = Scene::new(&Json::Null, world, &chains);
    let mut notes = Vec::new();
    let names = Names { payload: &Json::Null, fields: None };
    (headers.iter().filter_map(|header| header.build(&scene, &names, &mut notes)).collect(), notes)
}

#[test]
fn placeholders_are_filled_in_and_secrets_marked() {
    let settings =
        json::read(r#"{"scope_config":{"value":{"web/url:default":"https://shop.test/"}}}"#).unwrap();
    let env =
        |name: &str| if name == "TOKEN" { Ok("t0p".to_owned()) } else { Err("it is not set".to_owned()) };
    let secret =
        |name: &str| if name == "erp" { Ok("s3cret".to_owned()) } else { Err("no such secret".to_owned()) };
    let world =
        Layers { settings: Some(&settings), env: Some(&env), secret: Some(&secret), ..Layers::default() };
    let headers = [
        header("X-Plain", "plain {text}"),
        header("Authorization", "Bearer {env:TOKEN}"),
        header("X-Key", "{secret:erp}"),
        header("X-Shop", "{config:web/url}x"),
        Written { active: false, ..header("bad name", "{env:") },
    ];
    let (built, notes) = build(&headers, &world);
    assert_eq!(notes, []);
    let revealed: Vec<_> = built.iter().map(|(name, value)| (name.as_str(), value.reveal())).collect();
    assert_eq!(
        revealed,
        [
            ("X-Plain", "plain {text}".to_owned()),
            ("Authorization", "Bearer t0p".to_owned()),
            ("X-Key", "s3cret".to_owned()),
            ("X-Shop", "https://shop.test/x".to_owned()),
        ]
    );
    assert_eq!(built[1].1.to_string(), "Bearer [redacted]");
    let debug = format!("{built:?} {:?}", built[2].1.parts());
    assert!(!debug.contains("t0p") && !debug.contains("s3cret"), "{debug}");
}

#[test]
fn what_cannot_be_filled_in_stops_the_sending() {
    let env = |_: &str| Err("it is not allowed".to_owned());
    let world = Layers { env: Some(&env), ..Layers::default() };
    for value in ["{env:TOKEN}", "a {config:a/b}", "{secret:x}"] {
        let (built, notes) = build(&[header("X-A", value)], &world);
        assert!(built.is_empty());
        assert_eq!(
            (notes[0].level, notes[0].field.as_deref()),
            (Level::Error, Some("headers[0].value")),
            "{value}"
        );
    }
}

#[test]
fn context_values_are_forwarded_and_left_out_where_there_are_none() {
    let request = Request {
        headers: vec![("authorization".into(), "Bearer s3cret".into()), ("x-bad".into(), "a\r\nb".into())],
        ..Request::default()
    };
    let event = json::read(r#"{"store":{"store":{"id":1.0,"active":true,"none":null,"l":[1]}}}"#).unwrap();
    let world = Layers { event: Some(&event), request: Some(&request), ..Layers::default() };
    let headers = [
        header("Authorization", " context_http_request.get_header{Authorization} "),
        header("X-Id", "context_store.get_store.get_id"),
        header("X-Active", "context_store.get_store.get_active"),
        header("X-List", "context_store.get_store.get_l"),
        header("X-Filtered", "context_store.get_store[id]"),
        header("X-None", "context_store.get_store.get_none"),
        header("X-Missing", "context_http_request.get_header{X-Missing}"),
        header("X-Bad", "context_http_request.get_header{X-Bad}"),
        header("X-Mixed", "id context_store.get_store.get_id"),
        Written { resolver: Some("Vendor\\Headers".into()), ..header("", "") },
    ];
    let (built, notes) = build(&headers, &world);
    let revealed: Vec<_> = built.iter().map(|(name, value)| (name.as_str(), value.reveal())).collect();
    assert_eq!(
        revealed,
        [
            ("Authorization", "Bearer s3cret".to_owned()),
            ("X-Id", "1.0".to_owned()),
            ("X-Active", "1".to_owned()),
            ("X-List", "[1]".to_owned()),
            ("X-Filtered", "{\"id\":1.0}".to_owned()),
            ("X-Mixed", "id context_store.get_store.get_id".to_owned()),
        ]
    );
    assert!(built[0].1.is_secret() && !built[1].1.is_secret());
    let fields: Vec<_> = notes.iter().map(|note| (note.level, note.field.as_deref().unwrap())).collect();
    assert_eq!(
        fields,
        [
            (Level::Warning, "headers[5].value"),
            (Level::Warning, "headers[6].value"),
            (Level::Warning, "headers[7].value"),
            (Level::Warning, "headers[9].resolver"),
        ]
    );
}

#[test]
fn headers_that_cannot_be_sent_are_refused() {
    let mut faults = Vec::new();
    let headers = [
        header("bad name", "x"),
        header("Host", "x"),
        header("X-A", "a\nb"),
        header("X-B", "{env:A B}"),
        header("X-C", "{env:A"),
        header("X-D", "context_store.get"),
        header("X-E", "context_nothing.get_x"),
        header("x-e", "y"),
        header("", "y"),
        header("Webhook-Signature", "y"),
    ];
    compile(&headers, &mut Chains::default(), &mut faults);
    let named: Vec<_> = faults.iter().map(|fault| (fault.field.as_deref().unwrap(), fault.code)).collect();
    assert_eq!(
        named,
        [
            ("headers[0].name", Code::HeaderInvalid),
            ("headers[1].name", Code::HeaderInvalid),
            ("headers[2].value", Code::HeaderInvalid),
            ("headers[3].value", Code::PlaceholderInvalid),
            ("headers[4].value", Code::PlaceholderInvalid),
            ("headers[6].value", Code::ContextUnknown),
            ("headers[7].name", Code::HeaderInvalid),
            ("headers[8].name", Code::HeaderInvalid),
            ("headers[9].name", Code::HeaderInvalid),
        ]
    );
}
