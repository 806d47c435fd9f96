//! The way out: HTTP client policy, and how each kind of connection builds its request.
//!
//! Never follows a redirect, judges the address it really dials, bounds the whole exchange by one deadline, and tells
//! how far a failed exchange got.

mod body;
mod client;
mod dial;
mod exchange;
pub mod generic;
mod pool;
pub mod curl;

pub use client::HttpClient;
pub use exchange::{Exchange, Outgoing};
