//! What a proof found, in figures and in plain sentences.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::check::Verdict;

/// A finished proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Nothing lost, nothing unexplained, no complaint.
    pub passed: bool,
    /// When it ended, RFC 3339.
    pub finished_at: String,
    /// How long it took.
    pub seconds: f64,
    /// The same seed makes the same choices.
    pub seed: u64,
    /// Rounds that ended with SIGKILL, those during start-up included.
    pub kills: u32,
    /// Rounds that ended with SIGTERM.
    pub terms: u32,
    /// Rounds with SIGSTOP and SIGCONT in them.
    pub pauses: u32,
    /// Distinct events accepted.
    pub accepted: u64,
    /// Distinct messages the receiver took.
    pub delivered: u64,
    /// Messages that ended in a visible state without being taken.
    pub kept: u64,
    /// Requests the receiver got.
    pub requests: u64,
    /// Accepted and gone, or changed.
    pub lost: u64,
    /// Requests of messages that had been taken before.
    pub duplicates: u64,
    /// Requests no attempt row explains.
    pub unexplained: u64,
    /// From a start to ready, median, in milliseconds.
    pub recovery_p50_ms: f64,
    /// The longest.
    pub recovery_max_ms: f64,
    /// What was done, what was found, what it means.
    pub explanation: Vec<String>,
}

/// How the rounds went.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rounds {
    pub kills: u32,
    pub terms: u32,
    pub pauses: u32,
    pub recoveries: Vec<Duration>,
}

impl Report {
    pub(crate) fn new(seed: u64, took: Duration, ended: String, rounds: &Rounds, verdict: &Verdict) -> Self {
        let mut recoveries: Vec<f64> = rounds.recoveries.iter().map(|r| r.as_secs_f64() * 1_000.0).collect();
        recoveries.sort_by(f64::total_cmp);
        let mut report = Self {
            passed: verdict.holds(),
            finished_at: ended,
            seconds: took.as_secs_f64(),
            seed,
            kills: rounds.kills,
            terms: rounds.terms,
            pauses: rounds.pauses,
            accepted: verdict.accepted,
            delivered: verdict.delivered,
            kept: verdict.kept,
            requests: verdict.requests,
            lost: verdict.lost.len() as u64,
            duplicates: verdict.duplicates,
            unexplained: verdict.unexplained.len() as u64,
            recovery_p50_ms: recoveries.get(recoveries.len() / 2).copied().unwrap_or(0.0),
            recovery_max_ms: recoveries.last().copied().unwrap_or(0.0),
            explanation: Vec::new(),
        };
        report.explanation = report.explain(verdict);
        report
    }

    /// Names the folder that is kept for whoever looks into it.
    pub(crate) fn with_evidence(mut self, folder: &Path) -> Self {
        self.explanation.push(format!("The child's data and both books are kept in {}.", folder.display()));
        self
    }

    fn explain(&self, verdict: &Verdict) -> Vec<String> {
        let mut said = vec![format!(
            "A second engine ran in a folder of its own. It was killed {} times in the middle of its work, asked to \
             end {} times and frozen for a moment {} times, and started again each time.",
            self.kills, self.terms, self.pauses
        )];
        said.push(match self.lost {
            0 => format!(
                "It had accepted {} events. Every one of them is in its file, and every message that it calls \
                 delivered stands in the receiver's ledger.",
                self.accepted
            ),
            lost => format!("{lost} of {} accepted events or their messages were lost.", self.accepted),
        });
        said.push(match (self.duplicates, self.unexplained) {
            (0, 0) => "No message arrived a second time after the receiver had taken it.".to_owned(),
            (n, 0) => format!(
                "{n} requests repeated a message the receiver had taken already: the engine was killed between \
                 sending and noting the answer. Each stands in the message's story as an attempt whose outcome is \
                 unknown."
            ),
            (_, n) => format!("{n} requests arrived that no attempt explains."),
        });
        said.push(format!(
            "After a kill it was ready again within {:.0} ms (median), {:.0} ms at most.",
            self.recovery_p50_ms, self.recovery_max_ms
        ));
        if !verdict.complaints.is_empty() {
            said.push("The engine's file, the ledger and what was asked for do not agree.".to_owned());
        }
        // Enough to begin a search with.
        let findings = [&verdict.lost, &verdict.unexplained, &verdict.complaints];
        said.extend(findings.into_iter().flatten().take(20).cloned());
        said
    }

    /// For people.
    pub fn table(&self) -> String {
        let rows = [
            ("result", if self.passed { "passed" } else { "NOT PASSED" }.to_owned()),
            ("SIGKILL / SIGTERM / SIGSTOP", format!("{} / {} / {}", self.kills, self.terms, self.pauses)),
            ("events accepted", self.accepted.to_string()),
            ("messages taken by the receiver", self.delivered.to_string()),
            ("messages kept, visible", self.kept.to_string()),
            ("requests", self.requests.to_string()),
            ("lost", self.lost.to_string()),
            ("duplicates, explained", self.duplicates.saturating_sub(self.unexplained).to_string()),
            ("unexplained", self.unexplained.to_string()),
            (
                "recovery, median / longest",
                format!("{:.0} / {:.0} ms", self.recovery_p50_ms, self.recovery_max_ms),
            ),
            ("time", format!("{:.1} s", self.seconds)),
            ("seed", self.seed.to_string()),
        ];
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let lines = rows.iter().map(|(name, value)| format!("{name:<width$}  {value}\n"));
        lines.chain(self.explanation.iter().map(|line| format!("\n{line}"))).collect()
    }
}
