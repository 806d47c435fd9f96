//! The proof that an installation loses nothing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::system::Fault;

/// Asks for a proof.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ProveRequest {
    /// How many times the second engine is killed, 1 to 500; 20 where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kills: Option<u32>,
}

/// A proof, as far as it is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProveState {
    /// `idle`, `running`, `done`, `stopped` or `failed`.
    pub phase: String,
    /// Kills so far.
    pub kills_done: u32,
    /// Kills wanted.
    pub kills_wanted: u32,
    /// Events accepted so far.
    pub accepted: u64,
    /// Messages taken so far.
    pub delivered: u64,
    /// When it began.
    pub started_at: Option<String>,
    /// The last finished proof's report.
    pub report: Option<ProveReport>,
    /// Why it could not be run.
    pub fault: Option<Fault>,
}

/// What a finished proof found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProveReport {
    /// Nothing lost, nothing unexplained.
    pub passed: bool,
    /// When it ended.
    pub finished_at: String,
    /// How long it took.
    pub seconds: f64,
    /// The same seed makes the same choices.
    pub seed: String,
    /// Times it was killed.
    pub kills: u32,
    /// Times it was asked to end, SIGTERM.
    pub terms: u32,
    /// Rounds with SIGSTOP and SIGCONT in them.
    pub pauses: u32,
    /// Events accepted.
    pub accepted: u64,
    /// Messages the receiver took.
    pub delivered: u64,
    /// Requests it got.
    pub requests: u64,
    /// Accepted and gone.
    pub lost: u64,
    /// Requests of messages that had been taken before.
    pub duplicates: u64,
    /// Requests no attempt explains.
    pub unexplained: u64,
    /// From a start to ready, median, in milliseconds.
    pub recovery_p50_ms: f64,
    /// The longest.
    pub recovery_max_ms: f64,
    /// What was done, what was found, what it means.
    pub explanation: Vec<String>,
}
