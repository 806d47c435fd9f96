//! Rate limits, truthful to the word: at most `count` starts in every span of `per_ms`, wherever the span begins.
//!
//! A token bucket would let up to twice as many through around a full bucket, so the starts themselves are kept.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use hookdesk_core::config::RateLimit;

/// The starts of the last span.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    count: usize,
    span: Duration,
    starts: VecDeque<Instant>,
}

impl Window {
    pub fn new(limit: RateLimit) -> Self {
        let mut window = Self { count: 0, span: Duration::ZERO, starts: VecDeque::new() };
        window.change(limit);
        window
    }

    /// Another limit; what was already started counts against it.
    pub fn change(&mut self, limit: RateLimit) {
        // A limit of nothing at all would be an off switch in disguise; there is a real one.
        self.count = usize::try_from(limit.count).unwrap_or(usize::MAX).max(1);
        self.span = Duration::from_millis(limit.per_ms);
    }

    /// How many may start now.
    pub fn free(&mut self, now: Instant) -> usize {
        while self.starts.front().is_some_and(|start| now.duration_since(*start) >= self.span) {
            self.starts.pop_front();
        }
        self.count.saturating_sub(self.starts.len())
    }

    /// When the next one may start; `None`: at once.
    pub fn next_free(&mut self, now: Instant) -> Option<Instant> {
        if self.free(now) > 0 {
            return None;
        }
        let leaving = self.starts.len() - self.count;
        self.starts.get(leaving).map(|start| *start + self.span)
    }

    /// One starts now.
    pub fn started(&mut self, now: Instant) {
        self.starts.push_back(now);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn limit(count: u32, per_ms: u64) -> RateLimit {
        RateLimit { count, per_ms }
    }

    #[test]
    fn one_per_minute_is_one_per_minute() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut window = Window::new(limit(1, 60_000));
        assert_eq!(window.next_free(at(0)), None);
        window.started(at(0));
        assert_eq!((window.free(at(59_999)), window.next_free(at(1))), (0, Some(at(60_000))));
        assert_eq!((window.free(at(60_000)), window.next_free(at(60_000))), (1, None));
    }

    #[test]
    fn a_changed_limit_counts_what_went_before() {
        let start = Instant::now();
        let mut window = Window::new(limit(10, 1_000));
        (0..6).for_each(|_| window.started(start));
        window.change(limit(5, 60_000));
        assert_eq!(window.free(start), 0);
        assert_eq!(window.next_free(start), Some(start + Duration::from_secs(60)));
    }

    proptest! {
        /// Somebody who sends whenever it is allowed, looking at odd instants, never exceeds the limit in any span,
        /// and always gets on at the instant promised.
        #[test]
        fn never_more_than_the_limit_in_any_span(
            count in 1u32..8,
            per_ms in 1u64..5_000,
            looks in prop::collection::vec((0u64..3_000, 0usize..6), 1..200),
        ) {
            let start = Instant::now();
            let span = Duration::from_millis(per_ms);
            let mut window = Window::new(limit(count, per_ms));
            let (mut now, mut sent) = (start, Vec::new());
            for (later, wanted) in looks {
                now += Duration::from_millis(later);
                for _ in 0..wanted.min(window.free(now)) {
                    window.started(now);
                    sent.push(now);
                }
                match window.next_free(now) {
                    None => prop_assert!(window.free(now) > 0),
                    Some(next) => {
                        prop_assert!(next > now && next <= now + span);
                        // Looking ahead forgets what lies behind: on a copy.
                        prop_assert!(window.clone().free(next) > 0);
                    }
                }
            }
            for (index, first) in sent.iter().enumerate() {
                let inside = sent[index..].iter().take_while(|at| at.duration_since(*first) < span).count();
                prop_assert!(inside <= count as usize, "{inside} within {span:?}");
            }
        }
    }
}
