use hookdesk_core::fault::Code;
use proptest::prelude::*;

use super::placeholder::{Kind, Piece, split};
use super::*;
use crate::json::{self, Json};

#[test]
fn placeholders_stand_between_texts() {
    let text = |text: &str| Piece::Text(text.into());
    let env = |name: &str| Piece::Placeholder(Kind::Env, name.into());
    for (whole, pieces) in [
        ("", vec![]),
        ("plain {x} {env} }", vec![text("plain {x} {env} }")]),
        ("{env:A}", vec![env("A")]),
        ("a{env:A}{env:B}c", vec![text("a"), env("A"), env("B"), text("c")]),
        ("{{ {env:A} }}{env:B}", vec![text("{{ {env:A} }}"), env("B")]),
        ("{% {env:A}", vec![text("{% {env:A}")]),
        ("{config:a/b_c}", vec![Piece::Placeholder(Kind::Config, "a/b_c".into())]),
    ] {
        assert_eq!(split(whole).unwrap(), pieces, "{whole}");
    }
    for wrong in ["{env:}", "{env:A", "{env:A-B}", "{secret: }", "{config:a b}", "{env:é}"] {
        assert!(split(wrong).is_err(), "{wrong}");
    }
}

fn render(text: &str, escape: Escape, payload: &str) -> Result<String, String> {
    let payload = json::read(payload).unwrap();
    Tags::compile(text, escape)?.render(&Names { payload: &payload, fields: None })
}

const ORDER: &str = r#"{"id":12345678901234567890123,"total":600.0000,"qty":2,"rate":1.5,"e":1E2,"name":"O'Brien & \"Co\" <é>",
    "ok":true,"none":null,"z":{"b":1,"a":[1.0,"x"]},"items":[{"sku":"a b"},{"sku":"c/d"}]}"#;

#[test]
fn values_keep_their_text_and_are_escaped_for_their_place() {
    for (text, escape, out) in [
        (
            "{{ id }} {{ total }} {{ qty }} {{ rate }} {{ e }}",
            Escape::Text,
            "12345678901234567890123 600.0000 2 1.5 1E2",
        ),
        (
            "{{ name }}|{{ ok }}|{{ none }}|{{ z }}",
            Escape::Text,
            r#"O'Brien & "Co" <é>|true||{"b":1,"a":[1.0,"x"]}"#,
        ),
        ("<b>{{ name }}</b>", Escape::Markup, "<b>O&#39;Brien &amp; &quot;Co&quot; &lt;é&gt;</b>"),
        (
            "https://x.test/{{ items[0].sku }}/{{ items[1].sku }}?n={{ name }}&ok={{ ok }}*",
            Escape::Url,
            "https://x.test/a%20b/c%2Fd?n=O%27Brien%20%26%20%22Co%22%20%3C%C3%A9%3E&ok=1*",
        ),
        (
            r#"{"n":{{ name }},"t":{{ total }},"z":{{ z }},"none":{{ none }},"ok":{{ ok }}}"#,
            Escape::Json,
            r#"{"n":"O'Brien & \"Co\" <é>","t":600.0000,"z":{"b":1,"a":[1.0,"x"]},"none":null,"ok":true}"#,
        ),
        (
            r#"{"n":"Dear {{ name }}, {{ total }}{{ none }} \"{{ id }}\"","z":"{{ z }}"}"#,
            Escape::Json,
            r#"{"n":"Dear O'Brien & \"Co\" <é>, 600.0000 \"12345678901234567890123\"","z":"{\"b\":1,\"a\":[1.0,\"x\"]}"}"#,
        ),
        (
            r#"[{% for item in items %}{"s":{{ item.sku|upper }}}{% if not loop.last %},{% endif %}{% endfor %}]"#,
            Escape::Json,
            r#"[{"s":"A B"},{"s":"C/D"}]"#,
        ),
        (
            r#"{% set x %}{"k":"{{ name }}"}{% endset %}[{{ x }}]"#,
            Escape::Json,
            r#"[{"k":"O'Brien & \"Co\" <é>"}]"#,
        ),
        (
            "{{ total|float * qty }} {{ qty * rate }} {{ total|int }} {{ none|int(7) }}",
            Escape::Text,
            "1200.0 3.0 600 7",
        ),
        ("{{ missing|default('x') }}{% if z.nope is defined %}y{% endif %}", Escape::Text, "x"),
        ("{% for k in z %}{{ k }}{% endfor %} {{ payload.qty }}", Escape::Text, "ba 2"),
        ("{{ '<b>'|safe }}{{ name|length }}", Escape::Markup, "<b>18"),
    ] {
        assert_eq!(render(text, escape, ORDER).as_deref(), Ok(out), "{text}");
    }
}

#[test]
fn what_is_not_there_is_an_error_that_names_it() {
    for (text, says) in [
        ("{{ missing }}", "missing"),
        ("a\n{{ z.nope }}", "line 2"),
        ("{{ z.nope.deeper }}", "nope"),
        ("{% if missing %}x{% endif %}", "missing"),
        ("{{ 'x'|indent(100) }}", "indent"),
        ("{{ name|float }}", "not a number"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "too many steps"),
        ("{% for a in range(9999) %}{{ 'x' * 9999 }}{% endfor %}", "longer than"),
    ] {
        let why = render(text, Escape::Text, ORDER).unwrap_err();
        assert!(why.contains(says), "{text}: {why}");
    }
    let why = render(r#"{"a":{{ name }}"#, Escape::Json, ORDER).unwrap_err();
    assert!(why.contains("not JSON"), "{why}");
}

#[test]
fn what_is_no_template_is_refused() {
    for text in
        ["{{ a", "{% if a %}", "{{ a b }}", "{% include 'x' %}", "{{ a|nope }}", "\u{fdd0}", "{% endfor %}"]
    {
        let wrong = Tags::compile(text, Escape::Text)
            .and_then(|tags| tags.render(&Names { payload: &Json::Null, fields: None }));
        assert!(wrong.is_err(), "{text}");
    }
    let fault = Text::header("{{ a").map(drop).unwrap_err();
    assert_eq!(fault.code, Code::TemplateInvalid);
}

#[test]
fn mapped_fields_are_found_before_the_payload() {
    let payload = json::read(r#"{"a":1,"b":2,"payload":3}"#).unwrap();
    let fields = json::read(r#"{"a":10,"c":30}"#).unwrap();
    let names = Names { payload: &payload, fields: Some(&fields) };
    let tags = Tags::compile("{{ a }} {{ b }} {{ c }} {{ payload.a }} {{ fields.a }}", Escape::Text).unwrap();
    assert_eq!(tags.render(&names).as_deref(), Ok("10 2 30 1 10"));
}

#[test]
fn texts_have_placeholders_beside_their_tags() {
    let env = |_: &str| Ok("https://erp.test/a b".to_owned());
    let world = crate::context::Layers { env: Some(&env), ..crate::context::Layers::default() };
    let payload = json::read(ORDER).unwrap();
    let names = Names { payload: &payload, fields: None };
    let url = Text::address("{env:BASE}/orders/{{ items[0].sku }}").unwrap();
    let built = url.build(&names, &world).unwrap();
    assert_eq!(built.reveal(), "https://erp.test/a b/orders/a%20b");
    assert_eq!(built.to_string(), "[redacted]/orders/a%20b");
    assert!(matches!(Text::address("{{ nope }}").unwrap().build(&names, &world), Err(Trouble::Tag(_))));
    assert!(matches!(
        Text::address("{secret:x}").unwrap().build(&names, &world),
        Err(Trouble::Placeholder(_))
    ));
}

#[test]
fn media_types_choose_the_escape() {
    for (content_type, escape) in [
        ("application/json; charset=utf-8", Escape::Json),
        ("application/vnd.api+json", Escape::Json),
        ("TEXT/XML", Escape::Markup),
        ("application/soap+xml", Escape::Markup),
        ("text/html", Escape::Markup),
        ("application/x-www-form-urlencoded", Escape::Url),
        ("text/plain", Escape::Text),
    ] {
        assert_eq!(Escape::of(content_type), escape, "{content_type}");
    }
}

proptest! {
    #[test]
    fn a_json_text_stays_json_whatever_is_filled_in(name in any::<String>(), key in "[a-z]{1,4}") {
        let mut payload = json::Object::default();
        payload.push(key.clone(), Json::text(name.as_str()));
        let payload = Json::Object(payload);
        let names = Names { payload: &payload, fields: None };
        let tags = Tags::compile(&format!(r#"{{"w":{{{{ payload.{key} }}}},"q":"<{{{{ payload.{key} }}}}>"}}"#), Escape::Json);
        let tags = tags.map_err(TestCaseError::fail)?;
        let text = tags.render(&names).map_err(TestCaseError::fail)?;
        let read = json::read(&text).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(read.get("w"), Some(&Json::text(name.as_str())));
        prop_assert_eq!(read.get("q"), Some(&Json::text(format!("<{name}>"))));
    }

    #[test]
    fn no_text_makes_it_panic(text in "[{}%#a-c|.\\[\\]\"' :\\n]{0,30}") {
        let payload = json::read(r#"{"a":{"b":[1,"x"]},"b":2.50,"c":null}"#).map_err(|e| TestCaseError::fail(e.to_string()))?;
        for escape in [Escape::Json, Escape::Url] {
            if let Ok(text) = Text::compile(&text, escape) {
                let _ = text.build(&Names { payload: &payload, fields: None }, &crate::context::Layers::default());
            }
        }
    }
}
