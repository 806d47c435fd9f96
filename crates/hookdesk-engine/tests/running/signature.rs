//! The digital signature: what a receiver gets, over a change of keys, a lock and a restart.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookdesk_content::definition::{Content, Header, Moment, Verb, Webhook};
use hookdesk_core::Code;
use hookdesk_core::sign::adobe::{HEADER, NEXT_HEADER};
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_engine::{Engine, EngineOptions, HookRun, Role};
use hookdesk_secrets::Secret;
use hookdesk_store::WebhookChange;
use hookdesk_testkit::{Answer, Received, Receiver};
use tempfile::TempDir;

const METHOD: &str = "observer.sales_quote_add_item";
const BODY: &str = r#"{"data":{"name":"Zo\u00eb","url":"https:\/\/a\/b","qty":1.0}}"#;
const HOUR: i64 = 3_600_000;

struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::SeqCst))
    }
}

struct Bench {
    dir: TempDir,
    clock: Arc<Hands>,
    engine: Engine,
    receiver: Receiver,
}

fn secret(text: &str) -> Option<Secret<String>> {
    Some(Secret::new(text.to_owned()))
}

impl Bench {
    async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let clock = Arc::new(Hands(AtomicI64::new(1_790_000_000_000)));
        let engine = Self::open(&dir, &clock, "correct horse").await;
        engine.set_setting("targets.private", "allow".into()).await.expect("set");
        let receiver = Receiver::start(vec![], Answer::body(200, "application/json", "[]")).await;
        let bench = Self { dir, clock, engine, receiver };
        bench.hook(|_| {}).await;
        bench
    }

    async fn open(dir: &TempDir, clock: &Arc<Hands>, passphrase: &str) -> Engine {
        let passphrase = secret(passphrase);
        let data_dir = dir.path().to_owned();
        let options = EngineOptions { data_dir, passphrase, role: Role::Run, clock: clock.clone() };
        Engine::open(options).await.expect("opened")
    }

    async fn hook(&self, change: impl FnOnce(&mut Webhook)) {
        let mut hook = Webhook::new(METHOD, Moment::Before, "b", "h");
        hook.url = self.receiver.url();
        change(&mut hook);
        let old = self.engine.store().webhooks().await.expect("hooks");
        let mut changes: Vec<_> = old.iter().map(|old| WebhookChange::Delete(old.id)).collect();
        changes.push(WebhookChange::Add(Box::new(hook)));
        self.engine.store().change_webhooks(changes).await.expect("saved");
    }

    /// Runs the hook; what it was sent.
    async fn run(&self) -> Received {
        let before = self.receiver.count();
        let log = self.log().await;
        assert_eq!(self.receiver.count(), before + 1, "{log}");
        self.receiver.received().pop().expect("a request")
    }

    /// Runs the hook; its outcome as text.
    async fn log(&self) -> String {
        let run = HookRun {
            method: METHOD,
            moment: Moment::Before,
            payload: BODY,
            context: None,
            request: None,
            traced: false,
            stand_in: None,
        };
        self.engine.run_hooks(run).await.expect("ran").outcome.into_json().to_string()
    }

    fn pass(&self, hours: i64) {
        self.clock.0.fetch_add(hours * HOUR, Ordering::SeqCst);
    }
}

/// As a receiver does it, with another library than the one that signs.
fn verifies(public_pem: &str, signed: &[u8], signature: Option<&str>) -> bool {
    let text: String = public_pem.lines().filter(|line| !line.starts_with('-')).collect();
    let info = STANDARD.decode(text).expect("base64");
    // SubjectPublicKeyInfo of an RSA key of 2048 bits: 24 bytes say what it is, the key follows.
    assert_eq!(info.len(), 294);
    let key =
        ring::signature::UnparsedPublicKey::new(&ring::signature::RSA_PKCS1_2048_8192_SHA256, &info[24..]);
    let signature = signature.map(|text| STANDARD.decode(text).expect("base64"));
    signature.is_some_and(|signature| key.verify(signed, &signature).is_ok())
}

fn base64_of(request: &Received) -> Vec<u8> {
    STANDARD.encode(&request.body).into_bytes()
}

#[tokio::test]
async fn a_request_is_signed_over_the_base64_of_the_bytes_that_arrive() {
    let bench = Bench::new().await;
    let signature = bench.engine.signature();
    assert_eq!(bench.run().await.header(HEADER), None, "off by default");
    assert_eq!(signature.get().await.expect("got").public_key, None);

    let on = signature.set(true).await.expect("switched on");
    let public = on.public_key.expect("a key");
    assert!(on.enabled && on.previous.is_none() && on.created_at.is_some());
    let got = bench.run().await;
    assert_eq!(got.body, BODY.as_bytes());
    assert!(verifies(&public, &base64_of(&got), got.header(HEADER)));
    assert!(!verifies(&public, &got.body, got.header(HEADER)), "the body itself is not what is signed");
    assert_eq!(got.header(NEXT_HEADER), None);

    // Without a body: the empty text.
    bench.hook(|hook| hook.verb = Some(Verb::Get)).await;
    let got = bench.run().await;
    assert!(got.body.is_empty() && verifies(&public, b"", got.header(HEADER)));

    // Off, and on again: the same pair.
    signature.set(false).await.expect("switched off");
    assert_eq!(bench.run().await.header(HEADER), None);
    assert_eq!(signature.set(true).await.expect("switched on").public_key.as_ref(), Some(&public));
}

#[tokio::test]
async fn a_content_cannot_set_the_signatures_headers() {
    let bench = Bench::new().await;
    let header = |name: &str| Header {
        name: name.to_owned(),
        value: "forged".to_owned(),
        resolver: None,
        active: true,
    };
    let headers = vec![header("X-Adobe-Commerce-Webhook-Signature"), header("x-own")];
    bench.hook(|hook| hook.content = Content { headers, ..Content::default() }).await;
    let got = bench.run().await;
    assert_eq!((got.header(HEADER), got.header("x-own")), (None, Some("forged")));
    assert!(bench.log().await.contains("cannot set the signature's headers"));

    let public = bench.engine.signature().set(true).await.expect("on").public_key.expect("a key");
    let got = bench.run().await;
    assert_eq!(got.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(HEADER)).count(), 1);
    assert!(verifies(&public, &base64_of(&got), got.header(HEADER)));
    assert_eq!(got.header(NEXT_HEADER), None);
}

#[tokio::test]
async fn while_keys_change_the_old_ones_signature_stays_in_adobes_header() {
    let bench = Bench::new().await;
    let signature = bench.engine.signature();
    let old = signature.set(true).await.expect("on").public_key.expect("a key");
    let changed = signature.regenerate(24).await.expect("a new pair");
    let new = changed.public_key.clone().expect("a key");
    let (previous, until) = changed.previous.clone().expect("the old one");
    assert!(changed.enabled && previous == old && new != old);
    assert_eq!(until, bench.clock.now().plus(24 * HOUR));

    let got = bench.run().await;
    let signed = base64_of(&got);
    assert!(verifies(&old, &signed, got.header(HEADER)), "who was told nothing goes on as before");
    assert!(verifies(&new, &signed, got.header(NEXT_HEADER)));

    // A second change meanwhile: the one in Adobe's header stays, the one that was to follow is gone.
    let again = signature.regenerate(48).await.expect("a third pair");
    let newest = again.public_key.expect("a key");
    assert_eq!(again.previous, Some((old.clone(), bench.clock.now().plus(48 * HOUR))));
    let got = bench.run().await;
    assert!(verifies(&old, &base64_of(&got), got.header(HEADER)));
    assert!(verifies(&newest, &base64_of(&got), got.header(NEXT_HEADER)));
    assert_eq!(bench.engine.store().named_secrets().await.expect("secrets").len(), 2);

    // Its end comes by itself, to the millisecond.
    bench.pass(47);
    assert!(bench.run().await.header(NEXT_HEADER).is_some());
    bench.pass(1);
    let got = bench.run().await;
    assert!(verifies(&newest, &base64_of(&got), got.header(HEADER)));
    assert_eq!(got.header(NEXT_HEADER), None);
    assert_eq!(signature.get().await.expect("got").previous, None);
    bench.engine.start().await.expect("started");
    assert_eq!(bench.engine.store().named_secrets().await.expect("secrets").len(), 1, "it is forgotten");

    // 0 hours: at once, and nothing of the old one is kept.
    let last = signature.regenerate(0).await.expect("a pair").public_key.expect("a key");
    let got = bench.run().await;
    assert!(verifies(&last, &base64_of(&got), got.header(HEADER)));
    assert_eq!(got.header(NEXT_HEADER), None);
    assert_eq!(bench.engine.store().named_secrets().await.expect("secrets").len(), 1);

    for hours in [721, u32::MAX] {
        let fault = signature.regenerate(hours).await.expect_err("too long");
        assert_eq!((fault.code, fault.field.as_deref()), (Code::InputInvalid, Some("overlap_hours")));
    }
    assert_eq!(signature.get().await.expect("got").public_key, Some(last));
}

#[tokio::test]
async fn a_locked_vault_sends_nothing_unsigned_and_keeps_showing_the_public_key() {
    let mut bench = Bench::new().await;
    let on = bench.engine.signature().set(true).await.expect("on");
    bench.engine.shutdown().await;
    bench.engine = Bench::open(&bench.dir, &bench.clock, "").await;

    assert_eq!(bench.engine.signature().get().await.expect("got"), on, "it survives a restart");
    let log = bench.log().await;
    assert!(log.contains(r#""result":"exception""#) && log.contains("cannot be signed"), "{log}");
    assert!(log.contains("the secrets are locked") && log.contains("Unlock"), "{log}");
    bench.hook(|hook| hook.required = false).await;
    let log = bench.log().await;
    assert!(log.contains(r#""result":"success""#) && log.contains("cannot be signed"), "{log}");
    assert_eq!(bench.receiver.connections(), 0);
    assert_eq!(bench.engine.signature().set(true).await.expect_err("locked").code, Code::SecretLocked);
    assert_eq!(bench.engine.signature().regenerate(1).await.expect_err("locked").code, Code::SecretLocked);

    bench.engine.vault().unlock(Secret::new("correct horse".to_owned())).expect("unlocked");
    bench.engine.credentials_available().await.expect("told");
    let got = bench.run().await;
    assert!(verifies(&on.public_key.expect("a key"), &base64_of(&got), got.header(HEADER)));
}

#[tokio::test]
async fn a_backup_carries_the_pair() {
    let mut bench = Bench::new().await;
    let on = bench.engine.signature().set(true).await.expect("on");
    let other = tempfile::tempdir().expect("a directory");
    bench.engine.store().backup(other.path().join("hookdesk.db")).await.expect("backed up");
    std::fs::copy(bench.dir.path().join("key.json"), other.path().join("key.json")).expect("copied");
    bench.engine.shutdown().await;
    bench.engine = Bench::open(&other, &bench.clock, "correct horse").await;
    assert_eq!(bench.engine.signature().get().await.expect("got"), on);
    let got = bench.run().await;
    assert!(verifies(&on.public_key.expect("a key"), &base64_of(&got), got.header(HEADER)));
}

#[tokio::test]
async fn without_a_key_store_it_is_not_switched_on() {
    let dir = tempfile::tempdir().expect("a directory");
    let clock = Arc::new(Hands(AtomicI64::new(1)));
    let engine = Bench::open(&dir, &clock, "").await;
    assert_eq!(engine.signature().set(true).await.expect_err("no key").code, Code::SecretNoKey);
    assert!(!engine.signature().set(false).await.expect("off").enabled);
    assert_eq!(engine.signature().get().await.expect("got").public_key, None);
}

#[tokio::test]
async fn no_content_can_name_the_private_key() {
    let bench = Bench::new().await;
    bench.engine.signature().set(true).await.expect("on");
    let name = bench.engine.store().named_secrets().await.expect("secrets").remove(0).name;
    let header =
        Header { name: "x-a".to_owned(), value: format!("{{secret:{name}}}"), resolver: None, active: true };
    bench.hook(|hook| hook.content = Content { headers: vec![header], ..Content::default() }).await;
    let log = bench.log().await;
    assert!(log.contains("there is no secret of this name") && bench.receiver.count() == 0, "{log}");
}
