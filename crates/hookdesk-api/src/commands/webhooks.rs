//! Hooks that are waited for: saving checks everything, with the field named, before anything is written.

use hookdesk_content::definition::Webhook as Definition;
use hookdesk_content::run::Level;
use hookdesk_core::Fault;
use hookdesk_core::config::ContentWrap;
use hookdesk_core::id::WebhookId;
use hookdesk_engine::Engine;
use hookdesk_store::{LogFilter, WebhookChange};

use super::{contents, fields};
use crate::wire::convert::time;
use crate::wire::*;

pub async fn list(engine: &Engine, _: Nothing) -> Result<Vec<SavedWebhook>, Fault> {
    let all = engine.store().webhooks().await?;
    Ok(all.iter().map(|stored| SavedWebhook::new(stored.clone(), stored.webhook.warnings())).collect())
}

pub async fn save(engine: &Engine, request: SaveWebhook) -> Result<SavedWebhook, Fault> {
    let webhook: Definition = request.webhook.into();
    check(engine, "webhook", &webhook)?;
    let webhook = Box::new(webhook);
    let change = match request.id {
        None => WebhookChange::Add(webhook),
        Some(id) => {
            let all = engine.store().webhooks().await?;
            if !all.iter().any(|stored| stored.id.0 == id) {
                return Err(Fault::not_found(format!("there is no webhook {id}")).field("id"));
            }
            WebhookChange::Replace(WebhookId(id), webhook)
        }
    };
    let named = |fault: Fault| match fault.field.clone() {
        Some(field) => fault.field(&format!("webhook.{field}")),
        None => fault,
    };
    let mut saved = engine.store().change_webhooks(vec![change]).await.map_err(named)?;
    let stored = saved.pop().ok_or_else(|| Fault::not_found("the webhook is gone"))?;
    let warnings = stored.webhook.warnings();
    Ok(SavedWebhook::new(stored, warnings))
}

/// All that is wrong; the first is the fault, the rest its detail.
pub(crate) fn check(engine: &Engine, root: &str, webhook: &Definition) -> Result<(), Fault> {
    let below = |fault: Fault| match fault.field.clone() {
        Some(field) => fault.field(&format!("{root}.{field}")),
        None => fault.field(root),
    };
    contents::first(webhook.check().into_iter().map(below).collect())?;
    // A webhook's body is its payload itself.
    contents::check(engine, &format!("{root}.content"), &webhook.content, ContentWrap::Raw)
}

pub async fn delete(engine: &Engine, request: IdsRef) -> Result<Nothing, Fault> {
    let changes = request.ids.into_iter().map(|id| WebhookChange::Delete(WebhookId(id))).collect();
    engine.store().change_webhooks(changes).await?;
    Ok(Nothing {})
}

pub async fn logs(engine: &Engine, request: ListWebhookLogs) -> Result<WebhookLogPage, Fault> {
    let text = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let filter = LogFilter {
        level: text(request.level).map(|word| level(&word)).transpose()?,
        method: text(request.method),
        moment: request.moment.map(Into::into),
        batch: text(request.batch),
        hook: text(request.hook),
        request_id: text(request.request_id),
        search: text(request.search),
        from: time("from", request.from.as_deref())?,
        to: time("to", request.to.as_deref())?,
    };
    let (rows, more) =
        engine.store().webhook_log(filter, request.before, fields::limit(request.limit)?).await?;
    Ok(WebhookLogPage { rows: rows.into_iter().map(Into::into).collect(), more })
}

fn level(word: &str) -> Result<Level, Fault> {
    Level::ALL.iter().copied().find(|level| level.as_str().eq_ignore_ascii_case(word)).ok_or_else(|| {
        let known: Vec<_> = Level::ALL.iter().map(|level| level.as_str()).collect();
        Fault::invalid("level", format!("a level is one of {}", known.join(", ")))
    })
}
