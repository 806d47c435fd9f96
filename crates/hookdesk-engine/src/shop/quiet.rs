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
