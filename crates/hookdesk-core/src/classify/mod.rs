//! From how an exchange ended to what becomes of the message. Generic rules; connectors bring their own later.

#[cfg(test)]
mod tests;

use crate::message::{FailureTruth, HoldReason, Next, RejectReason, TransportClass, Trigger};
use crate::schedule::RetryPolicy;
use crate::time::UtcMillis;

/// How an exchange ended, as data (invariant 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// A complete answer came.
    Answered {
        /// Its status.
        status: u16,
        /// Its Retry-After, in milliseconds from the answer.
        retry_after_ms: Option<i64>,
    },
    /// It failed on the way.
    Failed {
        /// Which kind.
        class: TransportClass,
        /// What is known.
        truth: FailureTruth,
        /// The status, where the head had already come.
        status: Option<u16>,
    },
}

/// Decides what becomes of a message.
///
/// 2xx delivers. 3xx is rejected (never followed), 410 is rejected as gone. Every other answer and every transport
/// failure is retried while `policy` has attempts left: Aligent retries them all, and a 4xx is often a receiver being
/// deployed. `counted` is the number of failures counted for this run of the policy, this one included. A trigger by
/// hand never reschedules itself: a failure goes back to the person as rejected (manual_failed). An address that
/// needs consent holds the message: no retry would change it.
pub fn next(
    ended: &Ended,
    policy: &RetryPolicy,
    trigger: Trigger,
    counted: u32,
    jitter: f64,
    now: UtcMillis,
) -> Next {
    let retry_after_ms = match *ended {
        Ended::Answered { status: 200..=299, .. } => return Next::Delivered,
        Ended::Answered { status: 300..=399, .. } => return Next::Rejected(RejectReason::Redirect),
        Ended::Answered { status: 410, .. } => return Next::Rejected(RejectReason::Gone),
        Ended::Answered { retry_after_ms, .. } => retry_after_ms,
        Ended::Failed { class: TransportClass::AddressBlocked, .. } => {
            return Next::Held(HoldReason::Consent);
        }
        Ended::Failed { .. } => None,
    };
    if trigger.is_by_hand() {
        return Next::Rejected(RejectReason::ManualFailed);
    }
    match policy.delay_after(counted, jitter, retry_after_ms) {
        Some(delay) => Next::Retry(now.plus(i64::try_from(delay).unwrap_or(i64::MAX))),
        None => Next::Rejected(RejectReason::Exhausted),
    }
}
