//! `GET /rpc/push`.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::host::Host;

/// The next push; a test that waits longer than this has failed.
async fn next(lines: &mut (impl AsyncBufReadExt + Unpin)) -> Value {
    let found = async {
        loop {
            let mut line = String::new();
            assert_ne!(lines.read_line(&mut line).await.expect("a line"), 0, "the stream ended");
            if let Some(json) = line.trim().strip_prefix("data: ") {
                return serde_json::from_str(json).expect("JSON");
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), found).await.expect("a push")
}

/// An open stream of pushes, its first line read.
async fn listen(host: &Host) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(host.server.address()).await.expect("a connection");
    let request = format!(
        "GET /rpc/push HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\r\n",
        host.server.address(),
        host.token
    );
    stream.write_all(request.as_bytes()).await.expect("a request");
    let mut lines = BufReader::new(stream);
    let mut line = String::new();
    while !line.contains(": listening") {
        line.clear();
        assert_ne!(lines.read_line(&mut line).await.expect("a line"), 0, "the stream ended");
    }
    lines
}

#[tokio::test]
async fn stopping_ends_open_streams() {
    let host = Host::start().await;
    let mut lines = listen(&host).await;
    host.server.stop().await;
    let mut rest = String::new();
    lines.read_to_string(&mut rest).await.expect("an orderly end");
    assert!(rest.ends_with("0\r\n\r\n"), "the last chunk came: {rest:?}");
    assert!(TcpStream::connect(host.server.address()).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn changes_are_told_with_fresh_counts() {
    let host = Host::start().await;
    let mut lines = listen(&host).await;
    host.call("hooks.save", json!({ "name": "a.b" })).await;
    let push = next(&mut lines).await;
    assert!(push["areas"].as_array().is_some_and(|areas| areas.contains(&json!("hooks"))), "{push}");
    assert_eq!(push["counts"], Value::Null);

    // Many changes come as few pushes, the last of which has the last counts.
    for n in 0..20 {
        host.post("/v1/events", json!({ "name": "a.b", "data": n })).await;
    }
    let mut pushes = 0;
    loop {
        let push = next(&mut lines).await;
        pushes += 1;
        if push["counts"]["events"] == 20 {
            break;
        }
    }
    assert!(pushes <= 20, "{pushes}");
}
