//! The byte stream under HTTP, plain or TLS, counting what left since the request began: whether a failed request can
//! have reached anybody hangs on that count.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// A crash point.
const FIRST_BYTE: &str = "exchange.first_byte_out";

/// Bytes handed to the socket (or to TLS, which may still hold them: the count is never too low).
#[derive(Debug, Default)]
pub(crate) struct Written(AtomicU64);

impl Written {
    /// A new request begins.
    pub(crate) fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self, n: usize) {
        // Only the one task that drives the connection writes, so load and store are enough.
        self.0.store(self.bytes() + n as u64, Ordering::Relaxed);
    }
}

/// Plain TCP, or TLS over it.
pub(crate) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A counted stream.
pub(crate) struct Transport {
    stream: Stream,
    address: IpAddr,
    written: Arc<Written>,
}

impl Transport {
    pub(crate) fn new(stream: Stream, address: IpAddr) -> Self {
        Self { stream, address, written: Arc::default() }
    }

    /// The address that was judged and dialled.
    pub(crate) fn address(&self) -> IpAddr {
        self.address
    }

    pub(crate) fn written(&self) -> Arc<Written> {
        self.written.clone()
    }
}

impl AsyncRead for Transport {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Stream::Tls(tls) => match ready!(Pin::new(tls).poll_read(cx, buf)) {
                // Many servers close without TLS's close_notify. HTTP's own framing tells whether something is missing.
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Poll::Ready(Ok(())),
                read => Poll::Ready(read),
            },
        }
    }
}

impl AsyncWrite for Transport {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        // Chosen, this point is reached with one byte gone and no more.
        let buf = if hookdesk_crash::is_chosen(FIRST_BYTE) { &buf[..buf.len().min(1)] } else { buf };
        let n = ready!(match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_write(cx, buf),
            Stream::Tls(tls) => Pin::new(tls).poll_write(cx, buf),
        })?;
        self.written.add(n);
        hookdesk_crash::point(FIRST_BYTE);
        Poll::Ready(Ok(n))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let n = ready!(match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_write_vectored(cx, bufs),
            Stream::Tls(tls) => Pin::new(tls).poll_write_vectored(cx, bufs),
        })?;
        self.written.add(n);
        Poll::Ready(Ok(n))
    }

    fn is_write_vectored(&self) -> bool {
        if hookdesk_crash::is_chosen(FIRST_BYTE) {
            return false;
        }
        match &self.stream {
            Stream::Plain(tcp) => tcp.is_write_vectored(),
            Stream::Tls(tls) => tls.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // hyper flushes once all of a request has been written.
        if self.written.bytes() > 0 {
            hookdesk_crash::point("exchange.last_byte_out");
        }
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}
