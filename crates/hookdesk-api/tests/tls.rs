//! TLS of connections, from what is saved to what a person is told: real servers, a real engine, a clock that is moved.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hookdesk_api::commands::dispatch;
use hookdesk_core::Fault;
use hookdesk_core::time::{Clock, SystemClock, UtcMillis};
use hookdesk_engine::{Engine, EngineOptions, Role};
use hookdesk_secrets::Secret;
use hookdesk_testkit::{Answer, Authority, Flaw, Keypair, TlsServer};
use serde_json::{Value, json};
use tempfile::TempDir;

const DAY_MS: i64 = 86_400_000;

/// The machine's clock, set forward.
#[derive(Default)]
struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> UtcMillis {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}

struct Desk {
    engine: Engine,
    clock: Arc<Moved>,
    dir: TempDir,
}

impl Desk {
    async fn open() -> Self {
        let (dir, clock) = (tempfile::tempdir().unwrap(), Arc::new(Moved::default()));
        let options = EngineOptions {
            data_dir: dir.path().to_owned(),
            passphrase: Some(Secret::new("long enough a passphrase".to_owned())),
            role: Role::Run,
            clock: clock.clone(),
        };
        let engine = Engine::open(options).await.unwrap();
        Self { engine, clock, dir }
    }

    async fn call(&self, name: &str, request: Value) -> Result<Value, Fault> {
        let answer = dispatch(&self.engine, name, request).await?;
        Ok(serde_json::from_str(&answer).unwrap())
    }

    async fn ok(&self, name: &str, request: Value) -> Value {
        self.call(name, request).await.unwrap_or_else(|fault| panic!("{name}: {fault:?}"))
    }

    async fn add(&self, server: &TlsServer, tls: Value) -> i64 {
        let request = json!({"name": "shop", "base_url": format!("{}/api", server.base()), "tls": tls});
        self.ok("connections.save", request).await["id"].as_i64().unwrap()
    }

    async fn test(&self, id: i64) -> String {
        let request = json!({"id": id, "allow_private": true});
        self.ok("connections.test", request).await["summary"].as_str().unwrap().to_owned()
    }

    async fn look(&self, id: i64) -> Value {
        self.ok("connections.certificate", json!({"id": id, "allow_private": true})).await
    }

    async fn notices(&self) -> Vec<String> {
        let overview = self.ok("overview.get", json!({})).await;
        let all = overview["notices"].as_array().unwrap().iter();
        let ours = all.filter(|notice| notice["kind"] == "certificate");
        ours.map(|notice| notice["text"].as_str().unwrap().to_owned()).collect()
    }

    fn move_on(&self, days: i64) {
        self.clock.0.fetch_add(days * DAY_MS, Ordering::SeqCst);
    }

    /// What stands in the data file and beside it.
    fn holds(&self, text: &str) -> bool {
        let files = std::fs::read_dir(self.dir.path())
            .unwrap()
            .filter_map(|entry| std::fs::read(entry.unwrap().path()).ok());
        files.into_iter().any(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes()))
    }
}

async fn serve(keypair: &Keypair) -> TlsServer {
    TlsServer::start(keypair, None, |_| Answer::status(200)).await
}

fn in_days(days: i64) -> Flaw {
    let at = SystemClock.now().plus(days * DAY_MS + DAY_MS / 2);
    Flaw::Until(u64::try_from(at.0 / 1_000).unwrap())
}

#[tokio::test]
async fn what_is_wrong_with_the_settings_is_told_at_its_field_and_a_key_is_never_stored_open() {
    let desk = Desk::open().await;
    let ours = Authority::new("Our Own CA");
    let (client, other, expired) =
        (ours.issue(Flaw::None), ours.issue(Flaw::None), ours.issue(Flaw::Expired));
    let cut = &ours.pem()[..300];
    let many = ours.pem().repeat(51);
    let large = "x".repeat(200_000);
    let pin = client.pin();
    let pins: Vec<String> =
        (0..11).map(|n| ours.issue(Flaw::None).pin().replace(' ', &n.to_string())).collect();
    let key_line = client.key_pem().lines().nth(1).unwrap().to_owned();
    for (tls, key, field, want) in [
        (json!({"extra_ca": "hello"}), None, "tls.extra_ca", "there is no certificate in it"),
        (json!({"extra_ca": cut}), None, "tls.extra_ca", "part 1 is not whole PEM"),
        (json!({"extra_ca": many}), None, "tls.extra_ca", "more than 50"),
        (json!({"extra_ca": large}), None, "tls.extra_ca", "over 128 KiB"),
        (json!({"extra_ca": client.key_pem()}), None, "tls.extra_ca", "holds a private key"),
        (json!({"extra_ca": ours.pem() + &client.key_pem()}), None, "tls.extra_ca", "holds a private key"),
        (
            json!({"extra_ca": client.pem().replace("CERTIFICATE", "PUBLIC KEY")}),
            None,
            "tls.extra_ca",
            "no certificate but something else",
        ),
        (
            json!({"extra_ca": client.key_pem().replace("PRIVATE KEY", "CERTIFICATE")}),
            None,
            "tls.extra_ca",
            "no X.509 certificate",
        ),
        (
            json!({"client_certificate": client.key_pem()}),
            None,
            "tls.client_certificate",
            "holds a private key",
        ),
        (
            json!({"client_certificate": expired.pem()}),
            Some(expired.key_pem()),
            "tls.client_certificate",
            "ended on 2021-01-01",
        ),
        (json!({"client_certificate": client.pem()}), None, "client_key", "needs its private key"),
        (json!({"client_certificate": client.pem()}), Some(other.key_pem()), "client_key", "does not belong"),
        (
            json!({"client_certificate": client.pem()}),
            Some("hello".to_owned()),
            "client_key",
            "no private key in it",
        ),
        (json!({}), Some(client.key_pem()), "tls.client_certificate", "no certificate"),
        (json!({"pins": [pin, "sha256/short="]}), None, "tls.pins[1]", "no pin"),
        (json!({"pins": [pin.replace("sha256/", "sha1/")]}), None, "tls.pins[0]", "no pin"),
        (json!({"pins": pins}), None, "tls.pins", "more than 10"),
    ] {
        let request =
            json!({"name": "shop", "base_url": "https://shop.test/", "tls": tls, "client_key": key});
        let fault = desk.call("connections.save", request).await.unwrap_err();
        assert_eq!(fault.field.as_deref(), Some(field), "{fault:?}");
        assert!(fault.message.contains(want), "{fault:?}");
        assert!(!format!("{fault:?}").contains(&key_line));
    }
    // What stands around a certificate is not kept.
    let around = format!("hush-hush\n{}{key_line}\n", ours.pem());
    let tls =
        json!({"extra_ca": around, "client_certificate": client.pem(), "pins": [pin, format!(" {pin} ")]});
    let request =
        json!({"name": "shop", "base_url": "https://shop.test/", "tls": tls, "client_key": client.key_pem()});
    let saved = desk.ok("connections.save", request).await;
    assert_eq!(
        saved["tls"],
        json!({"extra_ca": ours.pem(), "client_certificate": client.pem(), "pins": [pin]})
    );
    assert_eq!((&saved["has_client_key"], &saved["certificate"]), (&json!(true), &Value::Null));
    assert!(!saved.to_string().contains(&key_line));
    // Another certificate wants its own key; without one the key goes.
    let id = saved["id"].as_i64().unwrap();
    let swapped = json!({"id": id, "tls": {"client_certificate": other.pem()}});
    assert_eq!(
        desk.call("connections.save", swapped).await.unwrap_err().field.as_deref(),
        Some("client_key")
    );
    let removed = json!({"id": id, "client_key": ""});
    assert_eq!(
        desk.call("connections.save", removed).await.unwrap_err().field.as_deref(),
        Some("client_key")
    );
    let none = desk.ok("connections.save", json!({"id": id, "tls": {"extra_ca": ours.pem()}})).await;
    assert_eq!(none["has_client_key"], false);
    desk.engine.shutdown().await;
    assert!(desk.holds("BEGIN CERTIFICATE"), "the search looks at the right files");
    assert!(!desk.holds(&key_line) && !desk.holds("hush-hush"));
}

#[tokio::test]
async fn a_server_is_looked_at_without_a_request_and_shown_as_last_seen() {
    let desk = Desk::open().await;
    let ours = Authority::new("Our Own CA");
    let keypair = ours.issue(Flaw::None);
    let server = serve(&keypair).await;
    let id = desk.add(&server, json!({})).await;
    let refused = desk.look(id).await;
    assert_eq!(refused["state"], "refused");
    assert!(
        refused["why"].as_str().unwrap().contains("an authority this system does not trust (CN=Our Own CA)")
    );
    assert_eq!(refused["chain"][0]["pin"], json!(keypair.pin()));
    assert_eq!((&refused["host"], &refused["pinned"]), (&json!("localhost"), &Value::Null));
    let told = desk.notices().await;
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with("Connection \"shop\", localhost: the server's certificate is signed by"),
        "{told:?}"
    );

    desk.ok("connections.save", json!({"id": id, "tls": {"extra_ca": ours.pem(), "pins": [keypair.pin()]}}))
        .await;
    assert_eq!(desk.notices().await, [""; 0], "what is said of other settings is forgotten");
    let good = desk.look(id).await;
    assert_eq!((&good["state"], &good["why"], &good["pinned"]), (&json!("good"), &json!(""), &json!(true)));
    assert!(server.received().is_empty());
    assert_eq!(server.handshakes(), 1);
    assert!(desk.test(id).await.starts_with("Answered 200"));
    let shown = desk.ok("connections.list", json!({})).await;
    assert_eq!(shown[0]["certificate"]["state"], "good");
    assert_eq!(shown[0]["certificate"]["port"], server.address().port());

    // Another key than the pinned one.
    server.show(&ours.issue(Flaw::None));
    let strange = desk.look(id).await;
    assert_eq!((&strange["state"], &strange["pinned"]), (&json!("refused"), &json!(false)));
    let plain = json!({"name": "plain", "base_url": "http://127.0.0.1:9/"});
    let plain = desk.ok("connections.save", plain).await["id"].clone();
    let fault = desk.call("connections.certificate", json!({"id": plain})).await.unwrap_err();
    assert_eq!(fault.field.as_deref(), Some("id"));
    desk.engine.shutdown().await;
}

#[tokio::test]
async fn a_person_is_told_fourteen_days_before_a_certificate_ends() {
    let desk = Desk::open().await;
    let ours = Authority::new("Our Own CA");
    let server = serve(&ours.issue(in_days(30))).await;
    let client = ours.issue(in_days(60));
    let tls = json!({"extra_ca": ours.pem(), "client_certificate": client.pem()});
    let request =
        json!({"name": "shop", "base_url": server.base(), "tls": tls, "client_key": client.key_pem()});
    let id = desk.ok("connections.save", request).await["id"].as_i64().unwrap();
    assert!(desk.test(id).await.starts_with("Answered 200"));
    assert_eq!(desk.notices().await, [""; 0]);
    desk.move_on(15);
    assert_eq!(desk.notices().await, [""; 0]);
    desk.move_on(1);
    assert_eq!(desk.notices().await, ["The certificate of localhost ends in 14 days (connection \"shop\")."]);
    let shown = desk.ok("connections.list", json!({})).await;
    assert_eq!(
        (&shown[0]["certificate"]["state"], &shown[0]["certificate"]["days_left"]),
        (&json!("ends_soon"), &json!(14))
    );
    desk.move_on(15);
    let told = desk.notices().await;
    assert!(
        told[0].starts_with("Connection \"shop\", localhost: the server's certificate, as last seen on "),
        "{told:?}"
    );
    // The server has a new one: the next exchange tells.
    server.show(&ours.issue(in_days(900)));
    desk.look(id).await;
    assert_eq!(desk.notices().await, [""; 0]);
    desk.move_on(28);
    let soon = [
        "The client certificate of the connection \"shop\" ends in 1 day; get a new one and give it to the connection.",
    ];
    assert_eq!(desk.notices().await, soon);
    desk.move_on(3);
    let told = desk.notices().await;
    assert!(told[0].contains("ended on") && told[0].contains("give it a new one"), "{told:?}");
    desk.engine.shutdown().await;
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_the_server_and_to_its_provider() {
    let desk = Desk::open().await;
    let (ours, theirs) = (Authority::new("Our Own CA"), Authority::new("Clients' CA"));
    let keypair = ours.issue(Flaw::None);
    let server = TlsServer::start(&keypair, Some(&theirs), |request| match request.target.as_str() {
        "/token" => Answer::body(
            200,
            "application/json",
            r#"{"access_token":"t1","token_type":"bearer","expires_in":60}"#,
        ),
        _ => Answer::status(200),
    })
    .await;
    let id = desk.add(&server, json!({"extra_ca": ours.pem()})).await;
    let without = desk.test(id).await;
    assert!(without.contains("the server asks for a client certificate"), "{without}");
    let client = theirs.issue(Flaw::None);
    let auth = json!({"kind": "oauth2", "grant": "client_credentials", "client_id": "x",
        "token_url": format!("{}/token", server.base())});
    let tls = json!({"extra_ca": ours.pem(), "client_certificate": client.pem()});
    let request =
        json!({"id": id, "tls": tls, "client_key": client.key_pem(), "auth": auth, "auth_secret": "hush"});
    desk.ok("connections.save", request).await;
    let answered = desk.test(id).await;
    assert!(answered.starts_with("Answered 200"), "{answered}");
    let targets: Vec<String> = server.received().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/token", "/api"]);
    assert_eq!(server.with_client(), 1, "one connection carried both");
    desk.engine.shutdown().await;
}

#[tokio::test]
async fn a_provider_is_looked_up_over_its_connections_tls() {
    let desk = Desk::open().await;
    let ours = Authority::new("Our Own CA");
    let server = TlsServer::start(&ours.issue(Flaw::None), None, |request| {
        let issuer = format!("https://{}", request.header("host").unwrap_or_default());
        let body = json!({"issuer": issuer, "token_endpoint": format!("{issuer}/token")});
        Answer::body(200, "application/json", body.to_string())
    })
    .await;
    let id = desk.add(&server, json!({"extra_ca": ours.pem()})).await;
    let ask = |connection: Option<i64>| json!({"issuer": server.base(), "connection": connection, "allow_private": true});
    let fault = desk.call("connections.discover", ask(None)).await.unwrap_err();
    assert!(fault.message.contains("does not trust (CN=Our Own CA)"), "{fault:?}");
    let found = desk.ok("connections.discover", ask(Some(id))).await;
    assert_eq!(found["auth"]["token_url"], json!(format!("{}/token", server.base())));
    desk.engine.shutdown().await;
}
