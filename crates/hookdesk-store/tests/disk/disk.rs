//! A simulated disk: what has reached it, what only the system's cache holds, and the one fault it is told to have.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::ffi;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A write fails and writes nothing.
    Write,
    /// A write fails after half of its bytes.
    ShortWrite,
    /// A sync fails, and what it was to make durable is lost for good: later syncs do not bring it back (fsyncgate).
    Sync,
    /// No room left.
    Full,
    /// The file has become read-only.
    ReadOnly,
    /// A read fails.
    Read,
    /// The shared memory of the write-ahead log cannot be had.
    SharedMemory,
    /// The power goes: nothing reaches the disk any more.
    PowerCut,
}

/// When it goes wrong.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub kind: Kind,
    /// The how-manieth operation of its kind, from 0.
    pub nth: usize,
    /// Whether every later one fails too, until [`Disk::mend`].
    pub lasting: bool,
}

/// What a file is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Read,
    Write,
    Truncate,
    Sync,
    SharedMemory,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Go,
    Fail(i32),
    /// Half is written, then it fails.
    Half(i32),
}

enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Default)]
struct Image {
    durable: Vec<u8>,
    cached: Vec<Change>,
}

#[derive(Default)]
pub struct Disk {
    plan: Option<Plan>,
    seen: usize,
    hit: bool,
    dead: bool,
    images: BTreeMap<String, Image>,
}

impl Disk {
    pub fn arm(&mut self, plan: Plan) {
        (self.plan, self.seen, self.hit) = (Some(plan), 0, false);
    }

    /// Whether the fault has happened.
    pub fn hit(&self) -> bool {
        self.hit
    }

    /// From now on nothing fails.
    pub fn mend(&mut self) {
        self.plan = None;
    }

    pub fn is_dead(&self) -> bool {
        self.dead
    }

    pub fn judge(&mut self, ask: Ask) -> Verdict {
        let failed = match ask {
            Ask::Read => ffi::SQLITE_IOERR_READ,
            Ask::Write => ffi::SQLITE_IOERR_WRITE,
            Ask::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
            Ask::Sync => ffi::SQLITE_IOERR_FSYNC,
            Ask::SharedMemory => ffi::SQLITE_IOERR_SHMMAP,
        };
        let concerns = |kind: Kind| match kind {
            Kind::Write | Kind::ShortWrite | Kind::Full => ask == Ask::Write,
            Kind::ReadOnly => matches!(ask, Ask::Write | Ask::Truncate),
            Kind::Sync => ask == Ask::Sync,
            Kind::Read => ask == Ask::Read,
            Kind::SharedMemory => ask == Ask::SharedMemory,
            Kind::PowerCut => matches!(ask, Ask::Write | Ask::Truncate | Ask::Sync),
        };
        if self.dead && ask != Ask::Read && ask != Ask::SharedMemory {
            return Verdict::Fail(failed);
        }
        let Some(plan) = self.plan.filter(|plan| concerns(plan.kind)) else { return Verdict::Go };
        let now = self.seen == plan.nth || (plan.lasting && self.seen > plan.nth);
        self.seen += 1;
        if !now {
            return Verdict::Go;
        }
        self.hit = true;
        match plan.kind {
            Kind::ShortWrite => Verdict::Half(failed),
            Kind::Full => Verdict::Half(ffi::SQLITE_FULL),
            Kind::ReadOnly => Verdict::Fail(ffi::SQLITE_READONLY),
            Kind::PowerCut => {
                self.dead = true;
                Verdict::Fail(failed)
            }
            _ => Verdict::Fail(failed),
        }
    }

    /// A file as it was before anybody opened it: all of it is durable.
    pub fn found(&mut self, name: &str, path: &Path) {
        self.images.entry(name.to_owned()).or_insert_with(|| Image {
            durable: std::fs::read(path).unwrap_or_default(),
            cached: Vec::new(),
        });
    }

    pub fn wrote(&mut self, name: &str, at: usize, bytes: &[u8]) {
        if let Some(image) = self.images.get_mut(name) {
            image.cached.push(Change::Write(at, bytes.to_vec()));
        }
    }

    pub fn truncated(&mut self, name: &str, to: usize) {
        if let Some(image) = self.images.get_mut(name) {
            image.cached.push(Change::Truncate(to));
        }
    }

    pub fn synced(&mut self, name: &str, well: bool) {
        if let Some(Image { durable, cached }) = self.images.get_mut(name) {
            for change in cached.drain(..).filter(|_| well) {
                apply(durable, &change, 1);
            }
        }
    }

    pub fn deleted(&mut self, name: &str) {
        self.images.remove(name);
    }

    /// Writes what the disk holds after a loss of power into `dir`. `dice` says, for each change that was never
    /// synced, whether it had reached the disk all the same (0: no, 1: half of it, a torn page; else: yes).
    pub fn after_power_loss(&mut self, dir: &Path, mut dice: impl FnMut() -> u8) {
        self.dead = true;
        for (name, image) in &self.images {
            let mut bytes = image.durable.clone();
            for change in &image.cached {
                match dice() {
                    0 => {}
                    1 => apply(&mut bytes, change, 2),
                    _ => apply(&mut bytes, change, 1),
                }
            }
            std::fs::write(dir.join(name), bytes).unwrap();
        }
    }
}

/// Applies a change, or the first `1 / part` of a write.
fn apply(bytes: &mut Vec<u8>, change: &Change, part: usize) {
    match change {
        Change::Truncate(to) => bytes.resize(*to, 0),
        Change::Write(at, new) => {
            let kept = new.len() / part;
            if bytes.len() < at + kept {
                bytes.resize(at + kept, 0);
            }
            bytes[*at..at + kept].copy_from_slice(&new[..kept]);
        }
    }
}
