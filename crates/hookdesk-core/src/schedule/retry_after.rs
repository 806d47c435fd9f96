//! The receiver's own wish: the `Retry-After` header.

use chrono::NaiveDateTime;

use super::parse::decimal_seconds;
use crate::time::UtcMillis;

/// The three forms of an HTTP date (RFC 9110 section 5.6.7): IMF-fixdate, RFC 850, asctime.
const DATE_FORMS: [&str; 3] =
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Reads `Retry-After` in both forms (RFC 9110 section 10.2.3): seconds or an HTTP date. Milliseconds from `now`;
/// a past date is 0, nonsense (negative, not finite, not a date) is `None`. Decimal seconds, which some receivers
/// send, are rounded up. A huge number stays huge: [`super::RetryPolicy::delay_after`] caps it.
pub fn parse_retry_after(value: &str, now: UtcMillis) -> Option<i64> {
    let value = value.trim_matches([' ', '\t']);
    if let Some(seconds) = decimal_seconds(value) {
        // The cast saturates.
        return Some((seconds * 1000.0).ceil() as i64);
    }
    let at = http_date(value)?.and_utc().timestamp_millis();
    Some(at.saturating_sub(now.0).max(0))
}

pub(crate) fn http_date(text: &str) -> Option<NaiveDateTime> {
    DATE_FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}
