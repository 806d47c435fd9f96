//! The installation: what runs where, backups, and a check of it all.

use std::path::PathBuf;

use hookdesk_core::Fault;
use hookdesk_engine::Engine;

use crate::wire::*;

pub async fn info(engine: &Engine, _: Nothing) -> Result<SystemInfo, Fault> {
    Ok(SystemInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: engine.data_dir().display().to_string(),
        listening: Engine::running(engine.data_dir())?.map(|note| note.listening),
        database_bytes: engine.store().size_bytes(),
        sending: engine.is_sending(),
        now: engine.clock().now().to_rfc3339(),
        key: engine.vault().state().into(),
    })
}

pub async fn backup(engine: &Engine, request: BackupRequest) -> Result<Written, Fault> {
    let path = match request.path {
        Some(path) => PathBuf::from(path),
        None => {
            let now = engine.clock().now().to_rfc3339().replace([':', '.'], "-");
            engine.data_dir().join("backups").join(format!("hookdesk-{now}.db"))
        }
    };
    if !path.is_absolute() {
        return Err(Fault::invalid("path", "the path of a backup is given in full")
            .next("Begin at the root; the engine does not know your working directory."));
    }
    if path.exists() {
        return Err(Fault::invalid("path", format!("{} exists already", path.display()))
            .next("Choose a new file; a backup never replaces one."));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            Fault::invalid("path", format!("{} cannot be made", folder.display())).detail(error.to_string())
        })?;
    }
    engine.store().backup(path.clone()).await?;
    Ok(Written { path: path.display().to_string() })
}

pub async fn check(engine: &Engine, _: Nothing) -> Result<Checkup, Fault> {
    let mut lines = vec![database(engine).await?, key(engine)];
    let counts = engine.store().counts().await?;
    lines.push(CheckLine {
        ok: true,
        text: format!(
            "{} events and {} messages in {}",
            counts.events,
            counts.by_state.values().sum::<u64>(),
            engine.data_dir().display()
        ),
    });
    lines.push(CheckLine {
        ok: true,
        text: match (engine.is_sending(), Engine::running(engine.data_dir())?) {
            (true, Some(note)) => format!("the sender runs; the API listens on {}", note.listening),
            (true, None) => "the sender runs".to_owned(),
            (false, _) => "nothing is sent now: no engine runs on this data directory".to_owned(),
        },
    });
    Ok(Checkup { ok: lines.iter().all(|line| line.ok), lines })
}

async fn database(engine: &Engine) -> Result<CheckLine, Fault> {
    let found = engine.store().check().await?;
    Ok(match found.first() {
        None => CheckLine { ok: true, text: "the database passes its integrity check".to_owned() },
        Some(first) => CheckLine { ok: false, text: format!("the database is damaged: {first}") },
    })
}

fn key(engine: &Engine) -> CheckLine {
    use hookdesk_secrets::KeyState;
    let (ok, text) = match engine.vault().state() {
        KeyState::Unset { .. } => (true, "no place for secrets was chosen yet; none can be stored"),
        KeyState::OsKeyStore => (true, "secrets are sealed; the key is in the system's key store"),
        KeyState::Passphrase => (true, "secrets are sealed; the key is under a passphrase"),
        KeyState::Locked => (false, "secrets are locked until the passphrase is given"),
        KeyState::OsKeyStoreAway => (false, "the system's key store, which holds the key, does not answer"),
    };
    CheckLine { ok, text: text.to_owned() }
}
