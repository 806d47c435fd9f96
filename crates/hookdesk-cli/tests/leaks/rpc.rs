//! The engine's API over a plain socket; every answer is kept, head and body.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

pub struct Rpc {
    address: String,
    token: String,
    /// What was asked, and the whole answer.
    pub answers: Vec<(String, String)>,
}

impl Rpc {
    /// By what `serve` printed.
    pub fn new(ready: &Value) -> Self {
        let file = ready["token_file"].as_str().expect("a file");
        Self {
            address: ready["listening"].as_str().expect("an address").to_owned(),
            token: std::fs::read_to_string(file).expect("a token").trim().to_owned(),
            answers: Vec::new(),
        }
    }

    /// A command that has to work.
    pub fn ok(&mut self, name: &str, request: Value) -> Value {
        let (status, answer) = self.send("POST", &format!("/rpc/{name}"), &request.to_string());
        assert_eq!(status, 200, "{name}: {answer}");
        serde_json::from_str(&answer).unwrap_or_default()
    }

    /// A command that may fail.
    pub fn any(&mut self, name: &str, request: Value) -> Value {
        let (_, answer) = self.send("POST", &format!("/rpc/{name}"), &request.to_string());
        serde_json::from_str(&answer).unwrap_or_default()
    }

    pub fn raw(&mut self, path: &str, body: &str) {
        self.send("POST", path, body);
    }

    pub fn fetch(&mut self, path: &str) {
        self.send("GET", path, "");
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let request = format!(
            "{method} {path} HTTP/1.0\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
        self.answers
            .push((format!("the answer to {method} {}", path.split('?').next().unwrap_or(path)), text));
        (status, body)
    }
}
