//! Events.

use axum::extract::State;
use hookdesk_api::commands::events;
use hookdesk_api::wire;
use hookdesk_core::Fault;
use hookdesk_core::event::EventRouting;

use super::ok;
use crate::app::App;
use crate::query::{Query, Segment};
use crate::reply::Reply;

pub async fn list(State(app): State<App>, mut query: Query) -> Reply {
    let routing = query.text("routing").map(|word| {
        EventRouting::parse(&word).map(Into::into).ok_or_else(|| {
            let known: Vec<_> = EventRouting::ALL.iter().map(|routing| routing.as_str()).collect();
            Fault::invalid("routing", format!("a routing is one of {}", known.join(", ")))
        })
    });
    let request = wire::ListEvents {
        routing: routing.transpose()?,
        name: query.text("name"),
        from: query.text("from"),
        to: query.text("to"),
        search: query.text("search"),
        after: query.number("after")?,
        limit: query.number("limit")?,
    };
    query.end()?;
    ok(&events::list(&app.engine, request).await?)
}

pub async fn get(State(app): State<App>, Segment(id): Segment) -> Reply {
    ok(&events::get(&app.engine, wire::EventRef { id }).await?)
}

pub async fn replay(State(app): State<App>, Segment(id): Segment) -> Reply {
    ok(&events::replay(&app.engine, wire::EventRef { id }).await?)
}
