//! The receiver does what other tests rely on.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use hookdesk_testkit::{Answer, Receiver};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const POST: &[u8] = b"POST /hook?a=1 HTTP/1.1\r\nHost: x\r\nX-Two: b\r\nContent-Length: 3\r\n\r\nabc";

async fn dial(receiver: &Receiver) -> TcpStream {
    TcpStream::connect(receiver.address()).await.unwrap()
}

async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        assert_ne!(
            stream.read_buf(&mut text).await.unwrap(),
            0,
            "closed after {:?}",
            String::from_utf8_lossy(&text)
        );
    }
    String::from_utf8(text).unwrap()
}

#[tokio::test]
async fn the_plan_is_answered_in_order_and_then_the_rest() {
    let receiver = Receiver::start(
        vec![Answer::body(422, "text/plain", "no!"), Answer::status(204)],
        Answer::status(200),
    )
    .await;
    let mut stream = dial(&receiver).await;
    stream.write_all(POST).await.unwrap();
    let first = read_until(&mut stream, "no!").await;
    assert_eq!(first, "HTTP/1.1 422 \r\ncontent-type: text/plain\r\ncontent-length: 3\r\n\r\nno!");
    // Two at once: what was read ahead is not lost.
    stream.write_all(&[POST, POST].concat()).await.unwrap();
    read_until(&mut stream, "HTTP/1.1 204 \r\n\r\nHTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n").await;

    let received = receiver.wait_for(3).await;
    assert_eq!((received.len(), receiver.count(), receiver.connections()), (3, 3, 1));
    assert_eq!((received[0].method.as_str(), received[0].target.as_str()), ("POST", "/hook?a=1"));
    assert_eq!(received[0].headers[1], ("x-two".to_owned(), "b".to_owned()));
    assert_eq!(received[0].header("X-TWO"), Some("b"));
    assert_eq!(received[2].body, b"abc");
}

#[tokio::test]
async fn chunked_bodies_are_put_together() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let mut stream = dial(&receiver).await;
    let head = b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n";
    stream
        .write_all(&[head.as_slice(), b"3\r\nabc\r\n", b"2;x=y\r\nde\r\n0\r\n\r\n"].concat())
        .await
        .unwrap();
    read_until(&mut stream, "\r\n\r\n").await;
    assert_eq!(receiver.received()[0].body, b"abcde");
}

#[tokio::test]
async fn rude_answers_are_rude() {
    let plan = vec![Answer::CloseAtOnce, Answer::Close, Answer::Raw(b"hi".to_vec()), Answer::Endless];
    let receiver = Receiver::start(plan, Answer::Silent).await;
    let mut rest = Vec::new();

    let mut unread = dial(&receiver).await;
    unread.write_all(POST).await.unwrap();
    assert!(matches!(unread.read_to_end(&mut rest).await, Err(_) | Ok(0)));
    assert_eq!(receiver.count(), 0);

    let mut closed = dial(&receiver).await;
    closed.write_all(POST).await.unwrap();
    assert_eq!(closed.read_to_end(&mut rest).await.unwrap(), 0);
    assert_eq!(receiver.count(), 1);

    let mut raw = dial(&receiver).await;
    raw.write_all(POST).await.unwrap();
    raw.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest, b"hi");

    let mut endless = dial(&receiver).await;
    endless.write_all(POST).await.unwrap();
    endless.read_exact(&mut vec![0; 1 << 20]).await.unwrap();

    let mut silent = dial(&receiver).await;
    silent.write_all(POST).await.unwrap();
    receiver.wait_for(4).await;
    drop(receiver);
    // Ends because the receiver does, not because it answered.
    assert!(matches!(silent.read_to_end(&mut Vec::new()).await, Err(_) | Ok(0)));
}

#[tokio::test]
async fn a_quiet_one_counts_and_keeps_nothing() {
    let receiver = Receiver::start_quiet(Answer::status(200)).await;
    let mut stream = dial(&receiver).await;
    for _ in 0..3 {
        stream.write_all(POST).await.unwrap();
        read_until(&mut stream, "\r\n\r\n").await;
    }
    receiver.wait_for_count(3, Duration::from_secs(30)).await;
    assert!(receiver.received().is_empty());
}
