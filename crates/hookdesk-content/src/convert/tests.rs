use hookdesk_core::fault::Code;
use proptest::prelude::*;

use super::*;
use crate::json::read;

/// A converter of the text.
fn made(text: &str) -> Converter {
    parse(text).unwrap_or_else(|fault| panic!("{fault}"))
}

fn out(converter: &str, before: &str) -> String {
    let value = read(before).unwrap_or_else(|why| panic!("{before}: {why}"));
    made(converter).outward(value).map_or_else(|why| format!("error: {why}"), |value| value.to_string())
}

fn back(converter: &str, after: &str) -> String {
    let value = read(after).unwrap_or_else(|why| panic!("{after}: {why}"));
    made(converter).inward(value).map_or_else(|why| format!("error: {why}"), |value| value.to_string())
}

/// Each row: the converter, a value, what is sent. Errors are given by a part of them.
fn sent(rows: &[(&str, &str, &str)]) {
    for (converter, before, after) in rows {
        matches(&out(converter, before), after, &format!("{converter} of {before}"));
    }
}

/// Each row: the converter, a value that comes back, what it becomes.
fn returned(rows: &[(&str, &str, &str)]) {
    for (converter, after, before) in rows {
        matches(&back(converter, after), before, &format!("{converter} back from {after}"));
    }
}

fn matches(got: &str, wanted: &str, what: &str) {
    let same = match wanted.strip_prefix("error: ") {
        Some(part) => got.starts_with("error: ") && got.contains(part),
        None => got == wanted,
    };
    assert!(same, "{what} is {got}, not {wanted}");
}

#[test]
fn every_example_of_the_vocabulary_is_true() {
    for About { name, about, arguments, example, back } in vocabulary() {
        assert_eq!(out(example.converter, example.before), example.after, "{name}");
        assert!(example.converter.starts_with(name), "{name}");
        assert!(about.ends_with('.') && !back.about().is_empty(), "{name}");
        let mut optional = arguments.iter().skip_while(|argument| argument.required);
        assert!(optional.all(|argument| !argument.required), "{name}: required arguments come first");
    }
}

#[test]
fn text_of_numbers_and_back() {
    sent(&[
        ("string", "12345678901234567890123", "\"12345678901234567890123\""),
        ("string", "1.0", "\"1.0\""),
        ("string", "true", "\"true\""),
        ("string", "\"as it is\"", "\"as it is\""),
        ("string", "null", "null"),
        ("string", "[1,[2,null]]", "[\"1\",[\"2\",null]]"),
        ("string", "{\"a\":1}", "error: an object is no single value"),
        ("string", "[1,{}]", "error: item 2: an object"),
        ("number", "\"600.0000\"", "600.0000"),
        ("number", "\"007\"", "7"),
        ("number", "\" +5.50 \"", "5.50"),
        ("number", "1.0", "1.0"),
        ("number", "\"\"", "error: \"\" is not a number"),
        ("number", "\"12a\"", "error: not a number"),
        ("number", "true", "error: true is not a number"),
    ]);
    returned(&[
        ("string", "\"100000023\"", "100000023"),
        ("string", "\"007\"", "\"007\""),
        ("string", "\" 1\"", "\" 1\""),
        ("string", "\"-\"", "\"-\""),
        ("string", "\"false\"", "false"),
        ("string", "[\"1\"]", "[1]"),
        ("number", "600.0000", "\"600.0000\""),
        ("number", "\"5\"", "\"5\""),
        ("number", "\"x\"", "error: not a number"),
    ]);
}

#[test]
fn whole_numbers_and_places() {
    let long = "9".repeat(400);
    sent(&[
        ("integer", "\"12\"", "12"),
        ("integer", "12.000", "12"),
        ("integer", "-0.0", "0"),
        ("integer", "1.5e3", "1500"),
        ("integer", "12.5", "error: 12.5 is not a whole number"),
        ("integer{down}", "-12.9", "-12"),
        ("integer{half_up}", "-2.5", "-3"),
        ("integer{half_even}", "2.5", "2"),
        ("integer", "1e1001", "error: exponent"),
        ("integer", "1e99999999999999999999", "error: exponent"),
        ("decimal{2}", "19.995", "20.00"),
        ("decimal{2}", "1.005", "1.01"),
        ("decimal{2}", "-1.005", "-1.01"),
        ("decimal{2}", "-0.004", "0.00"),
        ("decimal{2}", "0.005", "0.01"),
        ("decimal{2}", "0.0049999999999999999999999999", "0.00"),
        ("decimal{2}", "\".5\"", "0.50"),
        ("decimal{2}", "\"5.\"", "5.00"),
        ("decimal{0}", "9.5", "10"),
        ("decimal{2:half_even}", "0.125", "0.12"),
        ("decimal{2:half_even}", "0.135", "0.14"),
        ("decimal{2:half_even}", "0.1250000000000000000000001", "0.13"),
        ("decimal{1:down}", "-0.99", "-0.9"),
        ("decimal{4}", "1e-3", "0.0010"),
        ("decimal{2}", "[\"1\",2]", "[1.00,2.00]"),
        ("decimal{2}", "\".\"", "error: not a number"),
        ("decimal{2}", "\"1e\"", "error: not a number"),
        ("decimal{2}|string", "3", "\"3.00\""),
        ("decimal{1}", &format!("{long}.95"), &format!("1{}.0", "0".repeat(400))),
    ]);
    returned(&[
        ("decimal{2}", "3.5", "3.5"),
        ("integer", "\"3\"", "3"),
        ("decimal{2}", "\"a\"", "error: not"),
    ]);
}

#[test]
fn yes_and_no() {
    sent(&[
        ("flag", "true", "1"),
        ("flag", "false", "0"),
        ("flag", "\"YES\"", "1"),
        ("flag{text}", "false", "\"0\""),
        ("flag{yes_no}", "0", "\"no\""),
        ("flag{true_false}", "\"1\"", "\"true\""),
        ("flag", "2", "error: 2 is neither true nor false"),
        ("flag", "\"\"", "error: neither"),
        ("flag", "null", "null"),
        ("boolean", "1", "true"),
        ("boolean", "\"0\"", "false"),
        ("boolean", "\"No\"", "false"),
        ("boolean", "[1,0]", "[true,false]"),
    ]);
    returned(&[
        ("flag", "1", "true"),
        ("flag{yes_no}", "\"no\"", "false"),
        ("boolean", "true", "1"),
        ("boolean{text}", "true", "\"1\""),
        ("boolean{yes_no}", "false", "\"no\""),
    ]);
}

#[test]
fn edges_and_case() {
    sent(&[
        ("trim", "\"  a b\\n\"", "\"a b\""),
        ("trim", "24", "24"),
        ("trim", "{}", "error: an object is not text"),
        ("upper", "\"straße\"", "\"STRASSE\""),
        ("lower", "[\"A\",null,\"B\"]", "[\"a\",null,\"b\"]"),
        ("capitalize", "\"éCLAIR au lait\"", "\"ÉCLAIR au lait\""),
        ("capitalize{words}", "\"ann  mary lee\"", "\"Ann  Mary Lee\""),
        ("capitalize", "\"\"", "\"\""),
    ]);
    returned(&[("upper", "\"Ab\"", "\"Ab\""), ("trim", "\" a \"", "\" a \"")]);
}

#[test]
fn a_table_reads_both_ways() {
    sent(&[
        ("map{new=1,complete=2,*=0}", "\"new\"", "1"),
        ("map{new=1,complete=2,*=0}", "\"other\"", "0"),
        ("map{new=1,complete=2}", "\"other\"", "error: \"other\" is not in the map"),
        ("map{new=1, *=*}", "\"other\"", "\"other\""),
        ("map{1=one,2=two}", "1", "\"one\""),
        ("map{1=one,2=two}", "\"2\"", "\"two\""),
        ("map{1=\"1\"}", "1", "\"1\""),
        ("map{\"a,b\"='x:}=y',''=none}", "\"a,b\"", "\"x:}=y\""),
        ("map{\"a,b\"='x:}=y',''=none}", "\"\"", "\"none\""),
        ("map{true=yes,false=no}", "[true,\"false\"]", "[\"yes\",\"no\"]"),
        ("map{a=null}", "\"a\"", "null"),
        ("map{a=}", "\"a\"", "\"\""),
        ("map{\"*\"=star}", "\"x\"", "error: not in the map"),
        ("map{a=1}", "null", "null"),
        ("map{a=1,*=2}", "{}", "2"),
    ]);
    returned(&[
        ("map{new=1,complete=2,*=0}", "2", "\"complete\""),
        ("map{new=1,complete=2,*=0}", "\"2\"", "\"complete\""),
        ("map{new=1,complete=2,*=0}", "0", "error: nothing in the map stands for 0"),
        ("map{a=1,b=1}", "1", "\"a\""),
        ("map{1=one}", "\"one\"", "1"),
        ("map{\"1\"=one}", "\"one\"", "\"1\""),
        ("map{a=b,*=*}", "\"z\"", "\"z\""),
    ]);
}

#[test]
fn telephone_numbers() {
    sent(&[
        ("phone{49}", "\"0171 / 123 45-67\"", "\"+491711234567\""),
        ("phone{49}", "\"+49 (0)171 1234567\"", "\"+491711234567\""),
        ("phone{49}", "\"0044 20 7946 0000\"", "\"+442079460000\""),
        ("phone{49}", "\"+1 (212) 555-0100\"", "\"+12125550100\""),
        ("phone{1:1}", "\"1-212-555-0100\"", "\"+12125550100\""),
        ("phone{39:}", "\"06 1234 5678\"", "\"+390612345678\""),
        ("phone{49}", "1711234567", "\"+491711234567\""),
        ("phone{49}", "\"0171-CALL\"", "error: 'C' is neither a digit"),
        ("phone{49}", "\"\"", "error: it has no digits"),
        ("phone{49}", "\"+\"", "error: 4 to 15 digits"),
        ("phone{49}", "\"01234567890123456\"", "error: 4 to 15 digits"),
        ("phone{49}", "\"+049 1711234567\"", "error: not begin with 0"),
        ("digits", "\"+49 (171) 12-3\"", "\"49171123\""),
        ("digits", "\"٣\"", "\"\""),
    ]);
    returned(&[
        ("phone{49:0}", "\"+491711234567\"", "\"01711234567\""),
        ("phone{49:0}", "\"+12125550100\"", "\"+12125550100\""),
        ("phone{49}", "\"+491711234567\"", "\"+491711234567\""),
        ("phone{39:}", "\"+390612345678\"", "\"0612345678\""),
    ]);
}

#[test]
fn lists_are_taken_whole_by_join_and_item_by_item_by_the_rest() {
    sent(&[
        ("join", "[1,\"a\",true,null,2.0]", "\"1,a,true,,2.0\""),
        ("join{\"\\n\"}", "[\"a\",\"b\"]", "\"a\\nb\""),
        ("join{}", "[\"a\",\"b\"]", "\"a,b\""),
        ("join", "[]", "\"\""),
        ("join", "[[1]]", "error: item 1: a list is no single value"),
        ("join", "\"a\"", "error: \"a\" is not a list"),
        ("join", "null", "null"),
        ("split", "\"a,,b\"", "[\"a\",\"\",\"b\"]"),
        ("split", "\"\"", "[]"),
        ("split{ - }", "\"a - b\"", "[\"a\",\"b\"]"),
        ("split", "[\"a,b\",\"c\"]", "[[\"a\",\"b\"],[\"c\"]]"),
        ("split|trim|upper|join{;}", "\"a , b\"", "\"A;B\""),
        ("json_text", "[1.0,{\"a\":null}]", "\"[1.0,{\\\"a\\\":null}]\""),
        ("json_value", "[\"1.0\",\"{}\"]", "[1.0,{}]"),
        ("json_value", "\"{\"", "error: the text is not JSON"),
        ("json_value", "5", "error: 5 is not text"),
        ("json_value|json_text", "\"[ 12345678901234567890.10 ]\"", "\"[12345678901234567890.10]\""),
        ("default{none}", "[null]", "[null]"),
        ("default{none}", "null", "\"none\""),
        ("default{\"0\"}", "null", "\"0\""),
        ("default{true}", "null", "true"),
        ("default{x}", "\"\"", "\"\""),
        ("null_if_empty|default{x}", "\"\"", "\"x\""),
        ("trim|null_if_empty", "\"  \"", "null"),
        ("null_if_empty", "[]", "null"),
        ("null_if_empty", "{}", "null"),
        ("null_if_empty", "[\"\"]", "[\"\"]"),
        ("null_if_empty", "0", "0"),
    ]);
    returned(&[
        ("join", "\"a,b\"", "[\"a\",\"b\"]"),
        ("split", "[\"a\",\"b\"]", "\"a,b\""),
        ("split", "[[\"a\",\"b\"],[\"c\"]]", "[\"a,b\",\"c\"]"),
        ("split|map{a=1,b=2}", "[1,2]", "\"a,b\""),
        ("json_text", "\"{\\\"a\\\":1.0}\"", "{\"a\":1.0}"),
        ("json_value", "[1.0]", "\"[1.0]\""),
        ("default{0}", "null", "null"),
    ]);
}

#[test]
fn what_is_no_converter_is_refused_with_what_there_is() {
    for (text, says) in [
        ("", "a name is missing at character 1"),
        ("é|", "é"),
        ("trim|", "a name is missing at character 6"),
        ("|trim", "a name is missing at character 1"),
        ("strin", "there is no \"strin\"; there are string, number"),
        ("String", "there is no \"String\""),
        ("trim{a}", "trim takes no arguments"),
        ("decimal", "decimal needs its scale (places behind the point, 0 to 50), as in decimal{2}"),
        ("decimal{}", "decimal needs its scale"),
        ("decimal{x}", "its scale is \"x\", and must be a number from 0 to 50"),
        ("decimal{51}", "a number from 0 to 50"),
        ("decimal{-1}", "a number from 0 to 50"),
        ("decimal{2:up}", "must be one of half_up, half_even, down"),
        ("decimal{2:down:3}", "at most 2 arguments"),
        ("flag{maybe}", "must be one of number, text, yes_no, true_false"),
        ("join{:}", "at most 1 argument, as in join{, } (one that holds : or } goes into quotes)"),
        ("join{\"\"}", "at least one character"),
        ("join{a", "a { is not closed"),
        ("join{a}}", "stands after the }"),
        ("join{a} b", "\"b\" stands after the }"),
        ("join{{a}}", "the { at character 6 needs quotes"),
        ("default{it's}", "nothing closes the quote (a text that holds one goes into the other quotes"),
        ("default{\"\\x\"}", "there is no \\x"),
        ("map", "map needs its table"),
        ("map{new}", "\"new\" has no = behind it"),
        ("map{=1}", "nothing before its ="),
        ("map{a=1,}", "has no = behind it"),
        ("map{a=1,a=2}", "\"a\" stands in the table twice"),
        ("map{*=1,*=2}", "\"*\" stands in the table twice"),
        ("map{\"a\"b=1}", "stands where '=' should"),
        ("map{a\"b\"=1}", "the quotes do not stand around all of"),
        ("phone", "phone needs its calling code"),
        ("phone{DE}", "one to three digits, such as 49"),
        ("phone{+49}", "one to three digits"),
        ("phone{49:x}", "at most three digits"),
    ] {
        let Err(fault) = parse(text) else { panic!("{text} is taken") };
        assert_eq!(fault.code, Code::ConverterInvalid);
        assert!(fault.message.contains(says), "{text}: {}", fault.message);
    }
    assert!(parse(&"trim|".repeat(20)).is_err_and(|fault| fault.message.contains("more than 16")));
    assert!(parse(&format!("default{{{}}}", "a".repeat(MAX_LEN))).is_err());
}

#[test]
fn arguments_may_stand_in_quotes_of_either_kind() {
    for (converter, after) in [
        ("default{'a:b}'}", "\"a:b}\""),
        ("default{\"a:b}\"}", "\"a:b}\""),
        ("default{'say \"{}\"'}", "\"say \\\"{}\\\"\""),
        ("default{'it\\'s'}", "\"it's\""),
        ("default{a' 'b}", "\"a b\""),
        ("default{ x }", "\" x \""),
        (" default{x} ", "\"x\""),
        ("default{'1'}", "\"1\""),
        ("default{'1'0}", "10"),
        ("default{''}", "\"\""),
        ("default{|}", "\"|\""),
        ("trim | default{x}", "\"x\""),
    ] {
        assert_eq!(out(converter, "null"), after, "{converter}");
    }
}

#[test]
fn a_class_of_a_shop_is_kept_and_fails_until_it_is_mapped() {
    let class = "Path/To/The/Converter/Class";
    let none = Aliases::new();
    let says = parse_with(class, &none).unwrap().outward(Json::int(1)).unwrap_err();
    assert!(says.contains(class) && says.contains("runs in the shop"), "{says}");
    assert_eq!(parse(class).unwrap().inward(Json::Null).unwrap_err(), says);
    let fault = unavailable(class, &none).unwrap();
    assert_eq!((fault.code, fault.message), (Code::ConverterInvalid, says));
    assert!(fault.next.contains("stands in"));

    for key in [class, r"\Path\To\The\Converter\Class", r"path\to\the\converter\class"] {
        let aliases = Aliases::from([(key.to_owned(), "string".to_owned())]);
        assert!(unavailable(class, &aliases).is_none());
        let made = parse_with(class, &aliases).unwrap();
        assert_eq!(made.outward(Json::int(1)), Ok(Json::text("1")), "{key}");
    }
    let wrong = Aliases::from([(class.to_owned(), "nothing".to_owned())]);
    let Err(fault) = parse_with(class, &wrong) else { panic!("taken") };
    assert!(fault.message.contains("there is no \"nothing\""), "{}", fault.message);
    // A class that stands for itself or for another class leads nowhere, and not round in circles.
    let circle = Aliases::from([(class.to_owned(), class.to_owned())]);
    assert!(parse_with(class, &circle).is_err());

    for text in ["Class", "trim", "a/", "a//b", "1/2", "a/b{c}", "a b/c", "", "/", "\\"] {
        assert!(!is_class(text), "{text}");
    }
    for text in [r"Vendor\Module\Status", "/Vendor/Status", r"\Vendor\Ünïcode_1"] {
        assert!(is_class(text), "{text}");
    }
}

/// Any JSON, as text.
fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,4})?",
        ".{0,12}".prop_map(|text| Json::text(text).to_string()),
        "[0-9+./: yesnotrue-]{0,12}".prop_map(|text| Json::text(text).to_string()),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(inner, 0..3).prop_map(|items| {
                let members: Vec<_> =
                    items.iter().enumerate().map(|(n, item)| format!("\"k{n}\":{item}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

/// The examples of the vocabulary, and some more with all their arguments.
fn any_converter() -> impl Strategy<Value = String> {
    let mut known: Vec<String> =
        vocabulary().iter().map(|about| about.example.converter.to_owned()).collect();
    known.extend(
        ["decimal{2:half_even}", "integer", "boolean{text}", "map{a=1,*=*}", "phone{39:}"].map(str::to_owned),
    );
    prop::collection::vec(prop::sample::select(known), 1..4).prop_map(|steps| {
        // An expression after = is alone.
        if steps.iter().any(|step| step.starts_with('=')) { steps[0].clone() } else { steps.join("|") }
    })
}

/// What comes back as it was, for each converter whose way back is exact.
fn natural(name: &str) -> Option<(Vec<&'static str>, BoxedStrategy<String>)> {
    let text = |pattern: &str| {
        proptest::string::string_regex(pattern)
            .unwrap_or_else(|why| panic!("{why}"))
            .prop_map(|text| Json::text(text).to_string())
            .boxed()
    };
    let number = "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?";
    let plain = proptest::string::string_regex(number).unwrap_or_else(|why| panic!("{why}")).boxed();
    let bools = any::<bool>().prop_map(|value| value.to_string()).boxed();
    Some(match name {
        "string" => (vec!["string"], prop_oneof![plain, bools].boxed()),
        "number" => (vec!["number"], text(number)),
        "flag" => (vec!["flag", "flag{text}", "flag{yes_no}", "flag{true_false}"], bools),
        "boolean" => (vec!["boolean", "boolean{number}"], "[01]".boxed()),
        "map" => (
            vec!["map{a=1,b=\"2\",3=c,*=0}"],
            prop_oneof![Just("\"a\""), Just("\"b\""), Just("3")].prop_map(str::to_owned).boxed(),
        ),
        "phone" => (vec!["phone{49:0}"], text("0[1-9][0-9]{3,11}")),
        "split" => (vec!["split", "split{ab}"], text("[abc,; ]{0,9}")),
        "json_text" => (vec!["json_text"], any_json().boxed()),
        "json_value" => (
            vec!["json_value"],
            any_json()
                .prop_filter("null", |text| text != "null")
                .prop_map(|text| {
                    Json::text(read(&text).map_or(String::new(), |value| value.to_string())).to_string()
                })
                .boxed(),
        ),
        _ => return None,
    })
}

#[test]
fn the_way_back_is_exact_where_the_library_says_so() {
    let mut runner = proptest::test_runner::TestRunner::default();
    for about in vocabulary() {
        let found = natural(about.name);
        assert_eq!(found.is_some(), about.back.is_exact(), "{}: a strategy for its values", about.name);
        let Some((converters, values)) = found else { continue };
        for converter in converters {
            let made = made(converter);
            let there_and_back = |before: String| {
                let value = read(&before).map_err(|why| TestCaseError::fail(why.to_string()))?;
                let sent = made.outward(value.clone()).map_err(TestCaseError::fail)?;
                let shown = sent.to_string();
                let returned = made.inward(sent).map_err(TestCaseError::fail)?;
                prop_assert_eq!(returned, value, "{} sent {}", converter, shown);
                Ok(())
            };
            runner.run(&values, there_and_back).unwrap_or_else(|why| panic!("{converter}: {why}"));
        }
    }
}

proptest! {
    #[test]
    fn no_text_and_no_value_makes_it_panic(
        text in prop_oneof![any_converter(), "[a-z_]{0,9}\\PC{0,20}", "(map|join|default|phone|=)\\{[a-c0-9='\":|\\\\}{,]{0,16}\\}?"],
        json in any_json(),
    ) {
        let value = read(&json).map_err(|why| TestCaseError::fail(why.to_string()))?;
        match parse(&text) {
            Err(fault) => prop_assert_eq!(fault.code, Code::ConverterInvalid),
            Ok(converter) => {
                for answer in [converter.outward(value.clone()), converter.inward(value)].into_iter().flatten() {
                    let text = answer.to_string();
                    prop_assert!(read(&text).is_ok(), "{}", text);
                }
            }
        }
    }

    #[test]
    fn rounding_agrees_with_whole_numbers(whole in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0_u32..6, to in 0_u32..4) {
        // The number is whole / 10^scale, computed here in whole numbers and there on its text.
        let ten = |n: u32| 10_i128.pow(n);
        let unit = ten(scale);
        let number = i128::from(whole);
        let text = format!("{number}e-{scale}");
        let (kept, lost) = (number * ten(to) / unit, number * ten(to) % unit);
        let away = if number < 0 { kept - 1 } else { kept + 1 };
        let half = (lost * 2).abs().cmp(&unit);
        let even = match half {
            std::cmp::Ordering::Less => kept,
            std::cmp::Ordering::Equal if kept % 2 == 0 => kept,
            _ => away,
        };
        for (rounding, expected) in [
            ("down", kept),
            ("half_up", if half.is_lt() { kept } else { away }),
            ("half_even", even),
        ] {
            let got = out(&format!("decimal{{{to}:{rounding}}}"), &text);
            let plain: i128 = got.replace('.', "").parse().map_err(|_| TestCaseError::fail(got.clone()))?;
            prop_assert_eq!(plain, expected, "{} of {} is {}", rounding, text, got);
        }
    }
}
