//! Answers that are the same for every event: store views, websites, groups, configuration.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hookdesk_content::context::shop::Ask;
use hookdesk_content::json::Json;
use hookdesk_core::id::ConnectionId;
use hookdesk_core::time::UtcMillis;
use tokio::time::Instant;

use super::Source;

/// How long an answer is used.
const FRESH: Duration = Duration::from_secs(5 * 60);
/// Most answers kept; a shop has four.
const MOST: usize = 16;

/// The connection as it was when it was asked, and what it was asked for: one that was changed is asked anew.
type Key = (ConnectionId, UtcMillis, Ask);

/// The answers.
#[derive(Default)]
pub(super) struct Lasting {
    kept: Mutex<HashMap<Key, Arc<tokio::sync::Mutex<Place>>>>,
}

/// One of them. Whoever holds its lock may ask; the others wait for that answer.
#[derive(Default)]
pub(super) struct Place {
    answer: Option<(Arc<Json<'static>>, Instant)>,
}

impl Lasting {
    /// An answer that is at hand.
    pub fn get(&self, source: &Source, ask: &Ask, now: Instant) -> Option<Arc<Json<'static>>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&key(source, ask))?.try_lock().ok()?.fresh(now)
    }

    /// Where one is or will be.
    pub fn place(&self, source: &Source, ask: &Ask) -> Arc<tokio::sync::Mutex<Place>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(source, ask);
        if kept.len() >= MOST && !kept.contains_key(&key) {
            kept.clear();
        }
        kept.entry(key).or_default().clone()
    }
}

impl Place {
    /// The answer, while it is not too old.
    pub fn fresh(&self, now: Instant) -> Option<Arc<Json<'static>>> {
        let (answer, since) = self.answer.as_ref()?;
        (now.saturating_duration_since(*since) < FRESH).then(|| answer.clone())
    }

    /// Keeps an answer from now on.
    pub fn keep(&mut self, answer: Arc<Json<'static>>, now: Instant) {
        self.answer = Some((answer, now));
    }
}

fn key(source: &Source, ask: &Ask) -> Key {
    (source.connection.id, source.connection.updated_at, ask.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_used_for_five_minutes() {
        let (mut place, began) = (Place::default(), Instant::now());
        assert_eq!(place.fresh(began), None);
        place.keep(Arc::new(Json::Null), began);
        assert!(place.fresh(began + Duration::from_millis(299_999)).is_some());
        assert_eq!(place.fresh(began + Duration::from_secs(300)), None);
    }
}
