//! Debug dumps: what is in them, what is not, and how many are kept.

use hookdesk_core::Code;
use hookdesk_core::message::MessageState;
use hookdesk_testkit::{Answer, Receiver};
use serde_json::Value;

use crate::bed::Bed;

#[tokio::test]
async fn a_dump_holds_the_exact_exchange_and_no_secret() {
    let bed = Bed::start().await;
    let receiver =
        Receiver::start(vec![], Answer::body(422, "application/json", r#"{"why":"postcode"}"#)).await;
    bed.subscribe("a.b", &format!("{}?api_key=s3cret&page=2", receiver.url()), |s| {
        s.debug = true;
        s.headers = vec![("X-Api-Token".to_owned(), "s3cret".to_owned())];
    })
    .await;
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Rejected).await;
    bed.engine.shutdown().await;
    let list = bed.engine.dumps().list(Some(id), 10).expect("list");
    assert_eq!(list.iter().map(|dump| dump.number).collect::<Vec<_>>(), [3, 2, 1]);
    let text = bed.engine.dumps().get(&list[2].file).expect("a dump");
    assert!(!text.contains("s3cret"), "{text}");
    let dump: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(dump["message_id"], id.to_string());
    assert_eq!(
        (&dump["attempt"], &dump["trigger"], &dump["truth"]),
        (&1.into(), &"first".into(), &"refused".into())
    );
    assert_eq!(dump["request"]["body_text"], r#"{"data":{"id": 42, "price": 37.0000}}"#);
    assert!(text.contains("37.0000"), "numbers keep their form");
    assert_eq!(dump["request"]["body"]["data"]["id"], 42);
    assert!(dump["request"]["url"].as_str().is_some_and(|url| url.ends_with("?api_key=[redacted]&page=2")));
    assert_eq!(dump["response"]["status"], 422);
    assert_eq!(dump["response"]["body"]["why"], "postcode");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let path = bed.dir.path().join("debug").join(&list[0].file);
        assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(bed.engine.dumps().get("../hookdesk.db").expect_err("no way out").code, Code::NotFound);
}

#[tokio::test]
async fn without_debug_nothing_is_dumped_and_the_setting_dumps_all() {
    let bed = Bed::start().await;
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    bed.subscribe("a.b", &receiver.url(), |_| {}).await;
    bed.until(bed.send_one("a.b").await, MessageState::Delivered).await;
    bed.engine.set_setting("debug.enabled", true.into()).await.expect("set");
    let id = bed.send_one("a.b").await;
    bed.until(id, MessageState::Delivered).await;
    bed.engine.shutdown().await;
    let list = bed.engine.dumps().list(None, 10).expect("list");
    assert_eq!(list.iter().map(|dump| dump.message).collect::<Vec<_>>(), [id]);
}

#[tokio::test]
async fn the_folder_stays_within_its_size() {
    let bed = Bed::start().await;
    bed.engine.set_setting("debug.max_mib", 1.into()).await.expect("set");
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    bed.subscribe("a.b", &receiver.url(), |s| s.debug = true).await;
    let data = format!("\"{}\"", "x".repeat(100 * 1024));
    let mut last = None;
    for _ in 0..12 {
        let id = bed.send("a.b", &data).await[0];
        bed.until(id, MessageState::Delivered).await;
        last = Some(id);
    }
    bed.engine.shutdown().await;
    let list = bed.engine.dumps().list(None, 100).expect("list");
    assert!(list.iter().map(|dump| dump.size).sum::<u64>() <= 1024 * 1024);
    assert!(list.len() < 12 && Some(list[0].message) == last, "the newest are kept");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_stops_no_delivery() {
    let bed = Bed::start().await;
    std::fs::write(bed.dir.path().join("debug"), "in the way").expect("file");
    let receiver = Receiver::start(vec![], Answer::status(200)).await;
    bed.subscribe("a.b", &receiver.url(), |s| s.debug = true).await;
    bed.send_many("a.b", 20).await;
    bed.until_count(MessageState::Delivered, 20).await;
    bed.engine.shutdown().await;
}
