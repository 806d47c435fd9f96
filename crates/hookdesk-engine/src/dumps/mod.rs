//! Debug dumps: each attempt's exact request and response as a file, secrets redacted.

mod content;
mod writer;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hookdesk_core::Fault;
use hookdesk_core::id::MessageId;
use hookdesk_core::time::UtcMillis;

use crate::files;

pub(crate) use content::Dump;
pub(crate) use writer::{DumpWriter, Limits};

/// A dump file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpFile {
    /// `<utc>-<message>-<attempt>.json`.
    pub file: String,
    /// Which message.
    pub message: MessageId,
    /// Which attempt.
    pub number: u32,
    /// When.
    pub written_at: UtcMillis,
    /// Bytes.
    pub size: u64,
}

/// The debug folder.
#[derive(Debug, Clone)]
pub struct Dumps {
    dir: PathBuf,
}

impl Dumps {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("debug") }
    }

    /// Newest first, of one message or of all.
    pub fn list(&self, message: Option<MessageId>, limit: usize) -> Result<Vec<DumpFile>, Fault> {
        let mut names: Vec<(String, Name)> = self
            .entries()?
            .filter(|(_, name)| message.is_none_or(|message| name.message == message))
            .collect();
        // Names begin with the time.
        names.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
        let sized = names.into_iter().filter_map(|(file, name)| {
            // One that is pruned just now is simply not in the list.
            let size = self.dir.join(&file).metadata().ok()?.len();
            Some(DumpFile { file, message: name.message, number: name.number, written_at: name.at, size })
        });
        Ok(sized.take(limit).collect())
    }

    /// One dump's text. The name must be a plain file name of a dump: no path gets out of the folder.
    pub fn get(&self, file: &str) -> Result<String, Fault> {
        let missing = || Fault::not_found("there is no such dump; it may have been pruned");
        if Name::parse(file).is_none() {
            return Err(missing().field("file"));
        }
        fs::read_to_string(self.dir.join(file)).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => missing(),
            _ => files::fault("the dump could not be read", &e),
        })
    }

    /// Removes what is too old, then the oldest until the rest is within `max_bytes`. Returns the bytes left.
    pub(crate) fn prune(&self, max_bytes: u64, not_before: UtcMillis) -> Result<u64, Fault> {
        let mut all = self.list(None, usize::MAX)?;
        let mut kept = 0_u64;
        all.retain(|dump| {
            kept = kept.saturating_add(dump.size);
            dump.written_at < not_before || kept > max_bytes
        });
        all.iter().try_for_each(|dump| self.remove(&dump.file))?;
        Ok(self.list(None, usize::MAX)?.iter().map(|dump| dump.size).sum())
    }

    /// Removes a dump named by [`Dumps::list`]; one that is gone already is no fault.
    pub(crate) fn remove(&self, file: &str) -> Result<(), Fault> {
        match fs::remove_file(self.dir.join(file)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => {
                Err(files::fault("a dump could not be removed", &e))
            }
            _ => Ok(()),
        }
    }

    fn entries(&self) -> Result<impl Iterator<Item = (String, Name)> + use<>, Fault> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => Some(entries),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(files::fault("the debug folder could not be read", &e)),
        };
        Ok(entries.into_iter().flatten().filter_map(|entry| {
            let file = entry.ok()?.file_name().into_string().ok()?;
            let name = Name::parse(&file)?;
            Some((file, name))
        }))
    }
}

/// What a dump's file name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name {
    at: UtcMillis,
    message: MessageId,
    number: u32,
}

impl Name {
    /// Exactly what [`Name::to_file`] writes; anything else is no dump.
    fn parse(file: &str) -> Option<Self> {
        let mut parts = file.strip_suffix(".json")?.splitn(3, '-');
        let (utc, message, number) = (parts.next()?, parts.next()?, parts.next()?);
        let at = parse_utc(utc)?;
        let name = Self { at, message: MessageId::parse(message).ok()?, number: number.parse().ok()? };
        (name.to_file() == file).then_some(name)
    }

    fn to_file(self) -> String {
        let utc: String = self.at.to_rfc3339().chars().filter(|c| !matches!(c, '-' | ':' | '.')).collect();
        format!("{utc}-{}-{}.json", self.message, self.number)
    }
}

/// `20261120T214415205Z`.
fn parse_utc(text: &str) -> Option<UtcMillis> {
    let part = |range: std::ops::Range<usize>| text.get(range);
    UtcMillis::parse_rfc3339(&format!(
        "{}-{}-{}T{}:{}:{}.{}",
        part(0..4)?,
        part(4..6)?,
        part(6..8)?,
        part(9..11)?,
        part(11..13)?,
        part(13..15)?,
        part(15..text.len())?
    ))
}

#[cfg(test)]
mod tests {
    use hookdesk_core::Code;

    use super::*;

    const MESSAGE: &str = "msg_0190163d8694739bb2ae3d4d2b1d2b1d";

    fn folder(files: &[(&str, usize)]) -> (tempfile::TempDir, Dumps) {
        let dir = tempfile::tempdir().expect("dir");
        let dumps = Dumps::new(dir.path());
        fs::create_dir(&dumps.dir).expect("folder");
        for (file, size) in files {
            fs::write(dumps.dir.join(file), vec![b' '; *size]).expect("file");
        }
        (dir, dumps)
    }

    fn at(day: u32, number: u32) -> String {
        format!("202611{day:02}T214415205Z-{MESSAGE}-{number}.json")
    }

    #[test]
    fn a_name_says_when_which_and_how_often() {
        let name = Name::parse(&at(20, 3)).expect("a dump");
        assert_eq!(name.at.to_rfc3339(), "2026-11-20T21:44:15.205Z");
        assert_eq!((name.message.to_string().as_str(), name.number), (MESSAGE, 3));
        assert_eq!(name.to_file(), at(20, 3));
    }

    #[test]
    fn only_dumps_are_read() {
        let (dir, dumps) = folder(&[(&at(20, 1), 3)]);
        fs::write(dir.path().join("token"), "secret").expect("file");
        assert_eq!(dumps.get(&at(20, 1)).as_deref(), Ok("   "));
        for file in ["../token", "token", "", "/etc/passwd", "..", &at(20, 2), &format!("./{}", at(20, 1))] {
            assert_eq!(dumps.get(file).expect_err(file).code, Code::NotFound);
        }
    }

    #[test]
    fn newest_come_first_and_strangers_are_left_out() {
        let (_dir, dumps) = folder(&[(&at(19, 1), 1), (&at(21, 3), 1), (&at(20, 2), 1), ("notes.txt", 1)]);
        let numbers = |list: Vec<DumpFile>| list.iter().map(|dump| dump.number).collect::<Vec<_>>();
        assert_eq!(numbers(dumps.list(None, 10).expect("list")), [3, 2, 1]);
        assert_eq!(numbers(dumps.list(None, 1).expect("list")), [3]);
        let other = MessageId::parse("msg_0190163d8694739bb2ae3d4d2b1d2b1e").expect("id");
        assert_eq!(numbers(dumps.list(Some(other), 10).expect("list")), [0_u32; 0]);
        let nowhere = Dumps::new(Path::new("/nonexistent"));
        assert_eq!(nowhere.list(None, 10), Ok(Vec::new()));
    }

    #[test]
    fn pruning_takes_the_old_and_then_the_oldest() {
        let (_dir, dumps) = folder(&[
            (&at(1, 1), 10),
            (&at(10, 2), 10),
            (&at(11, 3), 10),
            (&at(12, 4), 10),
            ("notes.txt", 99),
        ]);
        let not_before = UtcMillis::parse_rfc3339("2026-11-05T00:00:00Z").expect("time");
        assert_eq!(dumps.prune(25, not_before), Ok(20));
        let left: Vec<u32> = dumps.list(None, 10).expect("list").iter().map(|dump| dump.number).collect();
        assert_eq!(left, [4, 3]);
        assert!(dumps.dir.join("notes.txt").exists());
    }
}
