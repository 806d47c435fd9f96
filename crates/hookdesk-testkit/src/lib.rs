//! For tests and benchmarks: a receiver on loopback that answers as told and keeps what it got.

// A test whose receiver does not work should stop there and say so.
#![allow(clippy::expect_used, clippy::panic)]

mod answer;
mod receiver;
pub mod samples;
mod wire;

pub use answer::Answer;
pub use hookdesk_prove::{Answer as LedgerAnswer, Ledger};
pub use receiver::{Received, Receiver};
