//! The command line as a shell meets it: with and without an engine running on the data directory.

mod config;
mod desk;
mod events;
mod hooks;
mod messages;
mod serve;
mod subscriptions;
