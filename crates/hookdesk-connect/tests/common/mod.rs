//! What the tests of this crate share.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use bytes::Bytes;
use hookdesk_connect::{Exchange, HttpClient, Outgoing};
use hookdesk_core::address::Private;
use hookdesk_core::classify::Ended;
use hookdesk_core::message::{FailureTruth, TransportClass};
use hookdesk_core::time::UtcMillis;
use url::Url;

/// The attempt's time in every test: 2026-11-21T00:00:00Z.
pub const NOW: UtcMillis = UtcMillis(1_795_219_200_000);

/// A POST with consent to loopback and a generous deadline.
pub fn post(url: &str, body: &str) -> Outgoing {
    Outgoing {
        method: http::Method::POST,
        url: Url::parse(url).unwrap(),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        secret_names: Vec::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
        timeout: Duration::from_secs(30),
        private: Private::Any,
    }
}

pub fn client() -> HttpClient {
    HttpClient::new().unwrap()
}

pub async fn send(request: &Outgoing) -> Exchange {
    client().send(request, NOW).await
}

#[track_caller]
pub fn answered(exchange: &Exchange) -> u16 {
    match exchange.ended {
        Ended::Answered { status, .. } => status,
        Ended::Failed { .. } => panic!("{exchange:?}"),
    }
}

#[track_caller]
pub fn failed(exchange: &Exchange) -> (TransportClass, FailureTruth, Option<u16>) {
    match exchange.ended {
        Ended::Failed { class, truth, status } => (class, truth, status),
        Ended::Answered { .. } => panic!("{exchange:?}"),
    }
}
