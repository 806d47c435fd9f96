use hookdesk_core::fault::Code;
use proptest::prelude::*;

use super::tests::{made, out};
use super::*;
use crate::json::read;

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
        "date" => (
            vec![
                "date{magento:iso}",
                "date{magento:unix}",
                "date{magento:unix_ms:-0330}",
                "date{magento:'%c %z':+14}",
            ],
            (-62_135_500_000_i64..253_402_200_000)
                .prop_map(|at| out("date{unix:magento}", &at.to_string()))
                .boxed(),
        ),
        "country" => (vec!["country{alpha3:name}"], Just("\"LIE\"".to_owned()).boxed()),
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
