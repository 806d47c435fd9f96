//! The CLI's way to write a retry policy.

use super::{MAX_DELAY_MS, RetryPolicy};
use crate::fault::Fault;

pub(super) fn parse(text: &str) -> Result<RetryPolicy, Fault> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("standard") {
        return Ok(RetryPolicy::Standard);
    }
    if text.eq_ignore_ascii_case("classic") {
        return Ok(RetryPolicy::Classic);
    }
    let delays_ms = text.split(',').map(|part| millis(part.trim()).ok_or_else(|| unreadable(part)));
    let policy = RetryPolicy::Custom { delays_ms: delays_ms.collect::<Result<_, _>>()? };
    policy.validate()?;
    Ok(policy)
}

/// Plain decimal seconds as milliseconds, rounded up; anything over the longest delay stays over it.
fn millis(seconds: &str) -> Option<u64> {
    decimal_seconds(seconds).map(|s| (s * 1000.0).ceil().min(MAX_DELAY_MS as f64 + 1.0) as u64)
}

/// Digits with at most one dot between them: no sign, no exponent, no `inf`.
pub(super) fn decimal_seconds(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(fraction)).then(|| text.parse().ok()).flatten()
}

fn unreadable(part: &str) -> Fault {
    let part: String = part.trim().chars().take(40).collect();
    Fault::invalid("retry", format!("\"{part}\" is not a number of seconds"))
        .next("Give classic, standard, or seconds with commas such as 1,4,9.")
}
