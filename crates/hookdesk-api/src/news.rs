//! What a person is told outside the window: that something has come to need them, once for each time it does.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::Duration;

use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt as _};
use hookdesk_engine::Engine;

use crate::commands::overview;
use crate::wire::{Nothing, Notice, Push};

/// Some things come with time alone: a certificate ends, a disk fills.
const LOOK_EVERY: Duration = Duration::from_secs(600);
/// What cannot wait until somebody opens the window: nothing is sent, or soon will not be.
const URGENT: [&str; 5] = ["authorization", "consent", "certificate", "secrets_locked", "disk"];
/// What changes them.
const AREAS: [&str; 3] = ["connections", "subscriptions", "settings"];

/// The notices that are new, from now on; those that stand at the beginning are the first.
pub fn news(engine: &Engine) -> impl Stream<Item = Vec<Notice>> + Send + use<> {
    let pushes: Pin<Box<dyn Stream<Item = Push> + Send>> = Box::pin(crate::pushes(engine));
    let start = (engine.clone(), pushes, Told::default(), true);
    unfold(start, |(engine, mut pushes, mut told, mut first)| async move {
        loop {
            if !std::mem::take(&mut first) && !changed(&mut pushes).await {
                return None;
            }
            // Where the figures cannot be read now, they can later.
            let Ok(overview) = overview::get(&engine, Nothing {}).await else { continue };
            let new = told.new_of(overview.notices);
            if !new.is_empty() {
                return Some((new, (engine, pushes, told, false)));
            }
        }
    })
}

/// Waits until it is worth looking; `false` at the end.
async fn changed(pushes: &mut Pin<Box<dyn Stream<Item = Push> + Send>>) -> bool {
    let look = tokio::time::sleep(LOOK_EVERY);
    tokio::pin!(look);
    loop {
        tokio::select! {
            () = &mut look => return true,
            push = pushes.next() => match push {
                Some(push) if push.areas.iter().any(|area| AREAS.contains(&area.as_str())) => return true,
                Some(_) => {}
                None => return false,
            },
        }
    }
}

/// What stands and was told. What no longer stands is forgotten: when it comes again, it is news again.
#[derive(Default)]
struct Told(BTreeSet<(String, Option<i64>, Option<i64>)>);

impl Told {
    fn new_of(&mut self, notices: Vec<Notice>) -> Vec<Notice> {
        let key = |notice: &Notice| (notice.kind.clone(), notice.subscription_id, notice.connection_id);
        let urgent = notices.into_iter().filter(|notice| URGENT.contains(&notice.kind.as_str()));
        let before = std::mem::take(&mut self.0);
        let mut new = Vec::new();
        for notice in urgent {
            let key = key(&notice);
            if self.0.insert(key.clone()) && !before.contains(&key) {
                new.push(notice);
            }
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(kind: &str, connection_id: Option<i64>, count: u64) -> Notice {
        let text = format!("{count} wait.");
        Notice { kind: kind.to_owned(), text, subscription_id: None, connection_id, count }
    }

    #[test]
    fn each_thing_is_told_once_for_each_time_it_comes() {
        let mut told = Told::default();
        let mut tell = |notices: Vec<Notice>| -> Vec<(String, Option<i64>)> {
            told.new_of(notices).into_iter().map(|notice| (notice.kind, notice.connection_id)).collect()
        };
        let of = |id: i64| ("authorization".to_owned(), Some(id));
        assert_eq!(tell(vec![notice("authorization", Some(1), 1), notice("rejected", None, 3)]), [of(1)]);
        assert_eq!(tell(vec![notice("authorization", Some(1), 40)]), [], "more of the same is no news");
        assert_eq!(
            tell(vec![notice("authorization", Some(1), 41), notice("authorization", Some(2), 1)]),
            [of(2)]
        );
        assert_eq!(tell(Vec::new()), []);
        assert_eq!(tell(vec![notice("authorization", Some(1), 1)]), [of(1)], "it came again");
    }
}
