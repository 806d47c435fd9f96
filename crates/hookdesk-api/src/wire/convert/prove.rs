//! Proofs.

use hookdesk_engine::{ProofPhase, ProofReport, ProofState};

use crate::wire::{ProveReport, ProveState};

impl From<ProofState> for ProveState {
    fn from(state: ProofState) -> Self {
        Self {
            phase: match state.phase {
                ProofPhase::Idle => "idle",
                ProofPhase::Running => "running",
                ProofPhase::Done => "done",
                ProofPhase::Stopped => "stopped",
                ProofPhase::Failed => "failed",
            }
            .to_owned(),
            kills_done: state.progress.kills,
            kills_wanted: state.wanted,
            accepted: state.progress.accepted,
            delivered: state.progress.delivered,
            started_at: state.started_at,
            report: state.report.map(Into::into),
            fault: state.fault.map(Into::into),
        }
    }
}

impl From<ProofReport> for ProveReport {
    fn from(report: ProofReport) -> Self {
        Self {
            passed: report.passed,
            finished_at: report.finished_at,
            seconds: report.seconds,
            // Beyond what a number in JavaScript holds.
            seed: report.seed.to_string(),
            kills: report.kills,
            terms: report.terms,
            pauses: report.pauses,
            accepted: report.accepted,
            delivered: report.delivered,
            requests: report.requests,
            lost: report.lost,
            duplicates: report.duplicates,
            unexplained: report.unexplained,
            recovery_p50_ms: report.recovery_p50_ms,
            recovery_max_ms: report.recovery_max_ms,
            explanation: report.explanation,
        }
    }
}
