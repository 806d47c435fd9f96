use hookdesk_core::fault::Code;
use proptest::prelude::*;

use super::decimal::Decimal;
use super::*;
use crate::context::{Chains, Layers};
use crate::definition::{Rule as Written, Rules};
use crate::json;

fn rule(field: &str, operator: &str, value: Option<&str>) -> Written {
    Written { field: field.into(), operator: operator.into(), value: value.map(Into::into), active: true }
}

fn verdict(payload: &str, written: Written, world: &Layers<'_>) -> (Verdict, Vec<Note>) {
    let (mut chains, mut faults) = (Chains::default(), Vec::new());
    let groups = compile(&Rules { groups: vec![vec![written]] }, &mut chains, &mut faults);
    assert_eq!(faults, []);
    let payload = json::read(payload).unwrap();
    let scene = Scene::new(&payload, world, &chains);
    let mut notes = Vec::new();
    let (fires, mut verdicts) = groups.explain(&scene, &mut notes);
    let verdict = verdicts.remove(0).remove(0);
    assert_eq!((fires, groups.fire(&scene)), (verdict.holds, verdict.holds));
    (verdict, notes)
}

fn why(payload: &str, field: &str, operator: &str, value: &str) -> (bool, String) {
    let value = if operator.contains("mpty") || operator.contains("xists") { None } else { Some(value) };
    let (verdict, _) = verdict(payload, rule(field, operator, value), &Layers::default());
    (verdict.holds, verdict.why)
}

#[test]
fn every_operator_compares_as_it_is_told() {
    for (value, operator, operand, holds) in [
        ("10", "greaterThan", "9.99", true),
        ("\"10.00\"", "greaterThan", "10", false),
        ("\"10.01\"", "greaterThan", "10", true),
        ("\"abc\"", "greaterThan", "1", false),
        ("\"\"", "lessThan", "1", false),
        ("null", "lessThan", "1", false),
        ("true", "greaterThan", "0", false),
        ("-2", "lessThan", "-1", true),
        ("12345678901234567890124", "greaterThan", "12345678901234567890123", true),
        ("5", "greaterThanOrEqual", "5.0", true),
        ("4", "greaterThanOrEqual", "5.0", false),
        ("5", "lessThanOrEqual", "5", true),
        ("6", "lessThanOrEqual", "5", false),
        ("\"600.0000\"", "equal", "600", true),
        ("12345678901234567890123", "equal", "12345678901234567890124", false),
        ("true", "equal", "1", true),
        ("true", "equal", "true", true),
        ("true", "equal", "0", false),
        ("false", "equal", "0", true),
        ("false", "equal", "", false),
        ("null", "equal", "", true),
        ("null", "equal", "0", false),
        ("0", "equal", "", false),
        ("\"new\"", "equal", "New", false),
        ("\"new\"", "equal", "new", true),
        ("[]", "equal", "", false),
        ("\"new\"", "notEqual", "complete", true),
        ("null", "notEqual", "complete", true),
        ("\"TV set\"", "regex", "/^TV .*/i", true),
        ("\"tv set\"", "regex", "#^TV .*#i", true),
        ("\"a TV set\"", "regex", "/^TV .*/", false),
        ("\"abab\"", "regex", "/(ab)\\1/", true),
        ("\"price\"", "regex", "/pr(?=ice)/", true),
        ("\"a/b\"", "regex", "/a\\/b/", true),
        ("\"a#b\"", "regex", "#a\\#b#", true),
        ("\"line\\nTV\"", "regex", "{^TV$}m", true),
        ("\"aab\"", "regex", "/^a+?b$/U", true),
        ("15", "regex", "/^1\\d$/", true),
        ("[1]", "regex", "/1/", false),
        ("\"US\"", "in", "CA, US ,MX", true),
        ("\" US \"", "in", "CA,US", true),
        ("\"U\"", "in", "CA,US", false),
        ("12", "in", "11,12.0", true),
        ("\"US\"", "notIn", "CA, US", false),
        ("\"DE\"", "notIn", "CA, US", true),
        ("\"\"", "isEmpty", "", true),
        ("[]", "isEmpty", "", true),
        ("{}", "isEmpty", "", true),
        ("null", "isEmpty", "", true),
        ("0", "isEmpty", "", false),
        ("\"0\"", "isEmpty", "", false),
        ("false", "isEmpty", "", false),
        ("[0]", "notEmpty", "", true),
        ("\"\"", "notEmpty", "", false),
        ("\"big sale\"", "contains", "sale", true),
        ("[\"a\",7]", "contains", "7", true),
        ("[\"a\",7]", "contains", "b", false),
        ("{\"1\":\"x\"}", "contains", "x", true),
        ("null", "exists", "", true),
        ("null", "notExists", "", false),
        ("1", "EQUAL", "1", true),
    ] {
        let payload = format!(r#"{{"data":{{"v":{value}}}}}"#);
        let (held, why) = why(&payload, "data.v", operator, operand);
        assert_eq!(held, holds, "{value} {operator} {operand}: {why}");
    }
}

#[test]
fn what_is_missing_is_empty_and_equals_nothing_but_the_empty_text() {
    for (operator, operand, holds) in [
        ("isEmpty", "", true),
        ("notEmpty", "", false),
        ("exists", "", false),
        ("notExists", "", true),
        ("equal", "", true),
        ("equal", "0", false),
        ("notEqual", "x", true),
        ("greaterThan", "-1", false),
        ("in", "a,b", false),
        ("notIn", "a,b", true),
        ("contains", "a", false),
        ("regex", "/^$/", true),
    ] {
        assert_eq!(why(r#"{"data":"text"}"#, "data.v", operator, operand).0, holds, "{operator} {operand}");
    }
}

#[test]
fn verdicts_say_why() {
    let order = r#"{"order":{"status":"new","total":12.50,"items":[1,2],"note":null}}"#;
    for (field, operator, value, says) in [
        ("order.status", "equal", "complete", r#"`order.status` is "new", not "complete""#),
        ("order.status", "equal", "new", r#"`order.status` is "new""#),
        ("order.status", "notEqual", "new", r#"`order.status` is "new", which equals "new""#),
        ("order.total", "greaterThan", "20", "`order.total` is 12.50, not greater than 20"),
        ("order.total", "lessThan", "20", "`order.total` is 12.50, less than 20"),
        ("order.status", "in", "a,b", r#"`order.status` is "new", not in "a, b""#),
        ("order.status", "notIn", "a,b", r#"`order.status` is "new", not in "a, b""#),
        ("order.items", "notEmpty", "", "`order.items` is a list of 2 elements, not empty"),
        ("order.items", "isEmpty", "", "`order.items` is a list of 2 elements, not empty"),
        ("order.note", "isEmpty", "", "`order.note` is null, empty"),
        ("order.id", "greaterThan", "1", "`order.id` is missing, not greater than 1"),
        ("order.id", "exists", "", "`order.id` is missing"),
        ("order.status", "regex", "/^x/", r#"`order.status` is "new", which does not match /^x/"#),
    ] {
        assert_eq!(why(order, field, operator, value).1, says);
    }
}

#[test]
fn groups_are_joined_by_or_and_rules_by_and() {
    let fires = |groups: Vec<Vec<Written>>| {
        let (mut chains, mut faults) = (Chains::default(), Vec::new());
        let groups = compile(&Rules { groups }, &mut chains, &mut faults);
        let payload = json::read(r#"{"a":1,"b":2}"#).unwrap();
        let world = Layers::default();
        let scene = Scene::new(&payload, &world, &chains);
        assert_eq!(groups.explain(&scene, &mut Vec::new()).0, groups.fire(&scene));
        groups.fire(&scene)
    };
    let (yes, no) = (rule("a", "equal", Some("1")), rule("b", "equal", Some("1")));
    let off = Written { active: false, ..no.clone() };
    assert!(fires(vec![]));
    assert!(fires(vec![vec![yes.clone()]]));
    assert!(!fires(vec![vec![yes.clone(), no.clone()]]));
    assert!(fires(vec![vec![no.clone()], vec![yes.clone()]]));
    assert!(fires(vec![vec![yes.clone(), off.clone()]]));
    // A group whose rules are all switched off neither fires nor hinders.
    assert!(!fires(vec![vec![no], vec![off.clone()]]));
    assert!(fires(vec![vec![off], vec![]]));
}

#[test]
fn faults_name_the_rule_and_its_part() {
    let (mut chains, mut faults) = (Chains::default(), Vec::new());
    let group = vec![
        rule("a", "is", Some("1")),
        rule("a..b", "equal", Some("1")),
        rule("a[].b", "equal", Some("1")),
        rule("a", "equal", None),
        rule("a", "greaterThan", Some("ten")),
        rule("a", "regex", Some("^TV")),
        rule("a", "regex", Some("/TV")),
        rule("a", "regex", Some("/(/")),
        rule("a", "regex", Some("/a/e")),
        rule("a", "regex", Some("")),
        rule("a", "regex", Some("/(((a{1000}){1000}){1000})/")),
        rule("context_registry.get_x", "isEmpty", None),
        Written { active: false, ..rule("", "", None) },
    ];
    compile(&Rules { groups: vec![vec![], group] }, &mut chains, &mut faults);
    let named: Vec<_> = faults.iter().map(|fault| (fault.field.as_deref().unwrap(), fault.code)).collect();
    assert_eq!(
        named,
        [
            ("rules[1][0].operator", Code::RuleInvalid),
            ("rules[1][1].field", Code::PathInvalid),
            ("rules[1][2].field", Code::RuleInvalid),
            ("rules[1][3].value", Code::RuleInvalid),
            ("rules[1][4].value", Code::RuleInvalid),
            ("rules[1][5].value", Code::RuleInvalid),
            ("rules[1][6].value", Code::RuleInvalid),
            ("rules[1][7].value", Code::RuleInvalid),
            ("rules[1][8].value", Code::RuleInvalid),
            ("rules[1][9].value", Code::RuleInvalid),
            ("rules[1][10].value", Code::RuleInvalid),
            ("rules[1][11].field", Code::ContextUnknown),
        ],
    );
    assert!(faults[0].message.contains("greaterThan"), "{}", faults[0].message);
}

#[test]
fn a_pattern_that_backtracks_without_end_is_given_up() {
    let payload = format!(r#"{{"v":"{}dc"}}"#, "ab".repeat(40));
    let (verdict, notes) =
        verdict(&payload, rule("v", "regex", Some(r"/^(a|b|ab)*(?>c)/")), &Layers::default());
    assert!(!verdict.holds);
    assert_eq!(notes[0].field.as_deref(), Some("rules[0][0].value"));
    assert!(notes[0].message.contains("given up"), "{}", notes[0].message);
}

#[test]
fn on_change_compares_with_the_event_before() {
    let before = json::read(r#"{"price":1.0,"name":"a"}"#).unwrap();
    let world = Layers { previous: Some(&before), ..Layers::default() };
    let holds =
        |payload, field, world: &Layers<'_>| verdict(payload, rule(field, "onChange", None), world).0.holds;
    assert!(!holds(r#"{"price":1.0}"#, "price", &world));
    assert!(holds(r#"{"price":2}"#, "price", &world));
    assert!(holds("{}", "name", &world));
    assert!(!holds("{}", "other", &world));
    assert!(holds(r#"{"price":1.0}"#, "price", &Layers::default()));
}

#[test]
fn rules_ask_contexts_and_do_not_show_credentials() {
    let context = json::read(r#"{"application_state":{"area_code":"adminhtml"}}"#).unwrap();
    let request = crate::context::Request {
        headers: vec![("authorization".into(), "Bearer s3cret".into())],
        ..crate::context::Request::default()
    };
    let world = Layers { event: Some(&context), request: Some(&request), ..Layers::default() };
    let area = rule("context_application_state.get_area_code", "equal", Some("adminhtml"));
    assert!(verdict("{}", area, &world).0.holds);
    let header = rule("context_http_request.get_header{Authorization}", "contains", Some("Bearer"));
    let (verdict, _) = verdict("{}", header, &world);
    assert!(verdict.holds && !verdict.why.contains("s3cret"), "{}", verdict.why);
}

#[test]
fn decimals_are_compared_by_their_digits() {
    let number = |text| Decimal::parse(text).unwrap();
    for (a, b) in [
        ("1", "1.0"),
        ("-0", "0.000"),
        ("1e2", "100"),
        ("0.0010", "1E-3"),
        ("+5", " 5 "),
        (".5", "0.5"),
        ("0e999", "0"),
    ] {
        assert_eq!(number(a), number(b), "{a} {b}");
    }
    for (a, b) in [
        ("9", "10"),
        ("-10", "-9"),
        ("0.1", "0.11"),
        ("1e99999999999999999999", "1e999999999999999999999999"),
        ("-1", "0"),
        ("1e-9", "1"),
    ] {
        assert!(number(a) <= number(b), "{a} {b}");
    }
    for text in ["", ".", "-", "1e", "0x1", "1 2", "e5", "1.2.3", "١", "inf", "NaN"] {
        assert_eq!(Decimal::parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn decimals_order_as_numbers_do(a in any::<i64>(), b in any::<i64>(), zeros in 0_usize..4) {
        let text = |n: i64| format!("{n}.{}", "0".repeat(zeros));
        prop_assert_eq!(Decimal::parse(&text(a)).cmp(&Decimal::parse(&b.to_string())), a.cmp(&b));
    }

    #[test]
    fn decimals_with_places_order_as_numbers_do(a in -99_999_i32..99_999, b in -99_999_i32..99_999) {
        let text = |n: i32| format!("{}{}.{:03}", if n < 0 { "-" } else { "" }, n.abs() / 1000, n.abs() % 1000);
        prop_assert_eq!(Decimal::parse(&text(a)).cmp(&Decimal::parse(&text(b))), a.cmp(&b));
    }

    #[test]
    fn no_pattern_makes_it_panic(text in "[/#({\\[a-z\\]})\\\\^$*+?.|0-9,imsxUDe]{0,24}", on in ".{0,16}") {
        if let Ok(regex) = pattern::compile(&text) {
            let _ = regex.is_match(on.as_str());
        }
    }
}
