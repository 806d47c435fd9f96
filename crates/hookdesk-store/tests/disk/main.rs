//! The store on a disk that fails: failed and short writes, failed syncs, no room, read-only, torn pages, loss of power,
//! at every operation of a scripted run. What was answered well must be there afterwards; what was answered with a
//! fault must be there whole or not at all.

#![allow(clippy::unwrap_used, clippy::panic)]

mod disk;
mod faults;
mod ledger;
mod script;
#[path = "../support/mod.rs"]
mod support;
mod vfs;
