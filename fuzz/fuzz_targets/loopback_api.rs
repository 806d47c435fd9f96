//! The loopback API over a real socket: any bytes get an HTTP answer or a closed connection, none an internal error,
//! nothing without the token, and the engine goes on. The engine does not send; calls that would reach out or write
//! files are left out.
#![no_main]

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use hookdesk_core::time::SystemClock;
use hookdesk_engine::{Engine, EngineOptions, Role};
use hookdesk_http::{ServeOptions, Server};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// One of these is called with the fuzzer's own tail, query and body.
const CALLS: [(&str, &str); 30] = [
    ("POST", "/v1/events"),
    ("GET", "/v1/events"),
    ("GET", "/v1/events/"),
    ("POST", "/v1/hooks"),
    ("PUT", "/v1/hooks/"),
    ("DELETE", "/v1/hooks/"),
    ("POST", "/v1/subscriptions"),
    ("PUT", "/v1/subscriptions/"),
    ("DELETE", "/v1/subscriptions/"),
    ("POST", "/v1/connections"),
    ("PUT", "/v1/connections/"),
    ("GET", "/v1/messages"),
    ("GET", "/v1/messages/"),
    ("POST", "/v1/messages/retry"),
    ("POST", "/v1/messages/discard"),
    ("PUT", "/v1/settings/"),
    ("GET", "/v1/overview"),
    ("POST", "/rest/V1/webhook"),
    ("GET", "/rest/V1/webhooks"),
    ("GET", "/rest/V1/webhook/"),
    ("PUT", "/rest/V1/webhook/"),
    ("GET", "/rest/V1/webhooks/supportedList"),
    ("POST", "/rpc/messages.list"),
    ("POST", "/rpc/messages.retry"),
    ("POST", "/rpc/messages.plan"),
    ("POST", "/rpc/events.list"),
    ("POST", "/rpc/events.send"),
    ("POST", "/rpc/hooks.save"),
    ("POST", "/rpc/subscriptions.save"),
    ("POST", "/rpc/retry.preview"),
];

struct Desk {
    runtime: Runtime,
    engine: Engine,
    server: Server,
    token: String,
    _dir: TempDir,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let dir = tempfile::tempdir().expect("a directory");
    let (engine, server) = runtime.block_on(async {
        let clock = Arc::new(SystemClock);
        let options =
            EngineOptions { data_dir: dir.path().to_owned(), passphrase: None, role: Role::Run, clock };
        let engine = Engine::open(options).await.expect("an engine");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server =
            Server::start(engine.clone(), listener, ServeOptions { ui: false }).await.expect("a server");
        (engine, server)
    });
    let token = engine.token().expect("a token").expose().clone();
    Desk { runtime, engine, server, token, _dir: dir }
});

// A byte that chooses the call, the path's tail up to a line break, and the body.
fuzz_target!(|input: &[u8]| {
    let Some((&call, rest)) = input.split_first() else { return };
    let mut parts = rest.splitn(2, |byte| *byte == b'\n');
    let tail = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let body = parts.next().unwrap_or_default();
    let desk = &*DESK;
    // Every eighth input or so is the fuzzer's alone, from the first byte on.
    let wild = call >= 224;
    let (request, authorized) = match wild {
        true => (rest.to_vec(), false),
        false => (spoken(desk, call, &tail, body), call % 16 != 0),
    };
    let answer = desk.runtime.block_on(exchange(desk, &request));
    let head = String::from_utf8_lossy(&answer[..answer.len().min(64)]).into_owned();
    let version =
        |version: &str| head.strip_prefix(version).and_then(|rest| rest.get(..3)?.parse::<u16>().ok());
    let status = version("HTTP/1.1 ").or_else(|| version("HTTP/1.0 "));
    match status {
        None => assert!(answer.is_empty(), "neither HTTP nor silence: {head:?}"),
        Some(status) => {
            let text = String::from_utf8_lossy(&answer);
            assert!(!text.contains("\"code\":\"internal\""), "{text}");
            assert!(status != 500, "{text}");
            if !authorized && !wild {
                assert!(matches!(status, 400 | 401 | 403), "{status} without the token: {text}");
            }
        }
    }
    // Whatever it was, the writer still answers.
    let counts = desk.runtime.block_on(desk.engine.store().counts()).expect("the engine goes on");
    assert!(counts.by_state.values().all(|n| *n < u64::from(u32::MAX)));
});

fn spoken(desk: &Desk, call: u8, tail: &str, body: &[u8]) -> Vec<u8> {
    let (method, path) = CALLS[usize::from(call) % CALLS.len()];
    let tail: String = tail.chars().filter(|c| c.is_ascii_graphic() && *c != '#').take(200).collect();
    let tail = if path.ends_with('/') || tail.starts_with('?') { tail } else { String::new() };
    // A connection's test sends a real request.
    let tail = tail.replace("test", "");
    let token = if call % 16 == 0 { "0123" } else { &desk.token };
    let head = format!(
        "{method} {path}{tail} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        desk.server.address(),
        body.len()
    );
    [head.as_bytes(), body].concat()
}

async fn exchange(desk: &Desk, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(desk.server.address()).await.expect("it listens");
    // It may answer and close before all is written.
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer));
    // A reset after the answer is no failure; no end at all is one.
    let _ = read.await.expect("the connection ends");
    answer
}
