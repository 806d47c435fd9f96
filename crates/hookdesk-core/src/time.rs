//! Time as a value: UTC milliseconds, and the one trait through which a clock is asked.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// UTC milliseconds since 1970; what every stored time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UtcMillis(pub i64);

impl UtcMillis {
    /// This instant and `millis` more, stopping at the ends of the range.
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// RFC 3339 with milliseconds, `2026-11-20T21:44:15.205Z`; empty for a time outside the calendar.
    pub fn to_rfc3339(self) -> String {
        DateTime::from_timestamp_millis(self.0)
            .map(|t| t.to_rfc3339_opts(SecondsFormat::Millis, true))
            .unwrap_or_default()
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|t| Self(t.timestamp_millis()))
    }

    /// Whole seconds, as Standard Webhooks' `webhook-timestamp` wants them.
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

/// Where "now" comes from, so that tests can hold it still.
pub trait Clock: Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> UtcMillis;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UtcMillis {
        UtcMillis(Utc::now().timestamp_millis())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rfc3339_is_read_with_any_offset_and_written_in_utc() {
        for (text, want) in [
            ("2026-11-20T21:44:15.205Z", Some("2026-11-20T21:44:15.205Z")),
            ("2026-11-20T23:44:15.205999+02:00", Some("2026-11-20T21:44:15.205Z")),
            ("1969-12-31T23:59:59Z", Some("1969-12-31T23:59:59.000Z")),
            ("2026-11-20 21:44", None),
            ("2026-02-30T00:00:00Z", None),
            ("", None),
        ] {
            assert_eq!(UtcMillis::parse_rfc3339(text).map(UtcMillis::to_rfc3339).as_deref(), want, "{text}");
        }
        assert_eq!(UtcMillis(i64::MAX).to_rfc3339(), "");
    }

    #[test]
    fn seconds_round_down_and_sums_stop_at_the_ends() {
        assert_eq!(UtcMillis(1_999).unix_seconds(), 1);
        assert_eq!(UtcMillis(-1).unix_seconds(), -1);
        assert_eq!(UtcMillis(5).plus(i64::MAX), UtcMillis(i64::MAX));
        assert_eq!(UtcMillis(-5).plus(i64::MIN), UtcMillis(i64::MIN));
    }

    proptest! {
        #[test]
        fn a_written_time_is_read_back(millis in 0i64..253_402_300_800_000) {
            prop_assert_eq!(UtcMillis::parse_rfc3339(&UtcMillis(millis).to_rfc3339()), Some(UtcMillis(millis)));
        }
    }
}
