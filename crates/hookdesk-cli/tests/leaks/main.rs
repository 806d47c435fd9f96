//! No secret leaks: distinctive secrets are put wherever the product takes one, the real program works with them, and
//! then every file, every answer and every line it wrote is searched for them, in every form they could take.

// A test that cannot set its stage should stop there and say so.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic)]

#[path = "../line/desk.rs"]
#[allow(dead_code)]
mod desk;
mod planted;
mod rpc;

use std::fs::File;
use std::path::Path;

use hookdesk_testkit::{Answer, Received, Receiver};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::planted::{Planted, Search};
use crate::rpc::Rpc;

/// Answers every path's own way; what it is sent comes back in the answer, head and body.
fn answer(request: &Received) -> Answer {
    let echo = || {
        let mut text = format!("{} {}\n", request.method, request.target);
        for (name, value) in &request.headers {
            text += &format!("{name}: {value}\n");
        }
        text + &String::from_utf8_lossy(&request.body)
    };
    let target = request.target.as_str();
    if target.starts_with("/token") {
        let granted = format!(
            r#"{{"access_token":"{}","refresh_token":"{}","token_type":"bearer","expires_in":3600}}"#,
            Planted::ACCESS,
            Planted::REFRESH
        );
        return Answer::body(200, "application/json", granted);
    }
    let status = match target {
        t if t.starts_with("/refused") => 401,
        t if t.starts_with("/broken") => 500,
        t if t.starts_with("/moved") => 302,
        t if t.starts_with("/gone") => 410,
        _ => 200,
    };
    let headers = [
        ("content-type", "text/plain".to_owned()),
        ("x-you-sent", request.header("authorization").unwrap_or_default().to_owned()),
        ("location", format!("http://127.0.0.1:9{target}")),
    ];
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Answer::Reply { status, headers, body: echo().into_bytes() }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_stands_in_any_file_answer_or_line() {
    let receiver = Receiver::start_with(answer).await;
    let planted = Planted::new();
    let mut desk = Desk::new();
    let data = desk.dir.path().join("data");
    let said = desk.dir.path().join("said");
    let passphrase = planted.value("passphrase").to_owned();
    let start = |desk: &mut Desk| {
        let mut command = desk.command(&["serve", "--listen", "127.0.0.1:0"]);
        command
            .env("HOOKDESK_DATA_DIR", &data)
            .env("HOOKDESK_PASSPHRASE", &passphrase)
            .env("HOOKDESK_LOG", "trace")
            .env("RUST_BACKTRACE", "full");
        let errors = File::options().create(true).append(true).open(&said).expect("a file");
        desk.serve_to(command, errors)
    };
    let ready = start(&mut desk);
    let mut rpc = Rpc::new(&ready);
    let base = format!("http://{}", receiver.address());
    plant(&mut rpc, &planted, &base);

    // Everything is sent, tried, looked at and written out.
    for name in ["good.one", "refused.one", "broken.one", "moved.one", "gone.one", "nowhere.one"] {
        rpc.ok(
            "events.send",
            json!({ "name": name, "data": json!({ "control": Planted::CONTROL }).to_string() }),
        );
    }
    settle(&mut rpc);
    for id in ids(&rpc.ok("connections.list", json!({}))) {
        for path in ["good", "refused"] {
            rpc.any("connections.test", json!({ "id": id, "path": path, "allow_private": true }));
        }
        rpc.any("connections.authorize", json!({ "id": id, "allow_private": true }));
    }
    wrong(&mut rpc, &planted);
    look(&mut rpc);
    let mut printed = Vec::new();
    for args in [
        &["connections", "list"][..],
        &["subscriptions", "list"],
        &["hooks", "list"],
        &["hooks", "export", "--format", "xml"],
        &["hooks", "export", "--format", "json"],
        &["messages", "list"],
        &["events", "list"],
        &["settings", "get"],
        &["config", "export"],
        &["security", "status"],
        &["doctor"],
        &["connections", "test", "1", "--allow-private"],
    ] {
        for form in [&[][..], &["--json"]] {
            let mut command = desk.command(&[args, form].concat());
            let out =
                command.env("HOOKDESK_DATA_DIR", &data).env("HOOKDESK_LOG", "trace").output().expect("run");
            printed.push((format!("hookdesk {}", args.join(" ")), [out.stdout, out.stderr].concat()));
        }
    }
    rpc.ok("system.backup", json!({}));
    // Once while it runs, with the write-ahead log there; once after its end, and after another start.
    let mut search = Search::new(&planted);
    search.tree(&data);
    assert_eq!(desk.stop(), Some(0));
    start(&mut desk);
    assert_eq!(desk.stop(), Some(0));
    search.tree(&data);
    search.bytes("standard error", &std::fs::read(&said).expect("what it said"));
    for (place, text) in &printed {
        search.bytes(place, text);
    }
    for (name, text) in &rpc.answers {
        search.bytes(name, text.as_bytes());
    }

    let found: Vec<_> = search.found.iter().filter(|found| !is_meant(found)).map(String::as_str).collect();
    assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n"));

    // The search would have found them: what is no secret is found where it belongs, and every secret was in use.
    assert!(search.controls > 3, "the search finds nothing at all");
    let log = std::fs::read_dir(data.join("logs")).expect("logs").count();
    assert!(log > 0 && has_files(&data.join("debug")), "no log and no dump to search");
    let sent: String = receiver
        .received()
        .iter()
        .map(|r| format!("{} {:?} {}\n", r.target, r.headers, String::from_utf8_lossy(&r.body)))
        .collect();
    for secret in planted.sent() {
        assert!(
            Search::forms(&secret.value).iter().any(|form| sent.contains(form)),
            "{} was never sent",
            secret.what
        );
    }
}

/// Where a secret may stand, and why. A URL is configuration: whoever writes a token into one reads it there again, to
/// mend it or to move it to another machine. It is not sealed (a connection's key in the query is), and nothing that is
/// made of the URL shows it: attempts, dumps, faults and logs.
fn is_meant(found: &str) -> bool {
    let places = [
        "/data/hookdesk.db,",
        "/data/hookdesk.db-wal,",
        "/data/backups/",
        "the answer to POST /rpc/subscriptions.list,",
        "the answer to POST /rpc/subscriptions.save,",
        "the answer to GET /v1/subscriptions,",
        "hookdesk subscriptions list,",
        "hookdesk config export,",
    ];
    found.starts_with("token in a URL in ") && places.iter().any(|place| found.contains(place))
}

fn has_files(dir: &Path) -> bool {
    std::fs::read_dir(dir).is_ok_and(|mut files| files.next().is_some())
}

fn ids(rows: &Value) -> Vec<i64> {
    rows.as_array().expect("rows").iter().filter_map(|row| row["id"].as_i64()).collect()
}

/// A connection for each way to authenticate and to sign, and a subscription of each kind to each of them.
fn plant(rpc: &mut Rpc, planted: &Planted, base: &str) {
    rpc.ok("settings.set", json!({ "key": "debug.enabled", "value": true }));
    rpc.ok("secrets.save", json!({ "name": "header", "value": planted.value("named, in a header") }));
    rpc.ok("signature.set", json!({ "enabled": true }));
    let header = json!({ "name": "X-Erp", "value": "{secret:header}", "active": true });
    for name in ["good.one", "refused.one", "broken.one", "moved.one", "gone.one", "nowhere.one"] {
        rpc.ok("hooks.save", json!({ "name": name, "content": { "headers": [header.clone()] } }));
    }
    let oauth = json!({
        "kind": "oauth2", "grant": "client_credentials", "token_url": format!("{base}/token"), "client_id": "hookdesk",
        "client_auth": "body",
    });
    let one = format!(
        r#"{{"consumer_secret":"{}","token_secret":"{}"}}"#,
        planted.value("OAuth 1.0a consumer secret"),
        planted.value("OAuth 1.0a token secret")
    );
    let old = json!({ "scheme": "hmac", "header": "X-Mac", "encoding": "hex" });
    let mut connections = Vec::new();
    for (name, auth, secret) in [
        ("basic", json!({ "kind": "basic", "username": "jo" }), planted.value("basic password")),
        ("bearer", json!({ "kind": "bearer" }), planted.value("bearer token")),
        ("header", json!({ "kind": "api_key_header", "name": "X-Plain" }), planted.value("key in a header")),
        ("query", json!({ "kind": "api_key_query", "name": "plain" }), planted.value("key in a query")),
        (
            "one",
            json!({ "kind": "oauth1", "consumer_key": "ck", "token": planted.value("OAuth 1.0a token") }),
            one.as_str(),
        ),
        ("two", oauth, planted.value("OAuth 2.0 client secret")),
    ] {
        let request = json!({
            "name": name, "base_url": base, "auth": auth, "auth_secret": secret, "signing": old.clone(),
            "signing_secret": planted.value("old signing key of a connection"),
        });
        let id = rpc.ok("connections.save", request)["id"].as_i64().expect("an id");
        let renewed = json!({
            "id": id, "signing_secret": planted.value("signing key of a connection"), "keep_old_secret_hours": 24,
        });
        rpc.ok("connections.save", renewed);
        connections.push(id);
    }
    let retry = json!({ "kind": "custom", "delays_ms": [10] });
    let mut save = |event: &str, recipient: Value, more: Value| {
        let mut request = json!({
            "event_name": event, "recipient": recipient, "allow_private": true, "debug": true, "retry": retry.clone(),
        });
        request.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        rpc.ok("subscriptions.save", request)
    };
    for path in ["good", "refused", "broken", "moved", "gone"] {
        let event = format!("{path}.one");
        for id in &connections {
            save(&event, json!({ "kind": "connection", "id": id, "path": path }), json!({}));
        }
        let old = json!({ "secret": planted.value("old signing key"), "signing": { "scheme": "aligent" } });
        let url = json!({ "kind": "url", "url": format!("{base}/{path}?access_token={}", planted.value("token in a URL")) });
        let id = save(&event, url.clone(), old)["id"].clone();
        let new = json!({ "id": id, "secret": planted.value("signing key"), "keep_old_secret_hours": 24 });
        save(&event, url, new);
        let (scheme, rest) = base.split_once("://").expect("a URL");
        let userinfo = format!("{scheme}://jo:{}@{rest}/{path}", planted.percent("password in a URL"));
        save(&event, json!({ "kind": "url", "url": userinfo }), json!({}));
    }
    let gone = format!("http://no-such-host.invalid/x?token={}", planted.value("token in a URL"));
    save("nowhere.one", json!({ "kind": "url", "url": gone }), json!({}));
}

/// Waits until nothing is on its way any more.
fn settle(rpc: &mut Rpc) {
    let since = std::time::Instant::now();
    loop {
        let counts = rpc.ok("counts.get", json!({}));
        let open =
            ["queued", "sending", "retrying"].iter().any(|state| counts[state].as_u64().unwrap_or(0) > 0);
        if !open && counts["rejected"].as_u64().unwrap_or(0) > 0 {
            return;
        }
        assert!(since.elapsed().as_secs() < 60, "never settled: {counts}");
    }
}

/// Requests that carry a secret and are refused: the fault says nothing of it.
fn wrong(rpc: &mut Rpc, planted: &Planted) {
    let typed = planted.value("refused with its request");
    for (name, request) in [
        ("security.unlock", json!({ "passphrase": typed })),
        ("security.use_passphrase", json!({ "passphrase": typed, "current": typed })),
        ("secrets.save", json!({ "name": "not a name\n", "value": typed })),
        ("secrets.save", json!({ "name": "x", "value": [typed] })),
        (
            "connections.save",
            json!({ "name": "y", "base_url": "https://x.test/", "auth": { "kind": "bearer" }, "auth_secret": format!("{typed}\n") }),
        ),
        (
            "connections.save",
            json!({ "name": "y", "base_url": "https://x.test/", "auth": { "kind": "oauth1", "consumer_key": "k" }, "auth_secret": typed }),
        ),
        (
            "connections.save",
            json!({ "name": "y", "base_url": "https://x.test/", "auth_secret": 1, "signing_secret": typed, "no": typed }),
        ),
        (
            "connections.save",
            json!({ "name": "y", "base_url": format!("ftp://jo:{}@x.test/", planted.percent("refused with its request")) }),
        ),
        (
            "connections.save",
            json!({ "name": "y", "base_url": format!("https://jo:{}@/", planted.percent("refused with its request")) }),
        ),
        (
            "subscriptions.save",
            json!({ "event_name": "good.one", "recipient": { "kind": "url", "url": format!("https://x.test:99999/?token={typed}") } }),
        ),
        (
            "subscriptions.save",
            json!({ "event_name": "good.one", "secret": typed, "signing": { "scheme": "standard" }, "recipient": { "kind": "url", "url": "https://x.test/" } }),
        ),
    ] {
        rpc.any(name, request);
    }
    rpc.raw("/rpc/secrets.save", &format!(r#"{{"name":"x","value":"{typed}"#));
    rpc.raw(&format!("/rpc/secrets.save?token={typed}"), "{}");
}

/// Reads all there is to read.
fn look(rpc: &mut Rpc) {
    for name in [
        "overview.get",
        "connections.list",
        "subscriptions.list",
        "hooks.list",
        "secrets.list",
        "settings.list",
        "signature.get",
        "security.what_is_lost",
        "system.info",
        "system.check",
        "webhooks.list",
        "samples.state",
    ] {
        rpc.any(name, json!({}));
    }
    let messages = rpc.ok("messages.list", json!({ "limit": 500 }));
    for row in messages["items"].as_array().expect("messages").clone() {
        let story = rpc.any("messages.get", json!({ "id": row["id"] }));
        for attempt in story["attempts"].as_array().cloned().unwrap_or_default() {
            rpc.any("messages.attempt", json!({ "id": row["id"], "number": attempt["number"] }));
        }
    }
    let dumps = rpc.any("dumps.list", json!({ "limit": 500 }));
    for dump in dumps.as_array().expect("dumps").clone() {
        rpc.any("dumps.get", json!({ "file": dump["file"] }));
    }
    let events = rpc.any("events.list", json!({}));
    for row in events["items"].as_array().cloned().unwrap_or_default() {
        rpc.any("events.get", json!({ "id": row["id"] }));
    }
    for path in
        ["/v1/messages", "/v1/events", "/v1/subscriptions", "/v1/connections", "/v1/openapi.json", "/"]
    {
        rpc.fetch(path);
    }
}
