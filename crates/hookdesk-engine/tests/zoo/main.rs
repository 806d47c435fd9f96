//! Hostile receivers, all at once, beside a healthy one. What each must come to stands in tests/receiver-zoo.md.

#![allow(clippy::expect_used, clippy::panic)]

mod animals;
#[path = "../running/bed.rs"]
#[allow(dead_code)]
mod bed;
mod keeper;

use std::collections::BTreeMap;

use hookdesk_core::id::MessageId;
use hookdesk_core::message::{AttemptResult, MessageState};
use hookdesk_core::schedule::RetryPolicy;
use hookdesk_store::MessageStory;
use hookdesk_testkit::{Answer, Receiver};

use crate::animals::{ANIMALS, Animal, Hold};
use crate::bed::Bed;
use crate::keeper::Cage;

const TABLE: &str = include_str!("../../../../tests/receiver-zoo.md");
/// Messages of the healthy receiver.
const HEALTHY: usize = 400;

/// Animal, and what it must come to.
fn table() -> BTreeMap<&'static str, (String, String)> {
    let rows = TABLE.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.strip_suffix(" |")?.split(" | ");
        let name = cells.next()?.trim_end_matches('`');
        let (_, state, attempt) = (cells.next()?, cells.next()?, cells.next()?);
        Some((name, (state.to_owned(), attempt.to_owned())))
    });
    let table: BTreeMap<_, _> = rows.collect();
    let kept: Vec<&str> = ANIMALS.iter().map(|animal| animal.name).collect();
    assert!(kept.iter().all(|name| table.contains_key(name)), "an animal has no row");
    assert_eq!(table.len(), kept.len(), "a row has no animal");
    table
}

/// A message to an animal; large where it is about the request.
async fn feed(bed: &Bed, animal: &Animal, cage: &Cage, timeout_ms: u64) -> MessageId {
    let name = format!("zoo.{}", animal.name);
    bed.subscribe(&name, &cage.url, |subscription| {
        subscription.timeout_ms = timeout_ms;
        subscription.concurrency = 4;
        subscription.retry = RetryPolicy::Custom { delays_ms: vec![20] };
    })
    .await;
    let data = if animal.large { format!("\"{}\"", "x".repeat(8 << 20)) } else { "1".to_owned() };
    bed.send(&name, &data).await[0]
}

/// State and reason, and the last attempt, in the table's words.
fn told(story: &MessageStory) -> (String, String) {
    let message = &story.message;
    let state = match (message.state, message.due_at) {
        (MessageState::Retrying, Some(due)) => {
            format!("retrying {} h", (due.0 - message.updated_at.0 + 60_000) / 3_600_000)
        }
        (state, _) => {
            format!("{state} {}", message.reason.as_deref().unwrap_or_default()).trim_end().to_owned()
        }
    };
    let last = story.attempts.last().expect("an attempt");
    let class = last.class.map(|class| class.to_string());
    let status = last.status.map(|status| status.to_string());
    let what = [class, status].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let attempt = match last.truth {
        Some(truth) => format!("{what} / {truth}"),
        None => what,
    };
    // Whatever came, no more of it is kept than the cap.
    let kept = last.response.as_ref().map_or(0, |response| response.body.len());
    assert!(kept <= 64 * 1024, "{kept} bytes are kept");
    assert_eq!(last.truth.is_none(), last.result == AttemptResult::Delivered);
    (state, attempt)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_animal_comes_to_what_the_table_says() {
    let table = table();
    animals::prepare();
    let bed = Bed::start().await;
    let good = Receiver::start(vec![], Answer::status(200)).await;
    bed.subscribe("zoo.good", &good.url(), |_| {}).await;
    let mut fed = Vec::new();
    for animal in ANIMALS {
        let cage = Cage::open(animal).await;
        // What holds on is cut off soon; the others need no deadline, but a busy machine may need its time.
        let timeout_ms = if animal.hold == Hold::UntilDeadline { 1_000 } else { 20_000 };
        let id = feed(&bed, animal, &cage, timeout_ms).await;
        fed.push((animal, id, cage));
    }
    bed.send_many("zoo.good", HEALTHY).await;
    let mut wrong = Vec::new();
    for (animal, id, cage) in &fed {
        let settled = |story: &MessageStory| match story.message.state {
            MessageState::Rejected | MessageState::Delivered => true,
            // Hours from now.
            MessageState::Retrying => {
                story.message.due_at.is_some_and(|due| due.0 > story.message.updated_at.0 + 60_000)
            }
            _ => false,
        };
        let story = bed.until_story(*id, "settled", settled).await;
        let found = told(&story);
        let want = &table[animal.name];
        if found != *want {
            wrong.push(format!(
                "{}: {found:?}, not {want:?}: {:?}",
                animal.name,
                story.attempts.last().and_then(|a| a.error.clone())
            ));
        }
        // Redirects are not followed, and nothing is sent twice without an attempt that says so.
        assert!(cage.requests() <= story.attempts.len(), "{}: more requests than attempts", animal.name);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    good.wait_for_count(HEALTHY, std::time::Duration::from_secs(30)).await;
    bed.until_story(fed[0].1, "there", |_| true).await;
    assert_eq!(bed.count(MessageState::Sending).await, 0, "a permit did not come back");
    bed.engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_they_hold_what_they_got_everybody_else_is_served() {
    let bed = Bed::start().await;
    let good = Receiver::start(vec![], Answer::status(200)).await;
    bed.subscribe("zoo.good", &good.url(), |_| {}).await;
    let mut held = Vec::new();
    for animal in ANIMALS.iter().filter(|animal| animal.hold == Hold::UntilDeadline) {
        let cage = Cage::open(animal).await;
        let id = feed(&bed, animal, &cage, 120_000).await;
        cage.visited().await;
        held.push((animal, id, cage));
    }
    assert!(held.len() >= 5, "the table has more that hold");
    bed.send_many("zoo.good", HEALTHY).await;
    bed.until_count(MessageState::Delivered, HEALTHY as u64).await;
    for (animal, id, _) in &held {
        let state = bed.story(*id).await.message.state;
        assert_eq!(state, MessageState::Sending, "{} has let go before its deadline", animal.name);
    }
    // No shutdown: it would wait for them.
}
