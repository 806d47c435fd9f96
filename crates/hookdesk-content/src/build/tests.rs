use super::*;
use crate::context::Layers;
use crate::definition::{Body, Field, Header as WrittenHeader, Rule, Rules};
use crate::json;

#[test]
fn a_content_without_fields_sends_the_payload_byte_for_byte() {
    let raw = br#"{ "z":1.50, "u":"\u00eb\/", "a":1, "a":2 }"#;
    let payload = json::read(std::str::from_utf8(raw).unwrap()).unwrap();
    for (wrap, body) in [
        (ContentWrap::Raw, raw.to_vec()),
        (ContentWrap::Data, [b"{\"data\":".as_slice(), raw, b"}"].concat()),
    ] {
        let inactive = Field { name: "a".into(), source: None, converter: None, active: false };
        for fields in [vec![], vec![inactive]] {
            let plan = Plan::compile(&Content { fields, ..Content::default() }, wrap).ok().unwrap();
            let built = plan.build(&payload, raw, &Layers::default());
            assert_eq!(built.body.as_deref(), Some(body.as_slice()));
            assert_eq!(built.content_type.as_deref(), Some("application/json"));
            assert!(
                built.fires && built.why.is_empty() && built.notes.is_empty() && built.headers.is_empty()
            );
        }
    }
}

#[test]
fn all_faults_are_found_at_once() {
    let content = Content {
        fields: vec![Field { name: "a..b".into(), source: None, converter: None, active: true }],
        rules: Rules {
            groups: vec![vec![Rule { field: "a".into(), operator: "is".into(), value: None, active: true }]],
        },
        headers: vec![WrittenHeader {
            name: "X".into(),
            value: "{env:".into(),
            resolver: None,
            active: true,
        }],
        body: None,
    };
    let faults = Plan::compile(&content, ContentWrap::Raw).err().unwrap();
    let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_deref().unwrap()).collect();
    assert_eq!(fields, ["fields[0].name", "rules[0][0].operator", "headers[0].value"]);
}

#[test]
fn each_context_is_asked_once_per_build() {
    use std::cell::Cell;
    struct Counting<'a>(Layers<'a>, Cell<u32>);
    impl World for Counting<'_> {
        fn context(
            &self,
            chain: &crate::source::Chain,
        ) -> Result<crate::context::Value<'_>, crate::context::Absent> {
            self.1.set(self.1.get() + 1);
            self.0.context(chain)
        }
        fn env(&self, name: &str) -> Result<String, String> {
            self.0.env(name)
        }
        fn config(&self, path: &str) -> Result<String, String> {
            self.0.config(path)
        }
        fn secret(&self, name: &str) -> Result<String, String> {
            self.0.secret(name)
        }
        fn previous(&self) -> Option<&Json<'_>> {
            None
        }
    }
    let source = "context_store.get_store.get_id";
    let field =
        |name: &str| Field { name: name.into(), source: Some(source.into()), converter: None, active: true };
    let content = Content {
        fields: vec![field("a"), field("b")],
        rules: Rules {
            groups: vec![vec![Rule {
                field: source.into(),
                operator: "notEmpty".into(),
                value: None,
                active: true,
            }]],
        },
        headers: vec![WrittenHeader { name: "X".into(), value: source.into(), resolver: None, active: true }],
        body: None,
    };
    let plan = Plan::compile(&content, ContentWrap::Raw).ok().unwrap();
    let event = json::read(r#"{"store":{"store":{"id":"1"}}}"#).unwrap();
    let world = Counting(Layers { event: Some(&event), ..Layers::default() }, Cell::new(0));
    let built = plan.build(&Json::Null, b"null", &world);
    assert_eq!(built.body.as_deref(), Some(br#"{"a":"1","b":"1"}"#.as_slice()));
    assert_eq!((built.fires, built.headers.len(), world.1.get()), (true, 1, 1));
}

fn field(name: &str, source: &str) -> Field {
    Field { name: name.into(), source: Some(source.into()), converter: None, active: true }
}

fn built(content: &Content, payload: &str, wrap: ContentWrap) -> Built {
    let plan = Plan::compile(content, wrap).unwrap_or_else(|faults| panic!("{faults:?}"));
    plan.build(&json::read(payload).unwrap(), payload.as_bytes(), &Layers::default())
}

fn text(built: &Built) -> &str {
    std::str::from_utf8(built.body.as_deref().unwrap()).unwrap()
}

#[test]
fn a_form_has_nested_names() {
    let payload =
        r#"{"o":{"id":1.50,"n":"a b&ü","t":true,"f":false,"none":null,"l":["x",{"y":2}],"e":[],"k":{}}}"#;
    let form = Content { body: Some(Body::Form), ..Content::default() };
    let whole = "o%5Bid%5D=1.50&o%5Bn%5D=a+b%26%C3%BC&o%5Bt%5D=1&o%5Bf%5D=0&o%5Bl%5D%5B0%5D=x&o%5Bl%5D%5B1%5D%5By%5D=2";
    let sent = built(&form, payload, ContentWrap::Raw);
    assert_eq!(text(&sent), whole);
    assert_eq!(sent.content_type.as_deref(), Some("application/x-www-form-urlencoded"));
    assert!(text(&built(&form, payload, ContentWrap::Data)).starts_with("data%5Bo%5D%5Bid%5D=1.50&"));
    let mapped = Content { fields: vec![field("id", "o.id"), field("list[]", "o.l[].y")], ..form };
    assert_eq!(text(&built(&mapped, payload, ContentWrap::Data)), "id=1.50&list%5B1%5D=2");
}

#[test]
fn a_template_is_filled_with_the_mapped_fields() {
    let body = Body::Template {
        text: r#"{"greeting":"Hello {{ name }}","total":{{ total }},"from":{{ payload.o.n }}}"#.into(),
        content_type: "application/json".into(),
    };
    let content = Content {
        fields: vec![field("name", "o.n"), field("total", "o.t")],
        headers: vec![
            WrittenHeader {
                name: "X-Name".into(),
                value: "n={{ name }}".into(),
                resolver: None,
                active: true,
            },
            WrittenHeader { name: "X-None".into(), value: "{{ nope }}".into(), resolver: None, active: true },
        ],
        body: Some(body),
        ..Content::default()
    };
    let payload = r#"{"o":{"n":"\"Ann\"","t":600.0000}}"#;
    let sent = built(&content, payload, ContentWrap::Data);
    assert_eq!(text(&sent), r#"{"greeting":"Hello \"Ann\"","total":600.0000,"from":"\"Ann\""}"#);
    assert_eq!(sent.headers, [("X-Name".to_owned(), Marked::new("n=\"Ann\"", false))]);
    assert_eq!(
        (sent.notes[0].level, sent.notes[0].field.as_deref()),
        (Level::Warning, Some("headers[1].value"))
    );
    assert_eq!(sent.fault(), None);

    let plan = Plan::compile(&content, ContentWrap::Data).ok().unwrap();
    let address = Text::address("https://x.test/{{ name }}?t={{ total }}").unwrap();
    let address = plan.text(&address, &json::read(payload).unwrap(), &sent, &Layers::default()).unwrap();
    assert_eq!(address.reveal(), "https://x.test/%22Ann%22?t=600.0000");
}

#[test]
fn a_body_that_cannot_be_made_must_not_be_sent() {
    let template = |text: &str, content_type: &str| Content {
        body: Some(Body::Template { text: text.into(), content_type: content_type.into() }),
        ..Content::default()
    };
    for wrong in ["{{ nope }}", "{\"a\":}", "{{ o }},"] {
        let sent = built(&template(wrong, "application/json"), r#"{"o":1}"#, ContentWrap::Raw);
        let fault = sent.fault().unwrap();
        assert_eq!(
            (sent.body, fault.code, fault.field.as_deref()),
            (None, Code::TemplateInvalid, Some("body.text")),
            "{wrong}"
        );
    }
    for (content, field) in [
        (template("{{ a", "text/plain"), "body.text"),
        (template("a", "plain"), "body.content_type"),
        (template("a", "text/plain\r\nX: y"), "body.content_type"),
    ] {
        let faults = Plan::compile(&content, ContentWrap::Raw).err().unwrap();
        assert_eq!(faults[0].field.as_deref(), Some(field));
    }
    let nothing =
        built(&Content { body: Some(Body::Nothing), ..Content::default() }, "{}", ContentWrap::Data);
    assert_eq!((nothing.body, nothing.content_type), (None, None));
}

#[test]
fn names_in_an_address_are_the_mapped_ones_for_a_plain_body_too() {
    let payload = json::read(r#"{"o":{"id":7},"id":8}"#).unwrap();
    let address = Text::address("/{{ id }}").unwrap();
    for (fields, expected) in [(vec![field("id", "o.id")], "/7"), (vec![], "/8")] {
        let plan = Plan::compile(&Content { fields, ..Content::default() }, ContentWrap::Data).ok().unwrap();
        let sent = plan.build(&payload, br#"{"o":{"id":7},"id":8}"#, &Layers::default());
        assert_eq!(plan.text(&address, &payload, &sent, &Layers::default()).unwrap().reveal(), expected);
    }
}

#[test]
fn a_replace_finds_the_converter_by_its_source() {
    let converted = Field { converter: Some("string".into()), ..field("order.id", "data.order.id") };
    let plan = Plan::compile(
        &Content { fields: vec![converted, field("a", "data.a")], ..Content::default() },
        ContentWrap::Raw,
    );
    let plan = plan.ok().unwrap();
    assert!(plan.converter("data.order.id").is_some());
    assert!(
        plan.converter("order.id").is_none()
            && plan.converter("data.order").is_none()
            && plan.converter("data.a").is_none()
    );
}

#[test]
fn a_value_that_cannot_be_converted_goes_out_as_null() {
    let whole = Field { converter: Some("integer".into()), ..field("l[].n", "l[].n") };
    let sent = built(
        &Content { fields: vec![whole], ..Content::default() },
        r#"{"l":[{"n":"12"},{"n":"x"},{"n":{}},{}]}"#,
        ContentWrap::Raw,
    );
    assert_eq!(text(&sent), r#"{"l":[{"n":12},{"n":null},{"n":null},{"n":null}]}"#);
    assert_eq!(
        (sent.notes[1].level, sent.notes[1].field.as_deref()),
        (Level::Warning, Some("fields[0].converter"))
    );
    assert!(sent.notes[1].message.contains("(2 times)"), "{}", sent.notes[1].message);
}
