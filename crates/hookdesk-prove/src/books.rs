//! Gathering the three books when the child has stopped.

use std::path::Path;

use hookdesk_core::config::ContentWrap;
use hookdesk_core::message::MessageState;
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
        complaints: [driver.troubles(), store.check().await?, store.audit().await?].concat(),
        ..Books::default()
    };
    for id in driver.offered() {
        let story = match store.event(&id).await {
            Ok(story) => story,
            // Offered and never answered: the child may have stored it or not.
            Err(fault) if fault.code == Code::NotFound => continue,
            Err(fault) => return Err(fault),
        };
        // The weather was calm and the queue has drained: nothing had a reason to end otherwise.
        for message in story.messages.iter().filter(|message| message.state != MessageState::Delivered) {
            let why = message.reason.as_deref().unwrap_or("no reason");
            books.complaints.push(format!("message {} ended {} ({why})", message.id, message.state));
        }
        books.stored.insert(id, read(&store, &story).await?);
    }
    let (offered, there) = (books.stored.len() as u64, store.counts().await?.events);
    if offered != there {
        books.complaints.push(format!("{there} events are stored, and {offered} of them were offered"));
    }
    store.close().await;
    Ok(books)
}

async fn read(store: &Store, story: &EventStory) -> Result<StoredEvent, Fault> {
    let mut messages = Vec::with_capacity(story.messages.len());
    for message in &story.messages {
        let attempts = store.message(message.id).await?.attempts;
        let attempts =
            attempts.iter().map(|a| StoredAttempt { number: a.number, result: a.result, truth: a.truth });
        let id = message.id.to_string();
        messages.push(StoredMessage { id, state: message.state, attempts: attempts.collect() });
    }
    let body = hash(&content::build(&story.data, ContentWrap::Data));
    Ok(StoredEvent { body, messages })
}
