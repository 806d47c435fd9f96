//! Retry schedules: when a failed message is tried again.

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::time::UtcMillis;

/// When to try again after the n-th failure. Delays are milliseconds; the first attempt is at once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RetryPolicy {
    /// 5 s, 30 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, with jitter.
    #[default]
    Standard,
    /// Aligent's 1, 4, 9, 16, 25 s, exactly (connectors.md C.4).
    Classic,
    /// The same delay each time.
    Fixed {
        /// Delay.
        delay_ms: u64,
        /// How many retries.
        retries: u32,
    },
    /// `step · n`.
    Linear {
        /// Step.
        step_ms: u64,
        /// Cap on one delay.
        cap_ms: u64,
        /// How many retries.
        retries: u32,
    },
    /// `step · n²`.
    Quadratic {
        /// Step.
        step_ms: u64,
        /// Cap on one delay.
        cap_ms: u64,
        /// How many retries.
        retries: u32,
    },
    /// `first · 2^(n-1)`.
    Exponential {
        /// First delay.
        first_ms: u64,
        /// Cap on one delay.
        cap_ms: u64,
        /// How many retries.
        retries: u32,
    },
    /// A list of one's own; exact, without jitter.
    Custom {
        /// The delays.
        delays_ms: Vec<u64>,
    },
}

impl RetryPolicy {
    /// Reads the CLI's form: `classic`, `standard`, or seconds with commas (`1,4,9`).
    pub fn parse(_text: &str) -> Result<Self, Fault> {
        todo!()
    }

    /// Refuses what could never end or never start: over 100 retries, a delay over 30 days, an empty list.
    pub fn validate(&self) -> Result<(), Fault> {
        todo!()
    }

    /// Every delay in milliseconds, before jitter.
    pub fn delays_ms(&self) -> Vec<u64> {
        todo!()
    }

    /// The delay after the `failures`-th counted failure (1-based), or `None` when the policy is exhausted.
    ///
    /// `jitter` in `0.0..1.0` is the caller's randomness: it only ever adds, up to 10 % of the delay and within
    /// 2 s to 15 min (never more than the delay itself); `Classic` and `Custom` take none. `retry_after_ms` is a
    /// floor, added to nothing and never jittered downwards (defect D4), capped at 24 h.
    pub fn delay_after(&self, _failures: u32, _jitter: f64, _retry_after_ms: Option<i64>) -> Option<u64> {
        todo!()
    }
}

/// Reads `Retry-After` in both forms (RFC 9110 section 10.2.3): seconds or an HTTP date. Milliseconds from `now`;
/// a past date is 0, nonsense (negative, not finite, not a date) is `None`.
pub fn parse_retry_after(_value: &str, _now: UtcMillis) -> Option<i64> {
    todo!()
}
