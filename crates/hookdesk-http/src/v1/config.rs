//! Hooks, subscriptions, connections and settings.

use axum::extract::State;
use hookdesk_api::commands::{connections, hooks, settings, subscriptions};
use hookdesk_api::{input, wire};
use hookdesk_core::Fault;
use serde::Deserialize;

use super::{created, ok};
use crate::app::App;
use crate::body::Raw;
use crate::query::{Number, Segment};
use crate::reply::Reply;

pub async fn list_hooks(State(app): State<App>) -> Reply {
    ok(&hooks::list(&app.engine, wire::Nothing {}).await?)
}

pub async fn add_hook(State(app): State<App>, Raw(body): Raw) -> Reply {
    let request: wire::SaveHook = input::read(&body)?;
    no_id(request.id)?;
    created(&hooks::save(&app.engine, request).await?)
}

pub async fn save_hook(State(app): State<App>, Number(id): Number, Raw(body): Raw) -> Reply {
    let request = wire::SaveHook { id: Some(id), ..input::read(&body)? };
    ok(&hooks::save(&app.engine, request).await?)
}

pub async fn delete_hook(State(app): State<App>, Number(id): Number) -> Reply {
    ok(&hooks::delete(&app.engine, wire::IdRef { id }).await?)
}

pub async fn list_subscriptions(State(app): State<App>) -> Reply {
    ok(&subscriptions::list(&app.engine, wire::Nothing {}).await?)
}

pub async fn get_subscription(State(app): State<App>, Number(id): Number) -> Reply {
    ok(&subscriptions::get(&app.engine, wire::IdRef { id }).await?)
}

pub async fn add_subscription(State(app): State<App>, Raw(body): Raw) -> Reply {
    let request: wire::SaveSubscription = input::read(&body)?;
    no_id(request.id)?;
    created(&subscriptions::save(&app.engine, request).await?)
}

pub async fn save_subscription(State(app): State<App>, Number(id): Number, Raw(body): Raw) -> Reply {
    let request = wire::SaveSubscription { id: Some(id), ..input::read(&body)? };
    ok(&subscriptions::save(&app.engine, request).await?)
}

pub async fn delete_subscription(State(app): State<App>, Number(id): Number) -> Reply {
    ok(&subscriptions::delete(&app.engine, wire::IdRef { id }).await?)
}

pub async fn consent(State(app): State<App>, Number(id): Number) -> Reply {
    ok(&subscriptions::consent(&app.engine, wire::IdRef { id }).await?)
}

pub async fn enable(State(app): State<App>, Number(id): Number) -> Reply {
    ok(&subscriptions::switch(&app.engine, wire::SwitchSubscription { id, enabled: true }).await?)
}

pub async fn disable(State(app): State<App>, Number(id): Number) -> Reply {
    ok(&subscriptions::switch(&app.engine, wire::SwitchSubscription { id, enabled: false }).await?)
}

pub async fn list_connections(State(app): State<App>) -> Reply {
    ok(&connections::list(&app.engine, wire::Nothing {}).await?)
}

pub async fn add_connection(State(app): State<App>, Raw(body): Raw) -> Reply {
    let request: wire::SaveConnection = input::read(&body)?;
    no_id(request.id)?;
    created(&connections::save(&app.engine, request).await?)
}

pub async fn save_connection(State(app): State<App>, Number(id): Number, Raw(body): Raw) -> Reply {
    let request = wire::SaveConnection { id: Some(id), ..input::read(&body)? };
    ok(&connections::save(&app.engine, request).await?)
}

pub async fn delete_connection(State(app): State<App>, Number(id): Number) -> Reply {
    ok(&connections::delete(&app.engine, wire::IdRef { id }).await?)
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Test {
    path: Option<String>,
    method: Option<String>,
    allow_private: Option<bool>,
}

pub async fn test_connection(State(app): State<App>, Number(id): Number, Raw(body): Raw) -> Reply {
    let Test { path, method, allow_private } = input::read(&body)?;
    let request = wire::TestConnection { id, path, method, allow_private };
    ok(&connections::test(&app.engine, request).await?)
}

pub async fn list_settings(State(app): State<App>) -> Reply {
    ok(&settings::list(&app.engine, wire::Nothing {}).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    value: serde_json::Value,
}

pub async fn set_setting(State(app): State<App>, Segment(key): Segment, Raw(body): Raw) -> Reply {
    let Value { value } = input::read(&body)?;
    ok(&settings::set(&app.engine, wire::SetSetting { key, value }).await?)
}

/// Adding gives a number; it takes none.
fn no_id(id: Option<i64>) -> Result<(), Fault> {
    match id {
        None => Ok(()),
        Some(_) => Err(Fault::invalid("id", "adding one takes no id").next("Use PUT to change one.")),
    }
}
