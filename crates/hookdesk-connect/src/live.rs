//! One live HTTP/1.1 connection, driven by whoever uses it.
//!
//! hyper's connection is usually a task of its own. Here the exchange polls it: no task switch per request, a dropped
//! exchange closes its connection, and an idle connection costs nothing until it is used or closed.

use std::future::{Future, poll_fn};
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body as _, Frame, Incoming};
use hyper::client::conn::http1::{Builder, Connection, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::time::Instant;

use crate::failure::Failure;
use crate::refusal::Handshake;
use crate::transport::{Transport, Written};

/// Cap on an answer's head; hyper itself stops at 100 headers.
const MAX_HEAD: usize = 16 * 1024;
/// Cap on what hyper buffers of one connection.
const MAX_BUFFER: usize = 64 * 1024;

type Request = http::Request<Full<Bytes>>;

/// A connection that can carry one exchange at a time.
pub(crate) struct Live {
    sender: SendRequest<Full<Bytes>>,
    /// Gone once it has ended: what waits on it learns so by its drop.
    connection: Option<Connection<TokioIo<Transport>, Full<Bytes>>>,
    /// Why it ended, where nobody else was told.
    broke: Option<hyper::Error>,
    written: Arc<Written>,
    /// What the server showed.
    pub(crate) handshake: Option<Arc<Handshake>>,
    /// At the other end.
    pub(crate) address: IpAddr,
    /// When the last exchange ended.
    pub(crate) idle_since: Instant,
}

impl Live {
    pub(crate) async fn open(
        transport: Transport,
        handshake: Option<Arc<Handshake>>,
    ) -> Result<Self, Failure> {
        let (written, address) = (transport.written(), transport.address());
        let (sender, connection) = Builder::new()
            .max_header_size(MAX_HEAD)
            .max_buf_size(MAX_BUFFER)
            .handshake(TokioIo::new(transport))
            .await?;
        Ok(Self {
            sender,
            connection: Some(connection),
            broke: None,
            written,
            handshake,
            address,
            idle_since: Instant::now(),
        })
    }

    /// Counts a request's bytes.
    pub(crate) fn written(&self) -> Arc<Written> {
        self.written.clone()
    }

    /// Sends the request and waits for the answer's head; informational answers (1xx) are passed over.
    pub(crate) async fn head(&mut self, request: Request) -> Result<http::Response<Incoming>, Failure> {
        let mut answer = pin!(self.sender.send_request(request));
        let (connection, broke) = (&mut self.connection, &mut self.broke);
        let answer = poll_fn(|cx| {
            drive(connection, broke, cx);
            // Only driving the connection can move the answer on, so it needs no waker of its own.
            answer.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        });
        Ok(answer.await?)
    }

    /// The next piece of the answer's body.
    pub(crate) async fn frame(&mut self, body: &mut Incoming) -> Option<Result<Frame<Bytes>, Failure>> {
        let (connection, broke) = (&mut self.connection, &mut self.broke);
        let frame = poll_fn(|cx| {
            drive(connection, broke, cx);
            // The body wakes the connection's own waker when it wants more, and that is ours.
            Pin::new(&mut *body).poll_frame(&mut Context::from_waker(Waker::noop()))
        })
        .await?;
        // The connection's own error says more than the body's "connection error".
        Some(frame.map_err(|error| self.broke.take().unwrap_or(error).into()))
    }

    /// Whether it can carry another exchange, after a complete answer.
    pub(crate) fn settle(&mut self) -> bool {
        if !self.sender.is_ready() {
            drive(&mut self.connection, &mut self.broke, &mut Context::from_waker(Waker::noop()));
        }
        self.idle_since = Instant::now();
        self.connection.is_some() && self.sender.is_ready()
    }
}

/// Moves the connection on; lets go of it once it has ended.
fn drive(
    connection: &mut Option<Connection<TokioIo<Transport>, Full<Bytes>>>,
    broke: &mut Option<hyper::Error>,
    cx: &mut Context<'_>,
) {
    if let Some(live) = connection
        && let Poll::Ready(ended) = Pin::new(live).poll(cx)
    {
        *broke = ended.err();
        *connection = None;
    }
}
