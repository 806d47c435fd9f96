//! Hook definitions.

use hookdesk_core::config::{ContentWrap, Hook as Definition, HookService as Service};
use hookdesk_core::id::HookId;
use hookdesk_core::name::EventName;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;

use super::{contents, fields};
use crate::nearest;
use crate::wire::*;

pub async fn list(engine: &Engine, _: Nothing) -> Result<Vec<Hook>, Fault> {
    let subscriptions = engine.store().subscriptions().await?;
    let hooks = engine.store().hooks().await?;
    let contents = engine.store().hook_contents().await?;
    let rows = hooks.into_iter().map(|hook| {
        let used = subscriptions.iter().filter(|subscription| subscription.hook_id == hook.id).count();
        let content = contents.by_hook(hook.id).map(AsRef::as_ref);
        Hook::new(hook, content, used as u64)
    });
    Ok(rows.collect())
}

pub async fn save(engine: &Engine, request: SaveHook) -> Result<Hook, Fault> {
    let hooks = engine.store().hooks().await?;
    let before = match request.id {
        None => None,
        Some(id) => Some(hooks.iter().find(|hook| hook.id.0 == id).ok_or_else(|| missing(id))?),
    };
    let name = EventName::parse(&request.name)?;
    if hooks.iter().any(|hook| hook.name == name && Some(hook.id.0) != request.id) {
        return Err(Fault::new(Code::HookExists, format!("there is a hook \"{name}\" already")).field("name"));
    }
    let description = match &request.description {
        Some(text) => fields::line("description", text, 1_000)?,
        None => before.map(|hook| hook.description.clone()).unwrap_or_default(),
    };
    let service = match request.service {
        Some(service) => read_service(&service)?,
        None => before.and_then(|hook| hook.service.clone()),
    };
    let wrap = request.wrap.map(Into::into).or(before.map(|hook| hook.wrap)).unwrap_or(ContentWrap::Data);
    let hook = Definition {
        id: HookId(request.id.unwrap_or(0)),
        name,
        description,
        wrap,
        service,
        created_at: UtcMillis(0),
        updated_at: UtcMillis(0),
    };
    let content = request.content.map(Into::into);
    if let Some(content) = &content {
        contents::check(engine, "content", content, hook.wrap)?;
    }
    let hook = engine.store().save_hook_with(hook, content).await?;
    let used = engine.store().subscriptions().await?.iter().filter(|s| s.hook_id == hook.id).count();
    let contents = engine.store().hook_contents().await?;
    let content = contents.by_hook(hook.id).map(AsRef::as_ref);
    Ok(Hook::new(hook, content, used as u64))
}

/// Two empty texts take the service away.
fn read_service(service: &HookService) -> Result<Option<Service>, Fault> {
    if service.class.trim().is_empty() && service.method.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(Service {
        class: fields::needed_line("service.class", &service.class, 300)?,
        method: fields::needed_line("service.method", &service.method, 300)?,
    }))
}

pub async fn delete(engine: &Engine, request: IdRef) -> Result<Nothing, Fault> {
    engine.store().delete_hook(HookId(request.id)).await?;
    Ok(Nothing {})
}

fn missing(id: i64) -> Fault {
    Fault::not_found(format!("there is no hook {id}")).field("id")
}

/// A hook by its name; `hook.unknown` with the nearest names.
pub async fn by_name(engine: &Engine, field: &str, name: &str) -> Result<Definition, Fault> {
    let mut hooks = engine.store().hooks().await?;
    match hooks.iter().position(|hook| hook.name.as_str().eq_ignore_ascii_case(name.trim())) {
        Some(index) => Ok(hooks.swap_remove(index)),
        None => Err(nearest::unknown_hook(field, name, &hooks)),
    }
}
