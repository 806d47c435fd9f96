//! The client: pooled HTTP/1.1 connections, one deadline over each exchange.

use hookdesk_core::time::UtcMillis;

use crate::exchange::{Exchange, Outgoing};

/// Sends requests; cheap to clone, connections are shared and reused per origin.
#[derive(Clone)]
pub struct HttpClient {
    // pool, TLS configuration
}

impl HttpClient {
    /// A client with the system's trusted certificates.
    pub fn new() -> Result<Self, hookdesk_core::Fault> {
        todo!()
    }

    /// Sends one request and reads its answer. Never fails as such: a failure is how the exchange ended. `now` is for
    /// reading a Retry-After date.
    pub async fn send(&self, _request: &Outgoing, _now: UtcMillis) -> Exchange {
        todo!()
    }

    /// Closes idle connections; called every few seconds so that an idle app holds none.
    pub fn close_idle(&self) {
        todo!()
    }
}
