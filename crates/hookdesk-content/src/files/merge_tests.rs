use crate::definition::{Moment, Rule, Verb};

use super::*;

fn file(hooks: &str) -> String {
    format!(
        "<config><method name=\"observer.a\" type=\"before\"><hooks><batch name=\"b\">{hooks}</batch></hooks></method></config>"
    )
}

fn rules(webhook: &Webhook) -> Vec<(&str, Option<&str>, bool)> {
    let all = webhook.content.rules.groups.iter().flatten();
    all.map(|rule: &Rule| (rule.operator.as_str(), rule.value.as_deref(), rule.active)).collect()
}

#[test]
fn a_later_file_changes_only_what_it_gives() {
    let module = file(
        "<hook name=\"h\" url=\"https://a.test\" timeout=\"5000\" required=\"false\" method=\"PUT\" fallbackErrorMessage=\"no\">\
         <headers><header name=\"X\">1</header><header name=\"Y\">2</header></headers>\
         <fields><field name=\"a\" source=\"data.a\"/><field name=\"b\" converter=\"A\\B\"/></fields>\
         <developerConsoleOauth><clientId>id</clientId><clientSecret>{env:S}</clientSecret><orgId>o</orgId></developerConsoleOauth>\
         </hook><hook name=\"other\" url=\"https://b.test\"/>",
    );
    let shop = file(
        "<hook name=\"h\" timeout=\"0\" remove=\"true\">\
         <headers><header name=\"Y\" remove=\"true\"/><header name=\"Z\">3</header></headers>\
         <fields><field name=\"b\" source=\"data.b\"/><field name=\"c\"/></fields>\
         <developerConsoleOauth><orgId>p</orgId></developerConsoleOauth></hook>",
    );
    let read = read_all(&[&module, &shop]).unwrap();
    assert_eq!(read.warnings, []);
    let [hook, other] = read.webhooks.as_slice() else { panic!("{:?}", read.webhooks) };
    assert_eq!((hook.url.as_str(), hook.verb), ("https://a.test", Some(Verb::Put)));
    assert_eq!((hook.timeout_ms, hook.required, hook.active), (0, false, false));
    assert_eq!(hook.fallback_error_message.as_deref(), Some("no"));
    let headers: Vec<_> =
        hook.content.headers.iter().map(|h| (h.name.as_str(), h.value.as_str(), h.active)).collect();
    assert_eq!(headers, [("X", "1", true), ("Y", "2", false), ("Z", "3", true)]);
    let fields: Vec<_> = hook.content.fields.iter().map(|f| (f.source(), f.converter.as_deref())).collect();
    assert_eq!(fields, [("data.a", None), ("data.b", Some("A\\B")), ("c", None)]);
    let oauth = hook.oauth.as_ref().unwrap();
    assert_eq!((oauth.client_id.as_str(), oauth.org_id.as_str()), ("id", "p"));
    assert_eq!((other.name.as_str(), other.active), ("other", true));
}

#[test]
fn methods_differ_by_their_type_and_batches_by_their_name() {
    let a = file("<hook name=\"h\" url=\"1\"/>");
    let b = a.replace("before", "after");
    let c = a.replace("name=\"b\"", "name=\"c\" order=\"5\"");
    let d = "<config><method name=\"observer.a\" type=\"before\"><hooks><batch name=\"c\" order=\"7\"/></hooks></method></config>";
    let read = read_all(&[&a, &b, &c, d]).unwrap();
    let all: Vec<_> =
        read.webhooks.iter().map(|hook| (hook.moment, hook.batch.as_str(), hook.batch_order)).collect();
    assert_eq!(all, [(Moment::Before, "b", 0), (Moment::Before, "c", 7), (Moment::After, "b", 0)]);
}

#[test]
fn what_a_hook_needs_may_stand_in_any_file() {
    let with = file("<hook name=\"h\" url=\"1\"/>");
    let without = file("<hook name=\"h\" priority=\"3\"/>");
    for files in [[&with, &without], [&without, &with]] {
        let read = read_all(&[files[0], files[1]]).unwrap();
        assert_eq!((read.webhooks[0].url.as_str(), read.webhooks[0].priority), ("1", 3));
    }
    assert!(read_all(&[&without, &without]).unwrap_err().message.contains("no url"));
}

/// Two conditions on one field are common; nothing says that one of them goes.
#[test]
fn one_file_may_ask_two_things_of_one_field() {
    let two = "<hook name=\"h\" url=\"1\"><rules><rule field=\"a\" operator=\"notEqual\" value=\"1\"/><rule field=\"a\" operator=\"notEqual\" value=\"2\"/></rules></hook>";
    let first = file(two);
    assert_eq!(
        rules(&read(&first).unwrap().webhooks[0]),
        [("notEqual", Some("1"), true), ("notEqual", Some("2"), true)]
    );
    let off = file(
        "<hook name=\"h\"><rules><rule field=\"a\" operator=\"notEqual\" value=\"2\" remove=\"true\"/></rules></hook>",
    );
    let merged = read_all(&[&first, &off]).unwrap();
    assert_eq!(rules(&merged.webhooks[0]), [("notEqual", Some("1"), true), ("notEqual", Some("2"), false)]);
    let other = file(
        "<hook name=\"h\"><rules><rule field=\"a\" operator=\"notEqual\" value=\"3\"/><rule field=\"a\" operator=\"equal\" value=\"4\"/></rules></hook>",
    );
    let merged = read_all(&[&first, &other]).unwrap();
    assert_eq!(
        rules(&merged.webhooks[0]),
        [("notEqual", Some("3"), true), ("notEqual", Some("2"), true), ("equal", Some("4"), true)]
    );
}

#[test]
fn in_one_file_the_last_counts_and_is_named() {
    let text = file(
        "<hook name=\"h\" url=\"1\"><fields><field name=\"a\" source=\"x\"/>\n<field name=\"a\" source=\"y\"/></fields></hook>\n <hook name=\"h\" timeout=\"3\"/>",
    );
    let read = read(&text).unwrap();
    let [hook] = read.webhooks.as_slice() else { panic!("{:?}", read.webhooks) };
    assert_eq!((hook.timeout_ms, hook.content.fields.len(), hook.content.fields[0].source()), (3, 1, "y"));
    let said: Vec<_> = read.warnings.iter().map(|w| (w.line, w.column, w.message.as_str())).collect();
    assert_eq!(
        said,
        [
            (2, 1, "the field \"a\" stands twice; what is given last counts"),
            (3, 2, "the hook \"h\" stands twice; what is given last counts")
        ]
    );
}

#[test]
fn a_method_may_stand_in_pieces() {
    let pieces = file("<hook name=\"h\" url=\"1\"/>").replace("</config>", "<method name=\"observer.a\" type=\"before\"><hooks><batch name=\"b\" order=\"2\"><hook name=\"i\" url=\"2\"/></batch></hooks></method></config>");
    let read = read(&pieces).unwrap();
    assert_eq!(read.warnings, []);
    let all: Vec<_> = read.webhooks.iter().map(|hook| (hook.name.as_str(), hook.batch_order)).collect();
    assert_eq!(all, [("h", 2), ("i", 2)]);
}

/// Laying a file over itself changes nothing.
#[test]
fn a_file_over_itself_is_itself() {
    let text = file(
        "<hook name=\"h\" url=\"1\"><headers><header resolver=\"A\\B\"/><header name=\"X\">1</header></headers><fields><field name=\"a\"/></fields><rules><rule field=\"a\" operator=\"in\" value=\"1\"/><rule field=\"a\" operator=\"in\" value=\"2\"/></rules></hook>",
    );
    assert_eq!(read_all(&[&text, &text]).unwrap().webhooks, read(&text).unwrap().webhooks);
}

#[test]
fn aligents_files_are_laid_over_each_other_too() {
    let a = "<config><webhook hook_name=\"a.b\"><service class=\"C\" method=\"m\"/></webhook></config>";
    let b = "<config><webhook hook_name=\"A.b\"><service class=\"D\" method=\"n\"/></webhook><webhook hook_name=\"c.d\"><service class=\"E\" method=\"o\"/></webhook></config>";
    let read = read_all(&[a, b]).unwrap();
    let all: Vec<_> = read
        .hooks
        .iter()
        .map(|hook| (hook.name.as_str(), hook.service.as_ref().unwrap().class.as_str()))
        .collect();
    assert_eq!(all, [("a.b", "D"), ("c.d", "E")]);
}
