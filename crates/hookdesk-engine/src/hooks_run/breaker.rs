//! Leaves an endpoint alone that has failed again and again, so that a dead one costs an optional hook nothing.
//!
//! A hook whose failure stops its caller is always tried: not to ask would be to refuse the caller unasked. What it
//! learns counts for the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Failures in a row after which an endpoint is left alone.
const FAILURES: u32 = 5;
/// For how long; then one call may try.
const REST: Duration = Duration::from_secs(30);
/// Most endpoints remembered; those that answer are not.
const MOST: usize = 1_000;

/// What is remembered of all endpoints.
#[derive(Default)]
pub(super) struct Breakers {
    failing: Mutex<HashMap<String, Failing>>,
}

struct Failing {
    in_a_row: u32,
    since: Instant,
    /// Whether one call is out to see if it is back.
    probing: bool,
}

/// Whether a call may go out.
pub(super) enum Admission {
    /// It may, and its end must be told.
    Go(Pass),
    /// Not yet.
    Rest {
        /// Failures in a row.
        failures: u32,
        /// How long still; nothing while another call tries.
        wait: Duration,
    },
}

/// A call that is out. One that ends untold, because its caller went away, counts neither way.
pub(super) struct Pass {
    breakers: Arc<Breakers>,
    endpoint: String,
    probe: bool,
}

impl Breakers {
    /// Asks for a call. `always` is for a required hook.
    pub fn admit(self: &Arc<Self>, endpoint: &str, always: bool, now: Instant) -> Admission {
        let mut probe = false;
        if let Some(failing) = self.lock().get_mut(endpoint).filter(|failing| failing.in_a_row >= FAILURES) {
            let wait = (failing.since + REST).saturating_duration_since(now);
            if !always && (failing.probing || !wait.is_zero()) {
                return Admission::Rest { failures: failing.in_a_row, wait };
            }
            probe = !failing.probing;
            failing.probing = true;
        }
        Admission::Go(Pass { breakers: self.clone(), endpoint: endpoint.to_owned(), probe })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Failing>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// Tells how the call ended. `alive`: the endpoint answered, whatever it said.
    pub fn ended(self, alive: bool, now: Instant) {
        let mut all = self.breakers.lock();
        if alive {
            all.remove(&self.endpoint);
            return;
        }
        if all.len() >= MOST && !all.contains_key(&self.endpoint) {
            // Forgetting costs a few calls to endpoints that are dead.
            all.clear();
        }
        let fresh = Failing { in_a_row: 0, since: now, probing: false };
        let failing = all.entry(self.endpoint.clone()).or_insert(fresh);
        failing.in_a_row = failing.in_a_row.saturating_add(1);
        failing.since = now;
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.probe
            && let Some(failing) = self.breakers.lock().get_mut(&self.endpoint)
        {
            failing.probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn go(breakers: &Arc<Breakers>, always: bool, now: Instant) -> Option<Pass> {
        match breakers.admit("http://a/", always, now) {
            Admission::Go(pass) => Some(pass),
            Admission::Rest { .. } => None,
        }
    }

    #[test]
    fn after_five_failures_an_optional_call_rests_and_one_probe_ends_it() {
        let breakers = Arc::new(Breakers::default());
        let start = Instant::now();
        for _ in 0..FAILURES {
            go(&breakers, false, start).unwrap().ended(false, start);
        }
        assert!(go(&breakers, false, start + REST - SECOND).is_none());
        assert!(
            matches!(breakers.admit("http://b/", false, start), Admission::Go(_)),
            "others are not meant"
        );

        // One probe, and the rest begins anew where it fails.
        let later = start + REST;
        let probe = go(&breakers, false, later).unwrap();
        assert!(go(&breakers, false, later).is_none(), "one is enough");
        probe.ended(false, later);
        assert!(go(&breakers, false, later + REST - SECOND).is_none());
        go(&breakers, false, later + REST).unwrap().ended(true, later);
        for _ in 0..3 {
            go(&breakers, false, later).unwrap().ended(false, later);
        }
    }

    #[test]
    fn a_required_call_is_always_tried_and_its_success_counts() {
        let breakers = Arc::new(Breakers::default());
        let now = Instant::now();
        for _ in 0..FAILURES + 3 {
            go(&breakers, true, now).unwrap().ended(false, now);
        }
        assert!(go(&breakers, false, now).is_none());
        go(&breakers, true, now).unwrap().ended(true, now);
        assert!(go(&breakers, false, now).is_some());
    }

    #[test]
    fn a_probe_whose_caller_went_away_makes_room_for_the_next() {
        let breakers = Arc::new(Breakers::default());
        let now = Instant::now();
        for _ in 0..FAILURES {
            go(&breakers, false, now).unwrap().ended(false, now);
        }
        drop(go(&breakers, false, now + REST).unwrap());
        assert!(go(&breakers, false, now + REST).is_some());
    }

    #[test]
    fn no_number_of_dead_endpoints_grows_without_bound() {
        let breakers = Arc::new(Breakers::default());
        let now = Instant::now();
        for n in 0..3 * MOST {
            match breakers.admit(&format!("http://{n}/"), false, now) {
                Admission::Go(pass) => pass.ended(false, now),
                Admission::Rest { .. } => panic!("{n}"),
            }
        }
        assert!(breakers.lock().len() <= MOST);
    }
}
