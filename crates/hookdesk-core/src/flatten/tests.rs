use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn flat(json: &str) -> String {
    flatten(json.as_bytes())
}

#[test]
fn each_scalar_becomes_a_line() {
    for (json, want) in [
        (r#"{"a":1,"b":{"c":"x"}}"#, "a=1\nb.c=x"),
        (r#"{"items":[{"sku":"24-MB01"},{"sku":"24-MB02"}]}"#, "items.sku=24-MB01\nitems.sku=24-MB02"),
        (r#"{"street":["a","b"],"n":[[1],[2]]}"#, "street=a\nstreet=b\nn=1\nn=2"),
        (r#"{"t":true,"f":false,"n":null,"e":""}"#, "t=true\nf=false\nn=null\ne="),
        (
            r#"{"p":32.50,"q":-1.5E+3,"big":123456789012345678901234567890}"#,
            "p=32.50\nq=-1.5E+3\nbig=123456789012345678901234567890",
        ),
        (r#""hello""#, "hello"),
        ("[1, 2]", "1\n2"),
        ("42", "42"),
        (r#"["",null]"#, "null"),
        (" \t\r\n{ \"a\" : 1 , \"b\" : [ ] , \"c\" : { } } \n", "a=1"),
        ("{}", ""),
        (r#"{"a\"b":"zo\u00eb \ud83d\ude00 \/"}"#, "a\"b=zoë 😀 /"),
        (r#"{"a":"one\ntwo\u0000"}"#, "a=one two "),
        (r#"{"a":"\ud800"}"#, r"a=\ud800"),
        (r#"{"":{"a":1}}"#, "a=1"),
    ] {
        assert_eq!(flat(json), want, "{json}");
    }
}

#[test]
fn what_is_not_json_is_plain_text() {
    for text in [
        "",
        "hello",
        "{",
        "[1,",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "\"open",
        "\"end\\",
        "[1}",
        "tru",
        "nulll",
        "1 2",
        "{} x",
        "+1",
        "-",
        ".5",
        "'a'",
        "[,]",
        "]",
    ] {
        assert_eq!(flat(text), text, "{text}");
    }
    assert_eq!(flatten(b"caf\xe9\n{"), "caf\u{fffd} {");
    assert_eq!(flat("\"a\nb\""), "\"a b\"");
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}7{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(flat(&nested(128)), "7");
    assert_eq!(flat(&nested(129)), nested(129));
    assert_eq!(flat(&"[{\"a\":".repeat(1_000_000)).len(), MAX_TEXT);
}

#[test]
fn the_text_ends_at_the_limit_on_a_character() {
    let long = format!(r#"{{"a":"{}"}}"#, "é".repeat(MAX_TEXT));
    assert_eq!(flat(&long).len(), MAX_TEXT);
    let odd = format!(r#"{{"ab":"{}"}}"#, "é".repeat(MAX_TEXT));
    assert_eq!(flat(&odd).len(), MAX_TEXT - 1);
    assert_eq!(flat(&"é".repeat(MAX_TEXT)).len(), MAX_TEXT);
    let many = format!("[{}1]", "12345,".repeat(MAX_TEXT));
    assert!((MAX_TEXT - 6..=MAX_TEXT).contains(&flat(&many).len()));
    let long_key = format!(r#"{{"{}":1}}"#, "k".repeat(2 * MAX_TEXT));
    assert_eq!(flat(&long_key).len(), MAX_TEXT);
}

#[test]
fn typed_words_become_phrases() {
    for (typed, want) in [
        ("jan", Some(r#""jan" *"#)),
        ("jane doe", Some(r#""jane" "doe" *"#)),
        ("customer_email=jane", Some(r#""customer_email=jane" *"#)),
        (r#""Voyage Yoga""#, Some(r#""Voyage Yoga""#)),
        (r#""Voyage Yoga" bag"#, Some(r#""Voyage Yoga" "bag" *"#)),
        (r#"name="Voyage Yoga""#, Some(r#""name=Voyage Yoga""#)),
        (r#""Voyage Yo"#, Some(r#""Voyage Yo" *"#)),
        ("  jane\t\u{a0}doe  ", Some(r#""jane" "doe" *"#)),
        ("a AND b OR NOT c", Some(r#""a" "AND" "b" "OR" "NOT" "c" *"#)),
        ("NEAR(a b, 2) col:x ^y z*", Some(r#""NEAR(a" "b," "2)" "col:x" "^y" "z*" *"#)),
        ("jane - *", Some(r#""jane" *"#)),
        ("ja\0ne", Some(r#""ja" "ne" *"#)),
        ("東京", Some(r#""東京" *"#)),
        ("", None),
        ("   ", None),
        ("\"", None),
        ("\"\" - * ( ) \u{1F600}", None),
    ] {
        assert_eq!(search_query(typed).as_deref(), want, "{typed}");
    }
    assert_eq!(search_query(&"a ".repeat(500)).map(|q| q.matches("\"a\"").count()), Some(32));
}

/// The same rule, written over parsed values.
fn model(value: &Value, path: &str, lines: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                model(value, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, lines);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| model(item, path, lines)),
        scalar => {
            let text = scalar.as_str().map_or_else(|| scalar.to_string(), str::to_owned);
            let line = if path.is_empty() { text } else { format!("{path}={text}") };
            if line.is_empty() {
                return;
            }
            lines.push(line.chars().map(|c| if c.is_ascii_control() { ' ' } else { c }).collect());
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_scanner_agrees_with_the_parser(value in any_json(), pretty in any::<bool>()) {
        let json = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }
            .map_err(|e| TestCaseError::fail(e.to_string()))?;
        let mut lines = Vec::new();
        model(&value, "", &mut lines);
        let lines = lines.join("\n");
        prop_assume!(lines.len() + 4 <= MAX_TEXT);
        prop_assert_eq!(flat(&json), lines);
    }

    #[test]
    fn nothing_makes_it_fail_or_grow(bytes in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        "[\\[\\]{}\",:\\\\a1 é\\-]{0,60}".prop_map(String::into_bytes),
    ]) {
        prop_assert!(flatten(&bytes).len() <= MAX_TEXT);
    }

    #[test]
    fn every_query_is_only_phrases(typed in "[a-zé\" *:()^+\\-\\x00\\n=]{0,40}|\\PC{0,40}") {
        if let Some(query) = search_query(&typed) {
            let phrases = query.strip_suffix(" *").unwrap_or(&query);
            let inside = phrases.strip_prefix('"').and_then(|p| p.strip_suffix('"')).unwrap_or_default();
            for phrase in inside.split("\" \"") {
                prop_assert!(!phrase.contains(['"', '\0']) && phrase.chars().any(char::is_alphanumeric), "{}", query);
            }
        }
    }
}
