//! A data directory, the program, and an engine where one is wanted.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub const PASSPHRASE: &str = "a passphrase for tests";

/// A data directory of its own; an engine runs on it after [`Desk::serve`].
pub struct Desk {
    pub dir: TempDir,
    engine: Option<Child>,
}

/// What a command gave.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a directory"), engine: None }
    }

    /// The same once without and once with a running engine.
    pub fn both() -> [Self; 2] {
        let mut served = Self::new();
        served.serve();
        [Self::new(), served]
    }

    /// The program with its environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("hookdesk"));
        command
            .args(args)
            .env("HOOKDESK_DATA_DIR", self.dir.path())
            .env("HOOKDESK_PASSPHRASE", PASSPHRASE)
            .stdin(Stdio::null());
        command
    }

    /// Starts an engine on the directory; its ready line.
    pub fn serve(&mut self) -> Value {
        self.serve_by(self.command(&["serve", "--listen", "127.0.0.1:0"]))
    }

    /// The same by a command of one's own.
    pub fn serve_by(&mut self, command: Command) -> Value {
        self.serve_to(command, Stdio::null())
    }

    /// The same, with a place for what it says.
    pub fn serve_to(&mut self, mut command: Command, errors: impl Into<Stdio>) -> Value {
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().expect("the program");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        self.engine = Some(child);
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// The running engine's process.
    #[cfg(unix)]
    pub fn pid(&self) -> u32 {
        self.engine.as_ref().expect("a running engine").id()
    }

    /// SIGTERM, and the exit code.
    pub fn stop(&mut self) -> Option<i32> {
        let mut child = self.engine.take()?;
        let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()));
        child.wait().expect("its end").code()
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::from(self.command(args).output().expect("the program"))
    }

    /// Runs a command that has to work; what it printed.
    pub fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        ran.out.trim_end().to_owned()
    }

    /// The same, as JSON.
    pub fn json(&self, args: &[&str]) -> Value {
        let text = self.ok(&[args, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?}: {error}: {text}"))
    }

    /// Runs a command that has to fail; its fault.
    pub fn fault(&self, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, 1, "{args:?} printed {:?} and {:?}", ran.out, ran.err);
        let last = ran.err.lines().last().unwrap_or_default();
        serde_json::from_str(last).unwrap_or_else(|error| panic!("{args:?}: {error}: {}", ran.err))
    }

    /// A file beside the data.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    }

    /// A hook and a subscription whose recipient is held for consent, so that nothing leaves the machine.
    pub fn subscribed(&self, name: &str) -> String {
        self.ok(&["hooks", "add", name]);
        self.ok(&["subscriptions", "add", "--hook", name, "--url", "http://127.0.0.1:9/in"])
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(mut child) = self.engine.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
