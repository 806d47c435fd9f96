//! `serve`: engine, API and window in the browser, until a signal ends it.

use std::net::SocketAddr;
use std::path::Path;

use hookdesk_core::Fault;
use hookdesk_engine::{Engine, Role, RunningNote};
use hookdesk_http::{ServeOptions, Server};
use serde_json::json;
use tokio::net::TcpListener;

use crate::session::options;
use crate::{fail, log, show};

/// Runs until SIGTERM or SIGINT; drains, and ends well.
pub async fn serve(data_dir: &Path, listen: SocketAddr, ui: bool) -> Result<(), Fault> {
    let ends = signals()?;
    let engine = Engine::open(options(data_dir, Role::Run)).await?;
    // Only now is the directory known to be there and ours.
    let _log = log::start(engine.data_dir())?;
    let ended = run(&engine, listen, ui, ends).await;
    engine.shutdown().await;
    ended
}

async fn run(
    engine: &Engine,
    listen: SocketAddr,
    ui: bool,
    ends: impl Future<Output = ()>,
) -> Result<(), Fault> {
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        Fault::invalid("listen", format!("{listen} cannot be listened on"))
            .detail(error.to_string())
            .next("Choose another port with --listen; port 0 takes a free one.")
    })?;
    let server = Server::start(engine.clone(), listener, ServeOptions { ui }).await?;
    let started = start(engine, &server, ui).await;
    if started.is_ok() {
        ends.await;
        tracing::info!("stopping: running attempts end first");
    }
    server.stop().await;
    started
}

async fn start(engine: &Engine, server: &Server, ui: bool) -> Result<(), Fault> {
    engine.start().await?;
    let listening = server.address().to_string();
    engine.announce(&RunningNote { pid: std::process::id(), listening: listening.clone() })?;
    tracing::info!(%listening, data_dir = %engine.data_dir().display(), "ready");
    let ready = json!({
        "listening": listening,
        "ui": ui.then(|| format!("http://{listening}/")),
        "token_file": Engine::token_file(engine.data_dir()),
    });
    show::line(&ready.to_string())
}

/// Resolves when the process is asked to end. Listening begins at once, so that no signal is missed meanwhile.
#[cfg(unix)]
fn signals() -> Result<impl Future<Output = ()>, Fault> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| fail::internal("signals cannot be heard", &error));
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Resolves when the process is asked to end.
#[cfg(not(unix))]
fn signals() -> Result<impl Future<Output = ()>, Fault> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "signals cannot be heard");
            std::future::pending::<()>().await;
        }
    })
}
