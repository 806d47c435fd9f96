//! Context values from a shop over REST: a fake Magento on loopback, asked for what is needed and for nothing twice.

use std::time::Duration;

use hookdesk_content::definition::{Content, Field, Header, Moment, Rule, Rules, Webhook};
use hookdesk_content::run::Level;
use hookdesk_core::config::{Auth, Connection, ConnectionTls, ContentWrap, SecretSlot, Signing};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::message::MessageState;
use hookdesk_core::time::UtcMillis;
use hookdesk_engine::{HookRun, HookRunEnd, Preview};
use hookdesk_secrets::Secret;
use hookdesk_store::{SealedSecret, WebhookChange};
use hookdesk_testkit::{Answer, Authority, Flaw, Received, Receiver, TlsServer};
use serde_json::json;

use crate::bed::Bed;

const SHOP: &str = "My shop";
const CART: &str = "/rest/V1/carts/66";
const TOTALS: &str = "/rest/V1/carts/66/totals";
const CONFIGS: &str = "/rest/V1/store/storeConfigs";
const VIEWS: &str = "/rest/V1/store/storeViews";

/// What a small Magento answers; 401 without its token, 404 in Magento's own words for what it has not.
fn magento(asked: &Received) -> Answer {
    let json = |status, body: &str| Answer::body(status, "application/json", body);
    if asked.header("authorization") != Some("Bearer s3cret") {
        return json(401, r#"{"message":"The consumer isn't authorized to access %resources."}"#);
    }
    match asked.target.as_str() {
        VIEWS => json(
            200,
            r#"[{"id":0,"code":"admin","website_id":0,"store_group_id":0},{"id":1,"code":"default","website_id":1,"store_group_id":1}]"#,
        ),
        CONFIGS => json(200, r#"[{"id":1,"code":"default","locale":"en_US","timezone":"America/Chicago"}]"#),
        CART => json(
            200,
            r#"{"id":66,"store_id":1,"customer":{"id":123,"email":"test@example.com","group_id":2},"items":[{"item_id":7,"sku":"a","qty":2,"price":124.0400}]}"#,
        ),
        TOTALS => json(200, r#"{"subtotal":600.0000,"items":[{"item_id":7,"row_total":248.08}]}"#),
        _ => json(404, r#"{"message":"No such entity with %fieldName = %fieldValue"}"#),
    }
}

/// Connects the engine to a shop there, and lets it be asked.
async fn connect(bed: &Bed, shop: &Receiver) -> Connection {
    let connection = Connection {
        id: ConnectionId(0),
        name: SHOP.to_owned(),
        base_url: format!("http://{}/", shop.address()),
        auth: Auth::Bearer,
        signing: Signing::None,
        headers: vec![("x-own".to_owned(), "header".to_owned())],
        paused: false,
        has_auth_secret: true,
        has_signing_secret: false,
        unauthorized: false,
        tls: Default::default(),
        has_client_key: false,
        created_at: UtcMillis::default(),
        updated_at: UtcMillis::default(),
    };
    let passphrase = Secret::new("correct horse battery".to_owned());
    bed.engine.vault().use_passphrase(passphrase, None).expect("chosen");
    let engine = bed.engine.clone();
    let seal = Box::new(move |id| {
        let slot = SecretSlot::ConnectionAuth(id);
        let sealed = engine.vault().seal(slot, &Secret::new(b"s3cret".to_vec()))?;
        Ok(vec![SealedSecret { slot, sealed: Some(sealed), expires_at: None }])
    });
    let connection = bed.engine.store().save_connection(connection, seal).await.expect("saved");
    set(bed, "targets.private", json!("allow")).await;
    set(bed, "content.shop", json!(SHOP)).await;
    connection
}

async fn set(bed: &Bed, key: &str, value: serde_json::Value) {
    bed.engine.set_setting(key, value).await.expect("set");
}

/// Saves it, and lets the engine see that.
async fn save(bed: &Bed, connection: &Connection) {
    let store = bed.engine.store();
    store.save_connection(connection.clone(), Box::new(|_| Ok(Vec::new()))).await.expect("saved");
    set(bed, "debug.enabled", json!(false)).await;
}

fn field(name: &str, source: &str) -> Field {
    Field { name: name.to_owned(), source: Some(source.to_owned()), converter: None, active: true }
}

fn header(name: &str, value: &str) -> Header {
    Header { name: name.to_owned(), value: value.to_owned(), resolver: None, active: true }
}

fn fields(fields: &[(&str, &str)]) -> Content {
    let fields = fields.iter().map(|(name, source)| field(name, source)).collect();
    Content { fields, ..Content::default() }
}

/// What was asked, in the order of the alphabet.
fn asked(shop: &Receiver) -> Vec<String> {
    let mut targets: Vec<_> = shop.received().into_iter().map(|asked| asked.target).collect();
    targets.sort();
    targets
}

async fn hook(bed: &Bed, content: Content) {
    let hook = bed.hook("cart.item.added").await;
    bed.engine.store().save_hook_with(hook, Some(content)).await.expect("saved");
}

/// Sends an event; what went out for it.
async fn sent(bed: &Bed, receiver: &Receiver, data: &str) -> String {
    let id = bed.send("cart.item.added", data).await[0];
    bed.until(id, MessageState::Delivered).await;
    String::from_utf8(receiver.received().last().expect("a request").body.clone()).expect("text")
}

#[tokio::test]
async fn a_queued_hook_asks_for_what_nobody_else_tells_and_for_store_data_once() {
    let bed = Bed::start().await;
    let shop = Receiver::start_with(magento).await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    connect(&bed, &shop).await;
    let content = Content {
        headers: vec![
            header("X-Store", "context_store.get_store.get_code"),
            header("X-Zone", "in {config:general/locale/timezone}"),
        ],
        ..fields(&[
            ("sku", "item.sku"),
            ("store", "context_store.get_store.get_id"),
            ("total", "context_checkout_session.get_quote.get_subtotal"),
            ("items", "context_checkout_session.get_quote.get_items[qty,price,row_total]"),
            ("email", "context_customer_session.get_customer.get_email"),
            ("mode", "context_application_state.get_mode"),
            ("version", "context_staging.get_version"),
        ])
    };
    hook(&bed, content).await;
    bed.subscribe("cart.item.added", &receiver.url(), |_| {}).await;
    let data = r#"{"item":{"sku":"a","quote_id":66},"store_id":1}"#;
    let body = r#"{"sku":"a","store":"1","total":600.0000,"items":[{"qty":2,"price":124.0400,"row_total":248.08}],"email":"test@example.com","mode":null,"version":null}"#;
    assert_eq!(sent(&bed, &receiver, data).await, body);
    assert_eq!(asked(&shop), [CART, TOTALS, CONFIGS, VIEWS]);
    let out = receiver.received().remove(0);
    assert_eq!((out.header("x-store"), out.header("x-zone")), (Some("default"), Some("in America/Chicago")));
    let first = shop.received().remove(0);
    assert_eq!((first.method.as_str(), first.header("x-own"), first.body.len()), ("GET", Some("header"), 0));
    // The next one needs the quote again, and the store data not.
    assert_eq!(sent(&bed, &receiver, data).await, body);
    assert_eq!(asked(&shop), [CART, CART, TOTALS, TOTALS, CONFIGS, VIEWS]);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_shop_is_asked_over_its_connections_own_tls() {
    let bed = Bed::start().await;
    let plain = Receiver::start_with(magento).await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let ours = Authority::new("Our Own CA");
    let shop = TlsServer::start(&ours.issue(Flaw::None), None, magento).await;
    let connection = connect(&bed, &plain).await;
    let tls = ConnectionTls { extra_ca: ours.pem(), ..ConnectionTls::default() };
    save(&bed, &Connection { base_url: format!("{}/", shop.base()), tls, ..connection }).await;
    hook(&bed, fields(&[("total", "context_checkout_session.get_quote.get_subtotal")])).await;
    bed.subscribe("cart.item.added", &receiver.url(), |_| {}).await;
    for _ in 0..2 {
        assert_eq!(sent(&bed, &receiver, r#"{"quote_id":66}"#).await, r#"{"total":600.0000}"#);
    }
    assert!(plain.received().is_empty());
    let seen = bed.engine.store().certificates().await.expect("certificates");
    assert_eq!((seen.len(), seen[0].refused.as_deref()), (1, None));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_message_whose_body_is_fixed_asks_for_its_headers_only() {
    let bed = Bed::start().await;
    let shop = Receiver::start_with(magento).await;
    let receiver = Receiver::start(vec![Answer::status(500)], Answer::status(200)).await;
    connect(&bed, &shop).await;
    let content = Content {
        headers: vec![header("X-Email", "context_customer_session.get_customer.get_email")],
        ..fields(&[("total", "context_checkout_session.get_quote.get_subtotal")])
    };
    hook(&bed, content).await;
    bed.subscribe("cart.item.added", &receiver.url(), |_| {}).await;
    assert_eq!(sent(&bed, &receiver, r#"{"quote_id":66}"#).await, r#"{"total":600.0000}"#);
    assert_eq!(receiver.received()[1].header("x-email"), Some("test@example.com"));
    assert_eq!(asked(&shop), [CART, CART, TOTALS]);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn what_the_event_and_the_settings_tell_is_not_asked_for() {
    let bed = Bed::start().await;
    let shop = Receiver::start_with(magento).await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    connect(&bed, &shop).await;
    let told = json!({ "store": { "store": { "code": "set" } }, "checkout_session": { "quote": null } });
    set(&bed, "content.context", told).await;
    let content = fields(&[
        ("store", "context_store.get_store.get_code"),
        ("total", "context_checkout_session.get_quote.get_subtotal"),
    ]);
    hook(&bed, content).await;
    bed.subscribe("cart.item.added", &receiver.url(), |_| {}).await;
    assert_eq!(sent(&bed, &receiver, r#"{"quote_id":66}"#).await, r#"{"store":"set","total":null}"#);
    assert_eq!(shop.count(), 0);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_shop_that_fails_costs_a_value_and_is_then_left_alone() {
    let bed = Bed::start().await;
    let shop = Receiver::start(vec![], Answer::body(503, "text/html", "<html>maintenance</html>")).await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let mut connection = connect(&bed, &shop).await;
    hook(&bed, fields(&[("email", "context_customer_session.get_customer.get_email"), ("sku", "sku")])).await;
    bed.subscribe("cart.item.added", &receiver.url(), |_| {}).await;
    let event = r#"{"customer_id":5,"sku":"a"}"#;
    for _ in 0..3 {
        assert_eq!(sent(&bed, &receiver, event).await, r#"{"email":null,"sku":"a"}"#);
    }
    assert_eq!(shop.count(), 1);
    // A connection that was changed is asked at once.
    connection.headers.clear();
    save(&bed, &connection).await;
    sent(&bed, &receiver, event).await;
    assert_eq!(shop.count(), 2);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_rule_about_the_shop_is_judged_with_what_the_shop_tells() {
    let bed = Bed::start().await;
    let shop = Receiver::start_with(magento).await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    connect(&bed, &shop).await;
    let rule = Rule {
        field: "context_checkout_session.get_quote.get_customer_group_id".to_owned(),
        operator: "equal".to_owned(),
        value: Some("2".to_owned()),
        active: true,
    };
    hook(&bed, Content { rules: Rules { groups: vec![vec![rule]] }, ..fields(&[("sku", "sku")]) }).await;
    bed.subscribe("cart.item.added", &receiver.url(), |_| {}).await;
    assert_eq!(sent(&bed, &receiver, r#"{"quote_id":66,"sku":"a"}"#).await, r#"{"sku":"a"}"#);
    // Its fields need nothing of the shop: it was asked at accept only.
    assert_eq!(asked(&shop), [CART]);
    let other = bed.send("cart.item.added", r#"{"quote_id":67,"sku":"a"}"#).await[0];
    assert_eq!(bed.story(other).await.message.state, MessageState::Skipped);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_preview_asks_nobody_and_says_that_the_shop_is_asked_later() {
    let bed = Bed::idle().await;
    let shop = Receiver::start_with(magento).await;
    let content = fields(&[("store", "context_store.get_store.get_code")]);
    let note = |bed: &Bed| match bed.engine.preview(&content, ContentWrap::Data, "{}", None) {
        Ok(Preview::Built(mut built)) => built.notes.remove(0),
        _ => panic!("not built"),
    };
    assert!(note(&bed).message.contains("nothing is known"), "{:?}", note(&bed));
    connect(&bed, &shop).await;
    let note = note(&bed);
    let said = "`context_store.get_store.get_code`: the shop is asked for it when the hook is sent; null stands for it";
    assert_eq!(note.message, said);
    assert_eq!(note.level, hookdesk_content::build::Level::Debug);
    assert_eq!(shop.count(), 0);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn the_setting_takes_the_name_of_a_connection_and_a_missing_or_paused_one_is_told() {
    let bed = Bed::idle().await;
    let shop = Receiver::start_with(magento).await;
    let refused = bed.engine.set_setting("content.shop", json!(SHOP)).await.expect_err("no connection");
    assert_eq!(refused.field.as_deref(), Some("value"));
    let mut connection = connect(&bed, &shop).await;
    let receiver = success().await;
    let content = fields(&[("store", "context_store.get_store.get_code")]);
    webhook(&bed, "b", "h", &receiver, |hook| hook.content = content).await;
    connection.paused = true;
    save(&bed, &connection).await;
    let said = warnings(run(&bed, "{}").await);
    assert!(said.contains("the connection \"My shop\" is paused"), "{said}");
    connection.name = "Another".into();
    save(&bed, &connection).await;
    let said = warnings(run(&bed, "{}").await);
    assert!(said.contains("no connection \"My shop\" any more"), "{said}");
    assert_eq!(shop.count(), 0);
    set(&bed, "content.shop", json!("")).await;
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn an_address_without_consent_is_not_asked() {
    let bed = Bed::start().await;
    let shop = Receiver::start_with(magento).await;
    connect(&bed, &shop).await;
    set(&bed, "targets.private", json!("ask")).await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    hook(&bed, fields(&[("total", "context_checkout_session.get_quote.get_subtotal")])).await;
    bed.subscribe("cart.item.added", &receiver.url(), |_| {}).await;
    assert_eq!(sent(&bed, &receiver, r#"{"quote_id":66}"#).await, r#"{"total":null}"#);
    assert_eq!(shop.connections(), 0);
    bed.engine.shutdown().await;
}

async fn success() -> Receiver {
    Receiver::start(vec![], Answer::body(200, "application/json", r#"{"op":"success"}"#)).await
}

async fn webhook(bed: &Bed, batch: &str, name: &str, to: &Receiver, change: impl FnOnce(&mut Webhook)) {
    let mut hook = Webhook {
        method: METHOD.into(),
        batch: batch.into(),
        name: name.into(),
        url: to.url(),
        timeout_ms: 10_000,
        ..Webhook::default()
    };
    change(&mut hook);
    bed.engine.store().change_webhooks(vec![WebhookChange::Add(Box::new(hook))]).await.expect("saved");
}

async fn run<'p>(bed: &Bed, payload: &'p str) -> HookRunEnd<'p> {
    let run = HookRun {
        method: METHOD,
        moment: Moment::Before,
        payload,
        context: None,
        request: None,
        traced: false,
        stand_in: None,
    };
    bed.engine.run_hooks(run).await.expect("ran")
}

fn warnings(end: HookRunEnd<'_>) -> String {
    let lines = end.outcome.log.into_iter().filter(|line| line.level == Level::Warning);
    lines.map(|line| line.message).collect::<Vec<_>>().join("\n")
}

const METHOD: &str = "observer.sales_quote_add_item";
const ADDED: &str = r#"{"data":{"quote_item":{"quote_id":"66","sku":"a"}}}"#;

#[tokio::test]
async fn a_run_asks_once_for_all_its_batches() {
    let bed = Bed::idle().await;
    let shop = Receiver::start_with(magento).await;
    let receiver = success().await;
    connect(&bed, &shop).await;
    let content = fields(&[
        ("total", "context_checkout_session.get_quote.get_subtotal"),
        ("sku", "data.quote_item.sku"),
    ]);
    for (batch, name) in [("one", "a"), ("one", "b"), ("two", "c")] {
        webhook(&bed, batch, name, &receiver, |hook| hook.content = content.clone()).await;
    }
    // One that is switched off needs nothing.
    let other = fields(&[("x", "context_store.get_website")]);
    webhook(&bed, "two", "off", &receiver, |hook| (hook.content, hook.active) = (other, false)).await;
    let end = run(&bed, ADDED).await;
    assert!(end.outcome.exception.is_none());
    assert_eq!(warnings(end), "");
    for sent in receiver.received() {
        assert_eq!(String::from_utf8_lossy(&sent.body), r#"{"total":600.0000,"sku":"a"}"#);
    }
    assert_eq!(receiver.count(), 3);
    assert_eq!(asked(&shop), [CART, TOTALS]);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_run_does_not_wait_for_a_silent_shop_for_ever() {
    let bed = Bed::idle().await;
    let shop = Receiver::start(vec![], Answer::Silent).await;
    let receiver = success().await;
    connect(&bed, &shop).await;
    let content = fields(&[("email", "context_customer_session.get_customer.get_email")]);
    webhook(&bed, "b", "h", &receiver, |hook| (hook.content, hook.timeout_ms) = (content, 200)).await;
    let ran = run(&bed, r#"{"customer_id":5}"#);
    let end = tokio::time::timeout(Duration::from_secs(30), ran).await.expect("ended");
    let said = warnings(end);
    assert!(said.contains("the shop's customer 5"), "{said}");
    assert_eq!(receiver.received()[0].body, br#"{"email":null}"#);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_refused_credential_names_the_permission_and_no_secret() {
    let bed = Bed::idle().await;
    let shop = Receiver::start(vec![], Answer::body(403, "application/json", r#"{"message":"no"}"#)).await;
    let receiver = success().await;
    connect(&bed, &shop).await;
    let content = fields(&[("total", "context_checkout_session.get_quote.get_subtotal")]);
    webhook(&bed, "b", "h", &receiver, |hook| hook.content = content).await;
    let said = warnings(run(&bed, ADDED).await);
    assert!(said.contains("Magento_Cart::manage") && !said.contains("s3cret"), "{said}");
    bed.engine.shutdown().await;
}
