//! `events import`: a file of any size, one event a line. A bad line is refused by itself; the others are taken.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use hookdesk_api::accept::{Form, MAX_BYTES, parse_line};
use hookdesk_core::event::EventSource;
use hookdesk_core::{Code, Fault};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::session::Session;
use crate::{fail, files, show};

/// Events handed in at once.
const BATCH: usize = 500;
/// Bytes handed in at once, below what one call takes.
const BATCH_BYTES: usize = MAX_BYTES / 2;
/// Refused lines told one by one; the rest are counted.
const TOLD: usize = 20;

/// What an import came to.
#[derive(Debug, Default, Serialize)]
struct Summary {
    accepted: u64,
    /// Known already by their id.
    repeated: u64,
    /// No message came of them: no hook has the name, or nobody subscribes.
    unmatched: u64,
    refused: u64,
    /// The first refused lines.
    faults: Vec<Refused>,
}

#[derive(Debug, Serialize)]
struct Refused {
    line: usize,
    code: &'static str,
    message: String,
}

/// What one event was answered, as far as it is counted.
#[derive(Deserialize)]
struct Answer {
    messages: Vec<IgnoredAny>,
}

pub async fn run(session: &mut Session, path: &Path, json: bool) -> Result<(), Fault> {
    let mut summary = Summary::default();
    let taken = take_all(session, path, &mut summary).await;
    // What was taken stays taken, so it is told even where the rest failed.
    tell(&summary, json)?;
    taken?;
    match summary.refused {
        0 => Ok(()),
        refused => Err(Fault::new(Code::InputInvalid, format!("{refused} lines were refused"))
            .next("Mend those lines and import them again; events with ids are never taken twice.")),
    }
}

async fn take_all(session: &mut Session, path: &Path, summary: &mut Summary) -> Result<(), Fault> {
    let unreadable = |error| files::unreadable("file", path, &error);
    let mut lines: Box<dyn BufRead> = match path == Path::new("-") {
        true => Box::new(BufReader::new(std::io::stdin())),
        false => Box::new(BufReader::with_capacity(1 << 16, File::open(path).map_err(unreadable)?)),
    };
    let mut batch = Batch::default();
    let mut line = Vec::new();
    for index in 0.. {
        line.clear();
        // A line that never ends is not read into memory for ever.
        let most = (MAX_BYTES + 2) as u64;
        if lines.by_ref().take(most).read_until(b'\n', &mut line).map_err(unreadable)? == 0 {
            break;
        }
        if line.len() as u64 == most && !line.ends_with(b"\n") {
            skip_line(&mut lines).map_err(unreadable)?;
        }
        if index == 0 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        batch.take(&line, index, summary);
        if batch.is_full() {
            batch.hand_in(session, summary).await?;
        }
    }
    batch.hand_in(session, summary).await
}

fn tell(summary: &Summary, json: bool) -> Result<(), Fault> {
    if json {
        return show::json(summary);
    }
    let Summary { accepted, repeated, unmatched, refused, faults } = summary;
    show::line(&format!(
        "{accepted} accepted, {repeated} repeated, {unmatched} without a message, {refused} refused"
    ))?;
    for fault in faults {
        show::line(&show::plain(&format!("  {} [{}]", fault.message, fault.code)))?;
    }
    match refused.saturating_sub(faults.len() as u64) {
        0 => Ok(()),
        more => show::line(&format!("  and {more} more")),
    }
}

/// Reads on to the end of an endless line.
fn skip_line(lines: &mut dyn BufRead) -> std::io::Result<()> {
    loop {
        let held = lines.fill_buf()?;
        let (used, ended) = match held.iter().position(|byte| *byte == b'\n') {
            Some(index) => (index + 1, true),
            None => (held.len(), held.is_empty()),
        };
        lines.consume(used);
        if ended {
            return Ok(());
        }
    }
}

#[derive(Default)]
struct Batch {
    text: Vec<u8>,
    count: usize,
}

impl Batch {
    fn take(&mut self, line: &[u8], index: usize, summary: &mut Summary) {
        let line = line.trim_ascii();
        if line.is_empty() {
            return;
        }
        let checked = match line.len() {
            0..=MAX_BYTES => parse_line(line, index, EventSource::Import).map(drop),
            _ => Err(hookdesk_api::accept::too_large()),
        };
        match checked {
            Ok(()) => {
                self.text.extend_from_slice(line);
                self.text.push(b'\n');
                self.count += 1;
            }
            Err(fault) => {
                summary.refused += 1;
                if summary.faults.len() < TOLD {
                    let (line, code) = (index + 1, fault.code.as_str());
                    summary.faults.push(Refused { line, code, message: fault.message });
                }
            }
        }
    }

    fn is_full(&self) -> bool {
        self.count >= BATCH || self.text.len() >= BATCH_BYTES
    }

    async fn hand_in(&mut self, session: &mut Session, summary: &mut Summary) -> Result<(), Fault> {
        if self.count == 0 {
            return Ok(());
        }
        let text = std::mem::take(self).text;
        let (answers, repeated) = session.accept(text.into(), Form::Lines, EventSource::Import).await?;
        let answers: Vec<Answer> = serde_json::from_str(&answers)
            .map_err(|error| fail::internal("the answer could not be read", &error))?;
        summary.repeated += repeated;
        summary.accepted += answers.len() as u64 - repeated;
        summary.unmatched += answers.iter().filter(|answer| answer.messages.is_empty()).count() as u64;
        Ok(())
    }
}
