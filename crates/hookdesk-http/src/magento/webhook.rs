//! Subscriptions as the module's `webhook`.

use std::collections::BTreeSet;

use hookdesk_api::commands::{hooks, subscriptions};
use hookdesk_api::{input, wire};
use hookdesk_content::catalogue;
use hookdesk_core::time::UtcMillis;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::criteria::Criteria;
use super::error::MagentoError;
use crate::app::App;

type Answer = Result<Value, MagentoError>;

/// What the module's `webhook` object may hold; a script sends back what it was given.
const FIELDS: &[&str] = &[
    "subscription_id",
    "event_name",
    "recipient_url",
    "verification_token",
    "status",
    "subscribed_at",
    "modified",
    "metadata",
    "store_id",
];

pub async fn add(app: &App, body: &[u8]) -> Answer {
    let webhook = read(body)?;
    let needed = |field: &str| {
        let text = webhook.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or_else(|| MagentoError::required(field))
    };
    let request = wire::SaveSubscription {
        event_name: Some(needed("event_name")?),
        recipient: Some(wire::Recipient::Url { url: needed("recipient_url")? }),
        secret: Some(needed("verification_token")?),
        signing: Some(wire::Signing::Aligent),
        metadata: text(&webhook, "metadata")?,
        ..Default::default()
    };
    let subscription = subscriptions::save(&app.engine, request).await?;
    Ok(show(&subscription))
}

pub async fn get(app: &App, id: &str) -> Answer {
    Ok(show(&find(app, id).await?))
}

/// Only status and metadata change.
pub async fn change(app: &App, id: &str, body: &[u8]) -> Answer {
    let webhook = read(body)?;
    let status = match webhook.get("status") {
        None | Some(Value::Null) => {
            return Err(MagentoError::new(StatusCode::BAD_REQUEST, "Status is required"));
        }
        Some(status) => flag(status).ok_or_else(|| wrong_type("status", "boolean"))?,
    };
    let named = match webhook.get("subscription_id") {
        None | Some(Value::Null) => return Err(MagentoError::required("subscription_id")),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => return Err(wrong_type("subscription_id", "int")),
    };
    if named != id {
        let message = "The subscription ID %1 in the body is not the %2 of the path";
        return Err(MagentoError::new(StatusCode::BAD_REQUEST, message).with(json!([named, id])));
    }
    let subscription = find(app, id).await?;
    let request = wire::SaveSubscription {
        id: Some(subscription.id),
        enabled: Some(status),
        metadata: text(&webhook, "metadata")?,
        ..Default::default()
    };
    Ok(show(&subscriptions::save(&app.engine, request).await?))
}

pub async fn search(app: &App, query: &str) -> Answer {
    let criteria = Criteria::read(query)?;
    let all = subscriptions::list(&app.engine, wire::Nothing {}).await?;
    let rows = all.iter().map(|subscription| {
        let mut row = show(subscription);
        // Searchable, though the module does not show it.
        row["metadata"] = json!(subscription.metadata);
        row
    });
    let (mut items, total_count) = criteria.apply(rows.collect());
    for item in &mut items {
        if let Some(item) = item.as_object_mut() {
            item.remove("metadata");
        }
    }
    Ok(json!({ "items": items, "search_criteria": criteria.echo(), "total_count": total_count }))
}

/// The names that webhooks and subscriptions may have, in the shape of Adobe Commerce's list: the methods of the
/// catalogue, and this installation's own hooks.
pub async fn names(app: &App) -> Answer {
    let methods = catalogue::list("").filter(|entry| entry.kind != catalogue::Kind::Event);
    let mut names: BTreeSet<String> = methods.map(|entry| entry.name.clone()).collect();
    names.extend(hooks::list(&app.engine, wire::Nothing {}).await?.into_iter().map(|hook| hook.name));
    Ok(names.into_iter().map(|name| json!({ "name": name })).collect())
}

async fn find(app: &App, id: &str) -> Result<wire::Subscription, MagentoError> {
    let number = id.parse().map_err(|_| MagentoError::no_webhook(id))?;
    match subscriptions::get(&app.engine, wire::IdRef { id: number }).await {
        Ok(subscription) => Ok(subscription),
        Err(fault) if fault.code == hookdesk_core::Code::NotFound => Err(MagentoError::no_webhook(id)),
        Err(fault) => Err(fault.into()),
    }
}

/// The token is never among it.
fn show(subscription: &wire::Subscription) -> Value {
    let recipient_url = match &subscription.recipient {
        wire::Recipient::Url { url } => url,
        wire::Recipient::Connection { .. } => &subscription.url,
    };
    json!({
        "subscription_id": subscription.id,
        "event_name": subscription.event_name,
        "recipient_url": recipient_url,
        "status": subscription.enabled,
        "subscribed_at": with_offset(&subscription.created_at),
    })
}

/// ISO 8601 with whole seconds and an offset, as PHP writes it.
fn with_offset(time: &str) -> String {
    let utc = UtcMillis::parse_rfc3339(time).unwrap_or_default().to_rfc3339();
    format!("{}+00:00", utc.split('.').next().unwrap_or_default())
}

/// The `webhook` object of a body.
fn read(body: &[u8]) -> Result<Map<String, Value>, MagentoError> {
    let body: Map<String, Value> = input::read(body)?;
    let webhook = match body.into_iter().find(|(key, _)| key == "webhook") {
        Some((_, Value::Object(webhook))) => webhook,
        Some(_) => return Err(wrong_type("webhook", "Aligent\\Webhooks\\Api\\Data\\WebhookInterface")),
        None => return Err(MagentoError::required("webhook")),
    };
    match webhook.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        None => Ok(webhook),
        Some(unknown) => {
            let unknown: String = unknown.chars().take(80).collect();
            let message = "Property \"%1\" is not one of a webhook's";
            Err(MagentoError::new(StatusCode::BAD_REQUEST, message).with(json!([unknown])))
        }
    }
}

fn text(webhook: &Map<String, Value>, field: &str) -> Result<Option<String>, MagentoError> {
    match webhook.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong_type(field, "string")),
    }
}

/// A status as scripts write it: `true`, `1` or `"1"`.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::String(text) => match text.as_str() {
            "0" | "false" => Some(false),
            "1" | "true" => Some(true),
            _ => None,
        },
        _ => None,
    }
}

fn wrong_type(field: &str, wanted: &str) -> MagentoError {
    let message =
        "Error occurred during \"%fieldName\" processing. A value of type \"%expectedType\" is expected.";
    MagentoError::new(StatusCode::BAD_REQUEST, message)
        .with(json!({ "fieldName": field, "expectedType": wanted }))
}
