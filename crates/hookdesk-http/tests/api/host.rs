//! An engine with its API, and a plain client.

use std::sync::Arc;

use bytes::Bytes;
use hookdesk_core::time::SystemClock;
use hookdesk_engine::{Engine, EngineOptions, Role};
use hookdesk_http::{ServeOptions, Server};
use hookdesk_secrets::Secret;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};

pub struct Host {
    pub engine: Engine,
    pub server: Server,
    pub token: String,
    _dir: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// Status and JSON, as most tests want them.
    pub fn pair(&self) -> (u16, Value) {
        (self.status.as_u16(), self.json())
    }
}

impl Host {
    /// Without a place for secrets, and not sending.
    pub async fn start() -> Self {
        Self::with(None).await
    }

    /// With secrets under a passphrase.
    pub async fn with_secrets() -> Self {
        Self::with(Some("correct horse battery")).await
    }

    /// Ends it, and starts another over the same directory.
    pub async fn again(self, passphrase: Option<&str>) -> Self {
        let Self { engine, server, _dir: dir, .. } = self;
        server.stop().await;
        engine.shutdown().await;
        Self::on(dir, passphrase).await
    }

    async fn with(passphrase: Option<&str>) -> Self {
        Self::on(tempfile::tempdir().expect("a directory"), passphrase).await
    }

    async fn on(dir: TempDir, passphrase: Option<&str>) -> Self {
        let engine = Engine::open(EngineOptions {
            data_dir: dir.path().to_owned(),
            passphrase: passphrase.map(|text| Secret::new(text.to_owned())),
            role: Role::Run,
            clock: Arc::new(SystemClock),
        })
        .await
        .expect("an engine");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server =
            Server::start(engine.clone(), listener, ServeOptions { ui: true }).await.expect("a server");
        let token = engine.token().expect("a token").expose().clone();
        Self { engine, server, token, _dir: dir }
    }

    /// As it is, without token or any other header than the ones given.
    pub async fn bare(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let stream = TcpStream::connect(self.server.address()).await.expect("a connection");
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await.expect("a handshake");
        tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::copy_from_slice(body))).expect("a request");
        let response = sender.send_request(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// With host and token.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let (host, bearer) = (self.server.address().to_string(), format!("Bearer {}", self.token));
        let mut all = vec![("host", host.as_str()), ("authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        self.bare(method, path, &all, body).await
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.send(Method::GET, path, &[], b"").await.pair()
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send(Method::POST, path, &[], body.to_string().as_bytes()).await.pair()
    }

    pub async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.send(Method::PUT, path, &[], body.to_string().as_bytes()).await.pair()
    }

    /// Runs a command that has to work.
    pub async fn call(&self, command: &str, request: Value) -> Value {
        let (status, answer) = self.post(&format!("/rpc/{command}"), request).await;
        assert_eq!(status, 200, "{command}: {answer}");
        answer
    }

    /// Runs a command that has to fail; code and field.
    pub async fn refused(&self, command: &str, request: Value) -> (String, String) {
        let (status, answer) = self.post(&format!("/rpc/{command}"), request).await;
        assert!(status >= 400, "{command} was taken: {answer}");
        let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
        assert!(!text("message").is_empty() && !text("next").is_empty(), "{answer}");
        (text("code"), text("field"))
    }

    /// A hook with one subscription to a public address that is never called, since nothing is sent.
    pub async fn subscribed(&self, name: &str) -> i64 {
        self.call("hooks.save", serde_json::json!({ "name": name })).await;
        let request = serde_json::json!({
            "event_name": name,
            "recipient": { "kind": "url", "url": "https://receiver.example/in" },
        });
        self.call("subscriptions.save", request).await["id"].as_i64().expect("an id")
    }
}
