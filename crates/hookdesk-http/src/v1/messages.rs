//! Messages.

use axum::extract::State;
use hookdesk_api::commands::messages;
use hookdesk_api::{input, wire};
use hookdesk_core::message::MessageState;
use hookdesk_core::{Code, Fault};
use serde::Deserialize;

use super::ok;
use crate::app::App;
use crate::body::Raw;
use crate::query::{Query, Segment, number};
use crate::reply::Reply;

pub async fn list(State(app): State<App>, query: Query) -> Reply {
    let request = read_list(query)?;
    let page = messages::list(&app.engine, request).await.map_err(|fault| Fault {
        // The query string has no `filter.` in front.
        field: fault.field.map(|field| field.trim_start_matches("filter.").to_owned()),
        ..fault
    })?;
    ok(&page)
}

fn read_list(mut query: Query) -> Result<wire::ListMessages, Fault> {
    let states = query.list("state").into_iter().map(|word| {
        MessageState::parse(&word).map(Into::into).ok_or_else(|| {
            let known: Vec<_> = MessageState::ALL.iter().map(|state| state.as_str()).collect();
            Fault::invalid("state", format!("a state is one of {}", known.join(", ")))
        })
    });
    let filter = wire::MessageFilter {
        states: Some(states.collect::<Result<_, _>>()?),
        subscriptions: Some(
            query
                .list("subscription")
                .iter()
                .map(|text| number("subscription", text))
                .collect::<Result<_, _>>()?,
        ),
        hooks: Some(query.list("hook")),
        from: query.text("from"),
        to: query.text("to"),
        status: query.text("status"),
        search: query.text("search"),
    };
    let request = wire::ListMessages {
        filter: Some(filter),
        sort: match query.text("sort").as_deref() {
            None => None,
            Some("created") => Some(wire::SortBy::Created),
            Some("due") => Some(wire::SortBy::Due),
            Some(_) => return Err(Fault::invalid("sort", "messages are sorted by created or due")),
        },
        order: match query.text("order").as_deref() {
            None => None,
            Some("desc") => Some(wire::SortOrder::Desc),
            Some("asc") => Some(wire::SortOrder::Asc),
            Some(_) => return Err(Fault::invalid("order", "the order is asc or desc")),
        },
        after: query.text("after"),
        limit: query.number("limit")?,
    };
    query.end()?;
    Ok(request)
}

pub async fn get(State(app): State<App>, Segment(id): Segment) -> Reply {
    ok(&messages::get(&app.engine, wire::MessageRef { id }).await?)
}

pub async fn retry(State(app): State<App>, Segment(id): Segment) -> Reply {
    let step = messages::retry(&app.engine, only(&id)).await;
    settled(&app, id, step).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    reason: String,
}

pub async fn discard(State(app): State<App>, Segment(id): Segment, Raw(body): Raw) -> Reply {
    let Reason { reason } = input::read(&body)?;
    let request = wire::DiscardRequest { selection: only(&id), reason };
    let step = messages::discard(&app.engine, request).await;
    settled(&app, id, step).await
}

fn only(id: &str) -> wire::Selection {
    wire::Selection { ids: Some(vec![id.to_owned()]), ..Default::default() }
}

/// The message as it stands after an action, or why nothing was done.
async fn settled(app: &App, id: String, step: Result<wire::BulkStep, Fault>) -> Reply {
    let step = step.map_err(|fault| match fault.field.as_deref() {
        // The one id stands in the path.
        Some("ids" | "selection.ids") => fault.field("id"),
        _ => fault,
    })?;
    let story = messages::get(&app.engine, wire::MessageRef { id }).await?;
    if step.changed > 0 {
        return ok(&story);
    }
    let state = MessageState::from(story.message.state);
    Err(match state {
        MessageState::Sending => Fault::new(Code::MessageBusy, "the message is being sent right now"),
        _ => Fault::new(Code::MessageNoWay, format!("a message that is {state} does not allow this")),
    }
    .into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBody {
    body: String,
}

pub async fn edit(State(app): State<App>, Segment(id): Segment, Raw(body): Raw) -> Reply {
    let NewBody { body } = input::read(&body)?;
    ok(&messages::edit(&app.engine, wire::EditRequest { id, body }).await?)
}

pub async fn retry_many(State(app): State<App>, Raw(body): Raw) -> Reply {
    ok(&messages::retry(&app.engine, input::read(&body)?).await?)
}

pub async fn discard_many(State(app): State<App>, Raw(body): Raw) -> Reply {
    ok(&messages::discard(&app.engine, input::read(&body)?).await?)
}
