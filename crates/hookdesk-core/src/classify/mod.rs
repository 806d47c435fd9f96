//! From how an exchange ended to what becomes of the message. Generic rules; connectors bring their own later.

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: UtcMillis = UtcMillis(1_000_000);

    fn answered(status: u16) -> Ended {
        Ended::Answered { status, retry_after_ms: None }
    }

    fn failed(class: TransportClass) -> Ended {
        Ended::Failed { class, truth: FailureTruth::NotSent, status: None }
    }

    fn classic(ended: Ended, trigger: Trigger, counted: u32) -> Next {
        next(&ended, &RetryPolicy::Classic, trigger, counted, 0.5, NOW)
    }

    #[test]
    fn every_status_has_its_fate() {
        for status in 100..=999 {
            let want = match status {
                200..=299 => Next::Delivered,
                300..=399 => Next::Rejected(RejectReason::Redirect),
                410 => Next::Rejected(RejectReason::Gone),
                _ => Next::Retry(UtcMillis(1_001_000)),
            };
            assert_eq!(classic(answered(status), Trigger::First, 1), want, "{status}");
        }
    }

    #[test]
    fn every_transport_class_is_retried_except_the_one_that_waits_for_a_person() {
        for class in TransportClass::ALL {
            for truth in FailureTruth::ALL {
                let ended = Ended::Failed { class: *class, truth: *truth, status: Some(200) };
                let want = match class {
                    TransportClass::AddressBlocked => Next::Held(HoldReason::Consent),
                    _ => Next::Retry(UtcMillis(1_001_000)),
                };
                assert_eq!(classic(ended, Trigger::First, 1), want, "{class} {truth}");
            }
        }
    }

    #[test]
    fn classic_gives_five_retries_and_then_a_person() {
        let fates: Vec<Next> = (1..=6).map(|n| classic(answered(500), Trigger::Automatic, n)).collect();
        let mut want: Vec<Next> =
            [1, 4, 9, 16, 25].iter().map(|s| Next::Retry(UtcMillis(1_000_000 + s * 1000))).collect();
        want.push(Next::Rejected(RejectReason::Exhausted));
        assert_eq!(fates, want);
    }

    #[test]
    fn retry_after_is_a_floor_and_no_extra_attempt() {
        let busy = Ended::Answered { status: 429, retry_after_ms: Some(60_000) };
        assert_eq!(classic(busy, Trigger::First, 1), Next::Retry(UtcMillis(1_060_000)));
        assert_eq!(classic(busy, Trigger::First, 6), Next::Rejected(RejectReason::Exhausted));
    }

    #[test]
    fn a_hand_never_reschedules() {
        for trigger in Trigger::ALL.iter().copied().filter(|t| t.is_by_hand()) {
            for ended in [answered(500), answered(429), failed(TransportClass::Dns)] {
                assert_eq!(
                    classic(ended, trigger, 1),
                    Next::Rejected(RejectReason::ManualFailed),
                    "{trigger}"
                );
            }
            assert_eq!(classic(answered(204), trigger, 1), Next::Delivered);
            // What the receiver said is worth more than who pressed the button.
            assert_eq!(classic(answered(308), trigger, 1), Next::Rejected(RejectReason::Redirect));
            assert_eq!(classic(answered(410), trigger, 1), Next::Rejected(RejectReason::Gone));
        }
    }

    proptest! {
        #[test]
        fn a_retry_lies_in_the_future_and_never_before_what_was_asked(
            status in 400u16..600,
            counted in 0u32..200,
            jitter in 0.0f64..1.0,
            asked in proptest::option::of(0i64..86_400_000),
            now in 0i64..4_000_000_000_000,
        ) {
            let ended = Ended::Answered { status, retry_after_ms: asked };
            if let Next::Retry(at) =
                next(&ended, &RetryPolicy::Standard, Trigger::Automatic, counted, jitter, UtcMillis(now))
            {
                prop_assert!(at.0 >= now + 5_000);
                prop_assert!(at.0 >= now + asked.unwrap_or(0));
            }
        }
    }
}
