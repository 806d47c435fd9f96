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
        let told = desk.ok(&["subscriptions", "show", &id]);
        assert!(told.contains("Messages wait until you consent."), "{told}");
        assert!(desk.ok(&["subscriptions", "list"]).contains("needs consent"));
        assert_eq!(desk.json(&["subscriptions", "disable", &id])["enabled"], false);
        assert_eq!(desk.json(&["subscriptions", "enable", &id])["enabled"], true);
        let row = desk.json(&["subscriptions", "consent", &id]);
        let told = desk.ok(&["subscriptions", "show", &id]);
        assert!(
            told.contains("at 127.0.0.0/8, since 2") && told.contains("it stays in the local network"),
            "{told}"
        );
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

#[test]
fn oauth_connections_are_added_with_presets_and_flags() {
    for desk in Desk::both() {
        let add = |name: &str, url: &str, more: &[&str]| {
            let args = [&["connections", "add", "--name", name, "--url", url, "--auth"], more].concat();
            desk.json(&args)
        };
        let token = desk.file("ats", "ats\n");
        let shop = "https://shop.example/rest/V1";
        let one = [
            "oauth1",
            "--consumer-key",
            "ck",
            "--access-token",
            "at",
            "--secret",
            "hush-hush",
            "--token-secret-file",
            &token,
            "--clock-offset",
            "-90",
        ];
        let row = add("shop", shop, &one);
        assert_eq!(
            row["auth"],
            json!({ "kind": "oauth1", "consumer_key": "ck", "token": "", "signature_url_http": false,
                "clock_offset_s": -90 })
        );
        assert_eq!(row["has_auth_secret"], true);
        let crm = ["oauth2:mautic", "--client-id", "c", "--secret", "hush-hush", "--redirect-port", "50000"];
        let row = add("crm", "https://m.example/api", &crm);
        assert_eq!(row["auth"]["token_url"], "https://m.example/oauth/v2/token");
        assert_eq!((&row["auth"]["redirect_port"], &row["auth"]["client_id"]), (&json!(50_000), &json!("c")));
        let own = [
            "oauth2:client_credentials",
            "--oauth",
            r#"{"token_url":"https://l.example/t","request":{"place":"json"}}"#,
            "--client-id",
            "c",
            "--secret",
            "hush-hush",
            "--scope",
            "a",
            "--scope",
            "b",
            "--client-auth",
            "basic",
        ];
        let row = add("own", "https://api.example", &own);
        assert_eq!(
            (&row["auth"]["scopes"], &row["auth"]["client_auth"]),
            (&json!(["a", "b"]), &json!("basic"))
        );
        assert_eq!(row["auth"]["request"], json!({ "method": "post", "place": "json" }));
        let all = desk.ok(&["connections", "list"]);
        assert!(all.contains("oauth1:ck") && all.contains("oauth2:authorization_code"), "{all}");
        assert!(!all.contains("hush"));
        for (more, field) in [
            (&["oauth2:nobody"][..], "auth"),
            (&["oauth2:client_credentials", "--client-id", "c", "--secret", "hush"], "auth.token_url"),
            (&["oauth2:zithara", "--client-id", "c"], "auth_secret"),
            (&["oauth2:zithara", "--secret", "hush"], "auth.client_id"),
            (&["oauth2:zithara", "--client-id", "c", "--client-auth", "x"], "client_auth"),
            (&["oauth2", "--oauth", "{\"tokn\":1}"], "oauth"),
            (&["oauth1", "--consumer-key", "ck", "--access-token", "at", "--secret", "hush"], "auth_secret"),
            (&["oauth1", "--secret", "hush"], "auth.consumer_key"),
            (&["oauth1:ck", "--secret", "hush", "--token-secret-file", &token], "auth.token"),
            (&["bearer", "--secret", "hush", "--token-secret-file", &token], "token_secret_file"),
        ] {
            let add = ["connections", "add", "--name", "x", "--url", "https://x.example", "--auth"];
            let fault = desk.fault(&[&add[..], more].concat());
            assert_eq!(fault["field"], field, "{more:?}: {fault}");
            assert!(!fault.to_string().contains("hush"), "{fault}");
        }
    }
}
