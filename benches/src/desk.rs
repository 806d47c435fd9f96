//! The real `hookdesk serve`, as a process of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// How long starting and stopping may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// `/proc` counts CPU time in hundredths of a second on every Linux platform.
const TICKS_PER_SECOND: f64 = 100.0;

/// A running `hookdesk serve`; killed when dropped without [`Desk::stop`].
pub struct Desk {
    child: Child,
    /// Kept open, so that what it prints never fails.
    _out: BufReader<ChildStdout>,
    /// Its API, `127.0.0.1:PORT`.
    pub address: String,
    /// The API's bearer token.
    pub token: String,
}

impl Desk {
    /// Starts it on a data directory and waits until it is ready.
    pub async fn start(data_dir: &Path) -> Result<Self> {
        let mut child = Command::new(binary()?)
            .arg("--data-dir")
            .arg(data_dir)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env_remove("HOOKDESK_DATA_DIR")
            .env("HOOKDESK_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut out = BufReader::new(child.stdout.take().context("no way from hookdesk serve")?);
        let mut line = String::new();
        timeout(PATIENCE, out.read_line(&mut line)).await.context("hookdesk serve does not get ready")??;
        let ready: Value =
            serde_json::from_str(&line).with_context(|| format!("not a ready line: {line:?}"))?;
        let text = |key: &str| ready[key].as_str().with_context(|| format!("no {key} in {line:?}"));
        let address = text("listening")?.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let token = fs::read_to_string(text("token_file")?)?.trim().to_owned();
        Ok(Self { child, _out: out, address, token })
    }

    /// CPU seconds it has used so far.
    pub fn cpu_seconds(&self) -> Result<f64> {
        let stat = fs::read_to_string(self.proc("stat")?)?;
        // The name in parentheses may hold spaces; user and system time are the 14th and 15th word of the line.
        let after = stat.rsplit_once(')').context("an unknown /proc format")?.1;
        let ticks: Vec<f64> =
            after.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
        Ok(ticks.iter().sum::<f64>() / TICKS_PER_SECOND)
    }

    /// Files and sockets it holds open now.
    pub fn handles(&self) -> Result<usize> {
        Ok(fs::read_dir(self.proc("fd")?)?.count())
    }

    /// Memory it holds now, in MiB.
    pub fn rss_mib(&self) -> Result<f64> {
        self.memory("VmRSS:")
    }

    /// The most memory it has held, in MiB.
    pub fn peak_mib(&self) -> Result<f64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, key: &str) -> Result<f64> {
        let status = fs::read_to_string(self.proc("status")?)?;
        let line =
            status.lines().find_map(|line| line.strip_prefix(key)).context("an unknown /proc format")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? / 1024.0)
    }

    /// Stops it as a service manager would; it has to drain and to end well.
    pub async fn stop(mut self) -> Result<()> {
        let pid = self.pid()?.to_string();
        ensure!(
            Command::new("kill").args(["-TERM", &pid]).status().await?.success(),
            "hookdesk serve is gone"
        );
        let status = timeout(PATIENCE, self.child.wait()).await.context("hookdesk serve does not stop")??;
        ensure!(status.success(), "hookdesk serve ended with {status}");
        Ok(())
    }

    fn pid(&self) -> Result<u32> {
        self.child.id().context("hookdesk serve has ended")
    }

    fn proc(&self, file: &str) -> Result<PathBuf> {
        Ok(PathBuf::from(format!("/proc/{}/{file}", self.pid()?)))
    }
}

/// The release binary, which is built beside this program.
fn binary() -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("hookdesk");
    if !path.exists() {
        bail!("{} is missing: cargo build --release -p hookdesk-cli", path.display());
    }
    Ok(path)
}
