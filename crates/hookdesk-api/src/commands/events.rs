//! Events: lists, stories, "Send test event", replay. Accepting from outside is [`crate::accept`].

use hookdesk_core::event::{EventSource, NewEvent};
use hookdesk_core::id::EventId;
use hookdesk_core::name::EventName;
use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::fields;
use crate::input;
use crate::wire::*;

pub async fn list(engine: &Engine, request: ListEvents) -> Result<EventPage, Fault> {
    let page = engine.store().events(request.filter()?, request.after, fields::limit(request.limit)?).await?;
    Ok(page.into())
}

pub async fn get(engine: &Engine, request: EventRef) -> Result<EventStory, Fault> {
    Ok(engine.store().event(&request.id).await?.into())
}

pub async fn send(engine: &Engine, request: SendEvent) -> Result<EventAnswer, Fault> {
    let id = match request.id.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => EventId::parse(id)?,
        None => EventId::from_uuid(Uuid::now_v7()),
    };
    let context = request.context.filter(|text| !text.trim().is_empty());
    let event = NewEvent {
        id,
        name: EventName::parse(&request.name)?,
        data: json("data", request.data)?,
        context: context.map(|text| json("context", text)).transpose()?,
        occurred_at: None,
        source: EventSource::Window,
    };
    let accepted = engine.accept(vec![event], None).await?.pop();
    let answer = accepted.ok_or_else(|| Fault::new(Code::Internal, "an accepted event has no answer"))?;
    serde_json::from_str(&answer.answer).map_err(|error| {
        Fault::new(Code::Internal, "an event's answer could not be read").detail(error.to_string())
    })
}

/// A field that holds JSON as text.
fn json(field: &str, text: String) -> Result<Box<RawValue>, Fault> {
    if text.len() > crate::accept::MAX_BYTES {
        return Err(crate::accept::too_large().field(field));
    }
    serde_json::from_str(&text).map_err(|error| input::malformed(&error, 0).field(field))
}

pub async fn replay(engine: &Engine, request: EventRef) -> Result<Replayed, Fault> {
    let messages = engine.replay(&request.id).await?;
    Ok(Replayed { messages: messages as u64 })
}
