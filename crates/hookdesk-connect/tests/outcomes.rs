//! How an exchange ends: every class and every truth, over real sockets.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::{NOW, answered, client, failed, post, send};
use hookdesk_connect::{HttpClient, Policy};
use hookdesk_core::address::{Private, Subnets};
use hookdesk_core::classify::Ended;
use hookdesk_core::message::FailureTruth::{NotSent, Unknown};
use hookdesk_core::message::TransportClass;
use hookdesk_testkit::{Answer, Receiver};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket};

/// For phases that never end: only their end by the deadline matters, not when.
const SOON: Duration = Duration::from_millis(300);

fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

#[tokio::test]
async fn an_answer_of_any_status_is_an_answer() {
    let receiver = Receiver::start(Vec::new(), Answer::Silent).await;
    for status in [200, 201, 204, 301, 404, 410, 422, 429, 500, 503, 799] {
        receiver.then(Answer::body(status, "text/plain", "said"));
        let exchange = send(&post(&receiver.url(), "{}")).await;
        assert_eq!(exchange.ended, Ended::Answered { status, retry_after_ms: None });
        let response = exchange.response.unwrap();
        assert_eq!(response.body, if status == 204 { b"".as_slice() } else { b"said" });
        assert!(!response.truncated);
        assert_eq!(exchange.error, None);
        let t = exchange.timings;
        assert!(t.dns_us.is_none() && t.connect_us.is_some() && t.tls_us.is_none());
        assert!(t.connect_us <= t.head_us && t.head_us <= Some(t.total_us));
    }
}

#[tokio::test]
async fn the_request_arrives_as_it_was_made() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let mut request = post(&format!("{}?a=1&b=%20#no", receiver.url()), "{\"n\":\"Zoë – 東京\"}");
    request.method = http::Method::PUT;
    request.headers.push(("X-Zoë".replace('ë', "e"), "Zoë".to_owned()));
    send(&request).await;

    let got = receiver.received().remove(0);
    assert_eq!((got.method.as_str(), got.target.as_str()), ("PUT", "/hook?a=1&b=%20"));
    assert_eq!(got.body, request.body);
    let length = request.body.len().to_string();
    let host = receiver.address().to_string();
    assert_eq!(
        got.headers,
        headers(&[
            ("host", &host),
            ("content-type", "application/json"),
            ("x-zoe", "Zoë"),
            ("content-length", &length)
        ])
    );
    // What is kept says the same, in the same order.
    let record = request.record();
    let kept: Vec<_> = record.headers.iter().map(|(n, v)| (n.to_ascii_lowercase(), v.clone())).collect();
    assert_eq!(kept, got.headers);
}

#[tokio::test]
async fn a_delete_without_a_body_says_so() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let mut request = post(&receiver.url(), "");
    request.method = http::Method::DELETE;
    assert_eq!(answered(&send(&request).await), 200);
    assert_eq!(receiver.received()[0].header("content-length"), Some("0"));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Receiver::start(Vec::new(), Answer::status(200)).await;
    let location = format!("{}?access_token=s3cret&x=1", elsewhere.url());
    for status in [301, 302, 303, 307, 308] {
        let answer = Answer::Reply { status, headers: headers(&[("Location", &location)]), body: Vec::new() };
        let receiver = Receiver::start(vec![answer], Answer::Silent).await;
        let exchange = send(&post(&receiver.url(), "{}")).await;
        assert_eq!(answered(&exchange), status);
        let shown = exchange.response.unwrap().headers[0].clone();
        assert_eq!(shown, ("location".to_owned(), location.replace("s3cret", "[redacted]")));
    }
    assert_eq!(elsewhere.count(), 0);
}

#[tokio::test]
async fn retry_after_is_read_in_both_forms() {
    let receiver = Receiver::start(Vec::new(), Answer::Silent).await;
    for (value, want) in [
        ("120", Some(120_000)),
        ("Sat, 21 Nov 2026 00:01:00 GMT", Some(60_000)),
        ("Sat, 21 Nov 2020 00:01:00 GMT", Some(0)),
        ("-1", None),
        ("soon", None),
    ] {
        let pairs = headers(&[("Retry-After", value)]);
        receiver.then(Answer::Reply { status: 503, headers: pairs, body: Vec::new() });
        let exchange = send(&post(&receiver.url(), "{}")).await;
        assert_eq!(exchange.ended, Ended::Answered { status: 503, retry_after_ms: want }, "{value}");
    }
}

#[tokio::test]
async fn response_headers_are_kept_without_secrets_and_without_breaking_on_odd_bytes() {
    let raw = b"HTTP/1.1 200 OK\r\nX-Odd: caf\xe9\r\nSet-Cookie: id=s3cret\r\nX-Api-Key: s3cret\r\nX-A: 1\r\nX-A: 2\r\n\
        Content-Length: 0\r\n\r\n";
    let receiver = Receiver::start(vec![Answer::Raw(raw.to_vec())], Answer::Silent).await;
    let exchange = send(&post(&receiver.url(), "{}")).await;
    assert_eq!(answered(&exchange), 200);
    let response = exchange.response.unwrap();
    let want = [
        ("x-odd", "café"),
        ("set-cookie", "[redacted]"),
        ("x-api-key", "[redacted]"),
        ("x-a", "1"),
        ("x-a", "2"),
        ("content-length", "0"),
    ];
    assert_eq!(response.headers, headers(&want));
}

#[tokio::test]
async fn what_cannot_be_reached_was_not_sent() {
    // Bound and not listening: refused, and nobody else can take the port.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let refused = send(&post(&format!("http://{}/", socket.local_addr().unwrap()), "{}")).await;
    assert_eq!(failed(&refused), (TransportClass::Connect, NotSent, None));
    assert!(refused.error.unwrap().contains("refused"));

    let unknown = send(&post("http://no-such-host.invalid/", "{}")).await;
    assert_eq!(failed(&unknown), (TransportClass::Dns, NotSent, None));
    assert!(unknown.error.unwrap().contains("no-such-host.invalid"));
    assert!(unknown.response.is_none());
}

#[tokio::test]
async fn addresses_are_judged_where_they_are_dialled() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let port = receiver.address().port();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"] {
        let mut request = post(&format!("http://{host}:{port}/"), "{}");
        request.private = Private::No;
        let exchange = send(&request).await;
        assert_eq!(failed(&exchange), (TransportClass::AddressBlocked, NotSent, None), "{host}");
        assert!(exchange.error.unwrap().contains("consent"), "{host}");
        request.private = Private::Any;
        assert_eq!(answered(&send(&request).await), 200, "{host}");
    }
    for host in ["169.254.169.254", "0.0.0.0", "255.255.255.255", "224.0.0.1", "[::]", "[64:ff9b::a9fe:a9fe]"]
    {
        let exchange = send(&post(&format!("http://{host}:{port}/"), "{}")).await;
        assert_eq!(failed(&exchange), (TransportClass::AddressBlocked, NotSent, None), "{host}");
        assert!(exchange.error.unwrap().contains("never"), "{host}");
    }
    assert_eq!(receiver.count(), 4);
}

#[tokio::test]
async fn consent_does_not_leak_through_a_pooled_connection() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let client = client();
    let mut request = post(&receiver.url(), "{}");
    assert_eq!(answered(&client.send(&request, NOW).await), 200);
    request.private = Private::No;
    let exchange = client.send(&request, NOW).await;
    assert_eq!(failed(&exchange).0, TransportClass::AddressBlocked);
    assert_eq!((&exchange.refused[..], exchange.address), (&[[127, 0, 0, 1].into()][..], None));
    request.private = Private::Within(Subnets::around(&[[192, 168, 1, 20].into()]));
    assert_eq!(failed(&client.send(&request, NOW).await).0, TransportClass::AddressBlocked);
    assert_eq!(receiver.count(), 1);
    request.private = Private::Within(Subnets::around(&[[127, 0, 0, 9].into()]));
    let exchange = client.send(&request, NOW).await;
    assert_eq!((answered(&exchange), exchange.address), (200, Some([127, 0, 0, 1].into())));
    assert_eq!(receiver.connections(), 1, "what it may dial it may ride on");
}

#[tokio::test]
async fn ipv6_literals_work() {
    // Machines without IPv6 exist; there is nothing to test on them.
    let Ok(listener) = TcpListener::bind("[::1]:0").await else { return };
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"{}") {
            stream.read_buf(&mut head).await.unwrap();
        }
        stream.write_all(b"HTTP/1.1 204 \r\n\r\n").await.unwrap();
        String::from_utf8(head).unwrap()
    });
    assert_eq!(answered(&send(&post(&format!("http://{address}/x"), "{}")).await), 204);
    assert!(serving.await.unwrap().contains(&format!("host: {address}\r\n")));
}

#[tokio::test]
async fn userinfo_never_goes_out_nor_is_it_kept() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    let request = post(&receiver.url().replace("//", "//user:s3cret@"), "{}");
    assert_eq!(answered(&send(&request).await), 200);
    assert!(!format!("{:?}", receiver.received()).contains("s3cret"));
    assert!(!format!("{:?}", request.record()).contains("s3cret"));
    assert_eq!(request.record().url, receiver.url());
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_the_truth_unknown() {
    for answer in [
        Answer::Close,
        Answer::Raw(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()),
        Answer::Raw(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
    ] {
        let receiver = Receiver::start(vec![answer], Answer::Silent).await;
        let exchange = send(&post(&receiver.url(), "{}")).await;
        assert_eq!(failed(&exchange), (TransportClass::Reset, Unknown, None));
        assert!(exchange.response.is_none() && exchange.error.is_some());
        assert_eq!(receiver.count(), 1);
    }
    let receiver = Receiver::start(vec![Answer::CloseAtOnce], Answer::Silent).await;
    assert_eq!(failed(&send(&post(&receiver.url(), "{}")).await), (TransportClass::Reset, Unknown, None));
}

#[tokio::test]
async fn a_body_that_breaks_off_keeps_the_status_and_what_came() {
    for (rest, class) in [
        ("content-length: 100\r\n\r\nhalf", TransportClass::Reset),
        ("transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n", TransportClass::Reset),
        ("transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nzzz\r\n", TransportClass::Protocol),
    ] {
        let raw = format!("HTTP/1.1 200 OK\r\n{rest}");
        let receiver = Receiver::start(vec![Answer::Raw(raw.into())], Answer::Silent).await;
        let exchange = send(&post(&receiver.url(), "{}")).await;
        assert_eq!(failed(&exchange), (class, Unknown, Some(200)), "{rest:?} {exchange:?}");
        let response = exchange.response.unwrap();
        assert_eq!((response.body.as_slice(), response.truncated), (b"half".as_slice(), true));
    }
}

#[tokio::test]
async fn a_body_ended_by_the_close_is_complete() {
    let raw = b"HTTP/1.0 200 OK\r\n\r\nall of it".to_vec();
    let receiver = Receiver::start(vec![Answer::Raw(raw)], Answer::Silent).await;
    let exchange = send(&post(&receiver.url(), "{}")).await;
    assert_eq!(answered(&exchange), 200);
    assert_eq!(exchange.response.unwrap().body, b"all of it");
}

#[tokio::test]
async fn what_is_not_http_is_a_protocol_failure() {
    for raw in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "<html>hello</html>\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/3.0 200 OK\r\n\r\n",
    ] {
        let receiver = Receiver::start(vec![Answer::Raw(raw.into())], Answer::Silent).await;
        let exchange = send(&post(&receiver.url(), "{}")).await;
        assert_eq!(failed(&exchange), (TransportClass::Protocol, Unknown, None), "{raw}");
    }
}

#[tokio::test]
async fn heads_over_the_cap_are_refused() {
    let long = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "a".repeat(17 * 1024));
    let endless = format!("HTTP/1.1 200 OK\r\nx: {}", "a".repeat(10 << 20));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: a\r\n".repeat(101));
    for raw in [long, endless, many] {
        let receiver = Receiver::start(vec![Answer::Raw(raw.into())], Answer::Silent).await;
        let exchange = send(&post(&receiver.url(), "{}")).await;
        assert_eq!(failed(&exchange), (TransportClass::BodyTooLarge, Unknown, None));
        assert!(exchange.error.unwrap().contains("headers"));
    }
    let most = format!("HTTP/1.1 200 OK\r\n{}content-length: 0\r\n\r\n", "x: a\r\n".repeat(99));
    let receiver = Receiver::start(vec![Answer::Raw(most.into())], Answer::Silent).await;
    assert_eq!(send(&post(&receiver.url(), "{}")).await.response.unwrap().headers.len(), 100);
}

#[tokio::test]
async fn silence_ends_at_the_deadline_with_the_phase_it_was_in() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf".to_vec();
    for (answer, class, status) in [
        (Answer::Silent, TransportClass::TimeoutHead, None),
        (Answer::Stall(b"HTTP/1.1 20".to_vec()), TransportClass::TimeoutHead, None),
        (Answer::Stall(head), TransportClass::TimeoutBody, Some(200)),
    ] {
        let receiver = Receiver::start(vec![answer], Answer::Silent).await;
        let mut request = post(&receiver.url(), "{}");
        request.timeout = SOON;
        let exchange = send(&request).await;
        assert_eq!(failed(&exchange), (class, Unknown, status));
        assert_eq!(exchange.response.map(|r| r.body), status.map(|_| b"half".to_vec()));
        assert!(exchange.timings.total_us >= 300_000);
    }
}

#[tokio::test]
async fn a_receiver_that_does_not_read_is_a_timeout_while_sending() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut request = post(&format!("http://{}/", listener.local_addr().unwrap()), &"x".repeat(64 << 20));
    request.timeout = SOON;
    assert_eq!(failed(&send(&request).await), (TransportClass::TimeoutSend, Unknown, None));
}

#[tokio::test]
async fn a_host_that_never_takes_the_connection_is_a_timeout_while_connecting() {
    // A listener whose queue is full leaves further connections waiting.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut filling = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(SOON, tokio::net::TcpStream::connect(address)).await {
        filling.push(stream);
    }
    let mut request = post(&format!("http://{address}/"), "{}");
    request.timeout = SOON;
    assert_eq!(failed(&send(&request).await), (TransportClass::TimeoutConnect, NotSent, None));
}

#[tokio::test]
async fn a_flood_of_informational_answers_ends_at_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let flood = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        while stream.write_all(&b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100)).await.is_ok() {}
    });
    let mut request = post(&format!("http://{address}/"), "{}");
    request.timeout = SOON;
    assert_eq!(failed(&send(&request).await), (TransportClass::TimeoutHead, Unknown, None));
    flood.await.unwrap();
}

#[tokio::test]
async fn an_endless_body_is_cut_and_still_an_answer() {
    let receiver = Receiver::start(Vec::new(), Answer::Endless).await;
    let client = client();
    for round in 1..=2 {
        let exchange = client.send(&post(&receiver.url(), "{}"), NOW).await;
        assert_eq!(answered(&exchange), 200);
        let response = exchange.response.unwrap();
        assert_eq!((response.body.len(), response.truncated), (64 * 1024, true));
        assert_eq!(receiver.connections(), round, "the connection is closed, not kept");
    }
}

#[tokio::test]
async fn a_body_of_just_the_cap_is_whole() {
    let receiver = Receiver::start(Vec::new(), Answer::Silent).await;
    for (size, truncated) in [(64 * 1024, false), (64 * 1024 + 1, true)] {
        receiver.then(Answer::body(200, "text/plain", vec![b'x'; size]));
        let response = send(&post(&receiver.url(), "{}")).await.response.unwrap();
        assert_eq!((response.body.len(), response.truncated), (64 * 1024, truncated));
    }
}

#[tokio::test]
async fn a_gzip_bomb_does_not_go_off() {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b'0'; 32 << 20]).unwrap();
    let answer = Answer::Reply {
        status: 200,
        headers: headers(&[("content-encoding", "gzip")]),
        body: encoder.finish().unwrap(),
    };
    let receiver = Receiver::start(vec![answer], Answer::Silent).await;
    let exchange = send(&post(&receiver.url(), "{}")).await;
    assert_eq!(answered(&exchange), 200);
    let response = exchange.response.unwrap();
    assert_eq!((response.body.len(), response.truncated), (64 * 1024, true));
}

#[tokio::test]
async fn what_cannot_stand_in_a_request_is_not_sent() {
    let receiver = Receiver::start(Vec::new(), Answer::status(200)).await;
    for (name, value) in [("x", "a\r\nx-evil: 1"), ("x", "a\0"), ("x y", "a"), ("x\r\ny", "a"), ("", "a")] {
        let mut request = post(&receiver.url(), "{}");
        request.headers.push((name.to_owned(), value.to_owned()));
        let exchange = send(&request).await;
        assert_eq!(failed(&exchange), (TransportClass::Protocol, NotSent, None));
    }
    assert_eq!(receiver.connections(), 0);
}

#[tokio::test]
async fn a_client_may_keep_more_or_less() {
    let receiver = Receiver::start(Vec::new(), Answer::body(200, "text/plain", vec![b'x'; 100_000])).await;
    for (keep, kept, truncated) in [(100_000, 100_000, false), (99_999, 99_999, true), (10, 10, true)] {
        let client = HttpClient::with(Policy { keep, ..Policy::default() });
        let response = client.send(&post(&receiver.url(), "{}"), NOW).await.response.unwrap();
        assert_eq!((response.body.len(), response.truncated), (kept, truncated));
    }
}
