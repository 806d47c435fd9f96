//! Hooks that are waited for.

use std::collections::HashMap;
use std::sync::Arc;

use hookdesk_content::definition::{Moment, Webhook};
use hookdesk_core::id::WebhookId;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::changes::Area;
use crate::open::Store;
use crate::rows::{fault, json, time, to_json};
use crate::writer::Scope;

/// A webhook with its number and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredWebhook {
    /// Its number.
    pub id: WebhookId,
    /// The hook.
    pub webhook: Webhook,
    /// When it was made.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
}

/// All of them: in the order of their numbers, and by what they run for.
#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    all: Arc<[StoredWebhook]>,
    by_method: HashMap<(String, Moment), Arc<[StoredWebhook]>>,
}

/// What to do with one webhook of several.
#[derive(Debug, Clone)]
pub enum WebhookChange {
    /// Adds it; `webhook.exists` where its identity is taken.
    Add(Box<Webhook>),
    /// Adds it, or replaces the one of the same identity.
    Put(Box<Webhook>),
    /// Replaces one by its number; its identity may change.
    Replace(WebhookId, Box<Webhook>),
    /// Deletes one; one that is gone already is no fault.
    Delete(WebhookId),
}

impl Store {
    /// All, in the order they were made; kept in memory until one changes.
    pub async fn webhooks(&self) -> Result<Arc<[StoredWebhook]>, Fault> {
        Ok(self.kept_webhooks().await?.all.clone())
    }

    /// Those of one method, by its plain name ([`Webhook::plain_method`]), in the order they were made. Inactive ones
    /// are among them.
    pub async fn webhooks_for(
        &self,
        plain_method: &str,
        moment: Moment,
    ) -> Result<Arc<[StoredWebhook]>, Fault> {
        let webhooks = self.kept_webhooks().await?;
        let found = webhooks.by_method.get(&(plain_method.to_owned(), moment));
        Ok(found.cloned().unwrap_or_default())
    }

    /// Does all of it in one transaction, or nothing. Returns what was added or replaced, in order. Faults:
    /// `webhook.exists`, `not_found`.
    pub async fn change_webhooks(&self, changes: Vec<WebhookChange>) -> Result<Vec<StoredWebhook>, Fault> {
        self.write(move |scope| {
            let mut saved = Vec::new();
            for change in changes {
                saved.extend(apply(scope, change)?);
            }
            scope.effects.area(Area::Webhooks);
            Ok(saved)
        })
        .await
    }

    async fn kept_webhooks(&self) -> Result<Arc<Webhooks>, Fault> {
        self.kept(|kept| &kept.webhooks, |conn| all(conn).map_err(fault)).await
    }
}

fn all(conn: &Connection) -> rusqlite::Result<Webhooks> {
    let mut statement =
        conn.prepare_cached("SELECT id, definition, created_at, updated_at FROM webhooks ORDER BY id")?;
    let all: Vec<StoredWebhook> = statement.query_map([], stored)?.collect::<rusqlite::Result<_>>()?;
    let mut by_method: HashMap<_, Vec<_>> = HashMap::new();
    for stored in &all {
        let method = Webhook::plain_method(&stored.webhook.method);
        by_method.entry((method, stored.webhook.moment)).or_default().push(stored.clone());
    }
    let by_method = by_method.into_iter().map(|(key, hooks)| (key, hooks.into())).collect();
    Ok(Webhooks { all: all.into(), by_method })
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredWebhook> {
    Ok(StoredWebhook {
        id: WebhookId(row.get(0)?),
        webhook: json(row, 1)?,
        created_at: time(row, 2)?,
        updated_at: time(row, 3)?,
    })
}

fn apply(scope: &Scope<'_>, change: WebhookChange) -> Result<Option<StoredWebhook>, Fault> {
    let (id, webhook) = match change {
        WebhookChange::Delete(id) => {
            scope
                .conn
                .prepare_cached("DELETE FROM webhooks WHERE id = ?1")
                .and_then(|mut s| s.execute([id.0]))
                .map_err(fault)?;
            return Ok(None);
        }
        WebhookChange::Add(webhook) => (None, webhook),
        WebhookChange::Put(webhook) => (same(scope.conn, &webhook).map_err(fault)?, webhook),
        WebhookChange::Replace(id, webhook) => (Some(id), webhook),
    };
    let taken = same(scope.conn, &webhook).map_err(fault)?;
    if taken.is_some_and(|other| Some(other) != id) {
        return Err(exists(&webhook));
    }
    write(scope, id, *webhook).map(Some)
}

/// The one of the same identity.
fn same(conn: &Connection, webhook: &Webhook) -> rusqlite::Result<Option<WebhookId>> {
    let method = Webhook::plain_method(&webhook.method);
    conn.prepare_cached(
        "SELECT id FROM webhooks WHERE plain_method = ?1 AND moment = ?2 AND batch = ?3 AND name = ?4",
    )?
    .query_row((method, webhook.moment.as_str(), &webhook.batch, &webhook.name), |row| {
        row.get(0).map(WebhookId)
    })
    .optional()
}

fn exists(webhook: &Webhook) -> Fault {
    let message = format!(
        "{} {} has a hook \"{}\" in the batch \"{}\" already",
        webhook.moment.as_str(),
        webhook.method,
        webhook.name,
        webhook.batch
    );
    Fault::new(Code::WebhookExists, message).field("name")
}

fn write(scope: &Scope<'_>, id: Option<WebhookId>, webhook: Webhook) -> Result<StoredWebhook, Fault> {
    let definition = to_json(&webhook)?;
    let method = Webhook::plain_method(&webhook.method);
    let found = scope
        .conn
        .prepare_cached(
            "INSERT INTO webhooks (id, method, plain_method, moment, batch, name, definition, created_at, updated_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT (id) DO UPDATE SET method = excluded.method, \
             plain_method = excluded.plain_method, moment = excluded.moment, batch = excluded.batch, \
             name = excluded.name, definition = excluded.definition, updated_at = excluded.updated_at \
             RETURNING id, created_at",
        )
        .and_then(|mut s| {
            let moment = webhook.moment.as_str();
            s.query_row(
                (
                    id.map(|id| id.0),
                    &webhook.method,
                    method,
                    moment,
                    &webhook.batch,
                    &webhook.name,
                    definition,
                    scope.now.0,
                ),
                |row| Ok((row.get(0)?, time(row, 1)?)),
            )
        });
    let (stored, created_at) = found.map_err(fault)?;
    Ok(StoredWebhook { id: WebhookId(stored), webhook, created_at, updated_at: scope.now })
}
