//! From how an exchange ended to what becomes of the message. Generic rules; connectors bring their own later.

use crate::message::{FailureTruth, Next, TransportClass, Trigger};
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
/// hand never reschedules itself: a failure goes back to the person as rejected (manual_failed).
pub fn next(
    _ended: &Ended,
    _policy: &RetryPolicy,
    _trigger: Trigger,
    _counted: u32,
    _jitter: f64,
    _now: UtcMillis,
) -> Next {
    todo!()
}
