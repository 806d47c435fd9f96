//! The loopback API over real sockets, with a real engine in a directory of its own.

// A test that cannot set its stage should stop there and say so.
#![allow(clippy::expect_used, clippy::panic)]

mod access;
mod commerce;
mod config;
mod console;
mod described;
mod events;
mod host;
mod keys;
mod magento;
mod messages;
mod push;
mod runs;
mod signing;
mod tried;
mod webhooks;
