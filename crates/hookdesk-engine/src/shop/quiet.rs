//! A shop that failed is left alone for a while: a dead one must not cost every hook its whole budget of time.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hookdesk_content::context::shop::Ask;
use hookdesk_core::id::ConnectionId;
use hookdesk_core::time::UtcMillis;
use tokio::time::Instant;

use super::Source;
use super::fetch::{Failure, Kind};

/// For how long.
const QUIET: Duration = Duration::from_secs(10);

/// So many answers in a row that did not come in time count as none being there: one may have been a very large quote.
const PATIENCE: u32 = 3;
/// What is shorter says nothing of the shop.
const TRIED: Duration = Duration::from_secs(1);

/// The connection as it was: one that was changed is asked at once.
type Shop = (ConnectionId, UtcMillis);

/// Who is left alone, until when and why.
#[derive(Default)]
pub(super) struct Quiet(Mutex<HashMap<Shop, Mood>>);

#[derive(Default)]
struct Mood {
    /// For every request.
    away: Option<(Instant, String)>,
    /// For those of one kind.
    denied: HashMap<Discriminant<Ask>, (Instant, String)>,
    slow: u32,
}

impl Quiet {
    /// Why nothing is asked now, where that is so.
    pub fn holds(&self, source: &Source, ask: &Ask, now: Instant) -> Option<String> {
        let moods = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mood = moods.get(&shop(source))?;
        let held = [mood.away.as_ref(), mood.denied.get(&discriminant(ask))];
        let (end, why) = held.into_iter().flatten().find(|(end, _)| *end > now)?;
        let seconds = end.saturating_duration_since(now).as_secs_f64().ceil();
        Some(format!("{why} (it is asked again in {seconds} s)"))
    }

    /// A request was answered.
    pub fn answered(&self, source: &Source) {
        if let Some(mood) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&shop(source)) {
            mood.slow = 0;
        }
    }

    /// A request failed after so long.
    pub fn failed(&self, source: &Source, ask: &Ask, failure: &Failure, took: Duration, now: Instant) {
        let mut moods = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        moods.retain(|(id, since), _| *id != source.connection.id || *since == source.connection.updated_at);
        let mood = moods.entry(shop(source)).or_default();
        let until = || (now + QUIET, failure.why.clone());
        match failure.kind {
            Kind::Here => mood.slow = 0,
            Kind::Denied => drop(mood.denied.insert(discriminant(ask), until())),
            Kind::Slow if took >= TRIED => {
                mood.slow += 1;
                if mood.slow >= PATIENCE {
                    mood.away = Some(until());
                }
            }
            Kind::Slow => {}
            Kind::Away => mood.away = Some(until()),
        }
    }
}

fn shop(source: &Source) -> Shop {
    (source.connection.id, source.connection.updated_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(kind: Kind) -> Failure {
        Failure { why: "it failed".to_owned(), kind }
    }

    #[test]
    fn what_failed_says_for_what_the_shop_is_left_alone() {
        let (source, began) = (Source::sample(), Instant::now());
        let (cart, other) = (Ask::Cart("1".to_owned()), Ask::Cart("2".to_owned()));
        let long = Duration::from_secs(2);
        for (kind, same, all) in [
            (Kind::Here, false, false),
            (Kind::Denied, true, false),
            (Kind::Slow, false, false),
            (Kind::Away, true, true),
        ] {
            let quiet = Quiet::default();
            quiet.failed(&source, &cart, &failure(kind), long, began);
            assert_eq!(quiet.holds(&source, &other, began).is_some(), same, "{kind:?}");
            assert_eq!(quiet.holds(&source, &Ask::Stores, began).is_some(), all, "{kind:?}");
            assert_eq!(quiet.holds(&source, &cart, began + QUIET), None, "{kind:?}");
        }
        let quiet = Quiet::default();
        quiet.failed(&source, &cart, &failure(Kind::Away), long, began);
        let why = quiet.holds(&source, &cart, began + Duration::from_secs(7));
        assert_eq!(why.as_deref(), Some("it failed (it is asked again in 3 s)"));
    }

    #[test]
    fn three_late_answers_in_a_row_count_as_none_being_there() {
        let (source, now, ask) = (Source::sample(), Instant::now(), Ask::Stores);
        let (long, short) = (Duration::from_secs(1), Duration::from_millis(999));
        let quiet = Quiet::default();
        let slow = |took| quiet.failed(&source, &ask, &failure(Kind::Slow), took, now);
        (0..9).for_each(|_| slow(short));
        (0..2).for_each(|_| slow(long));
        quiet.answered(&source);
        (0..2).for_each(|_| slow(long));
        assert_eq!(quiet.holds(&source, &ask, now), None);
        slow(long);
        assert!(quiet.holds(&source, &ask, now).is_some());
    }
}
