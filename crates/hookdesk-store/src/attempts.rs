//! The story of one message: its event, its attempts, its bodies.

use hookdesk_core::Fault;
use hookdesk_core::config::{ContentWrap, PayloadBinding};
use hookdesk_core::content;
use hookdesk_core::id::{ContentId, MessageId};
use hookdesk_core::message::{Attempt, Message};
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension};

use crate::claim::{self, Making};
use crate::events::{self, EventRow};
use crate::grid::{fetch, message_seq, snapshot};
use crate::open::Store;
use crate::rows::{self, fault, time, word};

/// Everything about one message.
#[derive(Debug, Clone)]
pub struct MessageStory {
    /// The message.
    pub message: Message,
    /// Its event, data included.
    pub event: EventRow,
    /// The event's data.
    pub data: Vec<u8>,
    /// The event's context.
    pub context: Option<Vec<u8>>,
    /// The body the next attempt would send (under snapshot; under rebuild, what the hook makes now). `None`: that of
    /// `making`, which is yet to be built.
    pub body: Option<Vec<u8>>,
    /// What makes the next attempt's body, where that is not the wrap alone.
    pub making: Option<Making>,
    /// Every attempt, oldest first.
    pub attempts: Vec<Attempt>,
    /// Recorded edits, oldest first.
    pub edits: Vec<BodyVersion>,
}

/// A body a person made.
#[derive(Debug, Clone)]
pub struct BodyVersion {
    /// When.
    pub made_at: UtcMillis,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Store {
    /// The message's story; `not_found` where there is none.
    pub async fn message(&self, id: MessageId) -> Result<MessageStory, Fault> {
        self.read(move |conn| story(conn, id)).await
    }

    /// The exact body that attempt `number` of the message sent.
    pub async fn attempt_body(&self, id: MessageId, number: u32) -> Result<Vec<u8>, Fault> {
        self.read(move |conn| attempt_body(conn, id, number)).await
    }
}

fn story(conn: &Connection, id: MessageId) -> Result<MessageStory, Fault> {
    // One snapshot: the attempts belong to the state shown.
    let _snapshot = snapshot(conn)?;
    let seq = message_seq(conn, id)?.ok_or_else(|| no_message(id))?;
    let message = fetch(conn, [seq].into_iter())?.pop().ok_or_else(|| no_message(id))?;
    let (event_seq, edited, content): (i64, Option<Vec<u8>>, Option<i64>) = conn
        .prepare_cached(
            "SELECT m.event_seq, b.body, m.content_id FROM messages m LEFT JOIN bodies b ON b.id = m.body_id \
             WHERE m.seq = ?1",
        )
        .and_then(|mut s| s.query_row([seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))))
        .map_err(fault)?;
    let event = events::row(conn, event_seq)?;
    let (data, context) = events::payload(conn, event_seq)?;
    let (wrap, content) = made(conn, &message, content).map_err(fault)?;
    let making = match content.map(ContentId) {
        None => None,
        Some(content) => {
            Some(claim::making(conn, (seq, event_seq), content, message.binding).map_err(fault)?)
        }
    };
    let body = edited.or_else(|| match &making {
        Some(making) => making.body.clone(),
        None => Some(content::build(&data, wrap)),
    });
    let attempts = attempts(conn, seq).map_err(fault)?;
    let edits = edits(conn, seq).map_err(fault)?;
    Ok(MessageStory { message, event, data, context, body, making, attempts, edits })
}

/// How the next attempt makes the body: as the message was queued, or as its hook does now.
fn made(
    conn: &Connection,
    message: &Message,
    content: Option<i64>,
) -> rusqlite::Result<(ContentWrap, Option<i64>)> {
    let now = match message.binding {
        PayloadBinding::Snapshot => None,
        PayloadBinding::Rebuild => conn
            .prepare_cached(
                "SELECT h.wrap, h.content_id FROM subscriptions s JOIN hooks h ON h.id = s.hook_id WHERE s.id = ?1",
            )?
            .query_row([message.subscription_id.0], |row| {
                Ok((word(row, 0, ContentWrap::parse)?, row.get(1)?))
            })
            .optional()?,
    };
    Ok(now.unwrap_or((message.wrap, content)))
}

fn attempts(conn: &Connection, seq: i64) -> rusqlite::Result<Vec<Attempt>> {
    let sql = format!(
        "SELECT {} FROM attempts a LEFT JOIN bodies b ON b.id = a.body_id WHERE a.message_seq = ?1 ORDER BY a.number",
        rows::ATTEMPT
    );
    conn.prepare_cached(&sql)?.query_map([seq], rows::attempt)?.collect()
}

fn edits(conn: &Connection, seq: i64) -> rusqlite::Result<Vec<BodyVersion>> {
    conn.prepare_cached(
        "SELECT made_at, body FROM bodies WHERE message_seq = ?1 AND why = 'edited' ORDER BY id",
    )?
    .query_map([seq], |row| Ok(BodyVersion { made_at: time(row, 0)?, body: row.get(1)? }))?
    .collect()
}

/// What attempt `number` sent: a body of its own, or the event's data under the message's wrap. One that a content
/// built is always kept: where there is none, nothing was sent.
fn attempt_body(conn: &Connection, id: MessageId, number: u32) -> Result<Vec<u8>, Fault> {
    let found = conn
        .prepare_cached(
            "SELECT coalesce(b.body, iif(m.content_id IS NULL, NULL, x'')), iif(b.id IS NULL, e.data, NULL), m.wrap
             FROM messages m JOIN events e ON e.seq = m.event_seq
               JOIN attempts a ON a.message_seq = m.seq LEFT JOIN bodies b ON b.id = a.body_id
             WHERE m.id = ?1 AND a.number = ?2",
        )
        .and_then(|mut s| {
            s.query_row((id.0.as_bytes(), number), |row| {
                if let Some(body) = row.get(0)? {
                    return Ok(body);
                }
                Ok(content::build(row.get_ref(1)?.as_blob()?, word(row, 2, ContentWrap::parse)?))
            })
            .optional()
        })
        .map_err(fault)?;
    found.ok_or_else(|| Fault::not_found(format!("{id} has no attempt {number}")))
}

fn no_message(id: MessageId) -> Fault {
    Fault::not_found(format!("there is no message {id}"))
}
