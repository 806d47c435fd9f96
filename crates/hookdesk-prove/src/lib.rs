//! The proof that nothing is lost: a child engine in a folder of its own takes events and sends them to a receiver that
//! keeps a ledger, is killed again and again, and at the end three books are compared: what was accepted, what
//! arrived, and what the child's own file says.
//!
//! The same room serves the test suite, `cargo xtask prove`, `hookdesk doctor --prove` and the window.

mod books;
mod check;
mod child;
mod driver;
mod journal;
mod ledger;
mod prover;
mod report;
mod rounds;
mod scene;

pub use check::{Books, Seen, StoredAttempt, StoredEvent, StoredMessage, Verdict, judge};
pub use ledger::{Answer, Ledger};
pub use prover::{Phase, ProofState, Prover};
pub use report::Report;
pub use rounds::{Options, Progress, prove};
