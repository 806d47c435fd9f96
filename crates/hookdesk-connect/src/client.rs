//! The client: pooled HTTP/1.1 connections, one deadline over each exchange.

use std::sync::Arc;

use hookdesk_core::time::UtcMillis;
use hyper::body::Body as _;
use rustls::pki_types::CertificateDer;
use tokio::time::timeout_at;

use crate::course::Course;
use crate::dial::Dialler;
use crate::exchange::{Exchange, Outgoing};
use crate::failure::Failure;
use crate::live::Live;
use crate::pool::Pool;
use crate::tls::Tls;
use crate::wire::{self, Message};

/// Sends requests; cheap to clone, connections are shared and reused per origin.
#[derive(Clone)]
pub struct HttpClient {
    shared: Arc<Shared>,
}

struct Shared {
    pool: Pool,
    dialler: Dialler,
}

impl HttpClient {
    /// A client with the system's trusted certificates.
    pub fn new() -> Result<Self, hookdesk_core::Fault> {
        Ok(Self::trusting(Vec::new()))
    }

    /// A client that trusts these certificates too, besides the system's.
    pub fn trusting(extra_roots: Vec<CertificateDer<'static>>) -> Self {
        Self {
            shared: Arc::new(Shared { pool: Pool::default(), dialler: Dialler::new(Tls::new(extra_roots)) }),
        }
    }

    /// Sends one request and reads its answer. Never fails as such: a failure is how the exchange ended. `now` is for
    /// reading a Retry-After date. Dropping the future closes the connection.
    pub async fn send(&self, request: &Outgoing, now: UtcMillis) -> Exchange {
        let mut course = Course::new(request.timeout);
        let failure = match timeout_at(course.deadline(), self.shared.run(request, &mut course)).await {
            Ok(ended) => ended.err(),
            Err(_) => Some(course.timed_out()),
        };
        course.close(failure, now)
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
        Ok(Box::new(Live::open(transport).await?))
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
