//! Just enough HTTP/1.1 to be a receiver: requests framed by `content-length` or chunks, keep-alive.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::receiver::Received;

/// The bytes of a connection that were read and not yet used.
#[derive(Default)]
pub(crate) struct Inbox {
    bytes: Vec<u8>,
}

impl Inbox {
    /// Whether the beginning of another request is here already.
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Reads one request and hands it to `take`. `None`: the peer closed between requests.
    pub(crate) async fn request<T>(
        &mut self,
        stream: &mut (impl AsyncRead + Unpin),
        take: impl FnOnce(&Head<'_>, &[u8]) -> T,
    ) -> io::Result<Option<T>> {
        let head_end = loop {
            if let Some(at) = find(&self.bytes, b"\r\n\r\n") {
                break at + 4;
            }
            if !self.more(stream).await? {
                return if self.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        };
        let (length, chunked) = {
            let head = Head::parse(&self.bytes[..head_end])?;
            let length = head.header("content-length").and_then(|v| v.parse::<usize>().ok()).unwrap_or(0);
            (length, head.header("transfer-encoding").is_some())
        };
        if chunked {
            let body = self.chunks(stream, head_end).await?;
            let taken = take(&Head::parse(&self.bytes[..head_end])?, &body.0);
            self.bytes.drain(..body.1);
            return Ok(Some(taken));
        }
        let end = head_end + length;
        while self.bytes.len() < end {
            self.must_have_more(stream).await?;
        }
        let taken = take(&Head::parse(&self.bytes[..head_end])?, &self.bytes[head_end..end]);
        self.bytes.drain(..end);
        Ok(Some(taken))
    }

    /// A chunked body and where it ends.
    async fn chunks(
        &mut self,
        stream: &mut (impl AsyncRead + Unpin),
        mut at: usize,
    ) -> io::Result<(Vec<u8>, usize)> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                match find(&self.bytes[at..], b"\r\n") {
                    Some(n) => break n,
                    None => self.must_have_more(stream).await?,
                }
            };
            let size = std::str::from_utf8(&self.bytes[at..at + line])
                .ok()
                .and_then(|text| usize::from_str_radix(text.split(';').next()?.trim(), 16).ok())
                .ok_or(io::ErrorKind::InvalidData)?;
            at += line + 2;
            while self.bytes.len() < at + size + 2 {
                self.must_have_more(stream).await?;
            }
            body.extend_from_slice(&self.bytes[at..at + size]);
            at += size + 2;
            if size == 0 {
                return Ok((body, at));
            }
        }
    }

    async fn must_have_more(&mut self, stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
        if self.more(stream).await? { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    async fn more(&mut self, stream: &mut (impl AsyncRead + Unpin)) -> io::Result<bool> {
        self.bytes.reserve(8 * 1024);
        Ok(stream.read_buf(&mut self.bytes).await? > 0)
    }
}

/// A request's head, borrowed.
pub(crate) struct Head<'a> {
    method: &'a [u8],
    target: &'a [u8],
    lines: &'a [u8],
}

impl<'a> Head<'a> {
    fn parse(bytes: &'a [u8]) -> io::Result<Self> {
        let end = find(bytes, b"\r\n").ok_or(io::ErrorKind::InvalidData)?;
        let mut words = bytes[..end].split(|b| *b == b' ');
        match (words.next(), words.next(), words.next()) {
            (Some(method), Some(target), Some(b"HTTP/1.1")) => {
                Ok(Self { method, target, lines: &bytes[end + 2..] })
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn headers(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let lines: &'a [u8] = self.lines;
        lines.split(|b| *b == b'\n').filter_map(|line| {
            let colon = line.iter().position(|b| *b == b':')?;
            Some((line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()))
        })
    }

    fn header(&self, name: &str) -> Option<&'a str> {
        self.headers()
            .find(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()))
            .and_then(|(_, v)| std::str::from_utf8(v).ok())
    }

    /// A copy to keep.
    pub(crate) fn to_received(&self, body: &[u8]) -> Received {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Received {
            method: text(self.method),
            target: text(self.target),
            headers: self.headers().map(|(n, v)| (text(n).to_ascii_lowercase(), text(v))).collect(),
            body: body.to_vec(),
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}
