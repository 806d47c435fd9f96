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
            assert_eq!(classic(ended, trigger, 1), Next::Rejected(RejectReason::ManualFailed), "{trigger}");
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
