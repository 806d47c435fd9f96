//! `serve`: engine, API and window in the browser, until a signal ends it.

use std::net::SocketAddr;
use std::path::Path;

use hookdesk_core::Fault;
use hookdesk_engine::{Engine, Role};
use hookdesk_secrets::KeyState;

use crate::session::options;
use crate::{log, show};

/// Runs until SIGTERM or SIGINT, or with `leashed` until stdin closes; drains, and ends well.
pub async fn serve(data_dir: &Path, listen: SocketAddr, ui: bool, leashed: bool) -> Result<(), Fault> {
    let ends = hookdesk_http::ends(leashed)?;
    let engine = Engine::open(options(data_dir, Role::Run)).await?;
    // Only now is the directory known to be there and ours.
    let log = log::start(engine.data_dir());
    if log.is_err() {
        engine.shutdown().await;
    }
    let _log = log?;
    if let KeyState::Locked { wrong: true } = engine.vault().state() {
        tracing::warn!(
            "the passphrase in HOOKDESK_PASSPHRASE is wrong: secrets are locked, and messages that need one are held \
             until the right one is given (Settings > Security, or `hookdesk security unlock`)"
        );
    }
    hookdesk_http::serve(&engine, listen, ui, ends, |ready| show::line(&ready.to_string())).await
}
