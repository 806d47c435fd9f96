//! Queued hooks with contents: what is sent, what is skipped, and what an edit leaves alone.

use hookdesk_content::context::Request;
use hookdesk_content::definition::{Body, Content, Field, Header, Rule, Rules};
use hookdesk_core::Code;
use hookdesk_core::config::{Hook, Method, PayloadBinding, Recipient};
use hookdesk_core::message::{MessageState, RejectReason};
use hookdesk_engine::{Engine, EngineOptions, Role};
use hookdesk_secrets::Secret;
use hookdesk_store::{BulkAction, Selection};
use hookdesk_testkit::{Answer, Receiver};
use serde_json::json;
use serde_json::value::RawValue;

use crate::bed::{Bed, new_event};

fn field(name: &str, source: &str) -> Field {
    Field { name: name.to_owned(), source: Some(source.to_owned()), converter: None, active: true }
}

fn header(name: &str, value: &str) -> Header {
    Header { name: name.to_owned(), value: value.to_owned(), resolver: None, active: true }
}

fn rule(field: &str, operator: &str, value: &str) -> Rule {
    Rule {
        field: field.to_owned(),
        operator: operator.to_owned(),
        value: Some(value.to_owned()),
        active: true,
    }
}

fn fields(fields: Vec<Field>) -> Content {
    Content { fields, ..Content::default() }
}

fn rules(groups: Vec<Vec<Rule>>) -> Content {
    Content { rules: Rules { groups }, ..Content::default() }
}

async fn save(bed: &Bed, event: &str, content: Content) -> Hook {
    let hook = bed.hook(event).await;
    bed.engine.store().save_hook_with(hook, Some(content)).await.expect("saved")
}

async fn retry(bed: &Bed, id: hookdesk_core::id::MessageId) {
    bed.engine.store().bulk(Selection::Ids(vec![id]), BulkAction::Retry, 1).await.expect("retried");
}

const ORDER: &str = r#"{"order":{"entity_id":100000000000000000001,"total":37.0000,"items":[{"sku":"a","qty":1.0},{"sku":"b","qty":2}]}}"#;

#[tokio::test]
async fn the_mapped_body_and_its_headers_go_out_byte_for_byte_and_the_dump_says_so() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let content = Content {
        headers: vec![
            header("X-Order", "{{ order.entity_id }}"),
            header("X-Area", "context_application_state.get_area_code"),
        ],
        ..fields(vec![
            field("id", "order.entity_id"),
            field("total", "order.total"),
            field("lines[].sku", "order.items[].sku"),
            field("area", "context_application_state.get_area_code"),
            field("none", "order.nothing"),
        ])
    };
    save(&bed, "order.placed", content).await;
    bed.subscribe("order.placed", &receiver.url(), |s| s.debug = true).await;
    let mut event = new_event("order.placed", ORDER);
    event.context =
        RawValue::from_string(r#"{"application_state":{"area_code":"adminhtml"}}"#.to_owned()).ok();
    bed.engine.accept(vec![event], None).await.expect("accepted");
    bed.until_count(MessageState::Delivered, 1).await;
    let sent = &receiver.received()[0];
    let body = r#"{"id":100000000000000000001,"total":37.0000,"lines":[{"sku":"a"},{"sku":"b"}],"area":"adminhtml","none":null}"#;
    assert_eq!(String::from_utf8_lossy(&sent.body), body);
    assert_eq!(sent.header("x-order"), Some("100000000000000000001"));
    assert_eq!(sent.header("x-area"), Some("adminhtml"));
    let page = bed.engine.store().messages(
        Default::default(),
        hookdesk_store::SortBy::Created,
        hookdesk_store::Order::Ascending,
        None,
        1,
    );
    let id = page.await.expect("a page").rows[0].id;
    assert_eq!(bed.engine.store().attempt_body(id, 1).await.expect("kept"), body.as_bytes());
    bed.engine.shutdown().await;
    let dump = bed.engine.dumps().list(Some(id), 1).expect("dumps").remove(0);
    let text = bed.engine.dumps().get(&dump.file).expect("a dump");
    let dump: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(dump["request"]["body_text"], body);
}

#[tokio::test]
async fn an_event_whose_rule_does_not_hold_is_skipped_with_the_rule_named_and_can_be_sent_all_the_same() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let content = Content {
        fields: vec![field("total", "order.total")],
        ..rules(vec![
            vec![rule("order.total", "greaterThan", "100")],
            vec![rule("order.total", "lessThan", "10")],
        ])
    };
    save(&bed, "order.placed", content).await;
    bed.subscribe("order.placed", &receiver.url(), |_| {}).await;
    let large = bed.send("order.placed", r#"{"order":{"total":"100.01"}}"#).await[0];
    bed.until(large, MessageState::Delivered).await;
    let small = bed.send("order.placed", r#"{"order":{"total":"5"}}"#).await[0];
    bed.until(small, MessageState::Delivered).await;
    let middle = bed.send("order.placed", ORDER).await[0];
    let story = bed.story(middle).await;
    assert_eq!(story.message.state, MessageState::Skipped);
    let reason = story.message.reason.expect("a reason");
    assert!(reason.contains("order.total") && reason.contains("37"), "{reason}");
    assert_eq!(receiver.count(), 2);
    // A person may send it: the rules are not asked again, the content is.
    retry(&bed, middle).await;
    bed.until(middle, MessageState::Delivered).await;
    assert_eq!(receiver.received()[2].body, br#"{"total":37.0000}"#);
    // Sent through matching again, it is judged again.
    let event = bed.story(middle).await.event.id;
    assert_eq!(bed.engine.replay(&event).await.expect("replayed"), 1);
    assert_eq!(bed.count(MessageState::Skipped).await, 1);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn an_edit_touches_nothing_that_is_queued_under_snapshot_and_a_rebuild_follows_it() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![Answer::status(410), Answer::status(410)], Answer::status(200)).await;
    save(&bed, "a.b", fields(vec![field("x", "order.total")])).await;
    for binding in [PayloadBinding::Snapshot, PayloadBinding::Rebuild] {
        bed.subscribe("a.b", &receiver.url(), |s| s.binding = binding).await;
    }
    let ids = bed.send("a.b", ORDER).await;
    for id in &ids {
        bed.until(*id, MessageState::Rejected).await;
    }
    save(&bed, "a.b", fields(vec![field("y[]", "order.items[].sku")])).await;
    for (id, wanted) in ids.iter().zip([r#"{"x":37.0000}"#, r#"{"y":["a","b"]}"#]) {
        let story = bed.story(*id).await;
        assert_eq!(
            String::from_utf8(bed.engine.body_of(&story).await.expect("built")).expect("text"),
            wanted
        );
        retry(&bed, *id).await;
        bed.until(*id, MessageState::Delivered).await;
        assert_eq!(String::from_utf8_lossy(&receiver.received().last().expect("sent").body), wanted);
        assert_eq!(bed.engine.store().attempt_body(*id, 1).await.expect("kept"), br#"{"x":37.0000}"#);
        assert_eq!(bed.engine.store().attempt_body(*id, 2).await.expect("kept"), wanted.as_bytes());
    }
    // What comes from now on is the new one's; back to plain, the payload whole.
    let id = bed.send("a.b", ORDER).await[0];
    bed.until(id, MessageState::Delivered).await;
    save(&bed, "a.b", Content::default()).await;
    let id = bed.send("a.b", "[1]").await[0];
    bed.until(id, MessageState::Delivered).await;
    assert_eq!(receiver.received().last().expect("sent").body, br#"{"data":[1]}"#);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_built_is_rejected_with_a_reason_and_goes_out_once_that_is_mended() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let content = Content { headers: vec![header("X-Home", "{env:HOME}")], ..Content::default() };
    save(&bed, "a.b", content).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Rejected).await;
    assert_eq!(story.message.reason.as_deref(), Some(RejectReason::Misconfigured.as_str()));
    let error = story.attempts[0].error.clone().expect("a reason");
    assert!(error.contains("HOME") && error.contains("content.env"), "{error}");
    assert_eq!(
        (receiver.count(), bed.engine.store().attempt_body(id, 1).await.expect("nothing")),
        (0, Vec::new())
    );
    assert_eq!(bed.engine.body_of(&story).await.expect_err("not allowed").code, Code::PlaceholderInvalid);
    bed.engine.set_setting("content.env", json!("PATH, HOME")).await.expect("set");
    retry(&bed, id).await;
    bed.until(id, MessageState::Delivered).await;
    let home = std::env::var("HOME").expect("HOME");
    assert_eq!(receiver.received()[0].header("x-home"), Some(home.as_str()));
    // What an environment variable holds is not for the dump.
    let story = bed.story(id).await;
    let shown = &story.attempts[1].request.headers;
    assert!(shown.iter().any(|(name, value)| name == "X-Home" && value == "[redacted]"), "{shown:?}");
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn data_too_deep_to_be_read_is_rejected_and_a_persons_body_goes_out() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let content = Content { headers: vec![header("X-A", "1")], ..fields(vec![field("a", "b")]) };
    save(&bed, "a.b", content).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    let deep = format!("{}1{}", "[".repeat(130), "]".repeat(130));
    // The API refuses nothing that serde_json takes; a raw value is not read.
    let id = bed.send("a.b", &deep).await[0];
    let story = bed.until(id, MessageState::Rejected).await;
    assert!(story.attempts[0].error.as_deref().is_some_and(|error| error.contains("by hand")), "{story:?}");
    bed.engine.store().edit_and_resend(id, b"{\"mine\":1}".to_vec()).await.expect("edited");
    bed.until(id, MessageState::Delivered).await;
    let sent = &receiver.received()[0];
    assert_eq!((sent.body.as_slice(), sent.header("x-a")), (b"{\"mine\":1}".as_slice(), Some("1")));
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_get_carries_its_values_in_the_address_and_no_body() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let tagged =
        format!("{}?sku={{{{ order.items[0].sku }}}}&note=a%20b&total={{{{ order.total }}}}", receiver.url());
    bed.subscribe("plain", &tagged, |s| s.method = Method::Get).await;
    let id = bed.send("plain", r#"{"order":{"items":[{"sku":"a&b=c/ü"}],"total":37.0000}}"#).await[0];
    let story = bed.until(id, MessageState::Delivered).await;
    let sent = &receiver.received()[0];
    assert_eq!((sent.method.as_str(), sent.body.len(), sent.header("content-type")), ("GET", 0, None));
    assert!(sent.target.ends_with("?sku=a%26b%3Dc%2F%C3%BC&note=a%20b&total=37.0000"), "{}", sent.target);
    assert!(story.attempts[0].request.url.contains("sku=a%26b%3Dc"), "{}", story.attempts[0].request.url);
    assert_eq!(bed.engine.store().attempt_body(id, 1).await.expect("nothing"), b"");

    // A form for those who want one, under a content.
    let content = Content { body: Some(Body::Form), ..fields(vec![field("total", "order.total")]) };
    save(&bed, "form", content).await;
    bed.subscribe("form", &receiver.url(), |s| {
        s.recipient = Recipient::Url { url: format!("{}?t={{{{ total }}}}", receiver.url()) }
    })
    .await;
    let id = bed.send("form", ORDER).await[0];
    bed.until(id, MessageState::Delivered).await;
    let sent = &receiver.received()[1];
    assert_eq!(sent.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        (sent.body.as_slice(), sent.target.ends_with("?t=37.0000")),
        (b"total=37.0000".as_slice(), true)
    );
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn the_request_that_brought_an_event_is_kept_only_where_it_is_asked_for_and_never_its_secrets() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let content = fields(vec![
        field("custom", "context_http_request.get_header{X-Custom}"),
        field("token", "context_http_request.get_header{Authorization}"),
        field("path", "context_http_request.get_path_info"),
    ]);
    save(&bed, "asks", content).await;
    save(&bed, "does.not", fields(vec![field("a", "b")])).await;
    bed.subscribe("asks", &receiver.url(), |_| {}).await;
    bed.subscribe("does.not", &receiver.url(), |_| {}).await;
    let bringer = || Request {
        method: "POST".to_owned(),
        path: "/v1/events".to_owned(),
        query: vec![("api_key".to_owned(), "s3cret".to_owned())],
        headers: vec![
            ("x-custom".to_owned(), "42".to_owned()),
            ("authorization".to_owned(), "Bearer s3cret".to_owned()),
        ],
    };
    let events = vec![new_event("asks", "{}"), new_event("does.not", "{}")];
    let ids: Vec<_> = events.iter().map(|event| event.id.clone()).collect();
    bed.engine.accept(events, Some(&bringer)).await.expect("accepted");
    bed.until_count(MessageState::Delivered, 2).await;
    let bodies: Vec<_> =
        receiver.received().iter().map(|r| String::from_utf8_lossy(&r.body).into_owned()).collect();
    assert!(bodies.contains(&r#"{"custom":"42","token":null,"path":"/v1/events"}"#.to_owned()), "{bodies:?}");
    let kept = bed.engine.store().event(ids[0].as_str()).await.expect("an event").request.expect("kept");
    assert!(!String::from_utf8_lossy(&kept).contains("s3cret"));
    assert_eq!(bed.engine.store().event(ids[1].as_str()).await.expect("an event").request, None);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn settings_and_the_event_before_are_known_too() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let context = json!({ "scope_config": { "value": { "general/locale/code:default": "de_DE" } } });
    bed.engine.set_setting("content.context", context).await.expect("set");
    let content = Content {
        fields: vec![field("locale", "context_scope_config.get_value{general/locale/code:default}")],
        ..rules(vec![vec![Rule { value: None, ..rule("status", "onChange", "") }]])
    };
    save(&bed, "order.saved", content).await;
    bed.subscribe("order.saved", &receiver.url(), |_| {}).await;
    for (status, state) in
        [("new", MessageState::Delivered), ("new", MessageState::Skipped), ("paid", MessageState::Delivered)]
    {
        let id = bed.send("order.saved", &json!({ "status": status }).to_string()).await[0];
        bed.until(id, state).await;
    }
    assert_eq!(receiver.received()[0].body, br#"{"locale":"de_DE"}"#);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn a_named_secret_is_sent_never_shown_and_waited_for_while_it_is_locked() {
    let dir = tempfile::tempdir().expect("a directory");
    let open = async |passphrase: Option<&str>| {
        let options = EngineOptions {
            data_dir: dir.path().to_owned(),
            passphrase: passphrase.map(|text| Secret::new(text.to_owned())),
            role: Role::Run,
            clock: std::sync::Arc::new(hookdesk_core::time::SystemClock),
        };
        Engine::open(options).await.expect("opened")
    };
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    let engine = open(Some("correct horse")).await;
    engine.save_secret("erp", Secret::new(b"hunter2".to_vec())).await.expect("sealed");
    let bed = Bed { dir: tempfile::tempdir().expect("unused"), engine };
    let content =
        Content { headers: vec![header("Authorization", "Bearer {secret:erp}")], ..Content::default() };
    save(&bed, "a.b", content).await;
    bed.subscribe("a.b", &receiver.url(), |s| s.debug = true).await;
    bed.engine.shutdown().await;

    // Locked: held, no attempt, and nothing runs in circles.
    let bed = Bed { dir: bed.dir, engine: open(None).await };
    bed.engine.start().await.expect("started");
    let id = bed.send_one("a.b").await;
    let story = bed.until(id, MessageState::Held).await;
    assert_eq!((story.message.reason.as_deref(), story.attempts.len()), (Some("credential"), 0));
    bed.engine.vault().unlock(Secret::new("correct horse".to_owned())).expect("unlocked");
    bed.engine.credentials_available().await.expect("released");
    let story = bed.until(id, MessageState::Delivered).await;
    assert_eq!(receiver.received()[0].header("authorization"), Some("Bearer hunter2"));
    assert!(!format!("{:?}", story.attempts).contains("hunter2"));
    bed.engine.shutdown().await;
    for dump in bed.engine.dumps().list(Some(id), 5).expect("dumps") {
        assert!(!bed.engine.dumps().get(&dump.file).expect("a dump").contains("hunter2"));
    }
}
