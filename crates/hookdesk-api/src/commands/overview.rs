//! Figures, and what a person should look at.

use hookdesk_core::Fault;
use hookdesk_core::config::{Connection, Recipient, Subscription};
use hookdesk_core::message::MessageState;
use hookdesk_core::network::NetworkState as NetworkWord;
use hookdesk_engine::Engine;
use hookdesk_secrets::KeyState;
use hookdesk_store as store;

use crate::disk;
use crate::wire::convert::shown_url;
use crate::wire::{Counts, Nothing, Notice, Overview, SubscriptionHealth};

pub async fn counts(engine: &Engine, _: Nothing) -> Result<Counts, Fault> {
    Ok(engine.store().counts().await?.into())
}

pub async fn get(engine: &Engine, _: Nothing) -> Result<Overview, Fault> {
    let store = engine.store();
    let counts = store.counts().await?;
    let subscriptions = store.subscriptions().await?;
    let connections = store.connections().await?;
    let health = store.health().await?;
    let rows = subscriptions
        .iter()
        .map(|subscription| health_row(subscription, label(subscription, &connections), &health, &counts));
    let rows: Vec<_> = rows.collect();
    let empty = subscriptions.is_empty() && counts.events == 0 && store.hooks().await?.is_empty();
    let mut notices = notices(engine, &counts, (&subscriptions, &connections), &rows);
    let seen = store.certificates().await?;
    let certificates = super::tls::notices(&connections, &seen, engine.clock().now());
    let urgent = notices.iter().take_while(|notice| URGENT.contains(&notice.kind.as_str())).count();
    notices.splice(urgent..urgent, certificates);
    let (network, _) = engine.network();
    if network != NetworkWord::Online {
        notices.insert(0, network_notice(network, super::network::held(engine).await?));
    }
    Ok(Overview {
        notices,
        hourly: store.hourly(24).await?.into_iter().map(Into::into).collect(),
        subscriptions: rows,
        counts: counts.into(),
        empty,
    })
}

/// What a subscription is called: its label, or its redacted URL.
pub fn label(subscription: &Subscription, connections: &[Connection]) -> String {
    match subscription.label.as_str() {
        "" => shown_url(&subscription.recipient, connections),
        label => label.to_owned(),
    }
}

fn health_row(
    subscription: &Subscription,
    label: String,
    health: &[store::SubscriptionHealth],
    counts: &store::Counts,
) -> SubscriptionHealth {
    use MessageState::{Held, Queued, Rejected, Retrying, Sending};
    let of = |state| {
        counts
            .by_subscription
            .get(&subscription.id)
            .and_then(|states| states.get(&state))
            .copied()
            .unwrap_or(0)
    };
    let health = health.iter().find(|health| health.subscription == subscription.id);
    SubscriptionHealth {
        id: subscription.id.0,
        label,
        event_name: subscription.event_name.to_string(),
        enabled: subscription.enabled,
        delivered_24h: health.map_or(0, |health| health.delivered_24h),
        failed_24h: health.map_or(0, |health| health.failed_24h),
        waiting: of(Queued) + of(Sending) + of(Retrying),
        rejected: of(Rejected),
        held: of(Held),
        oldest_waiting: health.and_then(|health| health.oldest_waiting).map(|at| at.to_rfc3339()),
    }
}

fn network_notice(state: NetworkWord, held: u64) -> Notice {
    let text = super::network::sentence(state).to_owned();
    Notice { kind: "network".to_owned(), text, subscription_id: None, connection_id: None, count: held }
}

/// What goes before certificates.
const URGENT: [&str; 4] = ["secrets_locked", "disk", "authorization", "consent"];

/// A count and what it counts.
fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn uses(subscription: &Subscription, connection: &Connection) -> bool {
    matches!(&subscription.recipient, Recipient::Connection { id, .. } if *id == connection.id)
}

/// Most urgent first.
fn notices(
    engine: &Engine,
    counts: &store::Counts,
    (subscriptions, connections): (&[Subscription], &[Connection]),
    rows: &[SubscriptionHealth],
) -> Vec<Notice> {
    let notice = |kind: &str, text: String, count: u64| Notice {
        kind: kind.to_owned(),
        text,
        subscription_id: None,
        connection_id: None,
        count,
    };
    let mut notices = Vec::new();
    let key = engine.vault().state();
    match key {
        KeyState::Locked { wrong } => {
            let text = match wrong {
                false => "Secrets are locked: messages that need one wait for the passphrase.",
                true => {
                    "The passphrase given at start (HOOKDESK_PASSPHRASE) is wrong: secrets are locked, and messages \
                     that need one wait for the right one."
                }
            };
            notices.push(notice("secrets_locked", text.to_owned(), 0));
        }
        KeyState::OsKeyStoreAway => notices.push(notice(
            "secrets_locked",
            "The system's key store does not answer: messages that need a secret wait for it.".to_owned(),
            0,
        )),
        KeyState::Unset { .. } | KeyState::OsKeyStore | KeyState::Passphrase => {}
    }
    if let Some(free) = disk::low(engine.data_dir()) {
        notices.push(notice(
            "disk",
            format!("Only {} MiB are left on the disk with the data.", free >> 20),
            0,
        ));
    }
    for connection in connections.iter().filter(|connection| connection.unauthorized) {
        let held = subscriptions.iter().zip(rows).filter(|(subscription, _)| uses(subscription, connection));
        notices.push(Notice {
            connection_id: Some(connection.id.0),
            ..notice(
                "authorization",
                format!("The connection \"{}\" must be authorized; its messages wait.", connection.name),
                held.map(|(_, row)| row.held).sum(),
            )
        });
    }
    let private_allowed = engine.settings().private_allowed;
    for (subscription, row) in subscriptions.iter().zip(rows) {
        if subscription.awaits_consent(private_allowed) {
            let text = match &subscription.blocked {
                Some(blocked) => {
                    format!(
                        "{} waits for consent. {}",
                        row.label,
                        blocked.text(subscription.consent.as_ref())
                    )
                }
                None => format!("{} goes to a private or loopback address and waits for consent.", row.label),
            };
            notices.push(Notice { subscription_id: Some(row.id), ..notice("consent", text, row.held) });
        }
    }
    let rejected = counts.by_state.get(&MessageState::Rejected).copied().unwrap_or(0);
    if rejected > 0 {
        let text =
            plural(rejected, "rejected message needs a decision.", "rejected messages need a decision.");
        notices.push(notice("rejected", text, rejected));
    }
    if counts.unmatched_events > 0 {
        let count = counts.unmatched_events;
        let text = plural(count, "event has a name no hook knows.", "events have names no hook knows.");
        notices.push(notice("unmatched", text, count));
    }
    if engine.samples().state().running {
        notices.push(notice("samples_running", "Sample data is in.".to_owned(), 0));
    }
    if let KeyState::Unset { .. } = key {
        notices.push(notice(
            "secrets_unset",
            "Choose how secrets are kept before entering a token or password.".to_owned(),
            0,
        ));
    }
    notices
}
