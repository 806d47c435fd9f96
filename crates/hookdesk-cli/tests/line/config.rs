//! `config`: out of one directory and into another.

use serde_json::{Value, json};

use crate::desk::Desk;

#[test]
fn a_configuration_moves_without_its_secrets() {
    for desk in Desk::both() {
        desk.ok(&["hooks", "add", "a.b", "--wrap", "raw"]);
        desk.ok(&[
            "connections",
            "add",
            "--name",
            "crm",
            "--url",
            "https://crm.example/api",
            "--auth",
            "bearer",
            "--secret",
            "hush-hush",
        ]);
        desk.ok(&[
            "subscriptions",
            "add",
            "--hook",
            "a.b",
            "--connection",
            "1",
            "--path",
            "in",
            "--label",
            "plain",
        ]);
        desk.ok(&[
            "subscriptions",
            "add",
            "--hook",
            "a.b",
            "--url",
            "https://r.example/",
            "--token",
            "hush-too",
        ]);
        desk.ok(&["settings", "set", "retention.days", "7"]);
        let file = desk.dir.path().join("config.json").display().to_string();
        desk.ok(&["config", "export", &file]);
        let text = std::fs::read_to_string(&file).expect("the file");
        assert!(!text.contains("hush"), "{text}");
        assert_eq!(desk.ok(&["config", "export"]), text.trim_end());

        let other = Desk::new();
        other.ok(&["connections", "add", "--name", "first", "--url", "https://first.example/"]);
        let imported = other.json(&["config", "import", &file]);
        assert_eq!(
            (&imported["connections"], &imported["subscriptions"], &imported["settings"]),
            (&json!(1), &json!(2), &json!(1))
        );
        assert_eq!(imported["left_to_do"].as_array().map(Vec::len), Some(2), "{imported}");
        let rows = other.json(&["subscriptions", "list"]);
        assert_eq!(
            (&rows[0]["recipient"], &rows[0]["enabled"]),
            (&json!({ "kind": "connection", "id": 2, "path": "in" }), &json!(true))
        );
        assert_eq!(rows[1]["enabled"], false, "without its key it does not send unsigned");
        assert_eq!(other.json(&["connections", "list"])[0]["paused"], true);
        assert_eq!(other.ok(&["settings", "get", "retention.days"]), "7");

        other.ok(&["config", "import", &file]);
        assert_eq!(other.json(&["subscriptions", "list"]).as_array().map(Vec::len), Some(2), "twice is once");
        for (text, code) in [
            ("{\"hookdesk\":2}", "input.invalid"),
            ("{\"hookdesk\":1,\"secrets\":[]}", "input.unknown_field"),
            ("{", "json.malformed"),
        ] {
            let broken = desk.file("broken.json", text);
            assert_eq!(desk.fault(&["config", "import", &broken])["code"], code, "{text}");
        }
        let exported: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(exported["settings"], json!({ "retention.days": 7 }));
    }
}
