//! The ledger: written before the answer, whatever the answer is.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use bytes::Bytes;
use hookdesk_connect::{HttpClient, Outgoing};
use hookdesk_core::address::Private;
use hookdesk_core::classify::Ended;
use hookdesk_core::time::UtcMillis;
use hookdesk_prove::{Answer, Ledger};

async fn send(ledger: &Ledger, message: &str, attempt: u32) -> Option<u16> {
    let request = Outgoing {
        method: http::Method::POST,
        url: ledger.url().parse().unwrap(),
        headers: vec![
            ("x-hookdesk-delivery".to_owned(), message.to_owned()),
            ("x-hookdesk-attempt".to_owned(), attempt.to_string()),
        ],
        secret_names: Vec::new(),
        body: Bytes::from_static(b"{}"),
        timeout: Duration::from_secs(20),
        private: Private::Any,
    };
    match HttpClient::trusting(Vec::new()).send(&request, UtcMillis(0)).await.ended {
        Ended::Answered { status, .. } => Some(status),
        Ended::Failed { .. } => None,
    }
}

#[tokio::test]
async fn what_is_answered_stands_in_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("ledger");
    let weather = |message: &str, attempt: u32| match (message, attempt) {
        ("m2", 1) => Answer::Status(500),
        ("m2", 2) => Answer::Close,
        ("m3", _) => Answer::Slow(Duration::from_millis(1)),
        _ => Answer::Status(200),
    };
    let ledger = Ledger::start(&file, weather).await.unwrap();
    let steps = [
        ("m1", 1, Some(200), 1),
        ("m2", 1, Some(500), 1),
        ("m2", 2, None, 1),
        ("m2", 3, Some(200), 2),
        ("m3", 1, Some(200), 3),
        ("m1", 2, Some(200), 3),
    ];
    for (n, (message, attempt, answer, delivered)) in steps.into_iter().enumerate() {
        assert_eq!(send(&ledger, message, attempt).await, answer, "{message} {attempt}");
        let text = std::fs::read_to_string(&file).unwrap();
        let last = text.lines().last().unwrap();
        // SHA-256 of `{}`, its first half.
        let begins = format!("{message} {attempt} 44136fa355b3678a1146ad16f7e8649e ");
        assert!(text.lines().count() == n + 1 && last.starts_with(&begins), "{text}");
        assert_eq!((ledger.requests(), ledger.delivered()), (n as u64 + 1, delivered));
    }
    let seen = ledger.seen();
    let taken: Vec<_> = seen["m2"].iter().map(|seen| (seen.attempt, seen.taken)).collect();
    assert_eq!(taken, [(1, false), (2, false), (3, true)]);
    assert!(seen["m1"].iter().all(|seen| seen.taken && seen.body.len() == 32));

    ledger.calm();
    assert_eq!(send(&ledger, "m2", 1).await, Some(200), "calm weather takes everything");
}
