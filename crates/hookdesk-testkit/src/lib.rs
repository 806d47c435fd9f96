//! For tests and benchmarks: a receiver on loopback that answers as told and keeps what it got.

// A test whose receiver does not work should stop there and say so.
#![allow(clippy::expect_used, clippy::panic)]

mod answer;
mod browser;
mod magento;
mod mautic;
mod oddity;
mod receiver;
pub mod samples;
mod service;
mod tls;
mod wire;
mod zithara;

pub use answer::Answer;
pub use browser::{Page, get, post};
pub use hookdesk_prove::{Answer as LedgerAnswer, Ledger};
pub use magento::{Integration, Magento};
pub use mautic::{ErrorBody, Mautic, MauticClient};
pub use oddity::Oddity;
pub use receiver::{Received, Receiver};
pub use tls::{Authority, Flaw, Keypair, TlsServer};
pub use zithara::Zithara;
