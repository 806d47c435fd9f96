//! Many recipients: none delays another, and no limit is exceeded.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hookdesk_core::message::MessageState;
use hookdesk_testkit::{Answer, Receiver};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::bed::Bed;

#[tokio::test]
async fn silent_recipients_delay_nobody() {
    let bed = Bed::start().await;
    bed.engine.set_setting("send.max_in_flight", 16.into()).await.expect("set");
    let (silent, good) =
        (Receiver::start(vec![], Answer::Silent).await, Receiver::start(vec![], Answer::status(200)).await);
    for n in 0..3 {
        bed.subscribe(&format!("silent.{n}"), &silent.url(), |s| {
            (s.timeout_ms, s.concurrency) = (120_000, 64);
        })
        .await;
        bed.send_many(&format!("silent.{n}"), 100).await;
    }
    bed.subscribe("good", &good.url(), |s| s.concurrency = 64).await;
    silent.wait_for(3).await;
    bed.send_many("good", 300).await;
    bed.until_count(MessageState::Delivered, 300).await;
    assert!(silent.count() < 16, "{} of 16 permits went to the silent ones", silent.count());
    // No shutdown: it would wait for the silent ones.
}

/// A receiver that counts how many requests it has in hand.
async fn counting(most: Arc<AtomicUsize>) -> std::net::SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let now = Arc::new(AtomicUsize::new(0));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (now, most) = (now.clone(), most.clone());
            tokio::spawn(async move {
                let mut bytes = vec![0; 4096];
                let mut have = 0;
                while let Ok(n @ 1..) = stream.read(&mut bytes[have..]).await {
                    have += n;
                    // Every body here is {"data":N}; the head says how long it is.
                    let text = String::from_utf8_lossy(&bytes[..have]).into_owned();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    let length = head
                        .lines()
                        .find_map(|line| line.strip_prefix("content-length: "))
                        .expect("a length");
                    if body.len() < length.parse().expect("a number") {
                        continue;
                    }
                    have = 0;
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(2)).await;
                    now.fetch_sub(1, Ordering::SeqCst);
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
                }
            });
        }
    });
    address
}

#[tokio::test]
async fn concurrency_is_never_exceeded_and_is_used() {
    let bed = Bed::start().await;
    let most = Arc::new(AtomicUsize::new(0));
    let address = counting(most.clone()).await;
    bed.subscribe("a.b", &format!("http://{address}/"), |s| s.concurrency = 5).await;
    bed.send_many("a.b", 300).await;
    bed.until_count(MessageState::Delivered, 300).await;
    assert_eq!(most.load(Ordering::SeqCst), 5);
    bed.engine.shutdown().await;
}

#[tokio::test]
async fn the_cap_over_all_is_never_exceeded() {
    let bed = Bed::start().await;
    bed.engine.set_setting("send.max_in_flight", 4.into()).await.expect("set");
    let most = Arc::new(AtomicUsize::new(0));
    let address = counting(most.clone()).await;
    for n in 0..4 {
        bed.subscribe(&format!("lane.{n}"), &format!("http://{address}/{n}"), |s| s.concurrency = 64).await;
        bed.send_many(&format!("lane.{n}"), 60).await;
    }
    bed.until_count(MessageState::Delivered, 240).await;
    assert!((2..=4).contains(&most.load(Ordering::SeqCst)), "{}", most.load(Ordering::SeqCst));
    bed.engine.shutdown().await;
}
