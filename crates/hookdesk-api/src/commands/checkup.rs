//! What `system.check` looks at, each in a sentence.

use hookdesk_core::Fault;
use hookdesk_engine::Engine;
use hookdesk_secrets::KeyState;
use hookdesk_store::EventFilter;

use crate::disk;
use crate::wire::CheckLine;

/// How far before the newest event the clock may stand, in milliseconds.
const CLOCK_SLACK: i64 = 60_000;

/// All of it.
pub async fn lines(engine: &Engine) -> Result<Vec<CheckLine>, Fault> {
    let mut lines = vec![database(engine).await?, contents(engine).await?, key(engine)];
    lines.extend(lost(engine).await?);
    lines.extend(token(engine));
    lines.extend(room(engine));
    lines.push(clock(engine).await?);
    lines.push(sender(engine)?);
    lines.extend(network(engine));
    Ok(lines)
}

/// Only where something is the matter.
fn network(engine: &Engine) -> Option<CheckLine> {
    let (state, _) = engine.network();
    let text = super::network::sentence(state);
    (!text.is_empty()).then(|| CheckLine { ok: true, text: text.to_owned() })
}

fn well(text: impl Into<String>) -> CheckLine {
    CheckLine { ok: true, text: text.into() }
}

fn bad(text: impl Into<String>) -> CheckLine {
    CheckLine { ok: false, text: text.into() }
}

/// Secrets that the key, where it is here, does not open: of a key file that is gone.
async fn lost(engine: &Engine) -> Result<Option<CheckLine>, Fault> {
    if matches!(engine.vault().state(), KeyState::Locked { .. } | KeyState::OsKeyStoreAway) {
        return Ok(None);
    }
    let lost = super::security::lost(engine).await?;
    let count = lost.count();
    Ok((count > 0).then(|| {
        bad(format!(
            "{count} stored secrets cannot be opened with this key: enter them again, or put back the key.json they \
             were sealed under"
        ))
    }))
}

async fn database(engine: &Engine) -> Result<CheckLine, Fault> {
    let found = engine.store().check().await?;
    Ok(match found.first() {
        None => well("the database passes its integrity check"),
        Some(first) => bad(format!("the database is damaged: {first}")),
    })
}

async fn contents(engine: &Engine) -> Result<CheckLine, Fault> {
    let counts = engine.store().counts().await?;
    let messages: u64 = counts.by_state.values().sum();
    let (size, dir) = (engine.store().size_bytes().div_ceil(1 << 20), engine.data_dir().display());
    Ok(well(format!("{} events and {messages} messages, {size} MiB, in {dir}", counts.events)))
}

fn key(engine: &Engine) -> CheckLine {
    match engine.vault().state() {
        KeyState::Unset { .. } => well("no place for secrets was chosen yet; none can be stored"),
        KeyState::OsKeyStore => well("secrets are sealed; the key is in the system's key store"),
        KeyState::Passphrase => well("secrets are sealed; the key is under a passphrase"),
        KeyState::Locked { wrong: false } => bad("secrets are locked until the passphrase is given"),
        KeyState::Locked { wrong: true } => {
            bad("secrets are locked: the passphrase given at start (HOOKDESK_PASSPHRASE) is wrong")
        }
        KeyState::OsKeyStoreAway => bad("the system's key store, which holds the key, does not answer"),
    }
}

/// Nobody else may read the API's token.
#[cfg(unix)]
fn token(engine: &Engine) -> Option<CheckLine> {
    use std::os::unix::fs::PermissionsExt;
    let path = Engine::token_file(engine.data_dir());
    let mode = std::fs::metadata(&path).ok()?.permissions().mode() & 0o777;
    Some(match mode & 0o077 {
        0 => well("only you can read the API's token"),
        _ => bad(format!("others can read {} (mode {mode:o}); make it 600", path.display())),
    })
}

#[cfg(not(unix))]
fn token(_: &Engine) -> Option<CheckLine> {
    None
}

fn room(engine: &Engine) -> Option<CheckLine> {
    let free = disk::free(engine.data_dir())?;
    let text = format!("{} MiB are free on the disk with the data", free >> 20);
    Some(if disk::low(engine.data_dir()).is_none() { well(text) } else { bad(text) })
}

/// A clock that was set back makes due times look far away.
async fn clock(engine: &Engine) -> Result<CheckLine, Fault> {
    let newest = engine.store().events(EventFilter::default(), None, 1).await?.rows.pop();
    let now = engine.clock().now();
    Ok(match newest.map(|event| event.received_at) {
        Some(last) if last > now.plus(CLOCK_SLACK) => bad(format!(
            "the clock says {}, but the newest event came at {}",
            now.to_rfc3339(),
            last.to_rfc3339()
        )),
        _ => well(format!("the clock says {}", now.to_rfc3339())),
    })
}

fn sender(engine: &Engine) -> Result<CheckLine, Fault> {
    Ok(match (engine.is_sending(), Engine::running(engine.data_dir())?) {
        (true, Some(note)) => well(format!("the sender runs; the API listens on {}", note.listening)),
        (true, None) => well("the sender runs"),
        (false, _) => well("nothing is sent now: no engine runs on this data directory"),
    })
}
