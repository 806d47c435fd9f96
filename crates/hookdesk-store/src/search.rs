//! Full-text search over payloads, indexed in the background so that accepting stays fast.

use hookdesk_core::flatten::flatten;
use hookdesk_core::{Code, Fault};
use rusqlite::Connection;

use crate::grid::unindexed;
use crate::open::Store;
use crate::rows::fault;
use crate::writer::Scope;

/// Most payload bytes read for one step: large bodies make the step shorter.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// How far the index is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexProgress {
    /// Events indexed by this step.
    pub done: u64,
    /// Events still to do.
    pub left: u64,
}

impl Store {
    /// Indexes the next events, at most `limit`, in a transaction of its own. Called by the engine when the queue is
    /// quiet; flattening happens outside the write transaction. Steps must not overlap.
    pub async fn index_text(&self, limit: usize) -> Result<IndexProgress, Fault> {
        let batch = self.read(move |conn| batch(conn, limit)).await?;
        let done = batch.texts.len() as u64;
        if done > 0 {
            self.write(move |scope| store(scope, &batch)).await?;
        }
        let left = self.read(unindexed).await?;
        Ok(IndexProgress { done, left })
    }
}

/// Events in order, with the text to find them by.
struct Batch {
    after: i64,
    texts: Vec<(i64, String)>,
}

fn batch(conn: &Connection, limit: usize) -> Result<Batch, Fault> {
    let after = indexed_to(conn)?;
    let mut statement = conn
        .prepare_cached("SELECT seq, name, data FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2")
        .map_err(fault)?;
    let mut rows = statement.query((after, i64::try_from(limit).unwrap_or(i64::MAX))).map_err(fault)?;
    let (mut texts, mut bytes) = (Vec::new(), 0);
    while bytes < MAX_BYTES
        && let Some(row) = rows.next().map_err(fault)?
    {
        let name = row.get_ref(1).and_then(|name| Ok(name.as_str()?)).map_err(fault)?;
        let data = row.get_ref(2).and_then(|data| Ok(data.as_blob()?)).map_err(fault)?;
        bytes += data.len();
        texts.push((row.get(0).map_err(fault)?, format!("{name}\n{}", flatten(data))));
    }
    Ok(Batch { after, texts })
}

fn store(scope: &mut Scope<'_>, batch: &Batch) -> Result<(), Fault> {
    if indexed_to(scope.conn)? != batch.after {
        return Err(Fault::new(Code::Internal, "two steps of indexing ran at once"));
    }
    // An event purged since it was read must not come back.
    let mut insert = scope
        .conn
        .prepare_cached(
            "INSERT INTO event_text (rowid, text) SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM events WHERE seq = ?1)",
        )
        .map_err(fault)?;
    for (seq, text) in &batch.texts {
        insert.execute((seq, text)).map_err(fault)?;
    }
    let to = batch.texts.last().map_or(batch.after, |(seq, _)| *seq);
    scope
        .conn
        .prepare_cached("UPDATE progress SET value = ?1 WHERE name = 'text_indexed_to'")
        .and_then(|mut s| s.execute([to]))
        .map(drop)
        .map_err(fault)
}

fn indexed_to(conn: &Connection) -> Result<i64, Fault> {
    conn.prepare_cached("SELECT value FROM progress WHERE name = 'text_indexed_to'")
        .and_then(|mut s| s.query_row([], |row| row.get(0)))
        .map_err(fault)
}
