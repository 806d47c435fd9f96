//! Gathering the three books when the child has stopped.

use std::path::Path;

use hookdesk_core::config::ContentWrap;
use hookdesk_core::message::{Message, MessageState};
use hookdesk_core::{Code, Fault, content};
use hookdesk_store::{EventStory, Store};

use crate::check::{Books, StoredAttempt, StoredEvent, StoredMessage};
use crate::driver::Driver;
use crate::ledger::{Ledger, hash};
use crate::scene;

/// Reads the stopped child's file and puts the books side by side.
pub(crate) async fn gather(dir: &Path, driver: &Driver, ledger: &Ledger) -> Result<Books, Fault> {
    let store = scene::open(dir)?;
    let mut books = Books {
        accepted: driver.accepted(),
        ledger: ledger.seen(),
        per_event: scene::SUBSCRIPTIONS,
        complaints: store.check().await?,
        ..Books::default()
    };
    let mut counted = std::collections::BTreeMap::<MessageState, u64>::new();
    for id in driver.offered() {
        let story = match store.event(&id).await {
            Ok(story) => story,
            // Offered and never answered: the child may have stored it or not.
            Err(fault) if fault.code == Code::NotFound => continue,
            Err(fault) => return Err(fault),
        };
        for message in &story.messages {
            *counted.entry(message.state).or_default() += 1;
        }
        let event = read(&store, &books, &story).await?;
        books.stored.insert(id, event);
    }
    let kept = store.counts().await?.by_state;
    for state in MessageState::ALL {
        let (rows, count) = (counted.get(state).copied().unwrap_or(0), kept.get(state).copied().unwrap_or(0));
        if rows != count {
            books.complaints.push(format!("{rows} messages are {state} and {count} are counted"));
        }
    }
    store.close().await;
    Ok(books)
}

async fn read(store: &Store, books: &Books, story: &EventStory) -> Result<StoredEvent, Fault> {
    let mut messages = Vec::with_capacity(story.messages.len());
    for message in &story.messages {
        messages.push(read_message(store, books, message).await?);
    }
    let body = hash(&content::build(&story.data, ContentWrap::Data));
    Ok(StoredEvent { body, messages })
}

/// A message that arrived once, at its first attempt, has nothing to explain: its attempts are not read.
async fn read_message(store: &Store, books: &Books, message: &Message) -> Result<StoredMessage, Fault> {
    let id = message.id.to_string();
    let plain = message.attempts == 1 && books.ledger.get(&id).is_some_and(|seen| seen.len() == 1);
    let attempts = if plain { None } else { Some(attempts(store, message).await?) };
    Ok(StoredMessage { id, state: message.state, attempts })
}

async fn attempts(store: &Store, message: &Message) -> Result<Vec<StoredAttempt>, Fault> {
    let story = store.message(message.id).await?;
    let attempts = story.attempts.iter();
    Ok(attempts.map(|a| StoredAttempt { number: a.number, result: a.result, truth: a.truth }).collect())
}
