//! `Retry-After`: no value makes a retry earlier than asked or later than the cap allows.
#![no_main]

use hookdesk_core::schedule::{RetryPolicy, parse_retry_after};
use hookdesk_core::time::UtcMillis;
use libfuzzer_sys::fuzz_target;

const DAY_MS: u64 = 86_400_000;

// The header's value, and after a line break: now, failures so far, jitter.
fuzz_target!(|input: &str| {
    let (value, rest) = input.split_once('\n').unwrap_or((input, ""));
    let mut words = rest.split(' ');
    let now = words.next().and_then(|word| word.parse().ok()).unwrap_or(1_795_000_000_000);
    let failures = words.next().and_then(|word| word.parse().ok()).unwrap_or(1);
    let jitter = words.next().and_then(|word| word.parse().ok()).unwrap_or(0.5);
    let asked = parse_retry_after(value, UtcMillis(now));
    assert!(asked.is_none_or(|ms| ms >= 0), "{value:?} asks for {asked:?}");
    if value.starts_with('-') {
        assert_eq!(asked, None, "{value:?}");
    }
    for policy in [RetryPolicy::Standard, RetryPolicy::Classic] {
        let plain = policy.delay_after(failures, jitter, None);
        let delay = policy.delay_after(failures, jitter, asked);
        assert_eq!(plain.is_some(), delay.is_some(), "Retry-After changes when the delay ends, not whether");
        let (Some(plain), Some(delay)) = (plain, delay) else { continue };
        let floor = asked.and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0).min(DAY_MS);
        assert_eq!(delay, plain.max(floor));
    }
});
