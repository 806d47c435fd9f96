//! Hook definitions.

use hookdesk_content::definition::Content;
use hookdesk_core::config::Hook;
use hookdesk_core::id::HookId;
use hookdesk_core::{Code, Fault};
use rusqlite::{Connection, OptionalExtension};

use crate::changes::Area;
use crate::contents;
use crate::open::Store;
use crate::rows::{self, fault, to_json};
use crate::writer::Scope;

impl Store {
    /// All, by name.
    pub async fn hooks(&self) -> Result<Vec<Hook>, Fault> {
        self.query(|conn| {
            let sql =
                format!("SELECT {} FROM hooks h WHERE h.deleted_at IS NULL ORDER BY h.name", rows::HOOK);
            conn.prepare_cached(&sql)?.query_map([], rows::hook)?.collect()
        })
        .await
    }

    /// Adds one (`id` 0) or replaces one; times are set here, its content stays. Faults: `hook.exists`, `not_found`.
    pub async fn save_hook(&self, hook: Hook) -> Result<Hook, Fault> {
        self.save_hook_with(hook, None).await
    }

    /// The same with what it sends, and when; `None` keeps that. What is queued keeps the version it was queued with.
    pub async fn save_hook_with(&self, hook: Hook, content: Option<Content>) -> Result<Hook, Fault> {
        self.write(move |scope| save(scope, hook, content.as_ref())).await
    }

    /// Deletes one without live subscriptions, else `hook.in_use`.
    pub async fn delete_hook(&self, id: HookId) -> Result<(), Fault> {
        self.write(move |scope| delete(scope, id)).await
    }
}

fn save(scope: &mut Scope<'_>, mut hook: Hook, content: Option<&Content>) -> Result<Hook, Fault> {
    if other_with_name(scope.conn, &hook).map_err(fault)? {
        let message = format!("there is a hook for {} already", hook.name);
        return Err(Fault::new(Code::HookExists, message).field("name"));
    }
    let service = hook.service.as_ref().map(to_json).transpose()?;
    let content = contents::choose(scope, hook.id, hook.wrap, content)?.map(|id| id.0);
    hook.updated_at = scope.now;
    if hook.id.0 == 0 {
        hook.created_at = scope.now;
        scope
            .conn
            .prepare_cached(
                "INSERT INTO hooks (name, description, wrap, service, content_id, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
            )
            .and_then(|mut s| {
                let (name, wrap) = (hook.name.as_str(), hook.wrap.as_str());
                s.insert((name, &hook.description, wrap, service, content, scope.now.0))
            })
            .map(|id| hook.id = HookId(id))
            .map_err(fault)?;
    } else {
        let stored = find(scope.conn, hook.id)?;
        hook.created_at = stored.created_at;
        scope
            .conn
            .prepare_cached(
                "UPDATE hooks SET name = ?2, description = ?3, wrap = ?4, service = ?5, content_id = ?6, updated_at = ?7 \
                 WHERE id = ?1",
            )
            .and_then(|mut s| {
                let (name, wrap) = (hook.name.as_str(), hook.wrap.as_str());
                s.execute((hook.id.0, name, &hook.description, wrap, service, content, scope.now.0))
            })
            .map_err(fault)?;
    }
    changed(scope);
    Ok(hook)
}

fn delete(scope: &mut Scope<'_>, id: HookId) -> Result<(), Fault> {
    let hook = find(scope.conn, id)?;
    let users: i64 = scope
        .conn
        .prepare_cached("SELECT count(*) FROM subscriptions WHERE hook_id = ?1 AND deleted_at IS NULL")
        .and_then(|mut s| s.query_row([id.0], |row| row.get(0)))
        .map_err(fault)?;
    if users > 0 {
        let message = format!(
            "{} {} the hook {}",
            users,
            one_or_many(users, "subscription uses", "subscriptions use"),
            hook.name
        );
        return Err(Fault::new(Code::HookInUse, message));
    }
    scope
        .conn
        .prepare_cached("UPDATE hooks SET deleted_at = ?2 WHERE id = ?1")
        .and_then(|mut s| s.execute((id.0, scope.now.0)))
        .map_err(fault)?;
    changed(scope);
    Ok(())
}

fn changed(scope: &mut Scope<'_>) {
    scope.effects.routing_changed();
    scope.effects.area(Area::Hooks);
    // They show their hook's name.
    scope.effects.area(Area::Subscriptions);
}

fn other_with_name(conn: &Connection, hook: &Hook) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM hooks WHERE name = ?1 AND id <> ?2 AND deleted_at IS NULL")?
        .exists((hook.name.as_str(), hook.id.0))
}

/// One that is not deleted.
pub(crate) fn find(conn: &Connection, id: HookId) -> Result<Hook, Fault> {
    conn.prepare_cached(&format!(
        "SELECT {} FROM hooks h WHERE h.id = ?1 AND h.deleted_at IS NULL",
        rows::HOOK
    ))
    .and_then(|mut s| s.query_row([id.0], rows::hook).optional())
    .map_err(fault)?
    .ok_or_else(|| Fault::not_found(format!("there is no hook {id}")))
}

/// The form of words that fits a number.
pub(crate) fn one_or_many(n: i64, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}
