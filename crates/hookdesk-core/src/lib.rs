//! The domain of Hookdesk: words, states and decisions, with no IO, no clock, no randomness and no ids of its own.
//!
//! Everything here is a value or a pure function; the rooms above bring time, bytes and identifiers in.

pub mod address;
pub mod certificate;
pub mod classify;
pub mod config;
pub mod content;
pub mod event;
pub mod fault;
pub mod flatten;
pub mod headers;
pub mod id;
pub mod message;
pub mod name;
pub mod network;
pub mod oauth;
pub mod route;
pub mod schedule;
mod secret_name;
pub mod sign;
pub mod time;
pub mod weburl;
mod words;

pub use fault::{Code, Fault};
