//! Small files in the data directory by which commands find a running engine: its note and its token.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hookdesk_core::{Code, Fault};
use hookdesk_secrets::Secret;
use serde::{Deserialize, Serialize};

use crate::{files, lock};

const NOTE: &str = "engine.json";
const TOKEN: &str = "token";

/// What a running engine leaves in `<data dir>/engine.json` for commands to find it; removed when it stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningNote {
    /// Its process.
    pub pid: u32,
    /// Its loopback API, `127.0.0.1:7420`.
    pub listening: String,
}

impl RunningNote {
    pub(crate) fn write(&self, dir: &Path) -> Result<(), Fault> {
        let text = serde_json::to_string(self).map_err(|e| {
            Fault::new(Code::Internal, "the running note could not be written").detail(e.to_string())
        })?;
        files::write_private(&dir.join(NOTE), text.as_bytes()).map_err(|e| unusable(&e))
    }

    /// The note of a directory whose lock is held. One whose engine died is no note.
    pub(crate) fn read(dir: &Path) -> Result<Option<Self>, Fault> {
        match fs::read(dir.join(NOTE)) {
            Ok(text) if lock::is_held(dir)? => Ok(serde_json::from_slice(&text).ok()),
            Ok(_) => Ok(None),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(unusable(&e)),
        }
    }

    pub(crate) fn remove(dir: &Path) {
        if let Err(e) = fs::remove_file(dir.join(NOTE))
            && e.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(error = %e, "the running note could not be removed");
        }
    }
}

pub(crate) fn token_file(dir: &Path) -> PathBuf {
    dir.join(TOKEN)
}

/// The token, made on first use. The caller holds the directory's lock, so nobody else makes one meanwhile.
pub(crate) fn token(dir: &Path) -> Result<Secret<String>, Fault> {
    let path = token_file(dir);
    match fs::read_to_string(&path).map(Secret::new) {
        Ok(text) if !text.expose().trim().is_empty() => Ok(Secret::new(text.expose().trim().to_owned())),
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(unusable(&e)),
        _ => {
            let token = new_token()?;
            files::write_private(&path, token.expose().as_bytes()).map_err(|e| unusable(&e))?;
            Ok(token)
        }
    }
}

fn new_token() -> Result<Secret<String>, Fault> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|e| Fault::new(Code::Internal, "the system gives no random bytes").detail(e.to_string()))?;
    Ok(Secret::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn unusable(error: &io::Error) -> Fault {
    files::fault("a file in the data directory cannot be used", error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Role;
    use crate::lock::DirLock;

    #[test]
    fn a_note_counts_only_while_its_engine_holds_the_lock() {
        let dir = tempfile::tempdir().expect("dir");
        let note = RunningNote { pid: 7, listening: "127.0.0.1:7420".to_owned() };
        assert_eq!(RunningNote::read(dir.path()), Ok(None));
        let lock = DirLock::take(dir.path(), Role::Run).expect("free");
        note.write(dir.path()).expect("written");
        assert_eq!(RunningNote::read(dir.path()), Ok(Some(note)));
        drop(lock);
        assert_eq!(RunningNote::read(dir.path()), Ok(None));
        RunningNote::remove(dir.path());
        RunningNote::remove(dir.path());
    }

    #[test]
    fn the_token_is_made_once_and_for_its_owner_alone() {
        let dir = tempfile::tempdir().expect("dir");
        let first = token(dir.path()).expect("made");
        assert!(first.expose().len() == 64 && first.expose().bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(token(dir.path()).expect("read").expose(), first.expose());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = token_file(dir.path()).metadata().expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
