//! What the runs of webhooks left to read: bounded in days and in lines.

use hookdesk_content::definition::Moment;
use hookdesk_content::run::Level;
use hookdesk_core::Fault;
use hookdesk_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::changes::Area;
use crate::open::Store;
use crate::rows::{fault, time, word};
use crate::writer::Scope;

/// Most lines kept, whatever their age.
pub const MOST_LINES: i64 = 100_000;
/// Largest page.
const MAX_PAGE: usize = 1_000;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its position; 0 for one that is yet to be written.
    pub id: i64,
    /// When it was written.
    pub at: UtcMillis,
    /// The webhook's method as it was called.
    pub method: String,
    /// Before or after it.
    pub moment: Moment,
    /// The batch; empty for what concerns the whole run.
    pub batch: String,
    /// The hook; empty for what concerns the whole run or batch.
    pub hook: String,
    /// How much it matters.
    pub level: Level,
    /// What happened.
    pub message: String,
    /// The run.
    pub request_id: String,
}

/// Which lines. `None` means "any".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// This level and no other.
    pub level: Option<Level>,
    /// The method, in any case, with or without `.magento`.
    pub method: Option<String>,
    /// Before or after.
    pub moment: Option<Moment>,
    /// The batch.
    pub batch: Option<String>,
    /// The hook.
    pub hook: Option<String>,
    /// The run.
    pub request_id: Option<String>,
    /// A part of the message, in any case of its ASCII letters.
    pub search: Option<String>,
    /// At or after.
    pub from: Option<UtcMillis>,
    /// Before.
    pub to: Option<UtcMillis>,
}

impl Store {
    /// Appends lines in order; `id` and `at` are set here.
    pub async fn log_webhooks(&self, lines: Vec<LogLine>) -> Result<(), Fault> {
        if lines.is_empty() {
            return Ok(());
        }
        self.write(move |scope| append(scope, &lines).map_err(fault)).await
    }

    /// One page below `before`, newest first, and whether there is more.
    pub async fn webhook_log(
        &self,
        filter: LogFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<(Vec<LogLine>, bool), Fault> {
        let limit = limit.clamp(1, MAX_PAGE);
        self.query(move |conn| page(conn, &filter, before.unwrap_or(i64::MAX), limit)).await
    }

    /// Removes at most `limit` lines written before `before`, or beyond the newest [`MOST_LINES`]. Returns how many.
    pub async fn purge_webhook_log(&self, before: UtcMillis, limit: usize) -> Result<usize, Fault> {
        let Some(bound) = self.query(move |conn| old(conn, before)).await? else { return Ok(0) };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.write(move |scope| {
            let gone = scope
                .conn
                .prepare_cached(
                    "DELETE FROM webhook_log WHERE id IN (SELECT id FROM webhook_log WHERE id < ?1 ORDER BY id LIMIT ?2)",
                )
                .and_then(|mut s| s.execute((bound, limit)))
                .map_err(fault)?;
            scope.effects.area(Area::WebhookLog);
            Ok(gone)
        })
        .await
    }
}

fn append(scope: &mut Scope<'_>, lines: &[LogLine]) -> rusqlite::Result<()> {
    let mut insert = scope.conn.prepare_cached(
        "INSERT INTO webhook_log (at, method, moment, batch, hook, level, message, request_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for line in lines {
        insert.execute((
            scope.now.0,
            &line.method,
            line.moment.as_str(),
            &line.batch,
            &line.hook,
            line.level.as_str(),
            &line.message,
            &line.request_id,
        ))?;
    }
    scope.effects.area(Area::WebhookLog);
    Ok(())
}

fn page(
    conn: &Connection,
    filter: &LogFilter,
    before: i64,
    limit: usize,
) -> rusqlite::Result<(Vec<LogLine>, bool)> {
    let mut sql = "SELECT id, at, method, moment, batch, hook, level, message, request_id FROM webhook_log \
        WHERE id < :before AND (:level IS NULL OR level = :level) AND (:moment IS NULL OR moment = :moment) \
        AND (:method IS NULL OR replace(lower(method), 'plugin.magento.', 'plugin.') = :method) \
        AND (:batch IS NULL OR batch = :batch) AND (:hook IS NULL OR hook = :hook) \
        AND (:from IS NULL OR at >= :from) AND (:to IS NULL OR at < :to) \
        AND (:search IS NULL OR instr(lower(message), lower(:search)) > 0)"
        .to_owned();
    // One run is found by its index; everything else is a walk from the newest line, over a bounded number of them.
    sql += match filter.request_id {
        Some(_) => " AND request_id = :request",
        None => " AND :request IS NULL",
    };
    sql += " ORDER BY id DESC LIMIT :limit";
    let mut statement = conn.prepare_cached(&sql)?;
    let method = filter.method.as_deref().map(hookdesk_content::definition::Webhook::plain_method);
    let params = named_params! {
        ":before": before,
        ":level": filter.level.map(Level::as_str),
        ":moment": filter.moment.map(Moment::as_str),
        ":method": method,
        ":batch": filter.batch,
        ":hook": filter.hook,
        ":from": filter.from.map(|at| at.0),
        ":to": filter.to.map(|at| at.0),
        ":search": filter.search,
        ":request": filter.request_id,
        ":limit": i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1),
    };
    let mut lines: Vec<LogLine> = statement.query_map(params, line)?.collect::<rusqlite::Result<_>>()?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    Ok((lines, more))
}

fn line(row: &Row<'_>) -> rusqlite::Result<LogLine> {
    Ok(LogLine {
        id: row.get(0)?,
        at: time(row, 1)?,
        method: row.get(2)?,
        moment: word(row, 3, Moment::parse)?,
        batch: row.get(4)?,
        hook: row.get(5)?,
        level: word(row, 6, level)?,
        message: row.get(7)?,
        request_id: row.get(8)?,
    })
}

fn level(text: &str) -> Option<Level> {
    Level::ALL.iter().copied().find(|level| level.as_str() == text)
}

/// The position below which lines are too old or too many; `None` where there are none.
fn old(conn: &Connection, before: UtcMillis) -> rusqlite::Result<Option<i64>> {
    let ends: (Option<i64>, Option<i64>) =
        conn.query_row("SELECT min(id), max(id) FROM webhook_log", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (Some(first), Some(last)) = ends else { return Ok(None) };
    // `at` never decreases with `id`: halve until the first line that is young enough.
    let (mut low, mut high) = (first, last + 1);
    let mut at = conn.prepare_cached("SELECT id, at FROM webhook_log WHERE id >= ?1 ORDER BY id LIMIT 1")?;
    while low < high {
        let middle = low + (high - low) / 2;
        let found: Option<(i64, i64)> =
            at.query_row([middle], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match found {
            Some((id, at)) if at < before.0 => low = id + 1,
            _ => high = middle,
        }
    }
    let bound = low.max(last + 1 - MOST_LINES);
    Ok((bound > first).then_some(bound))
}
