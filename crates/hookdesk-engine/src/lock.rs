//! One engine per data directory: an advisory lock on `<data dir>/engine.lock`, which the system lets go when its
//! holder dies, however that happens.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use hookdesk_core::{Code, Fault};

use crate::engine::Role;
use crate::files;

const FILE: &str = "engine.lock";
/// How long to wait for a visitor to leave.
const VISIT: Duration = Duration::from_secs(5);
/// How long a holder is given that may only be looking (see [`is_held`]), or may have left its mark behind.
const GLANCE: Duration = Duration::from_millis(200);
const PAUSE: Duration = Duration::from_millis(20);

/// The lock, held until dropped.
#[derive(Debug)]
pub(crate) struct DirLock {
    _file: File,
}

impl DirLock {
    /// Takes the lock, waiting for a visitor to leave; blocks the thread. `engine.locked` where an engine runs.
    pub fn take(dir: &Path, role: Role) -> Result<Self, Fault> {
        let began = Instant::now();
        loop {
            let mut file = open(dir)?;
            match file.try_lock() {
                Ok(()) => {
                    mark(&mut file, role).map_err(|e| unusable(dir, &e))?;
                    return Ok(Self { _file: file });
                }
                Err(TryLockError::Error(e)) => return Err(unusable(dir, &e)),
                Err(TryLockError::WouldBlock) => {
                    let patience = if held_by_engine(&mut file) { GLANCE } else { VISIT };
                    if began.elapsed() >= patience {
                        return Err(Fault::new(
                            Code::EngineLocked,
                            format!("another Hookdesk is working in {}", dir.display()),
                        ));
                    }
                    std::thread::sleep(PAUSE);
                }
            }
        }
    }
}

/// Whether somebody holds the lock. Looks with a shared lock, let go at once.
pub(crate) fn is_held(dir: &Path) -> Result<bool, Fault> {
    let path = dir.join(FILE);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(unusable(dir, &e)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(e)) => Err(unusable(dir, &e)),
    }
}

fn open(dir: &Path) -> Result<File, Fault> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(dir.join(FILE)).map_err(|e| unusable(dir, &e))
}

/// Says in the file who holds it, so that others know whether waiting makes sense.
fn mark(file: &mut File, role: Role) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    let word = match role {
        Role::Run => "run",
        Role::Visit => "visit",
    };
    writeln!(file, "{word} {}", std::process::id())
}

fn held_by_engine(file: &mut File) -> bool {
    let mut text = String::new();
    file.read_to_string(&mut text).is_ok() && text.starts_with("run")
}

fn unusable(dir: &Path, error: &io::Error) -> Fault {
    files::fault(format!("the data directory {} cannot be used", dir.display()), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_engine_is_refused_and_a_freed_directory_can_be_taken() {
        let dir = tempfile::tempdir().expect("dir");
        assert_eq!(is_held(dir.path()), Ok(false));
        let first = DirLock::take(dir.path(), Role::Run).expect("free");
        assert_eq!(is_held(dir.path()), Ok(true));
        for role in [Role::Run, Role::Visit] {
            assert_eq!(DirLock::take(dir.path(), role).expect_err("held").code, Code::EngineLocked);
        }
        drop(first);
        assert_eq!(is_held(dir.path()), Ok(false));
        DirLock::take(dir.path(), Role::Visit).expect("free again");
    }

    #[test]
    fn a_visitor_is_waited_for() {
        let dir = tempfile::tempdir().expect("dir");
        let visitor = DirLock::take(dir.path(), Role::Visit).expect("free");
        let (ready, started) = std::sync::mpsc::channel();
        let path = dir.path().to_owned();
        let waiting = std::thread::spawn(move || {
            ready.send(()).expect("listening");
            DirLock::take(&path, Role::Run)
        });
        started.recv().expect("started");
        drop(visitor);
        waiting.join().expect("no panic").expect("the visitor has left");
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_cannot_be_written_says_so() {
        let fault = DirLock::take(Path::new("/proc/self/fdinfo"), Role::Run).expect_err("not writable");
        assert!(matches!(fault.code, Code::StoreReadOnly | Code::StoreFailed), "{fault}");
    }
}
