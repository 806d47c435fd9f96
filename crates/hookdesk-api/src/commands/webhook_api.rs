//! Adobe's two calls that change webhooks: a guarded insert, and a delete by identity (spec 7.2). No commands; HTTP has
//! them under Adobe's own paths.

use hookdesk_content::definition::Webhook;
use hookdesk_content::files::secrets;
use hookdesk_core::id::WebhookId;
use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;
use hookdesk_secrets::Secret;
use hookdesk_store::WebhookChange;

use super::webhooks;

/// Adds a webhook; a plain client secret in it is sealed. `webhook.exists` where its identity is taken.
pub async fn subscribe(engine: &Engine, mut webhook: Webhook) -> Result<(), Fault> {
    let secret = secrets::take(&mut webhook);
    webhooks::check(engine, "webhook", &webhook)?;
    // Before the secret is sealed: that of the hook that is there would be lost.
    if find(engine, &webhook).await?.is_some() {
        return Err(Fault::new(Code::WebhookExists, "this hook exists already").field("webhook.hook_name"));
    }
    if let Some(secret) = secret {
        engine.save_secret(&secret.name, Secret::new(secret.value.into_bytes())).await?;
    }
    engine.store().change_webhooks(vec![WebhookChange::Add(Box::new(webhook))]).await.map(drop)
}

/// Deletes the webhook of this one's identity; `false` where there is none.
pub async fn unsubscribe(engine: &Engine, webhook: &Webhook) -> Result<bool, Fault> {
    let Some(id) = find(engine, webhook).await? else { return Ok(false) };
    engine.store().change_webhooks(vec![WebhookChange::Delete(id)]).await?;
    Ok(true)
}

async fn find(engine: &Engine, webhook: &Webhook) -> Result<Option<WebhookId>, Fault> {
    let all = engine.store().webhooks().await?;
    Ok(all.iter().find(|stored| stored.webhook.is_same(webhook)).map(|stored| stored.id))
}
