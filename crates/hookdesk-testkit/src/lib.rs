//! For tests and for "Try with sample data": a receiver on loopback that answers as told and keeps what it got.

mod receiver;
pub mod samples;

pub use receiver::{Answer, Receiver, Received};
