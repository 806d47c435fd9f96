//! The command line as a shell meets it: with and without an engine running on the data directory.

// A test that cannot set its stage should stop there and say so.
#![allow(clippy::expect_used, clippy::panic)]

mod config;
mod contents;
mod desk;
mod events;
mod full_disk;
mod hooks;
#[cfg(target_os = "linux")]
mod keyring;
mod messages;
mod offline;
mod preview;
mod proof;
#[cfg(target_os = "linux")]
#[path = "../../../hookdesk-secrets/tests/keyring/ring.rs"]
mod ring;
mod security;
mod serve;
mod subscriptions;
mod tls;
