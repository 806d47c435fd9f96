use proptest::prelude::*;

use super::*;

const T0: UtcMillis = UtcMillis(1_795_000_000_000);

fn life(seconds: u32) -> Life {
    Life { since: T0, lifetime_s: Some(seconds) }
}

#[test]
fn a_token_is_renewed_a_minute_or_a_tenth_before_its_end() {
    for (seconds, jitter, at_ms) in [
        (3_600, 0.0, 3_540_000),
        (3_600, 1.0, 3_510_000),
        (3_600, f64::NAN, 3_540_000),
        (3_600, 7.0, 3_510_000),
        (600, 0.5, 540_000),
        (60, 0.0, 54_000),
        (1, 1.0, 900),
    ] {
        assert_eq!(life(seconds).renew_at(jitter), Some(T0.plus(at_ms)), "{seconds} s, {jitter}");
    }
}

#[test]
fn a_token_is_fresh_then_due_then_expired() {
    for (at_ms, want) in [
        (0, Stand::Fresh),
        (3_539_999, Stand::Fresh),
        (3_540_000, Stand::RenewSoon),
        (3_599_999, Stand::RenewSoon),
        (3_600_000, Stand::Expired),
        (i64::MAX, Stand::Expired),
        // The clock was set back.
        (-60_000, Stand::Fresh),
        (-60_001, Stand::RenewSoon),
        (-86_400_000, Stand::RenewSoon),
    ] {
        assert_eq!(life(3_600).stand(T0.plus(at_ms), 0.0), want, "{at_ms}");
    }
    let endless = Life { since: T0, lifetime_s: None };
    assert_eq!((endless.stand(T0.plus(i64::MAX), 0.0), endless.renew_at(0.0)), (Stand::Fresh, None));
}

#[test]
fn failures_wait_longer_each_time() {
    let waits: Vec<i64> = (0..10).map(|failures| wait_ms(failures, 1.0, None) / 1_000).collect();
    assert_eq!(waits, [5, 5, 10, 20, 40, 80, 160, 300, 300, 300]);
    assert_eq!(wait_ms(u32::MAX, 0.0, None), 150_000);
    assert_eq!(wait_ms(1, 0.0, Some(60_000)), 60_000);
    assert_eq!(wait_ms(1, 0.0, Some(i64::MAX)), 3_600_000);
    assert_eq!(wait_ms(1, 0.0, Some(-1)), 2_500);
}

#[test]
fn a_servers_clock_is_read_from_its_date() {
    // 2026-11-18T14:13:20Z is T0 rounded down.
    let date = "Wed, 18 Nov 2026 11:06:40 GMT";
    let theirs = crate::schedule::http_date(date).expect("a date").and_utc().timestamp_millis();
    let sent = UtcMillis(theirs);
    assert_eq!(skew_ms(date, sent, sent.plus(1_000)), Some(0));
    assert_eq!(skew_ms(date, sent.plus(-600_000), sent.plus(-600_000)), Some(600_500));
    assert_eq!(skew_ms(date, sent.plus(90_000), sent.plus(91_000)), Some(-90_000));
    for (date, sent, received) in [
        ("yesterday", sent, sent),
        ("", sent, sent),
        (date, sent, sent.plus(-1)),
        (date, sent, sent.plus(60_001)),
        (date, UtcMillis(i64::MIN), UtcMillis(i64::MAX)),
    ] {
        assert_eq!(skew_ms(date, sent, received), None);
    }
    assert_eq!(skew_in_words(29_999), None);
    let words = |ms| skew_in_words(ms).map(|(what, _)| what);
    assert_eq!(words(-61_000).as_deref(), Some("This machine's clock is 61 s ahead of the provider's."));
    assert_eq!(words(61_000).as_deref(), Some("This machine's clock is 61 s behind the provider's."));
    assert!(words(i64::MIN).is_some());
}

proptest! {
    /// Any times: renewal lies within the life, and nothing overflows.
    #[test]
    fn renewal_lies_within_the_life(since in any::<i64>(), seconds in 1u32.., now in any::<i64>(), jitter in any::<f64>()) {
        let life = Life { since: UtcMillis(since), lifetime_s: Some(seconds) };
        let (renew, ends) = (life.renew_at(jitter).expect("a time"), life.ends_at().expect("a time"));
        prop_assert!(UtcMillis(since) <= renew && renew <= ends);
        life.stand(UtcMillis(now), jitter);
        let wait = wait_ms(seconds, jitter, Some(now));
        prop_assert!((2_500..=3_600_000).contains(&wait));
    }
}
