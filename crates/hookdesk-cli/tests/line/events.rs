//! `events`.

use std::io::Write;
use std::process::Stdio;

use serde_json::json;

use crate::desk::Desk;

#[test]
fn dispatch_takes_text_a_file_or_stdin_and_keeps_the_bytes() {
    for desk in Desk::both() {
        desk.subscribed("a.b");
        let answer = desk.json(&["events", "dispatch", "A.B", "--data", r#"{"n":1.50}"#, "--id", "e-1"]);
        assert_eq!((&answer["event_id"], &answer["messages"][0]["state"]), (&json!("e-1"), &json!("held")));
        let again = desk.json(&["events", "dispatch", "a.b", "--data", r#"{"n":1.50}"#, "--id", "e-1"]);
        assert_eq!(answer, again);

        let data = desk.file("data.json", "{ \"from\" : \"file\" }\n");
        let context = desk.file("context.json", "{\"store\":2}");
        let (data, context) = (format!("@{data}"), format!("@{context}"));
        desk.ok(&["events", "dispatch", "a.b", "--data", &data, "--context", &context, "--id", "e-2"]);
        let story = desk.json(&["events", "show", "e-2"]);
        assert_eq!(
            (&story["data"]["text"], &story["context"]["text"]),
            (&json!("{ \"from\" : \"file\" }"), &json!("{\"store\":2}"))
        );
        assert_eq!(story["event"]["source"], "cli");

        let mut child = desk
            .command(&["events", "dispatch", "a.b", "--data", "-", "--id", "e-3"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program");
        child.stdin.take().expect("stdin").write_all(b"[1, 2]").expect("written");
        assert!(child.wait().expect("its end").success());
        assert_eq!(desk.json(&["events", "show", "e-3"])["data"]["text"], "[1, 2]");

        assert!(desk.ok(&["events", "dispatch", "no.body", "--data", "null"]).contains("no message"));
        let listed = desk.json(&["events", "list", "--routing", "unmatched"]);
        assert_eq!(listed.as_array().map(Vec::len), Some(1));
        for (args, code) in [
            (&["events", "dispatch", "a.b", "--data", "{\"n\":"][..], "json.malformed"),
            (&["events", "dispatch", "a b", "--data", "1"], "name.invalid"),
            (&["events", "dispatch", "a.b", "--data", "1", "--id", "with space"], "input.invalid"),
            (&["events", "dispatch", "a.b", "--data", "@/no/such/file"], "input.invalid"),
            (&["events", "show", "never"], "not_found"),
        ] {
            assert_eq!(desk.fault(args)["code"], code, "{args:?}");
        }
    }
}

#[test]
fn import_takes_the_good_lines_and_names_the_bad() {
    for desk in Desk::both() {
        desk.subscribed("a.b");
        let mut text = String::from("\u{feff}");
        for n in 0..1_200 {
            text += &format!("{{\"name\":\"a.b\",\"data\":{{\"n\":{n}}},\"id\":\"e-{n}\"}}\n");
        }
        text += "{\"name\":\"other\",\"data\":1}\r\n\n{\"name\":\"a.b\"\n{\"name\":\"a b\",\"data\":1}\n{\"name\":\"a.b\",\"data\":0,\"id\":\"e-0\"}";
        let file = desk.file("events.ndjson", &text);
        let ran = desk.run(&["events", "import", &file, "--json"]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        let summary: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(
            (&summary["accepted"], &summary["repeated"], &summary["unmatched"], &summary["refused"]),
            (&json!(1201), &json!(1), &json!(1), &json!(2)),
            "{summary}"
        );
        assert_eq!(summary["faults"][0]["line"], 1203);
        assert_eq!(summary["faults"][1]["line"], 1204);
        assert_eq!(summary["faults"][1]["code"], "name.invalid");

        let good = desk.file("good.ndjson", "{\"name\":\"a.b\",\"data\":7,\"id\":\"e-7\"}\n");
        assert_eq!(
            desk.ok(&["events", "import", &good]),
            "0 accepted, 1 repeated, 0 without a message, 0 refused"
        );
        assert_eq!(desk.json(&["events", "list", "--limit", "5000"]).as_array().map(Vec::len), Some(1201));
        assert_eq!(desk.json(&["events", "show", "e-1199"])["event"]["source"], "import");
    }
}
