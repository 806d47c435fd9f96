//! Adobe Commerce's webhook API (spec 7.2), over the hooks that are waited for, so that Adobe's own SDK works unchanged.
//!
//! There is no update: subscribing an identity that is there already is refused, as Commerce does.

use hookdesk_api::commands::webhook_api;
use hookdesk_content::definition::Webhook;
use hookdesk_content::files::rest;
use hookdesk_content::json::{self, Json, Step};
use hookdesk_core::{Code, Fault};
use http::StatusCode;
use serde_json::{Value, json};

use super::error::MagentoError;
use crate::app::App;

type Answer = Result<Value, MagentoError>;

/// All webhooks, also those that are switched off: they hold their identity.
pub async fn list(app: &App) -> Answer {
    let all = app.engine.store().webhooks().await?;
    let list = Json::List(all.iter().map(|stored| rest::object(&stored.webhook)).collect());
    serde_json::from_slice(&list.to_bytes()).map_err(|error| internal(&error))
}

pub async fn subscribe(app: &App, body: &[u8]) -> Answer {
    let mut unknown = Vec::new();
    let webhook = with_body(body, |json, path| rest::webhook(json, path, &mut unknown))?;
    if let Some(path) = unknown.first() {
        let message = "Property \"%1\" is not one of a webhook's";
        return Err(MagentoError::new(StatusCode::BAD_REQUEST, message).with(json!([rest::dotted(path)])));
    }
    match webhook_api::subscribe(&app.engine, webhook.clone()).await {
        // What Magento answers for a method that returns nothing.
        Ok(()) => Ok(json!([])),
        Err(fault) if fault.code == Code::WebhookExists => {
            let message = "The hook \"%1\" in the batch \"%2\" of the %3 webhook \"%4\" exists already. Unsubscribe it first.";
            Err(MagentoError::new(StatusCode::BAD_REQUEST, message).with(names(&webhook)))
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn unsubscribe(app: &App, body: &[u8]) -> Answer {
    let wanted = with_body(body, rest::identity)?;
    let wanted = Webhook::new(wanted.method, wanted.moment, wanted.batch, wanted.name);
    if webhook_api::unsubscribe(&app.engine, &wanted).await? {
        return Ok(json!([]));
    }
    let message = "There is no hook \"%1\" in the batch \"%2\" of the %3 webhook \"%4\".";
    Err(MagentoError::new(StatusCode::BAD_REQUEST, message).with(names(&wanted)))
}

fn names(webhook: &Webhook) -> Value {
    json!([webhook.name, webhook.batch, webhook.moment.as_str(), webhook.method])
}

/// What `read` makes of the body's `webhook`.
fn with_body<T>(
    body: &[u8],
    read: impl FnOnce(&Json<'_>, &[Step]) -> Result<T, rest::Refused>,
) -> Result<T, MagentoError> {
    let malformed = |what: String| Fault::new(Code::JsonMalformed, format!("the body is not JSON: {what}"));
    let text = std::str::from_utf8(body).map_err(|error| malformed(error.to_string()))?;
    let json = json::read(text).map_err(|error| malformed(error.to_string()))?;
    let path = [Step::Key("webhook".to_owned())];
    let webhook = json.get("webhook").unwrap_or(&Json::Null);
    read(webhook, &path).map_err(|refused| {
        let parameters = refused.parameters.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
        MagentoError::new(StatusCode::BAD_REQUEST, refused.message.clone())
            .with(Value::Object(parameters.collect()))
    })
}

fn internal(error: &serde_json::Error) -> MagentoError {
    Fault::new(Code::Internal, "the list could not be written").detail(error.to_string()).into()
}
