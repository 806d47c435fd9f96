//! The life of a token: when to renew it, how long to wait after a failure, and what a server's clock says.

#[cfg(test)]
mod tests;

use crate::schedule::http_date;
use crate::time::UtcMillis;

/// Renewed this long before it ends, milliseconds.
const MARGIN_MS: i64 = 60_000;
/// And up to this much earlier, so that many tokens got at once are not renewed at once.
const JITTER_MS: f64 = 30_000.0;
/// The wait after the first failure, milliseconds; doubled with each.
const FIRST_WAIT_MS: i64 = 5_000;
/// The longest wait after failures.
const LONGEST_WAIT_MS: i64 = 5 * 60_000;
/// The longest a server's `Retry-After` is heeded.
const LONGEST_ASKED_MS: i64 = 60 * 60_000;
/// An exchange that took longer says little about the server's clock.
const LONGEST_ROUND_MS: i64 = 60_000;
/// A clock that is off by less is right enough.
const SKEW_TOLD_MS: i64 = 30_000;

/// When a token was had and how long it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// When it was asked for: a little before it began to live.
    pub since: UtcMillis,
    /// Seconds it lives; `None`: until it is refused.
    pub lifetime_s: Option<u32>,
}

/// Where a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Good.
    Fresh,
    /// Good still, and to be renewed now.
    RenewSoon,
    /// No longer to be sent.
    Expired,
}

impl Life {
    /// When it ends.
    pub fn ends_at(self) -> Option<UtcMillis> {
        self.lifetime_s.map(|seconds| self.since.plus(i64::from(seconds) * 1_000))
    }

    /// When to renew it: a minute and a random part before its end, or a tenth of its life where that is shorter.
    /// `jitter` is from 0 to 1, the same each time it is asked of one token.
    pub fn renew_at(self, jitter: f64) -> Option<UtcMillis> {
        let ends = self.ends_at()?;
        let tenth = ends.0.saturating_sub(self.since.0) / 10;
        let margin = MARGIN_MS + (JITTER_MS * unit(jitter)) as i64;
        Some(ends.plus(-margin.min(tenth)))
    }

    /// Where it stands now. A clock that was set back makes it due: its age is no longer known.
    pub fn stand(self, now: UtcMillis, jitter: f64) -> Stand {
        let (Some(ends), Some(renew)) = (self.ends_at(), self.renew_at(jitter)) else { return Stand::Fresh };
        if now >= ends {
            Stand::Expired
        } else if now >= renew || now < self.since.plus(-MARGIN_MS) {
            Stand::RenewSoon
        } else {
            Stand::Fresh
        }
    }
}

/// Milliseconds to wait after so many failures in a row (1 is the first): 5 s, doubled up to 5 minutes, the half of it
/// at random. A server's own wish (`Retry-After`) is heeded up to an hour.
pub fn wait_ms(failures: u32, jitter: f64, asked_ms: Option<i64>) -> i64 {
    let doubled = FIRST_WAIT_MS << failures.saturating_sub(1).min(10);
    let most = doubled.min(LONGEST_WAIT_MS);
    let wait = most / 2 + (most as f64 / 2.0 * unit(jitter)) as i64;
    wait.max(asked_ms.unwrap_or(0).min(LONGEST_ASKED_MS))
}

/// How far a server's clock is ahead of this one, milliseconds, from its `Date` header and the times the exchange
/// began and ended. Exact to a second and half the exchange.
pub fn skew_ms(date: &str, sent: UtcMillis, received: UtcMillis) -> Option<i64> {
    let took = received.0.checked_sub(sent.0).filter(|took| (0..=LONGEST_ROUND_MS).contains(took))?;
    let theirs = http_date(date.trim())?.and_utc().timestamp_millis();
    // The header drops the parts of a second.
    Some(theirs.saturating_add(500).saturating_sub(sent.0.saturating_add(took / 2)))
}

/// What a difference of clocks means for people; `None` where it is too small to matter.
pub fn skew_in_words(skew_ms: i64) -> Option<(String, String)> {
    if skew_ms.unsigned_abs() < SKEW_TOLD_MS.unsigned_abs() {
        return None;
    }
    let seconds = skew_ms.unsigned_abs() / 1_000;
    let side = if skew_ms > 0 { "behind" } else { "ahead of" };
    let what = format!("This machine's clock is {seconds} s {side} the provider's.");
    Some((what, "Let the system set its clock by the network, then try again.".to_owned()))
}

/// A share from 0 to 1, whatever was given.
fn unit(share: f64) -> f64 {
    if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
}
