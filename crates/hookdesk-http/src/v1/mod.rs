//! `/v1`: the commands as resources, for scripts.

pub mod config;
pub mod events;
pub mod messages;
pub mod runs;

use axum::extract::State;
use axum::response::Response;
use hookdesk_api::commands::{overview, system};
use hookdesk_api::wire::Nothing;
use hookdesk_core::Fault;
use http::StatusCode;
use serde::Serialize;

use crate::app::App;
use crate::reply::{self, Reply};

fn ok(value: &impl Serialize) -> Reply {
    Ok(reply::json(StatusCode::OK, value))
}

fn created(value: &impl Serialize) -> Reply {
    Ok(reply::json(StatusCode::CREATED, value))
}

pub async fn system(State(app): State<App>) -> Reply {
    ok(&system::info(&app.engine, Nothing {}).await?)
}

pub async fn counts(State(app): State<App>) -> Reply {
    ok(&overview::counts(&app.engine, Nothing {}).await?)
}

pub async fn overview(State(app): State<App>) -> Reply {
    ok(&overview::get(&app.engine, Nothing {}).await?)
}

/// Interfaces that later versions bring.
pub async fn not_here() -> Response {
    reply::fault(
        Fault::not_found("this version takes no inbound webhooks").next("Send events to POST /v1/events."),
    )
}
