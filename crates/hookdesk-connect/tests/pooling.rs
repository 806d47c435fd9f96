//! When connections are reused, and when they must not be.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::{NOW, answered, client, failed, post};
use hookdesk_core::message::FailureTruth::Unknown;
use hookdesk_core::message::TransportClass;
use hookdesk_testkit::{Answer, Receiver};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// Reads a request of the body `{}`.
async fn read_request(stream: &mut TcpStream) {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n{}") {
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0);
    }
}

/// Lets the runtime look at its sockets.
async fn turn() {
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let receiver = Receiver::start(
        vec![Answer::status(200), Answer::status(204), Answer::body(500, "text/plain", vec![b'x'; 50_000])],
        Answer::status(200),
    )
    .await;
    let client = client();
    for n in 1..=5 {
        let exchange = client.send(&post(&receiver.url(), "{}"), NOW).await;
        answered(&exchange);
        let t = exchange.timings;
        assert_eq!(t.connect_us.is_some(), n == 1);
        assert!(t.dns_us.is_none() && t.tls_us.is_none() && t.head_us.is_some());
    }
    assert_eq!((receiver.count(), receiver.connections()), (5, 1));

    // Another name for the same port is another origin.
    let localhost = format!("http://localhost:{}/", receiver.address().port());
    let exchange = client.send(&post(&localhost, "{}"), NOW).await;
    assert!(exchange.timings.dns_us.is_some() && exchange.timings.dns_us <= exchange.timings.connect_us);
    assert_eq!(receiver.connections(), 2);
}

#[tokio::test]
async fn a_connection_the_receiver_wants_closed_is_not_kept() {
    for head in ["HTTP/1.1 200 OK\r\nconnection: close", "HTTP/1.0 200 OK"] {
        let raw = format!("{head}\r\ncontent-length: 0\r\n\r\n");
        let receiver = Receiver::start(vec![Answer::Stall(raw.into())], Answer::status(200)).await;
        let client = client();
        for _ in 0..2 {
            assert_eq!(answered(&client.send(&post(&receiver.url(), "{}"), NOW).await), 200);
        }
        assert_eq!(receiver.connections(), 2, "{head}");
    }
}

/// What a receiver may do with a connection while it is idle.
#[tokio::test]
async fn a_connection_that_died_while_idle_is_replaced_without_a_word() {
    for last_words in [b"".as_slice(), b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (died, dead) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let (mut first, _) = listener.accept().await.unwrap();
            read_request(&mut first).await;
            first.write_all(OK).await.unwrap();
            first.write_all(last_words).await.unwrap();
            drop(first);
            died.send(()).unwrap();
            let (mut second, _) = listener.accept().await.unwrap();
            read_request(&mut second).await;
            second.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n").await.unwrap();
            second
        });
        let client = client();
        assert_eq!(answered(&client.send(&post(&url, "{}"), NOW).await), 200);
        dead.await.unwrap();
        turn().await;
        let exchange = client.send(&post(&url, "{}"), NOW).await;
        assert_eq!(answered(&exchange), 201);
        assert!(exchange.timings.connect_us.is_some(), "it tells that it connected anew");
        serving.await.unwrap();
    }
}

#[tokio::test]
async fn bytes_after_an_answer_are_never_the_next_answer() {
    let smuggled = [OK, b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n"].concat();
    let receiver = Receiver::start(vec![Answer::Stall(smuggled)], Answer::status(202)).await;
    let client = client();
    assert_eq!(answered(&client.send(&post(&receiver.url(), "{}"), NOW).await), 200);
    assert_eq!(answered(&client.send(&post(&receiver.url(), "{}"), NOW).await), 202);
    assert_eq!(receiver.connections(), 2);
}

#[tokio::test]
async fn what_may_have_arrived_is_never_sent_again_in_secret() {
    let receiver = Receiver::start(vec![Answer::status(200), Answer::Close], Answer::status(200)).await;
    let client = client();
    assert_eq!(answered(&client.send(&post(&receiver.url(), "{}"), NOW).await), 200);
    let exchange = client.send(&post(&receiver.url(), "{}"), NOW).await;
    assert_eq!(failed(&exchange), (TransportClass::Reset, Unknown, None));
    assert_eq!((receiver.count(), receiver.connections()), (2, 1));
}

#[tokio::test]
async fn an_answer_before_the_request_is_out_is_an_answer_and_ends_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let (mut first, _) = listener.accept().await.unwrap();
        first.read_exact(&mut [0; 64]).await.unwrap();
        first.write_all(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        let (mut second, _) = listener.accept().await.unwrap();
        read_request(&mut second).await;
        second.write_all(OK).await.unwrap();
        (first, second)
    });
    let client = client();
    assert_eq!(answered(&client.send(&post(&url, &"x".repeat(64 << 20)), NOW).await), 413);
    assert_eq!(answered(&client.send(&post(&url, "{}"), NOW).await), 200);
    serving.await.unwrap();
}

#[tokio::test]
async fn idle_connections_are_closed_after_a_while() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            read_request(&mut stream).await;
            stream.write_all(OK).await.unwrap();
            assert_eq!(stream.read(&mut [0; 1]).await.unwrap(), 0, "closed by the client");
        }
    });
    let client = client();
    answered(&client.send(&post(&url, "{}"), NOW).await);
    client.close_idle();
    // Time passes only between the exchanges: inside one, their deadline would.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    tokio::time::resume();
    // Too old to be taken ...
    answered(&client.send(&post(&url, "{}"), NOW).await);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    tokio::time::resume();
    // ... and to be kept.
    client.close_idle();
    serving.await.unwrap();
}

#[tokio::test]
async fn an_exchange_given_up_closes_its_connection() {
    let receiver = Receiver::start(vec![Answer::Silent], Answer::status(200)).await;
    let client = client();
    let request = post(&receiver.url(), "{}");
    tokio::select! {
        _ = client.send(&request, NOW) => unreachable!("nobody answers"),
        _ = receiver.wait_for(1) => {}
    }
    assert_eq!(answered(&client.send(&request, NOW).await), 200);
    assert_eq!(receiver.connections(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_share_and_mix_nothing() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let client = client();
    let senders: Vec<_> = (0..32)
        .map(|sender| {
            let (client, url) = (client.clone(), receiver.url());
            tokio::spawn(async move {
                for n in 0..50 {
                    answered(&client.send(&post(&url, &format!("{sender}-{n}")), NOW).await);
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    let mut bodies: Vec<_> = receiver.received().into_iter().map(|r| r.body).collect();
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 32 * 50);
    assert!(receiver.connections() <= 32);
}
