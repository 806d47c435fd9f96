//! The child engine: the real `hookdesk serve`, started, signalled and killed by its pid.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use hookdesk_core::{Code, Fault};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child as Process, ChildStdout, Command};
use tokio::time::timeout;

/// How long a start or an orderly end may take before the proof has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A started child; killed when dropped.
pub(crate) struct Child {
    process: Process,
    out: BufReader<ChildStdout>,
    log: PathBuf,
    began: Instant,
}

/// Where a child answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub host: String,
    pub token: String,
}

impl Child {
    /// Starts `program serve` over the folder; what it logs is added to `log`.
    pub fn start(program: &Path, dir: &Path, log: &Path) -> Result<Self, Fault> {
        let said = OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .map_err(|e| failed("the engine's log could not be opened", e))?;
        let mut process = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--no-ui", "--until-stdin-closes"])
            .env("HOOKDESK_DATA_DIR", dir)
            .env("HOOKDESK_LOG", "error")
            .env_remove("HOOKDESK_PASSPHRASE")
            // Held open: when we are killed ourselves, the child sees its end and goes too.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(said)
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| failed(format!("the engine {} could not be started", program.display()), e))?;
        let out = process.stdout.take().ok_or_else(|| failed("the engine has no output", "no pipe"))?;
        Ok(Self { process, out: BufReader::new(out), log: log.to_owned(), began: Instant::now() })
    }

    /// Waits until it is ready; where it answers, and how long that took from its start.
    pub async fn ready(&mut self) -> Result<(Address, Duration), Fault> {
        let mut line = String::new();
        let read = timeout(PATIENCE, self.out.read_line(&mut line)).await;
        let took = self.began.elapsed();
        if !matches!(read, Ok(Ok(1..))) {
            return Err(failed("the engine did not come up again", self.last_words().await));
        }
        let ready: Value = serde_json::from_str(&line).map_err(|e| failed("the engine's first line", e))?;
        let text = |key: &str| ready[key].as_str().unwrap_or_default().to_owned();
        let token = PathBuf::from(text("token_file"));
        let token = std::fs::read_to_string(&token).map_err(|e| failed("the engine's token", e))?;
        let host = text("listening");
        let host = host.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Ok((Address { host, token: token.trim().to_owned() }, took))
    }

    /// The end of what it logged.
    async fn last_words(&mut self) -> String {
        let _ = timeout(PATIENCE, self.process.kill()).await;
        let said = std::fs::read(&self.log).unwrap_or_default();
        let from = said.len().saturating_sub(2_000);
        String::from_utf8_lossy(&said[from..]).into_owned()
    }

    /// SIGKILL (TerminateProcess), and waits until it is gone.
    pub async fn kill(mut self) -> Result<(), Fault> {
        self.process.kill().await.map_err(|e| failed("the engine could not be killed", e))
    }

    /// SIGTERM; it must drain and end well.
    pub async fn end(mut self) -> Result<(), Fault> {
        if !self.signal(Signal::Terminate)? {
            return self.kill().await;
        }
        let ended = timeout(PATIENCE, self.process.wait()).await;
        match ended {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => Err(self.ended_badly(status).await),
            _ => Err(failed("the engine did not end within a minute of SIGTERM", self.last_words().await)),
        }
    }

    async fn ended_badly(&mut self, status: ExitStatus) -> Fault {
        let words = self.last_words().await;
        failed(format!("the engine ended with {status} after SIGTERM"), words)
    }

    /// Stops it in the middle of whatever it does, as a lid that is closed; `false` where the platform cannot.
    pub fn freeze(&self) -> Result<bool, Fault> {
        self.signal(Signal::Freeze)
    }

    /// Lets it go on.
    pub fn thaw(&self) -> Result<bool, Fault> {
        self.signal(Signal::Thaw)
    }

    #[cfg(unix)]
    fn signal(&self, signal: Signal) -> Result<bool, Fault> {
        use rustix::process::{Pid, Signal as Unix, kill_process};
        let id = self.process.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        let id = id.ok_or_else(|| failed("the engine has ended by itself", "no pid"))?;
        let signal = match signal {
            Signal::Terminate => Unix::TERM,
            Signal::Freeze => Unix::STOP,
            Signal::Thaw => Unix::CONT,
        };
        kill_process(id, signal).map_err(|e| failed("the engine could not be signalled", e))?;
        Ok(true)
    }

    #[cfg(not(unix))]
    fn signal(&self, _: Signal) -> Result<bool, Fault> {
        Ok(false)
    }
}

#[derive(Clone, Copy)]
#[cfg_attr(not(unix), expect(dead_code))]
enum Signal {
    Terminate,
    Freeze,
    Thaw,
}

pub(crate) fn failed(message: impl Into<String>, error: impl std::fmt::Display) -> Fault {
    Fault::new(Code::ProofFailed, message).detail(error.to_string())
}
