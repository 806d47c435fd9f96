//! `subscriptions`.

use hookdesk_api::wire;
use hookdesk_core::Fault;

use super::retry_words;
use crate::args::{AddSubscription, SigningScheme, Subscriptions};
use crate::session::Session;
use crate::{files, show};

pub async fn run(session: &mut Session, command: Subscriptions, json: bool) -> Result<(), Fault> {
    match command {
        Subscriptions::List { rows } => {
            let mut all: Vec<wire::Subscription> =
                session.call("subscriptions.list", &wire::Nothing {}).await?;
            all.truncate(rows.limit);
            if json { show::json(&all) } else { list(&all) }
        }
        Subscriptions::Show { id } => {
            let row: wire::Subscription = session.call("subscriptions.get", &wire::IdRef { id }).await?;
            if json { show::json(&row) } else { one(&row) }
        }
        Subscriptions::Add(add) => {
            let saved: wire::Subscription = session.call("subscriptions.save", &request(*add)?).await?;
            if json { show::json(&saved) } else { show::line(&saved.id.to_string()) }
        }
        Subscriptions::Enable { id } => switch(session, id, true, json).await,
        Subscriptions::Disable { id } => switch(session, id, false, json).await,
        Subscriptions::Consent { id } => {
            let row: wire::Subscription = session.call("subscriptions.consent", &wire::IdRef { id }).await?;
            if json { show::json(&row) } else { one(&row) }
        }
    }
}

async fn switch(session: &mut Session, id: i64, enabled: bool, json: bool) -> Result<(), Fault> {
    let request = wire::SwitchSubscription { id, enabled };
    let row: wire::Subscription = session.call("subscriptions.switch", &request).await?;
    if json { show::json(&row) } else { one(&row) }
}

fn request(add: AddSubscription) -> Result<wire::SaveSubscription, Fault> {
    let recipient = match (add.url, add.connection) {
        (Some(url), _) => Some(wire::Recipient::Url { url }),
        (None, Some(id)) => Some(wire::Recipient::Connection { id, path: add.path }),
        (None, None) => None,
    };
    let secret = match add.token_file {
        Some(path) => Some(files::secret("token", &path)?),
        None => add.token,
    };
    let signing = add.signing.map(|scheme| match scheme {
        SigningScheme::Aligent => wire::Signing::Aligent,
        SigningScheme::Standard => wire::Signing::Standard,
        SigningScheme::None => wire::Signing::None,
    });
    Ok(wire::SaveSubscription {
        event_name: Some(add.hook),
        recipient,
        label: add.label,
        secret,
        signing,
        retry: add.retry.as_deref().map(retry_words::read).transpose()?,
        timeout_ms: add.timeout_ms,
        concurrency: add.concurrency,
        allow_private: Some(add.allow_private),
        debug: Some(add.debug),
        ..Default::default()
    })
}

fn state(row: &wire::Subscription) -> &'static str {
    match row {
        row if !row.enabled => "off",
        row if row.blocked.as_ref().is_some_and(|blocked| blocked.was_public) => "needs consent: redirected?",
        row if row.needs_consent => "needs consent",
        row if row.unencrypted => "on, sent unencrypted",
        _ => "on",
    }
}

fn list(all: &[wire::Subscription]) -> Result<(), Fault> {
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                row.event_name.clone(),
                show::word(&row.method),
                row.url.clone(),
                state(row).to_owned(),
                row.label.clone(),
            ]
        })
        .collect();
    show::table(&["ID", "HOOK", "METHOD", "URL", "STATE", "LABEL"], &rows, "no subscriptions")
}

fn one(row: &wire::Subscription) -> Result<(), Fault> {
    let signing = match (&row.signing, row.has_secret) {
        (wire::Signing::None, _) => "none".to_owned(),
        (wire::Signing::Aligent, key) => format!("aligent{}", if key { "" } else { " (no key)" }),
        (wire::Signing::Standard, key) => format!("standard{}", if key { "" } else { " (no key)" }),
        (wire::Signing::Hmac { header, .. }, key) => {
            format!("hmac in {header}{}", if key { "" } else { " (no key)" })
        }
    };
    let consent = match &row.consent {
        None => "none".to_owned(),
        Some(consent) if consent.subnets.is_empty() => {
            format!("{} where it leads at its next connection, since {}", consent.host, consent.at)
        }
        Some(consent) => format!("{} at {}, since {}", consent.host, consent.subnets.join(", "), consent.at),
    };
    let encrypted = match (row.unencrypted, row.url.starts_with("http://")) {
        (true, _) => "no: everybody on the way can read it; use https",
        (false, true) => "no; it stays in the local network",
        (false, false) => "yes",
    };
    let retry = serde_json::to_string(&row.retry).unwrap_or_default();
    show::pairs(&[
        ("id", row.id.to_string()),
        ("label", row.label.clone()),
        ("hook", row.event_name.clone()),
        ("to", format!("{} {}", show::word(&row.method), row.url)),
        ("state", state(row).to_owned()),
        ("encrypted", encrypted.to_owned()),
        ("private addresses", consent),
        ("waits", row.blocked.as_ref().map(|blocked| blocked.text.clone()).unwrap_or_default()),
        ("signing", signing),
        ("retry", retry),
        ("timeout", format!("{} ms", row.timeout_ms)),
        ("concurrency", row.concurrency.to_string()),
        ("metadata", row.metadata.clone()),
        ("since", row.created_at.clone()),
    ])
}
