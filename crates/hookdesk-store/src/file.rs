//! The data file: made or opened, checked, backed up and migrated.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction};
use rusqlite_migration::{M, Migrations};

use crate::backup;
use crate::open::Opened;
use crate::rows;

const MIGRATION_LIST: &[M<'static>] = &[
    M::up(include_str!("../../../migrations/0001_foundation.sql")),
    M::up(include_str!("../../../migrations/0002_contents.sql")),
    M::up(include_str!("../../../migrations/0003_tokens.sql")),
    M::up(include_str!("../../../migrations/0004_tls.sql")),
    M::up(include_str!("../../../migrations/0005_consents.sql")),
];
/// Files up to this size are checked at every start (about 0.1 s); larger ones when asked.
const CHECKED_AT_START: u64 = 16 * 1024 * 1024;

/// Opens `<dir>/hookdesk.db` for writing, at this version's schema.
pub(crate) fn open(
    dir: &Path,
    now: UtcMillis,
    full_check: bool,
) -> Result<(Connection, PathBuf, Opened), Fault> {
    std::fs::create_dir_all(dir).map_err(|e| directory_fault(dir, &e))?;
    let file = dir.join("hookdesk.db");
    let opened = prepare(dir, &file, now, full_check).map_err(|fault| match fault.code {
        Code::StoreCorrupt => corrupt(dir, fault),
        _ => fault,
    });
    opened.map(|(conn, opened)| (conn, file, opened))
}

fn prepare(dir: &Path, file: &Path, now: UtcMillis, full_check: bool) -> Result<(Connection, Opened), Fault> {
    let size = file.metadata().map_or(0, |m| m.len());
    let mut conn = connect(dir, file)?;
    // Closing a file moves its log into it; one that is refused keeps both as they are.
    leave_log(&conn, true)?;
    let version: u32 = pragma(&conn, "user_version")?;
    let migrations = migrations();
    let latest = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if version > latest {
        return Err(newer(file, version, latest));
    }
    leave_log(&conn, false)?;
    configure(&conn).map_err(|e| cannot_open(dir, e))?;
    if size > 0 && (full_check || size <= CHECKED_AT_START) {
        let which = if full_check { "integrity_check" } else { "quick_check" };
        if let Some(first) = integrity(&conn, which).map_err(rows::fault)?.into_iter().next() {
            return Err(Fault::new(Code::StoreCorrupt, "the data file is damaged").detail(first));
        }
    }
    let mut opened = Opened { from_version: version, backup: None };
    if version < latest {
        if size > 0 {
            opened.backup = Some(backup::before_migration(dir, &conn, version, now)?);
        }
        // A table that others refer to is made anew only while nobody checks; the pragma does nothing inside one.
        conn.pragma_update(None, "foreign_keys", false).map_err(rows::fault)?;
        Migrations::new(migrations).to_latest(&mut conn).map_err(migration_fault)?;
        conn.pragma_update(None, "foreign_keys", true).map_err(rows::fault)?;
        hookdesk_crash::point("migrate.after_commit");
    }
    text_index(&conn).map_err(rows::fault)?;
    Ok((conn, opened))
}

/// The migrations; the upgrade tests add one, in whose transaction they can stop the process.
fn migrations() -> Vec<M<'static>> {
    let extra = hookdesk_crash::extra_migration().map(|sql| {
        M::up_with_hook(sql, |_: &Transaction<'_>| {
            hookdesk_crash::point("migrate.before_commit");
            Ok(())
        })
    });
    MIGRATION_LIST.iter().cloned().chain(extra).collect()
}

fn connect(dir: &Path, file: &Path) -> Result<Connection, Fault> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(file, flags).map_err(|e| cannot_open(dir, e))?;
    // SQLite falls back to reading where it may not write.
    if conn.is_readonly("main").map_err(rows::fault)? {
        return Err(Fault::new(Code::StoreReadOnly, format!("{} cannot be written", file.display())));
    }
    conn.busy_timeout(Duration::from_secs(5)).map_err(rows::fault)?;
    Ok(conn)
}

/// Whether closing leaves the write-ahead log where it is.
fn leave_log(conn: &Connection, leave: bool) -> Result<(), Fault> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave).map(drop).map_err(rows::fault)
}

fn configure(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "cache_size", -8_000)?;
    // 16 MB of log between checkpoints: each one copies many changes of a page at once.
    conn.pragma_update_and_check(None, "wal_autocheckpoint", 4_000, |_| Ok(()))?;
    conn.pragma_update_and_check(None, "journal_size_limit", 64 * 1024 * 1024, |_| Ok(()))?;
    // One plan per statement, whatever is bound to it: else each new due time prepares the claim again.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// The search text's own upkeep, so that no commit waits for it. By default FTS5 merges all segments of a level at once
/// when there are 16, which stopped the writer for two seconds when a purge met a stream; and it rewrites a segment when
/// a tenth of it is deleted, here when half of it is.
fn text_index(conn: &Connection) -> rusqlite::Result<()> {
    let mut set = conn.prepare("INSERT INTO event_text (event_text, rank) VALUES (?1, ?2)")?;
    for (option, value) in [("crisismerge", 400), ("deletemerge", 50)] {
        set.execute((option, value))?;
    }
    Ok(())
}

fn pragma<T: rusqlite::types::FromSql>(conn: &Connection, name: &str) -> Result<T, Fault> {
    conn.pragma_query_value(None, name, |row| row.get(0)).map_err(rows::fault)
}

/// The lines of `integrity_check` or `quick_check`; none when all is well.
pub(crate) fn integrity(conn: &Connection, which: &str) -> rusqlite::Result<Vec<String>> {
    let mut lines = Vec::new();
    conn.pragma_query(None, which, |row| {
        lines.push(row.get::<_, String>(0)?);
        Ok(())
    })?;
    lines.retain(|line| line != "ok");
    Ok(lines)
}

/// Says what to put in the damaged file's place.
pub(crate) fn corrupt(dir: &Path, fault: Fault) -> Fault {
    let file = dir.join("hookdesk.db");
    let message = format!("{} is damaged", file.display());
    let next = match backup::latest(dir) {
        Some(backup) => format!(
            "Stop Hookdesk, move {} aside, and put the latest backup {} in its place.",
            file.display(),
            backup.display()
        ),
        None => format!(
            "Stop Hookdesk and restore {} from a backup of your own; there is none in {}.",
            file.display(),
            dir.join("backups").display()
        ),
    };
    Fault { message, next, ..fault }
}

fn newer(file: &Path, version: u32, latest: u32) -> Fault {
    Fault::new(
        Code::StoreNewer,
        format!("{} has version {version}; this Hookdesk knows versions up to {latest}", file.display()),
    )
}

fn migration_fault(error: rusqlite_migration::Error) -> Fault {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => rows::fault(err),
        other => Fault::new(Code::StoreFailed, "the data file could not be brought to this version")
            .detail(other.to_string()),
    }
}

/// SQLite says only that it cannot open; the directory itself says why.
fn cannot_open(dir: &Path, error: rusqlite::Error) -> Fault {
    if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) {
        let probe = dir.join(".hookdesk-write-test");
        match std::fs::write(&probe, b"") {
            Err(e) => return directory_fault(dir, &e),
            Ok(()) => drop(std::fs::remove_file(&probe)),
        }
    }
    rows::fault(error)
}

/// A directory or file that cannot be used, with what a person can do about it.
pub(crate) fn directory_fault(dir: &Path, error: &io::Error) -> Fault {
    let code = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Code::StoreReadOnly,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::StoreFull,
        _ => Code::StoreFailed,
    };
    Fault::new(code, format!("the data directory {} cannot be used", dir.display())).detail(error.to_string())
}
