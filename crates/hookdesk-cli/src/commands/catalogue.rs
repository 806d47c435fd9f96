//! `hooks list --all`, `hooks info`: what is known of methods and events.

use hookdesk_api::wire;
use hookdesk_core::Fault;
use serde::Serialize;
use serde_json::value::RawValue;

use super::hooks;
use crate::session::Session;
use crate::{fail, show};

pub async fn list(
    session: &mut Session,
    search: Option<String>,
    limit: Option<usize>,
    json: bool,
) -> Result<(), Fault> {
    let mut all: Vec<wire::CatalogueEntry> =
        session.call("catalogue.list", &wire::ListCatalogue { search }).await?;
    all.truncate(limit.unwrap_or(usize::MAX));
    if json {
        return show::json(&all);
    }
    let rows: Vec<Vec<String>> = all
        .into_iter()
        .map(|entry| {
            let payload = if entry.documented { "published" } else { "built" };
            let seen = if entry.seen { "yes" } else { "" };
            vec![entry.name, show::word(&entry.kind), payload.to_owned(), seen.to_owned(), entry.about]
        })
        .collect();
    show::table(&["NAME", "KIND", "PAYLOAD", "SEEN", "ABOUT"], &rows, "no such names")
}

/// Everything about a name.
#[derive(Serialize)]
struct Info {
    name: String,
    kind: wire::CatalogueKind,
    moments: Vec<wire::Moment>,
    about: String,
    documented: bool,
    source: String,
    shape: Box<RawValue>,
    sample: Box<RawValue>,
    learned: Option<Box<RawValue>>,
    learned_shape: Option<Box<RawValue>>,
    recent: Vec<wire::RecentEvent>,
    hook: Option<wire::Hook>,
    subscriptions: Vec<wire::Subscription>,
}

/// The payload's shape. Around it the hook of that name, where this installation has one; never around a method's, so
/// that the output stays JSON, as Adobe's.
pub async fn info(session: &mut Session, request: wire::CatalogueRef, json: bool) -> Result<(), Fault> {
    let method: wire::CatalogueMethod = session.call("catalogue.get", &request).await?;
    let hook = hooks::all(session).await?.into_iter().find(|hook| hook.name == method.name);
    let subscriptions = match &hook {
        None => Vec::new(),
        Some(hook) => subscriptions(session, &hook.name).await?,
    };
    if json {
        return show::json(&Info {
            shape: raw(&method.shape)?,
            sample: raw(&method.sample)?,
            learned: method.learned.as_deref().map(raw).transpose()?,
            learned_shape: method.learned_shape.as_deref().map(raw).transpose()?,
            name: method.name,
            kind: method.kind,
            moments: method.moments,
            about: method.about,
            documented: method.documented,
            source: method.source,
            recent: method.recent,
            hook,
            subscriptions,
        });
    }
    if let (Some(hook), wire::CatalogueKind::Event) = (hook, method.kind) {
        hooks::list(&[hook])?;
        for subscription in &subscriptions {
            let state = if subscription.enabled { "on" } else { "off" };
            show::line(&show::plain(&format!(
                "subscription {} ({state}): {}",
                subscription.id, subscription.url
            )))?;
        }
        show::line("payload:")?;
    }
    show::line(&method.shape)
}

async fn subscriptions(session: &mut Session, name: &str) -> Result<Vec<wire::Subscription>, Fault> {
    let mut all: Vec<wire::Subscription> = session.call("subscriptions.list", &wire::Nothing {}).await?;
    all.retain(|subscription| subscription.event_name == name);
    Ok(all)
}

/// JSON text as it is: members keep their order.
fn raw(text: &str) -> Result<Box<RawValue>, Fault> {
    serde_json::from_str(text).map_err(|error| fail::internal("the answer could not be read", &error))
}
