//! Webhooks in files: read whole, checked whole, then kept; or nothing is.

use hookdesk_content::definition::Webhook as Definition;
use hookdesk_content::files::{self, AligentHook, Kind, Read};
use hookdesk_core::Fault;
use hookdesk_core::name::EventName;
use hookdesk_engine::Engine;
use hookdesk_secrets::Secret;
use hookdesk_store::WebhookChange;

use super::{hooks, webhooks};
use crate::wire::*;

/// Longest file taken, in bytes.
const LONGEST: usize = 2 * 1024 * 1024;

pub async fn import(engine: &Engine, request: ImportWebhooks) -> Result<ImportedWebhooks, Fault> {
    if request.text.len() > LONGEST {
        return Err(Fault::invalid("text", "the file is over 2 MiB"));
    }
    let Read { kind, webhooks: mut found, hooks: listed, warnings } =
        files::read(&request.text).map_err(|fault| match fault.field {
            Some(_) => fault,
            None => fault.field("text"),
        })?;
    let mut warnings: Vec<ImportWarning> = warnings
        .into_iter()
        .map(|warning| ImportWarning { line: warning.line, column: warning.column, message: warning.message })
        .collect();
    let secrets: Vec<_> = found.iter_mut().filter_map(files::secrets::take).collect();
    let about = |message| ImportWarning { line: 0, column: 0, message };
    warnings.extend(secrets.iter().map(|taken| {
        about(format!(
            "a client secret is sealed as \"{}\" and no longer stands in the definition",
            taken.name
        ))
    }));
    let faults = found
        .iter()
        .enumerate()
        .filter_map(|(n, webhook)| webhooks::check(engine, &format!("webhooks[{n}]"), webhook).err());
    let names = listed.iter().enumerate().filter_map(|(n, hook)| {
        EventName::parse(&hook.name).err().map(|fault| fault.field(&format!("hooks[{n}].name")))
    });
    let faults: Vec<Fault> = faults.chain(names).collect();
    if request.apply {
        if let Some(first) = faults.into_iter().next() {
            return Err(first);
        }
        for taken in secrets {
            engine.save_secret(&taken.name, Secret::new(taken.value.into_bytes())).await?;
        }
        let puts = found.iter().map(|webhook| WebhookChange::Put(Box::new(webhook.clone())));
        engine.store().change_webhooks(puts.collect()).await?;
        keep(engine, &listed).await?;
    } else {
        warnings.extend(faults.into_iter().map(|fault| {
            about(format!("{}: {}", fault.field.as_deref().unwrap_or_default(), fault.message))
        }));
    }
    Ok(ImportedWebhooks {
        kind: word(kind).to_owned(),
        webhooks: found.into_iter().map(Into::into).collect(),
        hooks: listed.into_iter().map(Into::into).collect(),
        warnings,
        applied: request.apply,
    })
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Adobe => "adobe",
        Kind::Aligent => "aligent",
        Kind::Rest => "rest",
        Kind::Hookdesk => "hookdesk",
    }
}

/// Adds what is new and gives what is there its service; nothing else of it changes.
async fn keep(engine: &Engine, listed: &[AligentHook]) -> Result<(), Fault> {
    let there = engine.store().hooks().await?;
    for hook in listed {
        let service =
            hook.service.clone().map(|service| HookService { class: service.class, method: service.method });
        let id = there
            .iter()
            .find(|known| known.name.as_str().eq_ignore_ascii_case(&hook.name))
            .map(|known| known.id.0);
        let name = hook.name.clone();
        hooks::save(engine, SaveHook { id, name, description: None, wrap: None, service, content: None })
            .await?;
    }
    Ok(())
}

pub async fn export(engine: &Engine, request: ExportWebhooks) -> Result<ExportedWebhooks, Fault> {
    let plain = |text| ExportedWebhooks { text, warnings: Vec::new() };
    if request.format == ExportFormat::Aligent {
        let hooks = engine.store().hooks().await?.into_iter().map(|hook| AligentHook {
            name: hook.name.to_string(),
            service: hook.service.map(|s| files::Service { class: s.class, method: s.method }),
        });
        return Ok(plain(files::write_aligent(&hooks.collect::<Vec<_>>())));
    }
    let all = engine.store().webhooks().await?;
    if let Some(missing) =
        request.ids.iter().flatten().find(|id| !all.iter().any(|stored| stored.id.0 == **id))
    {
        return Err(Fault::not_found(format!("there is no webhook {missing}")).field("ids"));
    }
    let wanted =
        all.iter().filter(|stored| request.ids.as_ref().is_none_or(|ids| ids.contains(&stored.id.0)));
    let wanted: Vec<Definition> = wanted.map(|stored| stored.webhook.clone()).collect();
    let written = match request.format {
        ExportFormat::Rest => files::write_rest(&wanted),
        ExportFormat::Json => return Ok(plain(files::write_own(&wanted))),
        ExportFormat::Xml | ExportFormat::Aligent => files::write(&wanted),
    };
    Ok(ExportedWebhooks { text: written.text, warnings: written.warnings })
}
