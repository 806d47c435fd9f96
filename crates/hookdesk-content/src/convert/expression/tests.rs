use proptest::prelude::*;

use crate::convert::parse;
use crate::json::{Json, read};

fn run(expression: &str, value: &str) -> String {
    let value = read(value).unwrap_or_else(|why| panic!("{why}"));
    match parse(&format!("={expression}")) {
        Err(fault) => format!("refused: {}", fault.message),
        Ok(made) => made.outward(value).map_or_else(|why| format!("error: {why}"), |value| value.to_string()),
    }
}

/// Each row: the expression, its value, the result. Errors are given by a part of them.
fn all(rows: &[(&str, &str, &str)]) {
    for (expression, value, wanted) in rows {
        let got = run(expression, value);
        let same = match wanted.split_once(": ").filter(|(kind, _)| ["error", "refused"].contains(kind)) {
            Some((kind, part)) => got.starts_with(kind) && got.contains(part),
            None => got == *wanted,
        };
        assert!(same, "={expression} of {value} is {got}, not {wanted}");
    }
}

#[test]
fn numbers_are_computed_as_decimals() {
    all(&[
        ("value * 100", "19.99", "1999"),
        ("value * 100", "\"19.99\"", "1999"),
        ("0.1 + 0.2", "null", "0.3"),
        ("value + 1", "123456789012345678901234567890", "123456789012345678901234567891"),
        ("1 - 1.50", "null", "-0.5"),
        ("2 + 3 * 4 - 10 / 4", "null", "11.5"),
        ("-value", "\"2.50\"", "-2.50"),
        ("-value * -1", "0", "0"),
        ("--value", "1", "1"),
        ("7 // 2 ~ ' ' ~ -7 // 2 ~ ' ' ~ 7 % -2 ~ ' ' ~ -7.5 % 2", "null", "\"3 -4 -1 0.5\""),
        ("1 / 3", "null", "0.33333333333333333333"),
        ("2 / 3", "null", "0.66666666666666666667"),
        ("-2 / 3", "null", "-0.66666666666666666667"),
        ("1 / 8", "null", "0.125"),
        ("5e-20 / 10", "null", "0"),
        ("15e-20 / 10", "null", "0.00000000000000000002"),
        ("1 / 0", "null", "error: dividing by zero"),
        ("1 % 0.0", "null", "error: dividing by zero"),
        ("1e1000 * 1e1000", "null", "error: more than 1000 digits"),
        ("1e9999", "null", "1e9999"),
        ("1e9999 + 1", "null", "error: exponent"),
        ("value + 1", "\"abc\"", "error: \"abc\" is not a number"),
        ("value + 1", "null", "error: null is not a number"),
        ("value + 1", "true", "error: true is not a number"),
        ("value|round", "2.5", "3"),
        ("value|round(2)", "\"19.995\"", "20.00"),
        ("(value * 1.19)|round(2, 'half_even')", "0.5", "0.60"),
        ("value|round(2, 'up')", "1", "error: half_up, half_even or down"),
        ("value|round(-1)", "1", "error: 0 to 50"),
        ("-5|abs ~ (-5)|abs", "null", "\"-55\""),
    ]);
}

#[test]
fn what_is_not_changed_keeps_its_text() {
    all(&[
        ("value", "1.0", "1.0"),
        (
            "value",
            "{\"b\":1e5,\"a\":[12345678901234567890123.0]}",
            "{\"b\":1e5,\"a\":[12345678901234567890123.0]}",
        ),
        ("value.b", "{\"b\":1e5}", "1e5"),
        ("value if value else 0", "-0.0", "0"),
        ("[value, value|string]", "1.00", "[1.00,\"1.00\"]"),
    ]);
}

#[test]
fn conditions_members_and_texts() {
    all(&[
        ("'yes' if value > 500 else 'no'", "\"600.0000\"", "\"yes\""),
        ("'a' if value == 1", "2", "null"),
        ("'a' if value == 1 else 'b' if value == 2 else 'c'", "2", "\"b\""),
        ("value == 1", "1.0", "true"),
        ("value == '1'", "1.0", "true"),
        ("value != 'a'", "\"a\"", "false"),
        ("value == none", "null", "true"),
        ("value == 0", "false", "false"),
        ("'B' < 'a' and '10' > '9'", "null", "true"),
        ("value < 1", "\"x\"", "error: \"x\" is not a number"),
        ("1 < 2 < 3", "null", "refused: comparisons do not follow one another"),
        ("not value and 1 == 1", "0", "true"),
        ("not 1 == 2", "null", "true"),
        ("not not value and not not not value == 2", "1", "true"),
        ("1 == not 1", "1", "refused: where value"),
        ("value or 'none'", "\"\"", "\"none\""),
        ("value and value.name", "{\"name\":\"x\"}", "\"x\""),
        ("value is none", "null", "true"),
        ("value is not empty", "[]", "false"),
        (
            "value is number or value is string or value is boolean or value is list or value is object",
            "{}",
            "true",
        ),
        ("value is odd", "1", "refused: one of none, number"),
        ("'a' in value", "\"cat\"", "true"),
        ("1 in value", "[\"x\",[1],\"1\"]", "true"),
        ("2 not in value", "[1]", "true"),
        ("'k' in value", "{\"k\":null}", "true"),
        ("value in none", "1", "false"),
        ("value.a.b.c", "{\"a\":null}", "null"),
        ("value.a", "5", "error: 5 has nothing under \"a\""),
        ("value['a b'][1]", "{\"a b\":[1,2]}", "2"),
        ("value[-1] ~ value[0]", "[\"a\",\"b\"]", "\"ba\""),
        ("value[9]", "[1]", "null"),
        ("[1,2,3][1]", "null", "2"),
        ("{'a': value, 'b': [1,]}.a", "7", "7"),
        ("{'a': value, \"b\": {}}", "[1]", "{\"a\":[1],\"b\":{}}"),
        ("value.firstname ~ ' ' ~ value.lastname", "{\"firstname\":\"Ann\",\"lastname\":null}", "\"Ann \""),
        ("value ~ 1", "[1]", "error: a list is no single value"),
        ("value == value", "[1]", "error: cannot be compared"),
    ]);
}

#[test]
fn filters() {
    all(&[
        ("value|upper|lower|capitalize|trim", "\" aB\"", "\"ab\""),
        ("value|replace('-', '')|length", "\"a-b-c\"", "3"),
        ("value|replace('', 'x')", "\"a\"", "error: replace: nothing cannot be replaced"),
        ("value|split(',')|reverse|join('-')", "\"a,b,c\"", "\"c-b-a\""),
        ("value|split(',')", "\"\"", "[]"),
        ("value|slice(1, 3) ~ value|slice(-2)", "\"äbcdé\"", "\"bcdé\""),
        ("value|slice(1)", "[1,2,3]", "[2,3]"),
        ("value|slice(2, 1)", "[1,2,3]", "[]"),
        ("value|starts_with('a') and value|ends_with('c')", "\"abc\"", "true"),
        ("value|number + 1", "\"007\"", "8"),
        ("value|number", "\"600.0000\"", "600.0000"),
        ("value|first ~ value|last", "[1,2,3]", "\"13\""),
        ("value|first", "[]", "null"),
        ("value|pluck('qty')|sum", "[{\"qty\":\"1.5\"},{\"qty\":2},{}]", "3.5"),
        ("value|min ~ ' ' ~ value|max", "[3,\"10\",2.0]", "\"2.0 10\""),
        ("value|sum", "[]", "0"),
        ("value|length ~ value|default('-')", "null", "\"0-\""),
        ("value|upper", "null", "null"),
        ("value|json", "{\"a\":[1.0]}", "\"{\\\"a\\\":[1.0]}\""),
        ("value|keys ~ ''", "{}", "error: a list is no single value"),
        ("value|keys|join", "{\"a\":1,\"b\":2}", "\"ab\""),
        ("value|values|sum", "{\"a\":1,\"b\":2}", "3"),
        ("value|sum", "\"a\"", "error: sum: \"a\" is not a list"),
        ("value|nothing", "1", "refused: one of upper, lower"),
        ("value|round(1, 'down', 2)", "1", "refused: round takes 0 to 2 arguments"),
        ("value|split", "1", "refused: split takes 1 argument(s)"),
        ("upper(value)", "1", "refused: write value|upper"),
    ]);
}

#[test]
fn what_is_no_expression_is_refused_with_its_place() {
    all(&[
        ("", "1", "refused: the end stands at character 1, where a value should"),
        ("value +", "1", "refused: the end stands at character 8"),
        ("value value", "1", "refused: \"value\" stands at character 7, where an operator or the end should"),
        ("payload", "1", "refused: \"payload\" stands at character 1, where value, the one variable, should"),
        ("(value", "1", "refused: where \")\" should"),
        ("[1", "1", "refused: where \"]\" should"),
        ("{a: 1}", "1", "refused: a member's name in quotes"),
        ("value.1", "1", "refused: a member's name"),
        ("'é' ~ $", "1", "refused: '$' at character 7 means nothing"),
        ("'open", "1", "refused: nothing closes the quote"),
        ("value ** 2", "1", "refused: where a value should"),
        ("value if", "1", "refused: where a value should"),
        ("1 not 2", "1", "refused: an operator or the end"),
        (&"(".repeat(5_000), "1", "refused: nested more than 64 deep"),
        (&"-".repeat(5_000), "1", "refused: nested more than 64 deep"),
        (&"not ".repeat(4_000), "1", "refused: nested more than 64 deep"),
        (&"value+".repeat(2_000), "1", "refused: nested more than 64 deep"),
        (&format!("value{}", ".a".repeat(5_000)), "1", "refused: nested more than 64 deep"),
        (&"1 if 1 else ".repeat(1_000), "1", "refused: nested more than 64 deep"),
        (&"[".repeat(5_000), "1", "refused: nested more than 64 deep"),
    ]);
    // Just below the limit everything works, on a thread's usual stack.
    assert_eq!(run(&format!("{}value{}", "(".repeat(30), ")".repeat(30)), "1"), "1");
    assert_eq!(run(&format!("value{}", " + value".repeat(60)), "1"), "61");
}

#[test]
fn the_way_back_is_the_second_expression() {
    let made = parse("expression{value ~ ':}' : value|replace(':}', '')}").unwrap();
    assert_eq!(made.outward(Json::text("a")), Ok(Json::text("a:}")));
    assert_eq!(made.inward(Json::text("a:}")), Ok(Json::text("a")));
    let made = parse("=value * 2").unwrap();
    assert!(made.inward(Json::int(2)).unwrap_err().contains("no way back"));
    assert_eq!(
        parse("expression{value|first}|string").unwrap().outward(read("[5]").unwrap()),
        Ok(Json::text("5"))
    );
    assert!(parse("expression").is_err() && parse("expression{value:value:value}").is_err());
}

proptest! {
    #[test]
    fn no_expression_makes_it_panic(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "value", "1", "2.50", "'a'", "[1,'b']", "{'k':value}", "none", "true", "+", "-", "*", "/", "//", "%", "~", "==",
                "<", "in", "not", "and", "or", "if", "else", "is", "empty", "(", ")", "[", "]", ".k", "|upper", "|length",
                "|round(2)", "|join('-')", "|sum", "|first", "|slice(-1,2)", "|json", "|pluck('k')", "|default(0)", ",",
            ]),
            0..14,
        ),
        value in prop::sample::select(vec!["null", "0", "-1.50", "\"7.5\"", "\"\"", "\"é\"", "[1,2,\"x\"]", "{\"k\":[{}]}", "true"]),
    ) {
        let got = run(&parts.join(" "), value);
        let bad = !got.starts_with("error: ") && !got.starts_with("refused: ") && read(&got).is_err();
        prop_assert!(!bad, "{}", got);
    }

    #[test]
    fn sums_and_products_agree_with_whole_numbers(a in any::<i32>(), b in any::<i32>(), s in 0_u32..6, t in 0_u32..6) {
        let (x, y) = (i128::from(a), i128::from(b));
        let ten = |n: u32| 10_i128.pow(n);
        let (left, right) = (format!("{a}e-{s}"), format!("{b}e-{t}"));
        let same = |expression: String, whole: i128, scale: u32| {
            let got = run(&format!("{expression} == {whole}e-{scale}"), "null");
            prop_assert_eq!(got, "true", "{}", expression);
            Ok(())
        };
        same(format!("({left}) + ({right})"), x * ten(t) + y * ten(s), s + t)?;
        same(format!("({left}) - ({right})"), x * ten(t) - y * ten(s), s + t)?;
        same(format!("({left}) * ({right})"), x * y, s + t)?;
        if b != 0 {
            same(format!("({left}) // ({right}) * ({right}) + ({left}) % ({right})"), x, s)?;
        }
        let order = (x * ten(t)).cmp(&(y * ten(s)));
        prop_assert_eq!(run(&format!("{left} < {right}"), "null"), order.is_lt().to_string());
        prop_assert_eq!(run(&format!("{left} >= {right}"), "null"), order.is_ge().to_string());
    }
}
