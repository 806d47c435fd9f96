//! `hooks`.

use hookdesk_api::wire;
use hookdesk_core::{Code, Fault};
use serde::{Deserialize, Serialize};

use super::{catalogue, hook_files};
use crate::args::{Hooks, WebhookType, Wrap};
use crate::session::Session;
use crate::show;

/// A hook as files hold it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap: Option<wire::ContentWrap>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<wire::HookService>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<wire::Content>,
}

impl From<wire::Hook> for Definition {
    fn from(hook: wire::Hook) -> Self {
        Self {
            name: hook.name,
            description: Some(hook.description).filter(|text| !text.is_empty()),
            wrap: Some(hook.wrap),
            service: hook.service,
            content: Some(hook.content).filter(|content| *content != wire::Content::default()),
        }
    }
}

/// What an import of hooks came to.
#[derive(Debug, Default, Serialize)]
pub struct Imported {
    pub added: u64,
    pub changed: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<wire::ImportWarning>,
}

pub async fn run(session: &mut Session, command: Hooks, json: bool) -> Result<(), Fault> {
    match command {
        Hooks::List { all: true, search, limit } => catalogue::list(session, search, limit, json).await,
        Hooks::List { limit, .. } => {
            let mut all = all(session).await?;
            all.truncate(limit.unwrap_or(100));
            if json { show::json(&all) } else { list(&all) }
        }
        Hooks::Show { name } => {
            let hook = find(all(session).await?, &name)?;
            if json { show::json(&hook) } else { list(&[hook]) }
        }
        Hooks::Info { name, webhook_type, depth } => {
            let moment = match webhook_type {
                WebhookType::Before => wire::Moment::Before,
                WebhookType::After => wire::Moment::After,
            };
            let request = wire::CatalogueRef { name, moment: Some(moment), depth: Some(depth) };
            catalogue::info(session, request, json).await
        }
        Hooks::Add { name, wrap, description } => {
            let wrap = match wrap {
                Wrap::Data => wire::ContentWrap::Data,
                Wrap::Raw => wire::ContentWrap::Raw,
            };
            let wrap = Some(wrap);
            let request = wire::SaveHook { id: None, name, description, wrap, service: None, content: None };
            let hook: wire::Hook = session.call("hooks.save", &request).await?;
            if json { show::json(&hook) } else { show::line(&hook.name) }
        }
        Hooks::Import { file } => {
            let imported = hook_files::import(session, &file).await?;
            for warning in imported.warnings.iter().filter(|_| !json) {
                show::note(&match warning.line {
                    0 => warning.message.clone(),
                    line => format!("line {line}, column {}: {}", warning.column, warning.message),
                });
            }
            if json {
                return show::json(&imported);
            }
            show::line(&format!("{} added, {} changed", imported.added, imported.changed))
        }
        Hooks::Preview(what) => super::preview::preview(*what, json),
        Hooks::Export { format } => hook_files::export(session, format).await,
        Hooks::Signature(command) => super::signature::run(session, command, json).await,
    }
}

pub async fn all(session: &mut Session) -> Result<Vec<wire::Hook>, Fault> {
    session.call("hooks.list", &wire::Nothing {}).await
}

fn find(all: Vec<wire::Hook>, name: &str) -> Result<wire::Hook, Fault> {
    all.into_iter().find(|hook| hook.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
        Fault::new(Code::HookUnknown, format!("there is no hook \"{name}\""))
            .field("name")
            .next("`hooks list` shows the hooks there are.")
    })
}

pub fn list(all: &[wire::Hook]) -> Result<(), Fault> {
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|hook| {
            let service = hook.service.as_ref().map(|s| format!("{}::{}", s.class, s.method));
            vec![
                hook.name.clone(),
                show::word(&hook.wrap),
                hook.subscriptions.to_string(),
                service.unwrap_or_default(),
                hook.description.clone(),
            ]
        })
        .collect();
    show::table(&["NAME", "WRAP", "SUBSCRIPTIONS", "SERVICE", "DESCRIPTION"], &rows, "no hooks")
}

/// Adds what is new and changes what has a new definition; nothing is deleted.
pub async fn import(session: &mut Session, definitions: Vec<Definition>) -> Result<Imported, Fault> {
    let known = all(session).await?;
    let mut imported = Imported::default();
    for definition in definitions {
        let before = known.iter().find(|hook| hook.name.eq_ignore_ascii_case(&definition.name));
        let request = wire::SaveHook {
            id: before.map(|hook| hook.id),
            name: definition.name,
            description: definition.description,
            wrap: definition.wrap,
            service: definition.service,
            content: definition.content,
        };
        let _: wire::Hook = session.call("hooks.save", &request).await?;
        match before {
            None => imported.added += 1,
            Some(_) => imported.changed += 1,
        }
    }
    Ok(imported)
}
