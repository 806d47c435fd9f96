use hookdesk_core::fault::{Code, Fault};
use proptest::prelude::*;

use super::*;
use crate::build::{Level, Note};
use crate::context::{Chains, Layers, Scene};
use crate::convert::Aliases;
use crate::definition::Field as Written;
use crate::json;

fn field(name: &str, source: &str) -> Written {
    Written { name: name.into(), source: Some(source.into()), converter: None, active: true }
}

fn faults(fields: &[Written]) -> Vec<Fault> {
    let mut faults = Vec::new();
    compile(fields, &Aliases::new(), &mut Chains::default(), &mut faults);
    faults
}

fn sent(payload: &str, fields: &[(&str, &str)]) -> (String, Vec<Note>) {
    let fields: Vec<Written> = fields.iter().map(|(name, source)| field(name, source)).collect();
    let (mut chains, mut faults) = (Chains::default(), Vec::new());
    let mapping = compile(&fields, &Aliases::new(), &mut chains, &mut faults).unwrap();
    assert_eq!(faults, []);
    let payload = json::read(payload).unwrap();
    let world = Layers::default();
    let mut notes = Vec::new();
    let body = mapping.write(&Scene::new(&payload, &world, &chains), &mut notes);
    (String::from_utf8(body).unwrap(), notes)
}

fn body(payload: &str, fields: &[(&str, &str)]) -> String {
    sent(payload, fields).0
}

#[test]
fn names_nest_and_sources_reach_down() {
    let payload =
        r#"{"data":{"o":{"id":12345678901234567890,"t":"10.00","f":1.0,"e":1E2,"sub":{"z":[],"a":{}}}}}"#;
    assert_eq!(
        body(
            payload,
            &[("order.id", "data.o.id"), ("total", "data.o.t"), ("order.f", "data.o.f"), ("e", "data.o.e")]
        ),
        r#"{"order":{"id":12345678901234567890,"f":1.0},"total":"10.00","e":1E2}"#
    );
    // A subtree goes out whole; the same data may be sent twice.
    assert_eq!(
        body(payload, &[("sub", "data.o.sub"), ("again.z", "data.o.sub.z")]),
        r#"{"sub":{"z":[],"a":{}},"again":{"z":[]}}"#
    );
    // Without a source, or with an empty one, it is the name.
    assert_eq!(body(payload, &[("data.o.t", "")]), r#"{"data":{"o":{"t":"10.00"}}}"#);
    assert_eq!(body(r#"{"l":[{"a":1},{"a":2}]}"#, &[("second", "l.1.a")]), r#"{"second":2}"#);
}

#[test]
fn lists_are_merged_by_index() {
    let payload = r#"{"o":{"items":[{"sku":"a","qty":1,"x":0},{"sku":"b"}],"tags":["t","u","v"]}}"#;
    assert_eq!(
        body(payload, &[("lines[].sku", "o.items[].sku"), ("n", "o.tags"), ("lines[].qty", "o.items[].qty")]),
        r#"{"lines":[{"sku":"a","qty":1},{"sku":"b","qty":null}],"n":["t","u","v"]}"#
    );
    // From two lists: the longer one counts.
    assert_eq!(
        body(payload, &[("l[].sku", "o.items[].sku"), ("l[].tag", "o.tags[]")]),
        r#"{"l":[{"sku":"a","tag":"t"},{"sku":"b","tag":"u"},{"sku":null,"tag":"v"}]}"#
    );
    // The element itself, and an element's own place.
    assert_eq!(body(payload, &[("all[]", "o.items[].sku")]), r#"{"all":["a","b"]}"#);
    assert_eq!(body(payload, &[("o.tags[]", "")]), r#"{"o":{"tags":["t","u","v"]}}"#);
    assert_eq!(body(r#"{"a":[]}"#, &[("a[].b", "")]), r#"{"a":[]}"#);
}

#[test]
fn lists_nest_at_any_depth() {
    let payload = r#"{"o":[{"i":[{"s":1,"t":[{"x":"p"}]},{"s":2,"t":[]}],"n":"one"},{"i":[],"n":"two"},{"n":"three"}]}"#;
    assert_eq!(
        body(payload, &[("o[].i[].s", ""), ("o[].n", ""), ("o[].i[].t[].x", "")]),
        r#"{"o":[{"i":[{"s":1,"t":[{"x":"p"}]},{"s":2,"t":[]}],"n":"one"},{"i":[],"n":"two"},{"i":null,"n":"three"}]}"#
    );
    // Lists of lists have no name of their own in a path; a renamed inner list has.
    assert_eq!(
        body(payload, &[("r.a[].b[]", "o[].i[].s")]),
        r#"{"r":{"a":[{"b":[1,2]},{"b":[]},{"b":null}]}}"#
    );
}

#[test]
fn objects_keyed_by_ids_pass_through_as_objects() {
    let payload =
        r#"{"items":{"12":{"sku":"a","qty":1},"13":{"sku":"b","qty":2}},"notes":{"13":"n","14":"m"}}"#;
    assert_eq!(
        body(payload, &[("items", "items")]),
        r#"{"items":{"12":{"sku":"a","qty":1},"13":{"sku":"b","qty":2}}}"#
    );
    assert_eq!(body(payload, &[("l[].s", "items[].sku")]), r#"{"l":{"12":{"s":"a"},"13":{"s":"b"}}}"#);
    // Two of them are merged by key.
    assert_eq!(
        body(payload, &[("l[].s", "items[].sku"), ("l[].n", "notes[]")]),
        r#"{"l":{"12":{"s":"a","n":null},"13":{"s":"b","n":"n"},"14":{"s":null,"n":"m"}}}"#
    );
    // A list beside an object has no keys to go by.
    assert_eq!(
        body(r#"{"a":{"1":{"x":1}},"b":[2]}"#, &[("l[].a", "a[].x"), ("l[].b", "b[]")]),
        r#"{"l":{"1":{"a":1,"b":null}}}"#
    );
}

#[test]
fn what_is_missing_is_null_and_noted_once() {
    let (text, notes) = sent(
        r#"{"l":[{"a":1},{},{"a":null},7],"s":"text"}"#,
        &[("l[].a", ""), ("b.c", "s.c"), ("m[].x", "m[].x")],
    );
    assert_eq!(text, r#"{"l":[{"a":1},{"a":null},{"a":null},{"a":null}],"b":{"c":null},"m":null}"#);
    let said: Vec<_> = notes
        .iter()
        .map(|note| (note.level, note.field.as_deref().unwrap(), note.message.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (Level::Debug, "fields[0].source", "`l[].a` is not in the payload (2 times); null is sent"),
            (Level::Debug, "fields[1].source", "`s.c` is not in the payload; null is sent"),
            (Level::Debug, "fields[2].source", "`m[].x` is not in the payload; null is sent"),
        ]
    );
}

#[test]
fn of_equal_names_the_last_counts() {
    assert_eq!(body(r#"{"x":1,"y":2}"#, &[("a", "x"), ("b", "y"), ("a", "y")]), r#"{"a":2,"b":2}"#);
    assert_eq!(
        body(r#"{"l":[{"x":1,"y":2}]}"#, &[("l[].a", "l[].x"), ("l[].a", "l[].y")]),
        r#"{"l":[{"a":2}]}"#
    );
}

#[test]
fn fields_that_cannot_be_sent_are_refused_by_name() {
    let off = Written { active: false, ..field("..", "[") };
    let list = [
        field("a.b", "x"),
        field("a", "x"),
        field("a.b.c", "x"),
        off,
        field("l[].a", "l[].a"),
        field("l", "x"),
        field("l.a", "x"),
        field("l[]", "l[]"),
        field("m[].a", "m.a"),
        field("m", "m[].a"),
        field("m[].a[].b", "m[].a"),
        field("c[]", "context_store.get_store"),
        field("a..b", ""),
        field("", ""),
        field("n", "x[0]"),
        field("n", "context_registry.get_x"),
        field("n", "context_store"),
        Written { converter: Some("no_such_converter".into()), ..field("k", "x") },
        field(&["p"; 33].join("."), "x"),
    ];
    let found = faults(&list);
    let named: Vec<_> = found.iter().map(|fault| (fault.field.as_deref().unwrap(), fault.code)).collect();
    assert_eq!(
        named,
        [
            ("fields[1].name", Code::FieldClash),
            ("fields[2].name", Code::FieldClash),
            ("fields[5].name", Code::FieldClash),
            ("fields[6].name", Code::FieldClash),
            ("fields[7].name", Code::FieldClash),
            ("fields[8].source", Code::PathInvalid),
            ("fields[9].source", Code::PathInvalid),
            ("fields[10].source", Code::PathInvalid),
            ("fields[11].source", Code::PathInvalid),
            ("fields[12].name", Code::PathInvalid),
            ("fields[13].name", Code::PathInvalid),
            ("fields[14].source", Code::PathInvalid),
            ("fields[15].source", Code::ContextUnknown),
            ("fields[16].source", Code::ContextInvalid),
            ("fields[17].converter", Code::ConverterInvalid),
            ("fields[18].name", Code::PathInvalid),
        ]
    );
    assert!(found[0].message.contains("\"a\" and \"a.b\""), "{}", found[0].message);
    let many: Vec<Written> = (0..1_001).map(|n| field(&format!("f{n}"), "x")).collect();
    assert_eq!(faults(&many)[0].field.as_deref(), Some("fields"));
}

proptest! {
    /// Against a plain reading of the rules: every leaf the name tree has is the value its source has.
    #[test]
    fn single_fields_equal_what_walking_finds(lists in prop::collection::vec(prop::collection::vec(0_u8..3, 0..4), 0..4)) {
        let inner = |items: &Vec<u8>| {
            let items: Vec<String> =
                items.iter().map(|n| if *n == 0 { "{}".into() } else { format!("{{\"v\":{n}.0}}") }).collect();
            format!("{{\"in\":[{}]}}", items.join(","))
        };
        let payload = format!("{{\"out\":[{}]}}", lists.iter().map(inner).collect::<Vec<_>>().join(","));
        let expected: Vec<String> = lists
            .iter()
            .map(|items| {
                let items: Vec<String> = items
                    .iter()
                    .map(|n| if *n == 0 { "{\"w\":null}".into() } else { format!("{{\"w\":{n}.0}}") })
                    .collect();
                format!("{{\"b\":[{}]}}", items.join(","))
            })
            .collect();
        prop_assert_eq!(body(&payload, &[("a[].b[].w", "out[].in[].v")]), format!("{{\"a\":[{}]}}", expected.join(",")));
    }
}
