use proptest::prelude::*;

use super::*;

#[test]
fn numbers_and_keys_stay_as_they_came() {
    for text in [
        r#"{"z":1.0,"a":12345678901234567890123,"e":1E+5,"m":-0.00,"l":[],"o":{},"n":null,"t":true,"f":false}"#,
        "[1,[2,[3]]]",
        r#""a\"b\\c\n""#,
        "0",
    ] {
        assert_eq!(read(text).map(|json| json.to_string()).as_deref(), Ok(text));
    }
}

#[test]
fn the_last_of_two_equal_keys_counts() {
    let json = read(r#"{"a":1,"a":2}"#).unwrap();
    assert_eq!(json.get("a"), Some(&Json::int(2)));
    assert_eq!(json, read(r#"{"a":2}"#).unwrap());
}

#[test]
fn text_that_is_no_json_is_refused_with_its_place() {
    for (text, line) in [
        ("", 1),
        ("{", 1),
        ("{\"a\":1,}", 1),
        ("[1]\n]", 2),
        ("01", 1),
        ("nul", 1),
        ("\"\u{1}\"", 1),
        ("1 2", 1),
    ] {
        let fault = read(text).unwrap_err();
        assert_eq!(fault.line, line, "{text}: {fault}");
    }
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert!(read(&deep).unwrap_err().what.contains("128"));
    assert!(read(&"[".repeat(1_000_000)).is_err());
}

#[test]
fn escapes_become_characters() {
    let json = read(r#"{"\u00eb\/":"\ud83d\ude00"}"#).unwrap();
    assert_eq!(json.get("ë/"), Some(&Json::text("😀")));
}

#[test]
fn pretty_text_is_as_serde_json_has_it() {
    let text = r#"{"a":[1.50,{"b":[]},[[]]],"c":{},"d":"x\n","e":null}"#;
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    let want = serde_json::to_string_pretty(&value).unwrap().replace("1.5,", "1.50,");
    assert_eq!(read(text).unwrap().to_pretty(), want);
}

#[test]
fn a_value_is_found_by_its_path() {
    let text = "\n { \"a\": [1,\n  {\"ü\": \"x\", \"b\": null, \"b\": {}}]}";
    let key = |name: &str| Step::Key(name.to_owned());
    for (path, want) in [
        (vec![], (2, 2)),
        (vec![key("a")], (2, 9)),
        (vec![key("a"), Step::Index(0)], (2, 10)),
        (vec![key("a"), Step::Index(1)], (3, 3)),
        (vec![key("a"), Step::Index(1), key("ü")], (3, 9)),
        (vec![key("a"), Step::Index(1), key("b")], (3, 30)),
        (vec![key("a"), Step::Index(7), key("b")], (2, 9)),
        (vec![key("x")], (2, 2)),
        (vec![Step::Index(0)], (2, 2)),
    ] {
        assert_eq!(locate(text, &path), want, "{path:?}");
    }
    assert_eq!(locate("", &[key("a")]), (1, 1));
    assert_eq!(locate("{\"a\":", &[key("a")]), (1, 1));
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(text in ".*", number in any::<i64>(), keys in prop::collection::vec(".*", 0..4)) {
        let json = Json::Object(
            keys.iter().map(|k| (k.as_str().into(), Json::List(vec![Json::text(text.as_str()), Json::int(number)]))).collect(),
        );
        let written = json.to_string();
        prop_assert!(serde_json::from_str::<serde_json::Value>(&written).is_ok(), "{}", written);
        prop_assert_eq!(read(&written).map_err(|e| TestCaseError::fail(e.to_string()))?, json);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}:,\"\\\\a0-9.eE+\\- tfn\u{e9}]{0,40}") {
        let ours = read(&text);
        // Everything it takes, another reader takes too.
        if ours.is_ok() {
            prop_assert!(serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok(), "{}", text);
        }
    }
}
