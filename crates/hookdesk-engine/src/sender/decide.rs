//! What an exchange that has ended means for its message: pure, so that the simulation decides as the sender does.

use hookdesk_core::classify::{self, Ended};
use hookdesk_core::message::{FailureTruth, Next, Trigger};
use hookdesk_core::network::Blame;
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_core::time::UtcMillis;

/// What failed because the machine was waking up is tried again after this.
const MOMENT_MS: i64 = 5_000;

/// What becomes of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// Where it goes.
    pub next: Next,
    /// Whether there is an attempt to write down: something was tried, or the fault is not this machine's.
    pub tried: bool,
    /// Whether the failure counts against the retry policy.
    pub counted: bool,
}

/// Decides. `failures` were counted before this attempt in this run of the policy.
pub(crate) fn decide(
    ended: &Ended,
    blame: Blame,
    policy: &RetryPolicy,
    (trigger, failures): (Trigger, u32),
    jitter: f64,
    now: UtcMillis,
) -> Decision {
    let not_sent = matches!(ended, Ended::Failed { truth: FailureTruth::NotSent, .. });
    let delivered = matches!(ended, Ended::Answered { status: 200..=299, .. });
    let next = match blame {
        Blame::Network(reason) => Next::Held(reason),
        Blame::Moment => Next::Retry(now.plus(MOMENT_MS)),
        Blame::Receiver => classify::next(ended, policy, trigger, failures.saturating_add(1), jitter, now),
    };
    let tried = !(not_sent && matches!(blame, Blame::Network(_)));
    let counted = !delivered && !trigger.is_by_hand() && blame == Blame::Receiver;
    Decision { next, tried, counted }
}
