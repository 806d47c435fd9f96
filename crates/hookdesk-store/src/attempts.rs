//! The story of one message: its event, its attempts, its bodies.

use hookdesk_core::Fault;
use hookdesk_core::id::MessageId;
use hookdesk_core::message::{Attempt, Message};

use crate::events::EventRow;
use crate::open::Store;

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
    /// The body the next attempt would send (under snapshot; under rebuild, what the hook makes now).
    pub body: Vec<u8>,
    /// Every attempt, oldest first.
    pub attempts: Vec<Attempt>,
    /// Recorded edits, oldest first.
    pub edits: Vec<BodyVersion>,
}

/// A body a person made.
#[derive(Debug, Clone)]
pub struct BodyVersion {
    /// When.
    pub made_at: hookdesk_core::time::UtcMillis,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Store {
    /// The message's story; `not_found` where there is none.
    pub async fn message(&self, _id: MessageId) -> Result<MessageStory, Fault> {
        todo!()
    }

    /// The exact body that attempt `number` of the message sent.
    pub async fn attempt_body(&self, _id: MessageId, _number: u32) -> Result<Vec<u8>, Fault> {
        todo!()
    }
}
