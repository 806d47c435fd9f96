//! Backups: a copy of the whole file, taken while it is in use, that is whole or not there.

use std::ffi::c_int;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hookdesk_core::Fault;
use hookdesk_core::time::UtcMillis;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::file::directory_fault;
use crate::rows;

/// What a backup's name ends with while it is being written, and how such names look in `backups/` (SQLite adds its
/// journal's ending to them).
const PART: &str = ".part";
const CUT_SHORT: &str = ".db.part";

/// Copies the whole database as it is now into a new file: whole and on disk, or not there.
pub(crate) fn copy(conn: &Connection, to: &Path) -> Result<(), Fault> {
    if to.exists() {
        return Err(Fault::invalid("file", format!("{} exists already", to.display()))
            .next("Name a file that does not exist yet."));
    }
    let mut part = to.as_os_str().to_owned();
    part.push(PART);
    let part = PathBuf::from(part);
    let copied = copy_into(conn, &part).map_err(rows::fault).and_then(|()| {
        hookdesk_crash::point("backup.before_rename");
        let dir = to.parent().unwrap_or(Path::new(""));
        std::fs::rename(&part, to).and_then(|()| sync_dir(dir)).map_err(|e| directory_fault(dir, &e))
    });
    copied.map_err(|fault| {
        let _ = std::fs::remove_file(&part);
        Fault { message: format!("the backup {} could not be written", to.display()), ..fault }
    })
}

/// SQLite syncs the copy at its commit.
fn copy_into(conn: &Connection, part: &Path) -> rusqlite::Result<()> {
    let mut target = Connection::open(part)?;
    // One step: the copy is of one instant, however much is written meanwhile.
    Backup::new(conn, &mut target)?.run_to_completion(c_int::MAX, Duration::ZERO, None)?;
    target.close().map_err(|(_, e)| e)
}

/// Makes a new name in a directory outlive a loss of power.
fn sync_dir(dir: &Path) -> io::Result<()> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    if cfg!(unix) { std::fs::File::open(dir)?.sync_all() } else { Ok(()) }
}

/// Backs up into `backups/` before the file is changed.
pub(crate) fn before_migration(
    dir: &Path,
    conn: &Connection,
    version: u32,
    now: UtcMillis,
) -> Result<PathBuf, Fault> {
    let backups = dir.join("backups");
    std::fs::create_dir_all(&backups).map_err(|e| directory_fault(&backups, &e))?;
    remove_cut_short(&backups);
    let stamp = now.to_rfc3339().replace([':', '.'], "-");
    let to = backups.join(format!("hookdesk-{stamp}-v{version}.db"));
    hookdesk_crash::point("backup.before_copy");
    copy(conn, &to)?;
    hookdesk_crash::point("backup.after_rename");
    Ok(to)
}

/// Removes what a crash left of a backup that was being written.
fn remove_cut_short(backups: &Path) {
    let files = std::fs::read_dir(backups).into_iter().flatten().filter_map(Result::ok);
    for file in files.filter(|file| file.file_name().to_string_lossy().contains(CUT_SHORT)) {
        // What stays is only in nobody's way.
        let _ = std::fs::remove_file(file.path());
    }
}

/// The newest whole backup in `backups/`.
pub(crate) fn latest(dir: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(dir.join("backups")).ok()?.filter_map(Result::ok);
    let dated = files.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())));
    dated
        .filter(|(_, path)| path.is_file() && path.extension().is_some_and(|e| e == "db"))
        .max()
        .map(|(_, path)| path)
}
