//! The engine as its hosts meet it: real files, real sockets, a real sender.

#![allow(clippy::expect_used, clippy::panic)]

mod bed;
mod consent;
mod contents;
mod delivery;
mod dumps;
mod fairness;
mod holds;
mod learning;
mod lifecycle;
mod lost_key;
mod network;
mod providers;
mod samples;
mod shop;
mod signature;
mod tls;
mod tokens;
