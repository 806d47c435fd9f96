//! The queue over real files: accept, claim, record, and everything that moves a message.

#![allow(clippy::unwrap_used, clippy::panic)]

mod accept;
mod audit;
mod claim;
mod counts;
mod manual;
mod open;
mod outcome;
mod recover;
mod retention;
mod schema;
#[path = "../support/mod.rs"]
mod support;
