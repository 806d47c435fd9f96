//! The loopback API and the browser host of the window: HTTP over the command list, behind one token.
//!
//! `POST /v1/events` takes events, `/v1/…` and `/rpc/{command}` are the commands, `/rest/V1/webhook…` is the subscriber
//! API of Aligent's module, and everything else is the window's own files.

mod app;
mod body;
mod guard;
mod ingest;
mod magento;
mod metrics;
mod openapi;
mod query;
mod reply;
mod routes;
mod rpc;
mod serve;
mod server;
mod ui;
mod v1;

pub use serve::{ends, serve};
pub use server::{ServeOptions, Server};
