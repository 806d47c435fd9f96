use hookdesk_core::fault::Code;

use super::*;
use crate::json::read;

/// A converter of the text.
pub(super) fn made(text: &str) -> Converter {
    parse(text).unwrap_or_else(|fault| panic!("{fault}"))
}

pub(super) fn out(converter: &str, before: &str) -> String {
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
fn dates_are_read_strictly() {
    sent(&[
        ("date{magento:iso}", "\"2026-03-01 09:30:00\"", "\"2026-03-01T09:30:00Z\""),
        ("date{magento:unix}", "\"1970-01-01 00:00:01\"", "1"),
        ("date{magento:unix_ms}", "\"1969-12-31 23:59:59\"", "-1000"),
        ("date{unix:magento}", "1795245884", "\"2026-11-21 07:24:44\""),
        ("date{unix:magento}", "\"0\"", "\"1970-01-01 00:00:00\""),
        ("date{unix_ms:iso}", "1500", "\"1970-01-01T00:00:01.500Z\""),
        ("date{iso:magento}", "\"2026-03-01T01:00:00+02:00\"", "\"2026-02-28 23:00:00\""),
        ("date{iso:magento}", "\"2026-03-01t01:00Z\"", "\"2026-03-01 01:00:00\""),
        ("date{iso:magento}", "\"2026-03-01 01:00:00.250-0530\"", "\"2026-03-01 06:30:00\""),
        ("date{iso:magento:+02}", "\"2026-03-01T01:00:00\"", "\"2026-02-28 23:00:00\""),
        ("date{iso:magento}", "\"2026-03-01\"", "\"2026-03-01 00:00:00\""),
        ("date{iso:iso:'-05:30'}", "\"2026-03-01T00:00:00,5Z\"", "\"2026-02-28T18:30:00.500-05:30\""),
        ("date{magento:'%d.%m.%Y %H:%M':+0100}", "\"2026-12-31 23:30:00\"", "\"01.01.2027 00:30\""),
        ("date{magento:%d.%m.%y}", "\"2026-12-31 23:30:00\"", "\"31.12.26\""),
        ("date{'%d/%m/%Y':iso}", "\"29/02/2028\"", "\"2028-02-29T00:00:00Z\""),
        ("date{'%s':iso}", "\"86400\"", "\"1970-01-02T00:00:00Z\""),
        ("date{'%Y-%m-%d %H:%M:%S %z':iso}", "\"2026-03-01 09:00:00 +0200\"", "\"2026-03-01T07:00:00Z\""),
        ("date{magento:iso}", "null", "null"),
        ("date{magento:unix}", "[\"1970-01-01 00:00:00\"]", "[0]"),
        // What does not exist, or is not written so, is an error.
        ("date{magento:iso}", "\"0000-00-00 00:00:00\"", "error: is not a date"),
        ("date{magento:iso}", "\"2026-02-29 00:00:00\"", "error: is not a date"),
        ("date{magento:iso}", "\"2026-03-01 24:00:00\"", "error: is not a date"),
        ("date{magento:iso}", "\"2026-03-01 23:59:60\"", "error: leap second"),
        ("date{magento:iso}", "\"2026-3-1 9:30:00\"", "error: not written as"),
        ("date{magento:iso}", "\"2026-03-01\"", "error: not written as"),
        ("date{magento:iso}", "\"\"", "error: not written as"),
        ("date{magento:iso}", "20260301", "error: it is not text"),
        ("date{iso:unix}", "\"2026-W09-1\"", "error: not written as"),
        ("date{iso:unix}", "\"2026-03-01T9:30\"", "error: not written as"),
        ("date{iso:unix}", "\"2026-03-01T09:30:5\"", "error: not written as"),
        ("date{iso:unix}", "\"2026-03-01T09:30: 5Z\"", "error: not written as"),
        ("date{iso:unix}", "\"2026-03-01T25:30Z\"", "error: is not a date"),
        ("date{iso:unix}", "\"2026-03-01T09:30Zulu\"", "error: is not a date"),
        ("date{iso:unix}", "\"tomorrow\"", "error: not written as"),
        ("date{unix:iso}", "1.5", "error: it is not whole"),
        ("date{unix:iso}", "99999999999999", "error: is not a date"),
        ("date{unix:iso}", "253402300800", "error: its year is not between 1 and 9999"),
        ("date{unix:iso}", "1e300", "error: too large"),
        ("date{unix:iso}", "true", "error: is not a date"),
        ("date{'%d/%m/%Y':iso}", "\"31/04/2026\"", "error: is not a date"),
        ("date{'%d/%m/%Y':iso}", "\"01/04/2026 \"", "error: is not a date"),
    ]);
    returned(&[
        ("date{magento:iso:+0200}", "\"2026-03-01T11:30:00+02:00\"", "\"2026-03-01 09:30:00\""),
        ("date{magento:iso:+0200}", "\"2026-03-01T11:30:00\"", "\"2026-03-01 09:30:00\""),
        ("date{magento:unix}", "1", "\"1970-01-01 00:00:01\""),
        ("date{magento:'%H:%M'}", "\"11:30\"", "error: one that says a whole date"),
        ("date{magento:%d.%m.%y}", "\"02.03.26\"", "error: a year of two digits"),
        ("date{magento:'%d.%m.%Y'}", "\"02.03.2026\"", "\"2026-03-02 00:00:00\""),
    ]);
}

#[test]
fn countries_have_codes_and_names() {
    assert_eq!(countries::ALL.len(), 249);
    assert!(countries::ALL.windows(2).all(|two| two[0].alpha2 < two[1].alpha2), "sorted, and each once");
    sent(&[
        ("country{alpha2:name}", "\"GB\"", "\"United Kingdom\""),
        ("country{alpha2:alpha3}", "\"ch\"", "\"CHE\""),
        ("country{alpha3:alpha2}", "[\"USA\",null]", "[\"US\",null]"),
        ("country{name:alpha2}", "\"united states\"", "\"US\""),
        ("country{name:alpha2}", "\"ÅLAND ISLANDS\"", "\"AX\""),
        // ISO's own names are read, too.
        ("country{name:name}", "\"Russian Federation\"", "\"Russia\""),
        ("country{alpha2:name}", "\"XX\"", "error: \"XX\" is not a country's code of two letters"),
        ("country{alpha3:name}", "\"DE\"", "error: three letters"),
        ("country{name:alpha2}", "\"\"", "error: English name"),
        ("country{name:alpha2}", "49", "error: 49 is not"),
    ]);
    returned(&[("country{alpha2:name}", "\"Germany\"", "\"DE\"")]);
    let forms = ["alpha2", "alpha3", "name"];
    for country in countries::ALL {
        let values = [country.alpha2, country.alpha3, country.name];
        for (from, before) in forms.iter().zip(values) {
            for (to, after) in forms.iter().zip(values) {
                let made = made(&format!("country{{{from}:{to}}}"));
                assert_eq!(made.outward(Json::text(before)), Ok(Json::text(after)));
                assert_eq!(made.inward(Json::text(after)), Ok(Json::text(before)));
            }
        }
    }
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
        ("date{iso}", "date needs its to (iso (ISO 8601)"),
        ("date{iso:rfc}", "its to is \"rfc\", and must be iso, magento"),
        ("date{iso:\"%Q\"}", "must be iso, magento"),
        ("date{\"%H:%M\":iso}", "must be one that says a whole date"),
        ("date{%d.%m.%y:iso}", "a year of two digits"),
        ("date{'%G-%V':iso}", "must be one that says a whole date"),
        ("date{'%Y-%m-%d %Z':iso}", "a zone's name"),
        ("date{iso:unix:Berlin}", "its offset is \"Berlin\", and must be Z, or one such as +0200"),
        ("date{iso:unix:+1500}", "must be Z"),
        ("date{iso:unix:+0260}", "must be Z"),
        ("date{iso:unix:+é0}", "must be Z"),
        ("country{alpha2}", "country needs its to"),
        ("country{alpha2:zip}", "must be one of alpha2, alpha3, name"),
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
