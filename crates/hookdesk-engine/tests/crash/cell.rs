//! One cell: processes that die and one that does not, and what is left in the end.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use hookdesk_testkit::{Answer, Receiver};

use crate::child::RESULT;

/// A point, an answer, and what must come of them.
pub struct Cell {
    pub point: String,
    pub class: String,
    /// Each a possible end.
    pub expected: Vec<String>,
    /// Whether the point is reached.
    pub dies: bool,
}

impl Cell {
    /// Runs it; an error says what was different.
    pub async fn run(self) -> Result<(), String> {
        let dir = tempfile::tempdir().expect("a directory");
        let receiver = Receiver::start(vec![answer(&self.class)], Answer::status(200)).await;
        if self.point.starts_with("recover.") {
            let died = self.process(dir.path(), &receiver, "first", "claim.after_commit").await;
            if died.success() {
                return Err(self.say("did not die before its recovery"));
            }
        }
        let first = self.process(dir.path(), &receiver, "first", &self.point).await;
        match (first.success(), self.dies) {
            (true, true) => return Err(self.say("the point was not reached")),
            (false, false) => {
                return Err(self.say(&format!("died ({first}) though the point is not reached")));
            }
            _ => {}
        }
        let last = self.process(dir.path(), &receiver, "last", "nowhere").await;
        if !last.success() {
            return Err(self.say(&format!("did not come up again: {last}")));
        }
        let stored = std::fs::read_to_string(dir.path().join(RESULT)).expect("a result");
        let found = format!("{}/{stored}", receiver.count());
        if self.expected.contains(&found) { Ok(()) } else { Err(self.say(&format!("ended as {found}"))) }
    }

    fn say(&self, what: &str) -> String {
        format!("{} × {}: {what}; expected {}", self.point, self.class, self.expected.join(" or "))
    }

    /// This program again, as a child that may die at the point.
    async fn process(&self, dir: &Path, receiver: &Receiver, step: &str, die_at: &str) -> ExitStatus {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command
            .args(["--exact", "child", "--test-threads=1"])
            .env("HOOKDESK_CELL_DIR", dir)
            .env("HOOKDESK_CELL_URL", receiver.url())
            .env("HOOKDESK_CELL_POINT", &self.point)
            .env("HOOKDESK_CELL_STEP", step)
            .env("HOOKDESK_CRASH_AT", die_at)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let run = tokio::task::spawn_blocking(move || command.status());
        run.await.expect("a thread").expect("a child")
    }
}

fn answer(class: &str) -> Answer {
    match class {
        "2xx" => Answer::status(204),
        "429" => {
            let headers = vec![("retry-after".to_owned(), "1".to_owned())];
            Answer::Reply { status: 429, headers, body: Vec::new() }
        }
        "timeout" => Answer::Silent,
        "reset" => Answer::Close,
        status => Answer::status(status.parse().expect("a status")),
    }
}
