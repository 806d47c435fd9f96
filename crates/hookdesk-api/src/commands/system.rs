//! The installation: what runs where, backups, and a check of it all.

use std::path::PathBuf;

use hookdesk_core::Fault;
use hookdesk_engine::Engine;

use super::checkup;
use crate::wire::*;

pub async fn info(engine: &Engine, _: Nothing) -> Result<SystemInfo, Fault> {
    Ok(SystemInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: engine.data_dir().display().to_string(),
        listening: Engine::running(engine.data_dir())?.map(|note| note.listening),
        database_bytes: engine.store().size_bytes(),
        sending: engine.is_sending(),
        now: engine.clock().now().to_rfc3339(),
        key: engine.vault().into(),
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
    let lines = checkup::lines(engine).await?;
    Ok(Checkup { ok: lines.iter().all(|line| line.ok), lines })
}
