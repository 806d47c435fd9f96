//! A file of lines that are on the disk before anybody is told: many writers share one fsync.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc;

use tokio::sync::oneshot;

/// One line, and who waits for it.
type Line = (String, oneshot::Sender<()>);

/// The file; its thread ends when the last handle is dropped.
#[derive(Clone)]
pub(crate) struct Journal {
    lines: mpsc::Sender<Line>,
}

impl Journal {
    /// Makes the file.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut file = File::create_new(path)?;
        let (lines, asked) = mpsc::channel::<Line>();
        std::thread::Builder::new().name("journal".to_owned()).spawn(move || {
            while let Ok(first) = asked.recv() {
                let mut group = vec![first];
                group.extend(asked.try_iter());
                let text: String = group.iter().map(|(line, _)| format!("{line}\n")).collect();
                // A ledger that cannot write says nothing to anybody: those who wait find their sender gone.
                if file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).is_err() {
                    return;
                }
                for (_, told) in group {
                    // Whoever asked may have been cut off.
                    let _ = told.send(());
                }
            }
        })?;
        Ok(Self { lines })
    }

    /// Writes a line; `true` once it is on the disk.
    pub async fn write(&self, line: String) -> bool {
        let (told, done) = oneshot::channel();
        self.lines.send((line, told)).is_ok() && done.await.is_ok()
    }
}
