use hookdesk_core::fault::Code;

use super::*;

/// A file with these lines in its hook; the first of them is line 3.
fn in_hook(lines: &str) -> String {
    format!(
        "<config><method name=\"observer.a\" type=\"before\"><hooks>\n<batch name=\"b\"><hook name=\"h\" url=\"https://a.test\">\n{lines}\n</hook></batch></hooks></method></config>"
    )
}

fn hook(attributes: &str) -> String {
    format!(
        "<config><method name=\"observer.a\" type=\"before\"><hooks>\n<batch name=\"b\">\n<hook {attributes}/></batch></hooks></method></config>"
    )
}

#[track_caller]
fn refused(text: &str, code: Code, place: &str, word: &str) {
    let fault = read(text).expect_err(text);
    let shown: String = text.chars().take(300).collect();
    assert_eq!(fault.code, code, "{shown}: {fault}");
    assert!(fault.message.starts_with(&format!("{place}: ")), "{shown}: {fault}");
    assert!(fault.message.contains(word), "{shown}: {fault}");
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let table: &[(&str, &str, &str)] = &[
        ("<config>\n<method type=\"before\"/></config>", "line 2, column 1", "no name"),
        ("<config>\n<method name=\" \" type=\"before\"/></config>", "line 2, column 9", "empty"),
        ("<config>\n<method name=\"a b\" type=\"before\"/></config>", "line 2, column 9", "observer."),
        ("<config>\n<method name=\"observer.\" type=\"before\"/></config>", "line 2, column 9", "observer."),
        ("<config>\n<method name=\"observer.a\"/></config>", "line 2, column 1", "no type"),
        (
            "<config>\n<method name=\"observer.a\" type=\"around\"/></config>",
            "line 2, column 27",
            "before or after",
        ),
        ("<config>\n<method name=\"observer.a\" type=\"before\"/></config>", "line 2, column 1", "<hooks>"),
        (
            "<config><method name=\"observer.a\" type=\"after\"><hooks>\n  <batch/></hooks></method></config>",
            "line 2, column 3",
            "no name",
        ),
        (
            "<config><method name=\"observer.a\" type=\"after\"><hooks>\n<batch name=\"a b\"/></hooks></method></config>",
            "line 2, column 8",
            "letters",
        ),
        (
            "<config><method name=\"observer.a\" type=\"after\"><hooks>\n<batch name=\"b\" order=\"first\"/></hooks></method></config>",
            "line 2, column 17",
            "whole number",
        ),
        (&hook(""), "line 3, column 1", "no name"),
        (&hook("name=\"h\""), "line 3, column 1", "no url"),
        (&hook("name=\"h\" url=\"\""), "line 3, column 1", "no url"),
        (&hook("name=\"h-1\" url=\"u\""), "line 3, column 7", "letters"),
        (&hook("name=\"h\" url=\"u\" timeout=\"-1\""), "line 3, column 24", "timeout"),
        (&hook("name=\"h\" url=\"u\" timeout=\"2s\""), "line 3, column 24", "0 or more"),
        (&hook("name=\"h\" url=\"u\" timeout=\"4294967296\""), "line 3, column 24", "timeout"),
        (&hook("name=\"h\" url=\"u\" softTimeout=\"1.5\""), "line 3, column 24", "softTimeout"),
        (&hook("name=\"h\" url=\"u\" ttl=\"\""), "line 3, column 24", "ttl"),
        (&hook("name=\"h\" url=\"u\" priority=\"high\""), "line 3, column 24", "priority"),
        (&hook("name=\"h\" url=\"u\" required=\"yes\""), "line 3, column 24", "true or false"),
        (&hook("name=\"h\" url=\"u\" remove=\"\""), "line 3, column 24", "remove"),
        (&hook("name=\"h\" url=\"u\" sslVerification=\"no\""), "line 3, column 24", "sslVerification"),
        (&hook("name=\"h\" url=\"u\" method=\"PATCH\""), "line 3, column 24", "POST, PUT, GET or DELETE"),
        (&hook("name=\"ü\" url=\"u\""), "line 3, column 7", "letters"),
        (&in_hook("<headers><header>x</header></headers>"), "line 3, column 10", "resolver"),
        (
            &in_hook("<headers>\n<header name=\"a\" remove=\"ja\">x</header></headers>"),
            "line 4, column 18",
            "remove",
        ),
        (&in_hook("<fields><field source=\"a\"/></fields>"), "line 3, column 9", "no name"),
        (&in_hook("<fields><field name=\"\"/></fields>"), "line 3, column 16", "empty"),
        (&in_hook("<rules><rule operator=\"equal\" value=\"1\"/></rules>"), "line 3, column 8", "no field"),
        (&in_hook("<rules><rule field=\"a\" value=\"1\"/></rules>"), "line 3, column 8", "no operator"),
        (
            &in_hook("<rules><rule field=\"a\" operator=\"like\" value=\"1\"/></rules>"),
            "line 3, column 24",
            "greaterThan",
        ),
        (&in_hook("<rules><rule field=\"a\" operator=\"equal\"/></rules>"), "line 3, column 8", "no value"),
        (
            &in_hook("<developerConsoleOauth><clientId>a</clientId></developerConsoleOauth>"),
            "line 3, column 1",
            "clientSecret",
        ),
        ("<html/>", "line 1, column 1", "<config>"),
        ("\n<config/>", "line 2, column 1", "neither"),
        ("<config>\n<webhook/>\n</config>", "line 2, column 1", "hook_name"),
        ("<config>\n<webhook hook_name=\"a b\"/>\n</config>", "line 2, column 10", "letters"),
        (
            "<config>\n<webhook hook_name=\"a.b\">\n<service class=\"C\"/></webhook></config>",
            "line 3, column 1",
            "method",
        ),
        ("<config>\n<async_event/>\n</config>", "line 2, column 1", "name"),
    ];
    for (text, place, word) in table {
        refused(text, Code::WebhookInvalid, place, word);
    }
}

/// Found by fuzzing: the parser repeats a tag that closes nothing, and that may be half the file.
#[test]
fn a_fault_does_not_repeat_the_file() {
    let text = format!("<config><a></{}></config>", "b".repeat(100_000));
    let fault = super::read(&text).expect_err("nothing is closed");
    assert_eq!(fault.code, Code::XmlMalformed);
    assert!(fault.message.len() < 400, "{} characters", fault.message.len());
    let text = format!(r#"[{{"method":"a","{}":1}}]"#, "b".repeat(100_000));
    let fault = super::read(&text).expect_err("such a field is not known");
    assert!(fault.message.chars().count() < 600, "{} characters", fault.message.len());
}

#[test]
fn broken_xml_is_named_with_its_place() {
    let table: &[(&str, &str, &str)] = &[
        ("", "line 1, column 1", "no element"),
        ("  \n", "line 2, column 1", "no element"),
        ("hello", "line 1, column 1", "text"),
        ("<config>\n<method>", "line 2, column 1", "<method> is not closed"),
        ("<config>\n</method>\n", "line 2, column 1", "method"),
        ("</config>", "line 1, column 1", "config"),
        ("<config/>\n<config/>", "line 2, column 1", "after the end"),
        ("<config/>\nmore", "line 1, column 10", "text"),
        ("<config>\n<hook name=\"a", "line 2, column 1", "closed"),
        ("<config>\n<hook name/></config>", "line 2, column 11", "="),
        ("<config>\n<hook name=a/></config>", "line 2, column 12", "quotes"),
        ("<config>\n<hook a=\"1\" a=\"2\"/></config>", "line 2, column 13", "twice"),
        ("<config>\n<hook a=\"<\"/></config>", "line 2, column 7", "&lt;"),
        ("<config>\n<hook a=\"&#0;\"/></config>", "line 2, column 7", ""),
        ("<config>\n<hook a=\"&#1;\"/></config>", "line 2, column 7", "character"),
        ("<config>\n<hook a=\"&\"/></config>", "line 2, column 7", ""),
        ("<config>\n&#x1;</config>", "line 2, column 1", "&#x1;"),
        ("<config>\n&#xffffffffff;</config>", "line 2, column 1", ""),
        ("<config>\n&", "line 2, column 1", ""),
        ("<config>ä\u{1}</config>", "line 1, column 10", "cannot stand"),
        ("<config>\n<!-- a -- b --></config>", "line 2, column 8", "--"),
        ("<config>\n<1a/></config>", "line 2, column 1", "name"),
        ("<config>\n<a 1b=\"\"/></config>", "line 2, column 4", "name"),
        ("<config>\n<![CDATA[", "line 2, column 1", "CDATA"),
        ("<config>\n<", "line 2, column 1", ""),
        ("<config>\n<?pi", "line 2, column 1", "?>"),
        (&in_hook("<!-- hookdesk: {} --><!-- hookdesk: { --><fields/>"), "line 3, column 22", "comment"),
        (&in_hook("<!-- hookdesk: {\"rule\":1} -->"), "line 3, column 1", "unknown field"),
    ];
    for (text, place, word) in table {
        refused(text, Code::XmlMalformed, place, word);
    }
}

#[test]
fn hostile_xml_is_refused() {
    let laughs = "<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n<config>&b;</config>";
    let outside = "<?xml version=\"1.0\"?>\n<!DOCTYPE c [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><config>&x;</config>";
    let many = format!("<config>{}</config>", "<a/>".repeat(xml::MAX_ELEMENTS));
    let deep = format!("<config>{}", "<a>".repeat(1_000_000));
    let wide: String = (0..200).map(|n| format!(" a{n}=\"\"")).collect();
    let table: &[(&str, &str, &str)] = &[
        (laughs, "line 1, column 1", "DOCTYPE"),
        (outside, "line 2, column 1", "DOCTYPE"),
        ("<!DOCTYPE config SYSTEM \"http://example.com/a.dtd\"><config/>", "line 1, column 1", "DOCTYPE"),
        ("<config>\n  &xxe;</config>", "line 2, column 3", "&xxe;"),
        ("<config>\n<hook url=\"&xxe;\"/></config>", "line 2, column 7", "&xxe;"),
        ("<config>&nbsp;</config>", "line 1, column 9", "&nbsp;"),
        (&deep, "line 1, column 102", "deeper"),
        (&many, "line 1, column 80005", "more than 20000 elements"),
        (&format!("<config{wide}/>"), "line 1, column 699", "attributes"),
        (&" ".repeat(xml::MAX_BYTES + 1), "line 1, column 1", "5 MiB"),
    ];
    for (text, place, word) in table {
        refused(text, Code::XmlRefused, place, word);
    }
}

#[test]
fn a_long_message_is_cut() {
    let name = "x".repeat(100_000);
    let fault = read(&format!("<{name}/>")).unwrap_err();
    assert!(fault.message.len() < 300, "{}", fault.message.len());
    let warned = read(&in_hook(&format!("<{name} a=\"\"/>"))).unwrap();
    assert!(warned.warnings[0].message.len() < 300);
}

#[test]
fn what_is_not_known_is_left_out_and_named() {
    let read = read(&in_hook(
        "<fields by=\"me\"><field name=\"a\" wait=\"1\"/><feld/></fields>\n<header/><rules>text</rules>\n<developerConsoleOauth><clientId>a</clientId><clientSecret>b</clientSecret><orgId x=\"\">c</orgId><scope/></developerConsoleOauth>",
    ))
    .unwrap();
    let said: Vec<(usize, usize, &str)> = read
        .warnings
        .iter()
        .map(|warning| (warning.line, warning.column, warning.message.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (3, 9, "the attribute by of <fields> is not known and was left out"),
            (3, 33, "the attribute wait of <field> is not known and was left out"),
            (3, 43, "<feld> in <fields> is not known and was left out"),
            (4, 1, "<header> in <hook> is not known and was left out"),
            (4, 10, "the text in <rules> is not read"),
            (5, 83, "the attribute x of <orgId> is not known and was left out"),
            (5, 97, "<scope> in <developerConsoleOauth> is not known and was left out"),
        ]
    );
    assert_eq!(read.webhooks[0].content.fields.len(), 1);
}

#[test]
fn references_cdata_and_white_space_are_read_as_xml_has_them() {
    let read = read(&in_hook(
        "<headers><header name='a'> &lt;&#x41;&amp;<![CDATA[<b>]]>&#13;é\r\nz </header></headers><rules><rule field='a' operator='equal' value='1&#10;2\n3&quot;'/></rules>",
    ))
    .unwrap();
    let content = &read.webhooks[0].content;
    assert_eq!(content.headers[0].value, "<A&<b>\ré\nz");
    assert_eq!(content.rules.groups[0][0].value.as_deref(), Some("1\n2 3\""));
}

#[test]
fn a_byte_order_mark_moves_no_column() {
    let read = read(
        "\u{feff}<config x=\"1\"><webhook hook_name=\"a.b\"><service class=\"C\" method=\"m\"/></webhook></config>",
    );
    assert_eq!(read.unwrap().warnings[0].column, 9);
}

#[test]
fn warnings_are_bounded() {
    let many = "<field name=\"a\"/>".repeat(10_000);
    let read = read(&in_hook(&format!("<fields>{many}</fields>"))).unwrap();
    assert_eq!(read.webhooks[0].content.fields.len(), 1);
    assert_eq!(read.warnings.len(), MAX_WARNINGS + 1);
    assert!(read.warnings[MAX_WARNINGS].message.contains("9899 more"), "{:?}", read.warnings[MAX_WARNINGS]);
}
