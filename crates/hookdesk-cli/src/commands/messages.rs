//! `messages`.

use hookdesk_api::wire;
use hookdesk_core::message::MessageState;
use hookdesk_core::{Code, Fault};
use serde_json::{Value, json};

use crate::args::Messages;
use crate::session::Session;
use crate::show;

/// Rows asked for at once.
const PAGE: usize = 1_000;

pub async fn run(session: &mut Session, command: Messages, json: bool) -> Result<(), Fault> {
    match command {
        Messages::List { state, subscription, search, rows } => {
            let mut filter = filter(state.as_deref(), subscription)?;
            filter.search = search;
            let found = pages(session, filter, rows.limit).await?;
            if json { show::json(&found) } else { list(&found) }
        }
        Messages::Show { id } => {
            let story: wire::MessageStory = session.call("messages.get", &wire::MessageRef { id }).await?;
            if json { show::json(&story) } else { story_in_words(&story) }
        }
        Messages::Retry { ids, state: None, .. } => {
            each_is_there(session, &ids).await?;
            let selection = wire::Selection { ids: Some(ids), ..Default::default() };
            let step: wire::BulkStep = session.call("messages.retry", &selection).await?;
            done(&step, "sent again", json)
        }
        Messages::Retry { state, subscription, .. } => {
            let filter = Some(filter(state.as_deref(), subscription)?);
            let selection = wire::Selection { filter, ..Default::default() };
            let step: wire::BulkStep = session.call("messages.retry", &selection).await?;
            done(&step, "sent again", json)
        }
        Messages::Discard { ids, reason } => {
            each_is_there(session, &ids).await?;
            let selection = wire::Selection { ids: Some(ids), ..Default::default() };
            let request = wire::DiscardRequest { selection, reason };
            let step: wire::BulkStep = session.call("messages.discard", &request).await?;
            done(&step, "discarded", json)
        }
        Messages::Dump { id } => dump(session, id).await,
    }
}

fn filter(state: Option<&str>, subscription: Option<i64>) -> Result<wire::MessageFilter, Fault> {
    let states = match state.map(|word| (word, MessageState::parse(word))) {
        None => None,
        Some((_, Some(state))) => Some(vec![state.into()]),
        Some((word, None)) => {
            let known: Vec<_> = MessageState::ALL.iter().map(|state| state.as_str()).collect();
            return Err(Fault::invalid("state", format!("\"{word}\" is not a state"))
                .next(format!("Use one of {}.", known.join(", "))));
        }
    };
    Ok(wire::MessageFilter { states, subscriptions: subscription.map(|id| vec![id]), ..Default::default() })
}

async fn pages(
    session: &mut Session,
    filter: wire::MessageFilter,
    limit: usize,
) -> Result<Vec<wire::MessageRow>, Fault> {
    let mut found = Vec::new();
    let mut after = None;
    while found.len() < limit {
        let request = wire::ListMessages {
            filter: Some(filter.clone()),
            after,
            limit: Some((limit - found.len()).min(PAGE) as u32),
            ..Default::default()
        };
        let page: wire::MessagePage = session.call("messages.list", &request).await?;
        found.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(found)
}

fn list(found: &[wire::MessageRow]) -> Result<(), Fault> {
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|row| {
            vec![
                row.id.clone(),
                show::word(&row.state),
                row.event_name.clone(),
                row.subscription_id.to_string(),
                row.attempts.to_string(),
                show::cell(row.last_status),
                row.created_at.clone(),
                row.due_at.clone().or_else(|| row.reason.clone()).unwrap_or_default(),
            ]
        })
        .collect();
    let head = ["ID", "STATE", "EVENT", "SUBSCRIPTION", "ATTEMPTS", "STATUS", "QUEUED", "DUE OR REASON"];
    show::table(&head, &rows, "no messages")
}

fn story_in_words(story: &wire::MessageStory) -> Result<(), Fault> {
    let message = &story.message;
    let state = match &message.reason {
        Some(reason) => format!("{} ({reason})", show::word(&message.state)),
        None => show::word(&message.state),
    };
    let due = message.due_at.as_ref().map(|due| format!(", due {due}")).unwrap_or_default();
    show::line(&show::plain(&format!("{}  {state}{due}", message.id)))?;
    show::line(&show::plain(&format!(
        "event {} ({}), subscription {}, queued {}",
        message.event_id, message.event_name, message.subscription_id, message.created_at
    )))?;
    let rows: Vec<Vec<String>> = story
        .attempts
        .iter()
        .map(|attempt| {
            let outcome = match (attempt.status, &attempt.error) {
                (Some(status), _) => status.to_string(),
                (None, Some(error)) => error.clone(),
                (None, None) => attempt.truth.as_ref().map(show::word).unwrap_or_default(),
            };
            vec![
                attempt.number.to_string(),
                show::word(&attempt.trigger),
                attempt.started_at.clone(),
                format!("{} ms", attempt.timings.total_us.div_ceil(1_000)),
                show::word(&attempt.result),
                outcome,
                format!("{} {}", attempt.method, attempt.url),
            ]
        })
        .collect();
    show::table(&["#", "TRIGGER", "BEGAN", "TOOK", "RESULT", "ANSWER", "REQUEST"], &rows, "no attempt yet")
}

/// An id that names nothing is a failure, before anything is changed.
async fn each_is_there(session: &mut Session, ids: &[String]) -> Result<(), Fault> {
    for id in ids {
        let _: Value = session.call("messages.get", &wire::MessageRef { id: id.clone() }).await?;
    }
    Ok(())
}

fn done(step: &wire::BulkStep, what: &str, json: bool) -> Result<(), Fault> {
    if json {
        show::json(step)?;
    } else {
        let count = |n: u64| if n == 1 { "1 message".to_owned() } else { format!("{n} messages") };
        show::line(&format!("{} {what}, {} left alone", count(step.changed), count(step.left)))?;
    }
    if step.changed == 0 && step.left > 0 {
        return Err(Fault::new(Code::MessageNoWay, "no message's state allows this"));
    }
    Ok(())
}

/// Everything there is about a message.
async fn dump(session: &mut Session, id: String) -> Result<(), Fault> {
    let mut story: Value = session.call("messages.get", &wire::MessageRef { id: id.clone() }).await?;
    if let Some(attempts) = story["attempts"].as_array_mut() {
        for attempt in attempts {
            let number = attempt["number"].as_u64().unwrap_or_default() as u32;
            let request = wire::AttemptRef { id: id.clone(), number };
            let sent: wire::AttemptRequest = session.call("messages.attempt", &request).await?;
            attempt["request_body"] = json!(sent.body);
            attempt["curl"] = json!(sent.curl);
        }
    }
    let request = wire::ListDumps { message_id: Some(id), limit: Some(1_000) };
    let files: Vec<wire::DumpRow> = session.call("dumps.list", &request).await?;
    let mut dumps = Vec::new();
    for row in files {
        let dump: wire::Dump = session.call("dumps.get", &wire::DumpRef { file: row.file }).await?;
        let content = serde_json::from_str(&dump.text).unwrap_or(Value::String(dump.text));
        dumps.push(json!({ "file": dump.file, "content": content }));
    }
    story["dumps"] = Value::Array(dumps);
    show::json(&story)
}
