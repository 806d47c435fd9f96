use proptest::prelude::*;

use super::*;
use crate::time::UtcMillis;

fn custom(delays: &[u64]) -> RetryPolicy {
    RetryPolicy::Custom { delays_ms: delays.to_vec() }
}

#[test]
fn the_presets_are_the_published_tables() {
    assert_eq!(RetryPolicy::Classic.delays_ms(), [1_000, 4_000, 9_000, 16_000, 25_000]);
    let hours = |h: u64| h * 3_600_000;
    assert_eq!(
        RetryPolicy::Standard.delays_ms(),
        [5_000, 30_000, 300_000, 1_800_000, hours(2), hours(5), hours(10), hours(14), hours(20), hours(24)]
    );
    assert_eq!(RetryPolicy::default(), RetryPolicy::Standard);
}

#[test]
fn the_formulas_grow_as_named_and_stop_at_their_cap() {
    let cases = [
        (RetryPolicy::Fixed { delay_ms: 700, retries: 3 }, vec![700, 700, 700]),
        (RetryPolicy::Linear { step_ms: 10, cap_ms: 35, retries: 5 }, vec![10, 20, 30, 35, 35]),
        // Aligent's curve: min(60, n²) seconds.
        (
            RetryPolicy::Quadratic { step_ms: 1_000, cap_ms: 60_000, retries: 8 },
            vec![1_000, 4_000, 9_000, 16_000, 25_000, 36_000, 49_000, 60_000],
        ),
        (
            RetryPolicy::Exponential { first_ms: 100, cap_ms: 1_000, retries: 5 },
            vec![100, 200, 400, 800, 1_000],
        ),
        (custom(&[5, 0, 9]), vec![5, 0, 9]),
    ];
    for (policy, want) in cases {
        assert_eq!(policy.delays_ms(), want, "{policy:?}");
    }
}

#[test]
fn formulas_saturate_instead_of_overflowing() {
    for policy in [
        RetryPolicy::Linear { step_ms: u64::MAX, cap_ms: u64::MAX, retries: u32::MAX },
        RetryPolicy::Quadratic { step_ms: u64::MAX / 2, cap_ms: u64::MAX, retries: u32::MAX },
        RetryPolicy::Exponential { first_ms: 3, cap_ms: u64::MAX, retries: u32::MAX },
    ] {
        let delays = policy.delays_ms();
        assert_eq!(delays.len(), MAX_RETRIES as usize);
        assert_eq!(delays.last(), Some(&u64::MAX));
        assert_eq!(policy.delay_after(99, 1.0, None), Some(u64::MAX));
        assert_eq!(policy.delay_after(u32::MAX, 0.0, None), None);
    }
}

#[test]
fn the_command_line_form_is_read() {
    let cases = [
        ("classic", Some(RetryPolicy::Classic)),
        (" Standard ", Some(RetryPolicy::Standard)),
        ("1,4,9", Some(custom(&[1_000, 4_000, 9_000]))),
        ("0", Some(custom(&[0]))),
        (" 0.25 , 1.0001 ", Some(custom(&[250, 1_001]))),
        ("2592000", Some(custom(&[MAX_DELAY_MS]))),
        ("2592000.001", None),
        ("", None),
        (",", None),
        ("1,,2", None),
        ("-1", None),
        ("+1", None),
        ("1e3", None),
        ("inf", None),
        ("NaN", None),
        (".5", None),
        ("5.", None),
        ("1.2.3", None),
        ("1s", None),
        ("99999999999999999999999999", None),
    ];
    for (text, want) in cases {
        let got = RetryPolicy::parse(text);
        match want {
            Some(policy) => assert_eq!(got.ok(), Some(policy), "{text}"),
            None => assert!(got.is_err_and(|f| f.field.is_some_and(|f| f.starts_with("retry"))), "{text}"),
        }
    }
    assert!(RetryPolicy::parse(&"1,".repeat(100)[..199]).is_ok());
    assert!(RetryPolicy::parse(&"1,".repeat(101)[..201]).is_err());
}

#[test]
fn policies_that_never_start_or_never_end_are_refused() {
    let cases = [
        (RetryPolicy::Standard, None),
        (RetryPolicy::Classic, None),
        (RetryPolicy::Fixed { delay_ms: 0, retries: 100 }, None),
        (RetryPolicy::Fixed { delay_ms: 1, retries: 101 }, Some("retry.retries")),
        (RetryPolicy::Fixed { delay_ms: 1, retries: 0 }, Some("retry.retries")),
        (RetryPolicy::Fixed { delay_ms: MAX_DELAY_MS, retries: 1 }, None),
        (RetryPolicy::Fixed { delay_ms: MAX_DELAY_MS + 1, retries: 1 }, Some("retry.delay_ms")),
        (RetryPolicy::Linear { step_ms: DAY, cap_ms: 60 * DAY, retries: 30 }, None),
        (RetryPolicy::Linear { step_ms: DAY, cap_ms: 60 * DAY, retries: 31 }, Some("retry.cap_ms")),
        (RetryPolicy::Quadratic { step_ms: DAY, cap_ms: DAY, retries: u32::MAX }, Some("retry.retries")),
        (RetryPolicy::Exponential { first_ms: 1, cap_ms: u64::MAX, retries: 100 }, Some("retry.cap_ms")),
        (custom(&[]), Some("retry.delays_ms")),
        (custom(&[0; 101]), Some("retry.delays_ms")),
        (custom(&[1, MAX_DELAY_MS + 1]), Some("retry.delays_ms[1]")),
    ];
    for (policy, field) in cases {
        assert_eq!(policy.validate().err().and_then(|f| f.field).as_deref(), field, "{policy:?}");
    }
}

#[test]
fn jitter_is_a_tenth_within_two_seconds_and_a_quarter_of_an_hour() {
    // The most that jitter may add to each delay.
    let cases = [
        (0, 0),
        (1_500, 1_500),
        (5_000, 2_000),
        (20_000, 2_000),
        (30_000, 3_000),
        (2 * HOUR, 12 * MINUTE),
        (24 * HOUR, 15 * MINUTE),
    ];
    for (delay_ms, most) in cases {
        let policy = RetryPolicy::Fixed { delay_ms, retries: 1 };
        assert_eq!(policy.delay_after(1, 1.0, None), Some(delay_ms + most), "{delay_ms}");
        assert_eq!(policy.delay_after(1, 0.0, None), Some(delay_ms));
        for broken in [f64::NAN, -1.0, f64::NEG_INFINITY] {
            assert_eq!(policy.delay_after(1, broken, None), Some(delay_ms));
        }
        assert_eq!(policy.delay_after(1, f64::INFINITY, None), Some(delay_ms + most));
    }
    assert_eq!(RetryPolicy::Classic.delay_after(2, 0.99, None), Some(4_000));
    assert_eq!(custom(&[7]).delay_after(1, 0.99, None), Some(7));
}

#[test]
fn retry_after_is_a_floor_with_a_ceiling() {
    let after = |ms| RetryPolicy::Classic.delay_after(3, 0.0, ms);
    assert_eq!(after(None), Some(9_000));
    assert_eq!(after(Some(8_000)), Some(9_000));
    assert_eq!(after(Some(10_000)), Some(10_000));
    assert_eq!(after(Some(-5)), Some(9_000));
    assert_eq!(after(Some(i64::MAX)), Some(MAX_RETRY_AFTER_MS));
    // The cap is on what the receiver asks, not on the policy.
    let slow = RetryPolicy::Fixed { delay_ms: 2 * DAY, retries: 1 };
    assert_eq!(slow.delay_after(1, 0.0, Some(i64::MAX)), Some(2 * DAY));
    assert_eq!(RetryPolicy::Classic.delay_after(6, 0.0, Some(1_000)), None);
}

#[test]
fn retry_after_is_read_in_every_form() {
    // Sun, 06 Nov 1994 08:49:37 GMT, the RFC's own example.
    let now = UtcMillis(784_111_777_000 - 90_500);
    let ten_years = 315_360_000;
    let cases = [
        ("120", Some(120_000)),
        ("0", Some(0)),
        (" 7\t", Some(7_000)),
        ("1.5", Some(1_500)),
        (&ten_years.to_string(), Some(ten_years * 1_000)),
        ("99999999999999999999999", Some(i64::MAX)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(90_500)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", Some(90_500)),
        ("Sun Nov  6 08:49:37 1994", Some(90_500)),
        ("Sat, 05 Nov 1994 08:49:37 GMT", Some(0)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ("-1", None),
        ("+1", None),
        ("1e99", None),
        ("1e3", None),
        ("inf", None),
        ("NaN", None),
        ("", None),
        ("soon", None),
        ("120, 130", None),
        ("Sun, 06 Nov 1994 08:49:37 CET", None),
        ("Mon, 06 Nov 1994 08:49:37 GMT", None),
        ("Sun, 31 Feb 1994 08:49:37 GMT", None),
        ("1994-11-06T08:49:37Z", None),
    ];
    for (value, want) in cases {
        assert_eq!(parse_retry_after(value, now), want, "{value}");
    }
}

#[test]
fn ten_years_wait_one_day() {
    let asked = parse_retry_after("315360000", UtcMillis(0));
    assert_eq!(RetryPolicy::Standard.delay_after(1, 0.3, asked), Some(24 * HOUR));
}

#[test]
fn a_policy_survives_its_json_and_refuses_strange_fields() {
    let text = r#"{"kind":"exponential","first_ms":1,"cap_ms":2,"retries":3}"#;
    let policy: RetryPolicy = serde_json::from_str(text).expect("reads");
    assert_eq!(serde_json::to_string(&policy).expect("writes"), text);
    assert!(
        serde_json::from_str::<RetryPolicy>(r#"{"kind":"fixed","delay_ms":1,"retries":1,"x":1}"#).is_err()
    );
}

fn any_policy() -> impl Strategy<Value = RetryPolicy> {
    let ms = 0..=MAX_DELAY_MS;
    prop_oneof![
        Just(RetryPolicy::Standard),
        Just(RetryPolicy::Classic),
        (ms.clone(), 0u32..200).prop_map(|(delay_ms, retries)| RetryPolicy::Fixed { delay_ms, retries }),
        (ms.clone(), ms.clone(), 0u32..200).prop_map(|(step_ms, cap_ms, retries)| RetryPolicy::Linear {
            step_ms,
            cap_ms,
            retries
        }),
        (ms.clone(), ms.clone(), 0u32..200).prop_map(|(step_ms, cap_ms, retries)| RetryPolicy::Quadratic {
            step_ms,
            cap_ms,
            retries
        }),
        (ms.clone(), ms.clone(), 0u32..200)
            .prop_map(|(first_ms, cap_ms, retries)| RetryPolicy::Exponential { first_ms, cap_ms, retries }),
        proptest::collection::vec(ms, 0..120).prop_map(|delays_ms| RetryPolicy::Custom { delays_ms }),
    ]
}

proptest! {
    #[test]
    fn jitter_only_adds_and_retry_after_is_never_undercut(
        policy in any_policy(),
        failures in 1u32..150,
        jitter in 0.0f64..1.0,
        asked in proptest::option::of(any::<i64>()),
    ) {
        let delays = policy.delays_ms();
        let base = delays.get(failures as usize - 1).copied();
        let got = policy.delay_after(failures, jitter, asked);
        prop_assert_eq!(got.is_some(), base.is_some());
        if let (Some(base), Some(got)) = (base, got) {
            let floor = asked.unwrap_or(0).clamp(0, MAX_RETRY_AFTER_MS as i64) as u64;
            prop_assert!(got >= base && got >= floor);
            prop_assert!(got <= (base + base.min(15 * MINUTE)).max(floor));
        }
    }

    #[test]
    fn every_policy_ends(policy in any_policy()) {
        prop_assert!(policy.delays_ms().len() <= MAX_RETRIES as usize);
        prop_assert_eq!(policy.delay_after(MAX_RETRIES + 1, 0.0, Some(1)), None);
    }

    #[test]
    fn no_header_value_breaks_the_reader(value in any::<String>(), now in any::<i64>()) {
        if let Some(ms) = parse_retry_after(&value, UtcMillis(now)) {
            prop_assert!(ms >= 0);
        }
    }

    #[test]
    fn a_list_written_out_is_read_back(delays in proptest::collection::vec(0u64..=2_592_000, 1..=100)) {
        let text = delays.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
        let want = RetryPolicy::Custom { delays_ms: delays.iter().map(|s| s * 1_000).collect() };
        prop_assert_eq!(RetryPolicy::parse(&text).ok(), Some(want));
    }
}
