//! The process that opens the file, and may die at it: this same program, told by its environment what to do.

use std::env::var;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::config::{Consent, Recipient, Subscription};
use hookdesk_core::message::{HoldReason, MessageState};
use hookdesk_core::time::{SystemClock, UtcMillis};
use hookdesk_engine::{Engine, EngineOptions, Role};

use crate::rows::rows;

/// Where a child leaves what the file holds, when it came to its end.
pub const ROWS: &str = "rows.txt";
/// What it says just before it opens the file.
pub const OPENING: &str = "opening the file";

/// Changes every message's row and writes enough that a kill can fall into it.
const MIGRATION: &str = "ALTER TABLE messages ADD COLUMN upgraded INTEGER NOT NULL DEFAULT 0; \
    UPDATE messages SET upgraded = 1; \
    CREATE TABLE ballast (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT; \
    WITH RECURSIVE counting (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting WHERE n < 20000) \
    INSERT INTO ballast SELECT n, hex(randomblob(40)) FROM counting;";

/// What a child does.
pub struct Child<'a> {
    pub dir: &'a Path,
    /// The crash point at which it dies.
    pub dies_at: Option<&'a str>,
    /// Whether it knows one version more than this program does.
    pub newer: bool,
    /// Where it sends everything that is open; without one it only opens and closes.
    pub receiver: Option<String>,
}

impl Child<'_> {
    pub fn command(&self) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command
            .args(["--exact", "child::child", "--test-threads=1", "--nocapture"])
            .env("HOOKDESK_UPGRADE_DIR", self.dir)
            .env("HOOKDESK_CRASH_AT", self.dies_at.unwrap_or("nowhere"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if self.newer {
            command.env("HOOKDESK_CRASH_MIGRATION", MIGRATION);
        }
        if let Some(url) = &self.receiver {
            command.env("HOOKDESK_UPGRADE_URL", url);
        }
        command
    }
}

#[test]
fn child() {
    let Ok(dir) = var("HOOKDESK_UPGRADE_DIR").map(PathBuf::from) else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let url = var("HOOKDESK_UPGRADE_URL").ok();
        let role = if url.is_some() { Role::Run } else { Role::Visit };
        let clock = Arc::new(SystemClock);
        let mut out = std::io::stdout();
        writeln!(out, "{OPENING}").and_then(|()| out.flush()).expect("a listener");
        let options = EngineOptions { data_dir: dir.clone(), passphrase: None, role, clock };
        let engine = Engine::open(options).await.expect("an engine");
        if let Some(url) = url {
            drain(&engine, &url).await.expect("drained");
        }
        let rows = rows(engine.store()).await.expect("rows");
        std::fs::write(dir.join(ROWS), rows).expect("written");
        engine.shutdown().await;
    });
}

/// Lets go of everything that is held, and sends until nothing is open.
async fn drain(engine: &Engine, url: &str) -> Result<(), Fault> {
    let store = engine.store();
    for subscription in store.subscriptions().await? {
        let recipient = Recipient::Url { url: url.to_owned() };
        let open = Subscription {
            recipient,
            enabled: true,
            consent: Some(Consent::to_this_machine(UtcMillis(0))),
            ..subscription
        };
        store.save_subscription(open.clone(), Box::new(|_| Ok(Vec::new()))).await?;
        store.release_held(open.id, HoldReason::Credential).await?;
    }
    let mut changes = store.changes();
    engine.start().await?;
    loop {
        let counts = store.counts().await?.by_state;
        let open = [MessageState::Queued, MessageState::Sending, MessageState::Retrying, MessageState::Held];
        if open.iter().all(|state| counts.get(state).copied().unwrap_or(0) == 0) {
            return Ok(());
        }
        let _ = changes.recv().await;
    }
}
