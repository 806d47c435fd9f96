//! `config`: the configuration as one file. Secrets stay where they are; what needs one arrives switched off, and
//! consent to private addresses is not carried over: both are one person's decisions on one machine.

use std::collections::BTreeSet;
use std::path::Path;

use hookdesk_api::{input, wire};
use hookdesk_content::definition::Webhook;
use hookdesk_core::oauth::OAuth2;
use hookdesk_core::{Code, Fault};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::hooks::{self, Definition};
use crate::args::Config;
use crate::session::Session;
use crate::{fail, files, show};

/// The file's version.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    hookdesk: u32,
    #[serde(default)]
    hooks: Vec<Definition>,
    #[serde(default)]
    connections: Vec<Connection>,
    #[serde(default)]
    subscriptions: Vec<Subscription>,
    #[serde(default)]
    webhooks: Vec<wire::Webhook>,
    #[serde(default)]
    settings: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Connection {
    name: String,
    base_url: String,
    auth: wire::Auth,
    signing: wire::Signing,
    headers: Vec<(String, String)>,
    paused: bool,
    /// Left out in the files of older versions: what stands there stays.
    #[serde(default)]
    tls: Option<wire::ConnectionTls>,
}

/// Where to, by a connection's name: numbers differ between machines.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Recipient {
    Url { url: String },
    Connection { connection: String, path: String },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subscription {
    event_name: String,
    recipient: Recipient,
    label: String,
    method: wire::Method,
    enabled: bool,
    metadata: String,
    binding: wire::PayloadBinding,
    retry: wire::RetryPolicy,
    timeout_ms: u64,
    concurrency: u32,
    rate: Option<wire::RateLimit>,
    signing: wire::Signing,
    headers: Vec<(String, String)>,
    debug: bool,
}

/// What an import came to.
#[derive(Default, Serialize)]
struct Imported {
    hooks: hooks::Imported,
    connections: u64,
    subscriptions: u64,
    webhooks: u64,
    settings: u64,
    /// What a person still has to do.
    left_to_do: Vec<String>,
}

pub async fn run(session: &mut Session, command: Config, json: bool) -> Result<(), Fault> {
    match command {
        Config::Export { file } => export(session, file.as_deref()).await,
        Config::Import { file } => {
            let text = files::read("file", &file)?;
            let read: File = input::read(text.trim_start_matches('\u{feff}').as_bytes())?;
            if read.hookdesk != VERSION {
                return Err(Fault::invalid("hookdesk", format!("the file is of version {}", read.hookdesk))
                    .next(format!("This Hookdesk reads version {VERSION}.")));
            }
            let imported = import(session, read).await?;
            if json { show::json(&imported) } else { tell(&imported) }
        }
    }
}

async fn export(session: &mut Session, to: Option<&Path>) -> Result<(), Fault> {
    let connections: Vec<wire::Connection> = session.call("connections.list", &wire::Nothing {}).await?;
    let subscriptions: Vec<wire::Subscription> =
        session.call("subscriptions.list", &wire::Nothing {}).await?;
    let settings: Vec<wire::Setting> = session.call("settings.list", &wire::Nothing {}).await?;
    let webhooks: Vec<wire::SavedWebhook> = session.call("webhooks.list", &wire::Nothing {}).await?;
    let changed = settings.into_iter().filter(|setting| setting.value != setting.default);
    let file = File {
        hookdesk: VERSION,
        hooks: hooks::all(session).await?.into_iter().map(Into::into).collect(),
        subscriptions: subscriptions.into_iter().map(|row| subscription(row, &connections)).collect(),
        connections: connections.into_iter().map(connection).collect(),
        webhooks: webhooks.into_iter().map(|saved| saved.webhook).collect(),
        settings: changed.map(|setting| (setting.key, setting.value)).collect(),
    };
    let Some(path) = to.filter(|path| *path != Path::new("-")) else { return show::json(&file) };
    let text = serde_json::to_string_pretty(&file)
        .map_err(|error| fail::internal("the configuration could not be written", &error))?;
    std::fs::write(path, text + "\n").map_err(|error| {
        Fault::invalid("file", format!("{} could not be written", path.display())).detail(error.to_string())
    })
}

fn connection(row: wire::Connection) -> Connection {
    let wire::Connection { name, base_url, auth, signing, headers, paused, tls, .. } = row;
    Connection { name, base_url, auth, signing, headers, paused, tls: Some(tls) }
}

fn subscription(row: wire::Subscription, connections: &[wire::Connection]) -> Subscription {
    Subscription {
        event_name: row.event_name,
        recipient: match row.recipient {
            wire::Recipient::Url { url } => Recipient::Url { url },
            wire::Recipient::Connection { id, path } => {
                let named = connections.iter().find(|connection| connection.id == id);
                let connection = named.map(|connection| connection.name.clone()).unwrap_or_default();
                Recipient::Connection { connection, path }
            }
        },
        label: row.label,
        method: row.method,
        enabled: row.enabled,
        metadata: row.metadata,
        binding: row.binding,
        retry: row.retry,
        timeout_ms: row.timeout_ms,
        concurrency: row.concurrency,
        rate: row.rate,
        signing: row.signing,
        headers: row.headers,
        debug: row.debug,
    }
}

/// Adds or changes; nothing is deleted. The same file twice changes nothing the second time.
async fn import(session: &mut Session, file: File) -> Result<Imported, Fault> {
    let referred = referred(&file);
    let mut imported = Imported { hooks: hooks::import(session, file.hooks).await?, ..Default::default() };
    for row in file.connections {
        import_connection(session, row, &mut imported).await?;
    }
    let connections: Vec<wire::Connection> = session.call("connections.list", &wire::Nothing {}).await?;
    let known: Vec<wire::Subscription> = session.call("subscriptions.list", &wire::Nothing {}).await?;
    for row in file.subscriptions {
        import_subscription(session, row, &connections, &known, &mut imported).await?;
    }
    import_webhooks(session, file.webhooks, &mut imported).await?;
    let secrets: Vec<wire::NamedSecret> = session.call("secrets.list", &wire::Nothing {}).await?;
    for name in referred.into_iter().filter(|name| !secrets.iter().any(|known| known.name == *name)) {
        imported.left_to_do.push(format!("store the secret \"{name}\""));
    }
    for (key, value) in file.settings {
        let _: wire::Setting = session.call("settings.set", &wire::SetSetting { key, value }).await?;
        imported.settings += 1;
    }
    Ok(imported)
}

/// The secrets that contents and credentials name.
fn referred(file: &File) -> BTreeSet<String> {
    let text = serde_json::to_string(&(&file.hooks, &file.webhooks)).unwrap_or_default();
    let after = text.split("{secret:").skip(1);
    after.filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

async fn import_webhooks(
    session: &mut Session,
    webhooks: Vec<wire::Webhook>,
    imported: &mut Imported,
) -> Result<(), Fault> {
    let known: Vec<wire::SavedWebhook> = session.call("webhooks.list", &wire::Nothing {}).await?;
    let identity = |webhook: &wire::Webhook| {
        let method = Webhook::plain_method(&webhook.method);
        (method, webhook.moment, webhook.batch.clone(), webhook.name.clone())
    };
    for webhook in webhooks {
        let before = known.iter().find(|known| identity(&known.webhook) == identity(&webhook));
        let request = wire::SaveWebhook { id: before.map(|before| before.id), webhook };
        let _: wire::SavedWebhook = session.call("webhooks.save", &request).await?;
        imported.webhooks += 1;
    }
    Ok(())
}

async fn import_connection(
    session: &mut Session,
    row: Connection,
    imported: &mut Imported,
) -> Result<(), Fault> {
    let known: Vec<wire::Connection> = session.call("connections.list", &wire::Nothing {}).await?;
    let before = known.iter().find(|connection| connection.name == row.name);
    // A secret stays only with the way of authenticating it was for.
    let same_way =
        |other: &wire::Connection| std::mem::discriminant(&other.auth) == std::mem::discriminant(&row.auth);
    let stored = before.is_some_and(|before| before.has_auth_secret && same_way(before));
    let needed = match &row.auth {
        wire::Auth::None => false,
        wire::Auth::OAuth2(settings) => OAuth2::from((**settings).clone()).needs_secret(),
        _ => true,
    };
    let lacks_auth = needed && !stored;
    let lacks_key =
        row.signing != wire::Signing::None && !before.is_some_and(|before| before.has_signing_secret);
    // A stored key may belong to another certificate.
    let certificate = row.tls.as_ref().map(|tls| tls.client_certificate.as_str()).unwrap_or_default();
    let same_client =
        |before: &wire::Connection| before.has_client_key && before.tls.client_certificate == certificate;
    let lacks_client = !certificate.is_empty() && !before.is_some_and(same_client);
    if lacks_auth || lacks_key || lacks_client {
        imported
            .left_to_do
            .push(format!("enter the secrets of connection \"{}\" and let it go on", row.name));
    }
    let request = wire::SaveConnection {
        id: before.map(|before| before.id),
        name: Some(row.name),
        base_url: Some(row.base_url),
        auth: Some(row.auth),
        signing: Some(row.signing),
        headers: Some(row.headers),
        paused: Some(row.paused || lacks_auth || lacks_key || lacks_client),
        tls: row.tls,
        client_key: (lacks_client && before.is_some()).then(String::new),
        ..Default::default()
    };
    let _: wire::Connection = session.call("connections.save", &request).await?;
    imported.connections += 1;
    Ok(())
}

async fn import_subscription(
    session: &mut Session,
    row: Subscription,
    connections: &[wire::Connection],
    known: &[wire::Subscription],
    imported: &mut Imported,
) -> Result<(), Fault> {
    let recipient = match row.recipient {
        Recipient::Url { url } => wire::Recipient::Url { url },
        Recipient::Connection { connection, path } => {
            let found = connections.iter().find(|known| known.name == connection).ok_or_else(|| {
                Fault::new(Code::InputInvalid, format!("there is no connection \"{connection}\""))
                    .field("subscriptions.recipient.connection")
            })?;
            wire::Recipient::Connection { id: found.id, path }
        }
    };
    let before = known.iter().find(|known| {
        known.event_name.eq_ignore_ascii_case(&row.event_name)
            && known.recipient == recipient
            && known.label == row.label
    });
    let lacks_key = row.signing != wire::Signing::None && !before.is_some_and(|before| before.has_secret);
    let request = wire::SaveSubscription {
        id: before.map(|before| before.id),
        label: Some(row.label),
        event_name: Some(row.event_name.clone()),
        recipient: Some(recipient),
        method: Some(row.method),
        enabled: Some(row.enabled && !lacks_key),
        metadata: Some(row.metadata),
        binding: Some(row.binding),
        retry: Some(row.retry),
        timeout_ms: Some(row.timeout_ms),
        concurrency: Some(row.concurrency),
        rate: Some(row.rate.unwrap_or(wire::RateLimit { count: 0, per_ms: 1 })),
        signing: Some(row.signing),
        headers: Some(row.headers),
        debug: Some(row.debug),
        ..Default::default()
    };
    let saved: wire::Subscription = session.call("subscriptions.save", &request).await?;
    if lacks_key {
        let name = &row.event_name;
        imported
            .left_to_do
            .push(format!("enter the signing key of subscription {} ({name}) and switch it on", saved.id));
    }
    imported.subscriptions += 1;
    Ok(())
}

fn tell(imported: &Imported) -> Result<(), Fault> {
    show::line(&format!(
        "{} hooks added, {} changed; {} connections, {} subscriptions, {} webhooks, {} settings",
        imported.hooks.added,
        imported.hooks.changed,
        imported.connections,
        imported.subscriptions,
        imported.webhooks,
        imported.settings
    ))?;
    for left in &imported.left_to_do {
        show::line(&show::plain(&format!("  to do: {left}")))?;
    }
    Ok(())
}
