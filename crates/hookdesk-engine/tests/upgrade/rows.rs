//! Everything a file holds about its messages, as text that can be compared.

use std::fmt::Write as _;

use hookdesk_core::Fault;
use hookdesk_core::message::{Attempt, Message};
use hookdesk_store::{MessageFilter, Order, SortBy, Store};

/// Each message with its attempts, bodies and edits, oldest first, then the counts.
pub async fn rows(store: &Store) -> Result<String, Fault> {
    assert!(store.check().await?.is_empty(), "the file is damaged");
    let mut text = String::new();
    for message in messages(store).await? {
        let story = store.message(message.id).await?;
        line(&mut text, &message, story.body.as_deref().unwrap_or(b"(to be built)"));
        for attempt in &story.attempts {
            let body = store.attempt_body(message.id, attempt.number).await?;
            tried(&mut text, attempt, &body);
        }
        for edit in &story.edits {
            add(&mut text, format!("  edit {}", shown(&edit.body)));
        }
    }
    let counts = store.counts().await?;
    for (state, n) in counts.by_state.iter().filter(|(_, n)| **n > 0) {
        add(&mut text, format!("{state}: {n}"));
    }
    add(&mut text, format!("events: {}, unmatched: {}", counts.events, counts.unmatched_events));
    Ok(text)
}

/// All messages, oldest first.
pub async fn messages(store: &Store) -> Result<Vec<Message>, Fault> {
    let page = store.messages(MessageFilter::default(), SortBy::Created, Order::Ascending, None, 1_000);
    Ok(page.await?.rows)
}

fn line(text: &mut String, message: &Message, body: &[u8]) {
    let due = message.due_at.map(|at| at.0.to_string()).unwrap_or_default();
    let reason = message.reason.as_deref().unwrap_or_default();
    add(
        text,
        format!(
            "{} {} of {}, subscription {}: {} [{reason}] due [{due}] attempts {} edited {} {}",
            message.seq,
            message.id,
            message.event_id,
            message.subscription_id,
            message.state,
            message.attempts,
            message.edited,
            shown(body)
        ),
    );
}

fn tried(text: &mut String, attempt: &Attempt, body: &[u8]) {
    let word = |word: Option<&'static str>| word.unwrap_or("-");
    let answer = attempt.response.as_ref().map(|response| shown(&response.body)).unwrap_or_default();
    add(
        text,
        format!(
            "  attempt {} {} {} {} {} {} at {}: {} {} [{answer}] {}",
            attempt.number,
            attempt.trigger,
            attempt.result,
            word(attempt.truth.map(|truth| truth.as_str())),
            word(attempt.class.map(|class| class.as_str())),
            attempt.status.map_or_else(|| "-".to_owned(), |status| status.to_string()),
            attempt.started_at.0,
            attempt.request.method,
            attempt.request.url,
            shown(body)
        ),
    );
}

fn shown(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

fn add(text: &mut String, line: String) {
    // Writing to a String does not fail.
    let _ = writeln!(text, "{line}");
}
