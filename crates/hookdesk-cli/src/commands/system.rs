//! `backup` and `doctor`.

use std::path::Path;

use hookdesk_api::wire;
use hookdesk_core::{Code, Fault};

use crate::session::Session;
use crate::{files, show};

/// Copies the database.
pub async fn backup(session: &mut Session, file: &Path, json: bool) -> Result<(), Fault> {
    let path = files::absolute("path", file)?.display().to_string();
    let written: wire::Written =
        session.call("system.backup", &wire::BackupRequest { path: Some(path) }).await?;
    if json { show::json(&written) } else { show::line(&written.path) }
}

/// Looks at everything, what keeps the data from being opened too.
pub async fn doctor(data_dir: &Path, json: bool) -> Result<(), Fault> {
    let mut session = Session::open(data_dir).await?;
    let found: Result<wire::Checkup, Fault> = session.call("system.check", &wire::Nothing {}).await;
    session.close().await;
    let checkup = found?;
    if json {
        show::json(&checkup)?;
    } else {
        for line in &checkup.lines {
            show::line(&format!("{} {}", if line.ok { "ok  " } else { "bad " }, show::plain(&line.text)))?;
        }
    }
    match checkup.lines.iter().find(|line| !line.ok) {
        None => Ok(()),
        Some(line) => Err(Fault::new(Code::StoreFailed, line.text.clone())
            .next("See the lines above; a damaged database is replaced by its latest backup in `backups`.")),
    }
}
