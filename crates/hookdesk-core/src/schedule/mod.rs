//! Retry schedules: when a failed message is tried again.

mod parse;
mod retry_after;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

pub(crate) use retry_after::http_date;
pub use retry_after::parse_retry_after;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Most retries a policy may ask for; a policy never gives more, whatever it says.
pub const MAX_RETRIES: u32 = 100;
/// Longest delay a policy may ask for, in milliseconds: 30 days.
pub const MAX_DELAY_MS: u64 = 30 * DAY;
/// Longest wait a receiver's Retry-After may impose, in milliseconds: 24 hours.
pub const MAX_RETRY_AFTER_MS: u64 = DAY;

const STANDARD_MS: [u64; 10] = [
    5 * SECOND,
    30 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
];
const CLASSIC_MS: [u64; 5] = [SECOND, 4 * SECOND, 9 * SECOND, 16 * SECOND, 25 * SECOND];

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
    /// Reads the CLI's form: `classic`, `standard`, or seconds with commas (`1,4,9`; `0.5` is half a second).
    pub fn parse(text: &str) -> Result<Self, Fault> {
        parse::parse(text)
    }

    /// Refuses what could never end or never start: over 100 retries, a delay over 30 days, no retry at all.
    pub fn validate(&self) -> Result<(), Fault> {
        let retries = self.retries();
        if retries == 0 || retries > MAX_RETRIES as usize {
            let field = if matches!(self, Self::Custom { .. }) { "retry.delays_ms" } else { "retry.retries" };
            return Err(Fault::invalid(
                field,
                format!("a retry policy has 1 to {MAX_RETRIES} retries, this one has {retries}"),
            ));
        }
        match self.delays_ms().iter().position(|delay| *delay > MAX_DELAY_MS) {
            None => Ok(()),
            Some(index) => Err(Fault::invalid(
                &self.delay_field(index),
                format!("the delay before retry {} is over 30 days", index + 1),
            )),
        }
    }

    /// Every delay in milliseconds, before jitter.
    pub fn delays_ms(&self) -> Vec<u64> {
        (1..=MAX_RETRIES).map_while(|n| self.delay(n)).collect()
    }

    /// The delay after the `failures`-th counted failure (1-based; 0 is read as 1), or `None` when the policy is
    /// exhausted, whatever the receiver asked for.
    ///
    /// `jitter` in `0.0..1.0` is the caller's randomness: it only ever adds, up to 10 % of the delay and within
    /// 2 s to 15 min (never more than the delay itself); `Classic` and `Custom` take none. `retry_after_ms` is a
    /// floor, added to nothing and never jittered downwards (defect D4), capped at 24 h.
    pub fn delay_after(&self, failures: u32, jitter: f64, retry_after_ms: Option<i64>) -> Option<u64> {
        let delay = self.delay(failures.max(1))?;
        let jittered = delay.saturating_add(self.jitter(delay, jitter));
        let floor = retry_after_ms.and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0).min(MAX_RETRY_AFTER_MS);
        Some(jittered.max(floor))
    }

    /// The delay before the `n`-th retry, `n` from 1.
    fn delay(&self, n: u32) -> Option<u64> {
        let index = n.checked_sub(1)?;
        if n > MAX_RETRIES || index as usize >= self.retries() {
            return None;
        }
        let n = u64::from(n);
        Some(match self {
            Self::Standard => *STANDARD_MS.get(index as usize)?,
            Self::Classic => *CLASSIC_MS.get(index as usize)?,
            Self::Fixed { delay_ms, .. } => *delay_ms,
            Self::Linear { step_ms, cap_ms, .. } => step_ms.saturating_mul(n).min(*cap_ms),
            Self::Quadratic { step_ms, cap_ms, .. } => step_ms.saturating_mul(n * n).min(*cap_ms),
            Self::Exponential { first_ms, cap_ms, .. } => {
                first_ms.saturating_mul(2_u64.saturating_pow(index)).min(*cap_ms)
            }
            Self::Custom { delays_ms } => *delays_ms.get(index as usize)?,
        })
    }

    fn retries(&self) -> usize {
        match self {
            Self::Standard => STANDARD_MS.len(),
            Self::Classic => CLASSIC_MS.len(),
            Self::Fixed { retries, .. }
            | Self::Linear { retries, .. }
            | Self::Quadratic { retries, .. }
            | Self::Exponential { retries, .. } => *retries as usize,
            Self::Custom { delays_ms } => delays_ms.len(),
        }
    }

    fn jitter(&self, delay: u64, jitter: f64) -> u64 {
        if matches!(self, Self::Classic | Self::Custom { .. }) {
            return 0;
        }
        let most = (delay / 10).clamp(2 * SECOND, 15 * MINUTE).min(delay);
        // The cast turns a NaN into 0.
        (most as f64 * jitter.clamp(0.0, 1.0)) as u64
    }

    /// The field to mend when the delay at `index` is too long.
    fn delay_field(&self, index: usize) -> String {
        match self {
            Self::Standard | Self::Classic => "retry".to_owned(),
            Self::Fixed { .. } => "retry.delay_ms".to_owned(),
            Self::Linear { .. } | Self::Quadratic { .. } | Self::Exponential { .. } => {
                "retry.cap_ms".to_owned()
            }
            Self::Custom { .. } => format!("retry.delays_ms[{index}]"),
        }
    }
}
