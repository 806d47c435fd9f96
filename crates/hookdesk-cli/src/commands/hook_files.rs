//! `hooks import` and `hooks export`: files of queued hooks and of those that are waited for.

use std::path::Path;

use hookdesk_api::{input, wire};
use hookdesk_content::definition::Webhook;
use hookdesk_core::Fault;
use serde_json::Value;

use super::hooks::{self, Definition, Imported};
use crate::args::Format;
use crate::session::Session;
use crate::{files, show};

/// Brings in a file of any form. Nothing is deleted; what is known already is changed.
pub async fn import(session: &mut Session, path: &Path) -> Result<Imported, Fault> {
    let text = files::read("file", path)?;
    let (queued, webhooks) = parted(&text)?;
    let mut imported = hooks::import(session, queued).await?;
    if let Some(text) = webhooks {
        bring(session, text, &mut imported).await.map_err(|fault| match fault.field.as_deref() {
            Some("text") => fault.field("file"),
            _ => fault,
        })?;
    }
    Ok(imported)
}

/// The definitions of queued hooks in a JSON list, and what is left for `webhooks.import`.
fn parted(text: &str) -> Result<(Vec<Definition>, Option<String>), Fault> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        return Ok((Vec::new(), Some(text.to_owned())));
    }
    let is_webhook = |value: &Value| ["webhook_method", "method"].iter().any(|key| value.get(key).is_some());
    match input::read(start.as_bytes())? {
        Value::Object(object) => Ok((Vec::new(), Some(Value::Object(object).to_string()))),
        Value::Array(items) if items.iter().any(is_webhook) => {
            let (webhooks, queued): (Vec<_>, Vec<_>) = items.into_iter().partition(is_webhook);
            // A file of webhooks only goes as it is: its faults then name its lines.
            let text = if queued.is_empty() { text.to_owned() } else { Value::Array(webhooks).to_string() };
            Ok((input::read(Value::Array(queued).to_string().as_bytes())?, Some(text)))
        }
        _ => Ok((input::read(start.as_bytes())?, None)),
    }
}

async fn bring(session: &mut Session, text: String, imported: &mut Imported) -> Result<(), Fault> {
    let queued = hooks::all(session).await?;
    let known: Vec<wire::SavedWebhook> = session.call("webhooks.list", &wire::Nothing {}).await?;
    let request = wire::ImportWebhooks { text, apply: true };
    let answer: wire::ImportedWebhooks = session.call("webhooks.import", &request).await?;
    let is_known = |webhook: &wire::Webhook| {
        let key = |webhook: &wire::Webhook| {
            (
                Webhook::plain_method(&webhook.method),
                webhook.moment,
                webhook.batch.clone(),
                webhook.name.clone(),
            )
        };
        known.iter().any(|saved| key(&saved.webhook) == key(webhook))
    };
    let before = answer.webhooks.iter().filter(|webhook| is_known(webhook)).count()
        + answer.hooks.iter().filter(|hook| queued.iter().any(|known| known.name == hook.name)).count();
    let all = answer.webhooks.len() + answer.hooks.len();
    imported.changed += before as u64;
    imported.added += (all - before) as u64;
    imported.warnings.extend(answer.warnings);
    Ok(())
}

/// Prints a file: all hooks as JSON, or those of one kind in the form asked for.
pub async fn export(session: &mut Session, format: Format) -> Result<(), Fault> {
    let format = match format {
        Format::Json => return list(session).await,
        Format::Xml if webhooks(session).await?.is_empty() => wire::ExportFormat::Aligent,
        Format::Xml => wire::ExportFormat::Xml,
        Format::Rest => wire::ExportFormat::Rest,
        Format::Aligent => wire::ExportFormat::Aligent,
    };
    let request = wire::ExportWebhooks { ids: None, format };
    let answer: wire::ExportedWebhooks = session.call("webhooks.export", &request).await?;
    for warning in &answer.warnings {
        show::note(warning);
    }
    show::line(answer.text.trim_end())
}

/// Queued hooks, then webhooks in Hookdesk's own words.
async fn list(session: &mut Session) -> Result<(), Fault> {
    let queued = hooks::all(session).await?.into_iter().map(Definition::from);
    let unwritable = |error: serde_json::Error| crate::fail::internal("a hook could not be written", &error);
    let mut all = queued.map(serde_json::to_value).collect::<Result<Vec<_>, _>>().map_err(unwritable)?;
    for saved in webhooks(session).await? {
        all.push(serde_json::to_value(saved.webhook).map_err(unwritable)?);
    }
    show::json(&all)
}

async fn webhooks(session: &mut Session) -> Result<Vec<wire::SavedWebhook>, Fault> {
    session.call("webhooks.list", &wire::Nothing {}).await
}
