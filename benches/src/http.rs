//! The little HTTP/1.1 that the receiver and the callers need: as cheap as it can be, so that what is measured is
//! Hookdesk. Messages framed by `content-length`, connections kept alive.

use std::io;

use anyhow::{Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One end of a kept connection.
pub struct Wire {
    stream: TcpStream,
    bytes: Vec<u8>,
}

impl Wire {
    /// Over a connection that is there.
    pub fn over(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, bytes: Vec::with_capacity(16 * 1024) })
    }

    /// Reads the next message whole. `false`: the other end closed between messages.
    pub async fn read(&mut self) -> io::Result<bool> {
        self.bytes.clear();
        loop {
            if let Some(end) = message_end(&self.bytes) {
                // Nobody here sends ahead.
                return if self.bytes.len() == end {
                    Ok(true)
                } else {
                    Err(io::ErrorKind::InvalidData.into())
                };
            }
            if self.stream.read_buf(&mut self.bytes).await? == 0 {
                let between = self.bytes.is_empty();
                return if between { Ok(false) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        }
    }

    /// Sends bytes as they are.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }
}

/// A caller of Hookdesk's API over one kept connection.
pub struct Caller {
    wire: Wire,
    head: String,
}

impl Caller {
    /// Connects; every request will be a POST to `path` with this bearer token.
    pub async fn connect(address: &str, path: &str, token: &str) -> Result<Self> {
        let wire = Wire::over(TcpStream::connect(address).await?)?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: "
        );
        Ok(Self { wire, head })
    }

    /// Posts a body and waits for a 202.
    pub async fn post(&mut self, body: &str) -> Result<()> {
        self.call(body, 202).await.map(drop)
    }

    /// Posts a body and waits for an answer with that status; the answer, head and body.
    pub async fn call(&mut self, body: &str, status: u16) -> Result<&[u8]> {
        let request = format!("{}{}\r\n\r\n{body}", self.head, body.len());
        self.wire.write(request.as_bytes()).await?;
        ensure!(self.wire.read().await?, "the connection was closed instead of answering");
        let answer = &self.wire.bytes;
        let said = answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        ensure!(said == Some(status), "not a {status}: {}", String::from_utf8_lossy(answer));
        Ok(answer)
    }
}

/// Where the first message ends, once its head is there and says so.
fn message_end(bytes: &[u8]) -> Option<usize> {
    let mut length = 0;
    let mut at = 0;
    while let Some(line) = bytes[at..].iter().position(|b| *b == b'\n') {
        let text = bytes[at..at + line].trim_ascii_end();
        at += line + 1;
        if text.is_empty() {
            return (bytes.len() >= at + length).then_some(at + length);
        }
        if text.len() > 15 && text[..15].eq_ignore_ascii_case(b"content-length:") {
            length = std::str::from_utf8(&text[15..]).ok()?.trim().parse().ok()?;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_ends_after_its_body() {
        let whole = b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
        assert_eq!(message_end(whole), Some(whole.len()));
        assert_eq!(message_end(&whole[..whole.len() - 1]), None);
        assert_eq!(message_end(&whole[..20]), None);
        assert_eq!(message_end(b"HTTP/1.1 200 OK\r\n\r\n"), Some(19));
    }
}
