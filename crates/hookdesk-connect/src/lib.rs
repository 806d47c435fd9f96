//! The way out: HTTP client policy, and how each kind of connection builds its request.
//!
//! Never follows a redirect, judges the address it really dials, bounds the whole exchange by one deadline, and tells
//! how far a failed exchange got. The environment's `HTTP_PROXY` is not used: a proxy would dial in our place, and
//! the judgement of addresses would be void.

pub mod ask;
mod auth;
mod body;
mod checked;
mod client;
mod course;
pub mod curl;
mod dial;
mod echo;
mod exchange;
mod failure;
pub mod generic;
mod identity;
mod live;
mod net;
mod pool;
mod refusal;
mod resolve;
mod tls;
mod transport;
mod unverified;
mod wire;

pub use checked::Pins;
pub use client::{HttpClient, Policy};
pub use exchange::{Exchange, Outgoing, REDACTED};
pub use identity::Identity;
pub use net::{Net, SystemNet, Waiting};
pub use refusal::Handshake;
pub use tls::certificates;
