use super::*;
use crate::context::Layers;
use crate::definition::{Field, Header as WrittenHeader, Rule, Rules};
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
