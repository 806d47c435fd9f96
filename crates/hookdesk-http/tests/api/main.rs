//! The loopback API over real sockets, with a real engine in a directory of its own.

mod access;
mod config;
mod described;
mod events;
mod host;
mod magento;
mod messages;
mod push;
