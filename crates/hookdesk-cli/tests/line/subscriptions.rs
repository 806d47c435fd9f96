//! `subscriptions` and `connections`.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn adding_prints_the_id_or_with_json_the_whole() {
    for desk in Desk::both() {
        desk.ok(&["hooks", "add", "a.b"]);
        let add = ["subscriptions", "add", "--hook", "a.b", "--url", "https://r.example/in"];
        assert_eq!(desk.ok(&add), "1");
        let more =
            ["--token", "fv38u07Wdh$R@mRd", "--retry", "1,4,9", "--timeout-ms", "2000", "--concurrency", "3"];
        let row = desk.json(&[&add[..], &more].concat());
        assert_eq!((&row["id"], &row["signing"]), (&json!(2), &json!({ "scheme": "aligent" })));
        assert_eq!(row["retry"], json!({ "kind": "custom", "delays_ms": [1000, 4000, 9000] }));
        assert_eq!(
            (&row["timeout_ms"], &row["concurrency"], &row["has_secret"]),
            (&json!(2000), &json!(3), &json!(true))
        );
        let classic = desk.json(&[&add[..], &["--retry", "classic", "--signing", "none"]].concat());
        assert_eq!(
            (&classic["retry"]["kind"], &classic["signing"]["scheme"]),
            (&json!("classic"), &json!("none"))
        );
        let file = desk.file("key", "from a file\n");
        assert_eq!(desk.json(&[&add[..], &["--token-file", &file]].concat())["has_secret"], true);

        for (change, field) in [
            (&["--retry", "1,x"][..], "retry"),
            (&["--timeout-ms", "1"], "timeout_ms"),
            (&["--signing", "standard", "--token", "plain"], "secret"),
            (&["--signing", "aligent"], "secret"),
        ] {
            assert_eq!(desk.fault(&[&add[..], change].concat())["field"], field, "{change:?}");
        }
        let typo = desk.run(&["subscriptions", "add", "--hook", "a.c", "--url", "https://r.example/"]);
        assert_eq!(typo.code, 1);
        assert!(typo.err.contains("hook.unknown") && typo.err.contains("Did you mean a.b"), "{}", typo.err);
        let all = desk.ok(&["subscriptions", "list", "--json"]);
        assert!(!all.contains("fv38"), "{all}");
        assert_eq!(desk.json(&["subscriptions", "list", "--limit", "2"]).as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn subscriptions_are_switched_and_consented_to() {
    for desk in Desk::both() {
        let id = desk.subscribed("a.b");
        assert_eq!(desk.json(&["subscriptions", "show", &id])["needs_consent"], true);
        assert_eq!(desk.json(&["subscriptions", "disable", &id])["enabled"], false);
        assert_eq!(desk.json(&["subscriptions", "enable", &id])["enabled"], true);
        let row = desk.json(&["subscriptions", "consent", &id]);
        assert_eq!((&row["allow_private"], &row["needs_consent"]), (&json!(true), &json!(false)));
        assert!(desk.ok(&["subscriptions", "list"]).contains("http://127.0.0.1:9/in"));
        assert_eq!(desk.fault(&["subscriptions", "consent", "99"])["code"], "not_found");
    }
}

#[test]
fn connections_are_added_used_and_tested() {
    for desk in Desk::both() {
        let add = ["connections", "add", "--name", "crm", "--url", "http://127.0.0.1:9/api"];
        assert_eq!(desk.ok(&[&add[..], &["--auth", "header:x-key", "--secret", "hush-hush"]].concat()), "1");
        desk.ok(&["hooks", "add", "a.b"]);
        let id = desk.ok(&["subscriptions", "add", "--hook", "a.b", "--connection", "1", "--path", "orders"]);
        assert_eq!(desk.json(&["subscriptions", "show", &id])["url"], "http://127.0.0.1:9/api/orders");
        let all = desk.json(&["connections", "list"]);
        assert_eq!((&all[0]["has_auth_secret"], &all[0]["subscriptions"]), (&json!(true), &json!(1)));
        assert!(!all.to_string().contains("hush"), "{all}");
        assert_eq!(desk.fault(&add)["field"], "name");
        let ran = desk.run(&["connections", "test", "1", "--allow-private", "--json"]);
        assert_eq!(ran.code, 1);
        assert!(
            ran.out.contains("\"connect\"") && ran.err.contains("recipient.unreachable"),
            "{}{}",
            ran.out,
            ran.err
        );
        assert_eq!(
            desk.fault(&[
                "connections",
                "add",
                "--name",
                "x",
                "--url",
                "https://x.example",
                "--auth",
                "magic"
            ])["field"],
            "auth"
        );
    }
}
