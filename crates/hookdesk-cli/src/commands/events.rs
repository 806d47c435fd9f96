//! `events`.

use hookdesk_api::accept::Form;
use hookdesk_api::{input, wire};
use hookdesk_core::Fault;
use hookdesk_core::event::{EventRouting, EventSource};
use serde::Serialize;
use serde_json::value::RawValue;

use super::import;
use crate::args::Events;
use crate::session::Session;
use crate::{fail, files, show};

pub async fn run(session: &mut Session, command: Events, json: bool) -> Result<(), Fault> {
    match command {
        Events::Dispatch { name, data, context, id } => {
            let data = files::text("data", &data)?;
            let context = context.map(|context| files::text("context", &context)).transpose()?;
            let event = Event {
                name: &name,
                data: raw("data", &data)?,
                context: context.as_deref().map(|text| raw("context", text)).transpose()?,
                id: id.as_deref(),
            };
            let event = serde_json::to_vec(&event)
                .map_err(|error| fail::internal("the event could not be written", &error))?;
            let (answer, _) = session.accept(event.into(), Form::Detect, EventSource::Cli).await?;
            if json { show::line(&answer) } else { told(&answer) }
        }
        Events::Import { file } => import::run(session, &file, json).await,
        Events::List { routing, name, search, rows } => {
            let routing = routing.map(|word| read_routing(&word)).transpose()?;
            let found =
                pages(session, wire::ListEvents { routing, name, search, ..Default::default() }, rows.limit);
            let found = found.await?;
            if json { show::json(&found) } else { list(&found) }
        }
        Events::Show { id } => {
            let story: wire::EventStory = session.call("events.get", &wire::EventRef { id }).await?;
            show::json(&story)
        }
    }
}

/// An event as it is sent: data and context byte for byte.
#[derive(Serialize)]
struct Event<'a> {
    name: &'a str,
    data: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

fn raw<'a>(field: &str, text: &'a str) -> Result<&'a RawValue, Fault> {
    serde_json::from_str(text).map_err(|error| input::malformed(&error, 0).field(field))
}

fn told(answer: &str) -> Result<(), Fault> {
    let answer: wire::EventAnswer = serde_json::from_str(answer)
        .map_err(|error| fail::internal("the answer could not be read", &error))?;
    show::line(&show::plain(&answer.event_id))?;
    if answer.messages.is_empty() {
        return show::line("  no message: no hook of this name has a subscription");
    }
    for message in &answer.messages {
        let state = show::word(&message.state);
        show::line(&format!("  {}  {state}, subscription {}", message.id, message.subscription_id))?;
    }
    Ok(())
}

fn read_routing(word: &str) -> Result<wire::EventRouting, Fault> {
    EventRouting::parse(word).map(Into::into).ok_or_else(|| {
        let known: Vec<_> = EventRouting::ALL.iter().map(|routing| routing.as_str()).collect();
        Fault::invalid("routing", format!("\"{word}\" is not one of {}", known.join(", ")))
    })
}

async fn pages(
    session: &mut Session,
    mut request: wire::ListEvents,
    limit: usize,
) -> Result<Vec<wire::EventRow>, Fault> {
    let mut found = Vec::new();
    while found.len() < limit {
        request.limit = Some((limit - found.len()).min(1_000) as u32);
        let page: wire::EventPage = session.call("events.list", &request).await?;
        found.extend(page.items);
        request.after = page.next;
        if request.after.is_none() {
            break;
        }
    }
    Ok(found)
}

fn list(found: &[wire::EventRow]) -> Result<(), Fault> {
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|row| {
            vec![
                row.id.clone(),
                row.name.clone(),
                show::word(&row.routing),
                row.messages.to_string(),
                show::word(&row.source),
                row.received_at.clone(),
            ]
        })
        .collect();
    show::table(&["ID", "NAME", "ROUTING", "MESSAGES", "SOURCE", "ACCEPTED"], &rows, "no events")
}
