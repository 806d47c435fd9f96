//! Versions of hooks' contents: written once, found again where the same was saved before, never changed.

use std::collections::HashMap;
use std::sync::Arc;

use hookdesk_content::definition::Content;
use hookdesk_core::Fault;
use hookdesk_core::config::ContentWrap;
use hookdesk_core::id::{ContentId, HookId};
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::open::Store;
use crate::rows::{fault, json, time, to_json, word};
use crate::writer::Scope;

/// One version.
#[derive(Debug, Clone)]
pub struct ContentVersion {
    /// Its number.
    pub id: ContentId,
    /// How the data becomes the body where no field says otherwise.
    pub wrap: ContentWrap,
    /// What is sent, and when.
    pub content: Content,
    /// When it was first saved.
    pub made_at: UtcMillis,
}

/// The hooks that have a content, as they stand now; those that send the payload whole are not among them.
#[derive(Debug, Default)]
pub struct HookContents {
    by_name: HashMap<String, Arc<ContentVersion>>,
    by_hook: HashMap<HookId, Arc<ContentVersion>>,
}

impl HookContents {
    /// Whether no hook has one.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// By the event's name, in lower case.
    pub fn by_name(&self, name: &str) -> Option<&Arc<ContentVersion>> {
        self.by_name.get(name)
    }

    /// By the hook's number.
    pub fn by_hook(&self, id: HookId) -> Option<&Arc<ContentVersion>> {
        self.by_hook.get(&id)
    }
}

impl Store {
    /// The hooks' contents as of the last commit; kept in memory until one of them changes.
    pub async fn hook_contents(&self) -> Result<Arc<HookContents>, Fault> {
        self.kept(|kept| &kept.contents, |conn| in_force(conn).map_err(fault)).await
    }

    /// A version, whether a hook still has it or not.
    pub async fn content(&self, id: ContentId) -> Result<ContentVersion, Fault> {
        self.read(move |conn| {
            find(conn, id)
                .map_err(fault)?
                .ok_or_else(|| Fault::not_found(format!("there is no content {id}")))
        })
        .await
    }
}

const VERSION: &str = "c.id, c.wrap, c.definition, c.made_at";

fn version(row: &Row<'_>) -> rusqlite::Result<ContentVersion> {
    Ok(ContentVersion {
        id: ContentId(row.get(0)?),
        wrap: word(row, 1, ContentWrap::parse)?,
        content: json(row, 2)?,
        made_at: time(row, 3)?,
    })
}

fn in_force(conn: &Connection) -> rusqlite::Result<HookContents> {
    let sql = format!(
        "SELECT {VERSION}, h.id, h.name FROM hooks h JOIN contents c ON c.id = h.content_id \
         WHERE h.deleted_at IS NULL"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query([])?;
    let mut contents = HookContents::default();
    while let Some(row) = found.next()? {
        let version = Arc::new(version(row)?);
        contents.by_hook.insert(HookId(row.get(4)?), version.clone());
        contents.by_name.insert(row.get(5)?, version);
    }
    Ok(contents)
}

fn find(conn: &Connection, id: ContentId) -> rusqlite::Result<Option<ContentVersion>> {
    conn.prepare_cached(&format!("SELECT {VERSION} FROM contents c WHERE c.id = ?1"))?
        .query_row([id.0], version)
        .optional()
}

/// What a hook is to have: `None` keeps its fields, headers and rules. A changed wrap makes another version.
pub(crate) fn choose(
    scope: &Scope<'_>,
    hook: HookId,
    wrap: ContentWrap,
    content: Option<&Content>,
) -> Result<Option<ContentId>, Fault> {
    let kept = match content {
        Some(_) => None,
        None => of_hook(scope.conn, hook).map_err(fault)?,
    };
    match content.or(kept.as_ref()) {
        Some(content) if !content.is_plain() => put(scope, wrap, content).map(Some),
        _ => Ok(None),
    }
}

fn of_hook(conn: &Connection, hook: HookId) -> rusqlite::Result<Option<Content>> {
    conn.prepare_cached(
        "SELECT c.definition FROM hooks h JOIN contents c ON c.id = h.content_id WHERE h.id = ?1",
    )?
    .query_row([hook.0], |row| json(row, 0))
    .optional()
}

fn put(scope: &Scope<'_>, wrap: ContentWrap, content: &Content) -> Result<ContentId, Fault> {
    let definition = to_json(content)?;
    let mut insert = scope
        .conn
        .prepare_cached(
            "INSERT INTO contents (wrap, definition, made_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )
        .map_err(fault)?;
    insert.execute((wrap.as_str(), &definition, scope.now.0)).map_err(fault)?;
    scope
        .conn
        .prepare_cached("SELECT id FROM contents WHERE definition = ?1 AND wrap = ?2")
        .and_then(|mut s| s.query_row((&definition, wrap.as_str()), |row| row.get(0).map(ContentId)))
        .map_err(fault)
}
