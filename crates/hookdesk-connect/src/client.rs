//! The client: pooled HTTP/1.1 connections, one deadline over each exchange.

use std::net::IpAddr;
use std::sync::Arc;

use hookdesk_core::message::TransportClass;
use hookdesk_core::time::UtcMillis;
use hyper::body::Body as _;
use rustls::pki_types::CertificateDer;
use tokio::time::timeout_at;
use url::Url;

use crate::body::KEEP;
use crate::checked::Pins;
use crate::course::Course;
use crate::dial::Dialler;
use crate::exchange::{Exchange, Outgoing};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::live::Live;
use crate::net::{Net, SystemNet};
use crate::pool::Pool;
use crate::refusal::Handshake;
use crate::tls::{Tls, Trust};
use crate::wire::{self, Message};

/// Whom a client trusts, and how much of an answer it keeps.
#[derive(Clone)]
pub struct Policy {
    /// Trusted besides the system's certificates.
    pub roots: Vec<CertificateDer<'static>>,
    /// Whether certificates are checked at all; off for development only.
    pub verify: bool,
    /// The public keys one host may have; any, where there are none.
    pub pins: Option<Pins>,
    /// Who the client is, for servers that ask.
    pub identity: Option<Identity>,
    /// Its names and sockets.
    pub net: Arc<dyn Net>,
    /// Bytes kept of an answer's body, before and after decompression; what is longer is marked as truncated.
    pub keep: usize,
}

impl Default for Policy {
    /// The system's certificates, and 64 KiB.
    fn default() -> Self {
        let net = Arc::new(SystemNet);
        Self { roots: Vec::new(), verify: true, pins: None, identity: None, net, keep: KEEP }
    }
}

/// Sends requests; cheap to clone, connections are shared and reused per origin.
#[derive(Clone)]
pub struct HttpClient {
    shared: Arc<Shared>,
    keep: usize,
}

struct Shared {
    pool: Pool,
    dialler: Dialler,
}

impl HttpClient {
    /// A client with the system's trusted certificates.
    pub fn new() -> Result<Self, hookdesk_core::Fault> {
        Ok(Self::with(Policy::default()))
    }

    /// A client that trusts these certificates too, besides the system's.
    pub fn trusting(extra_roots: Vec<CertificateDer<'static>>) -> Self {
        Self::with(Policy { roots: extra_roots, ..Policy::default() })
    }

    /// A client with a policy of its own; it shares no connection with any other.
    pub fn with(policy: Policy) -> Self {
        let Policy { roots, verify, pins, identity, net, keep } = policy;
        let dialler = Dialler::new(Tls::new(Trust { roots, verify, pins, identity }), net);
        Self { shared: Arc::new(Shared { pool: Pool::default(), dialler }), keep }
    }

    /// The same client, with its connections, that keeps so many bytes of an answer's body.
    pub fn keeping(&self, keep: usize) -> Self {
        Self { shared: self.shared.clone(), keep }
    }

    /// Sends one request and reads its answer. Never fails as such: a failure is how the exchange ended. `now` is for
    /// reading a Retry-After date. Dropping the future closes the connection.
    pub async fn send(&self, request: &Outgoing, now: UtcMillis) -> Exchange {
        let mut course = Course::new(request.timeout, self.keep);
        let failure = match timeout_at(course.deadline(), self.shared.run(request, &mut course)).await {
            Ok(ended) => ended.err(),
            Err(_) => Some(course.timed_out()),
        };
        course.close(failure, now)
    }

    /// Looks at a server's certificates by a handshake; no byte of the request is sent. The error is a failure before
    /// the server showed any, in words; `None` where the URL is not https.
    pub async fn look(&self, request: &Outgoing) -> Result<Option<Arc<Handshake>>, (TransportClass, String)> {
        let mut course = Course::new(request.timeout, 0);
        let dialled = self.shared.dialler.dial(request, &mut course).await;
        match (course.handshake, dialled) {
            (None, Err(failure)) => Err((failure.class, failure.text)),
            (seen, _) => Ok(seen),
        }
    }

    /// Where a URL's host leads now, by the same look-up a request makes; the error is in words.
    pub async fn lookup(&self, url: &Url) -> Result<Vec<IpAddr>, String> {
        self.shared.dialler.lookup(url).await
    }

    /// Closes every idle connection: after a sleep none of them is alive.
    pub fn close_all(&self) {
        self.shared.pool.close_all();
    }

    /// Closes idle connections; called every few seconds so that an idle app holds none.
    pub fn close_idle(&self) {
        self.shared.pool.close_idle();
    }
}

impl Shared {
    async fn run(&self, request: &Outgoing, course: &mut Course) -> Result<(), Failure> {
        let message = wire::message(request)?;
        if let Some(live) = self.pool.take(request) {
            hookdesk_crash::point("exchange.connection_taken");
            match self.serve(request, message, live, course).await {
                // The receiver had closed it while it was idle, and no byte of the request left: no second send.
                Err(_) if course.bytes_written() == 0 => course.restart(),
                ended => return ended,
            }
            let live = self.open(request, course).await?;
            return self.serve(request, wire::message(request)?, live, course).await;
        }
        let live = self.open(request, course).await?;
        self.serve(request, message, live, course).await
    }

    async fn open(&self, request: &Outgoing, course: &mut Course) -> Result<Box<Live>, Failure> {
        hookdesk_crash::point("exchange.before_connect");
        let transport = self.dialler.dial(request, course).await?;
        hookdesk_crash::point("exchange.after_connect");
        Ok(Box::new(Live::open(transport, course.handshake.clone()).await?))
    }

    /// One request over one connection, which goes (back) to the pool when it can carry another.
    async fn serve(
        &self,
        request: &Outgoing,
        message: Message,
        mut live: Box<Live>,
        course: &mut Course,
    ) -> Result<(), Failure> {
        course.sending(live.written(), message.size);
        course.handshake.clone_from(&live.handshake);
        course.address = Some(live.address);
        let (head, mut body) = live.head(message.request).await?.into_parts();
        hookdesk_crash::point("exchange.status_read");
        course.head(head.status.as_u16(), head.headers);
        while !body.is_end_stream()
            && let Some(frame) = live.frame(&mut body).await
        {
            // Trailers are of no use here.
            if frame?.data_ref().is_some_and(|data| !course.body(data)) {
                // Reading on could take for ever; the connection is closed instead.
                course.complete();
                return Ok(());
            }
        }
        drop(body);
        hookdesk_crash::point("exchange.body_read");
        course.complete();
        if live.settle() {
            self.pool.put(request, live);
        }
        Ok(())
    }
}
