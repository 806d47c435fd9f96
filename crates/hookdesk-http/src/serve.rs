//! An engine with its API, from the first line to the last: what `hookdesk serve` is, and the child of a proof.

use std::net::SocketAddr;

use hookdesk_core::{Code, Fault};
use hookdesk_engine::{Engine, RunningNote};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::server::{ServeOptions, Server};

/// Runs an opened engine and its API until `ends` resolves (see [`ends`]), then drains and closes. `ready` is given
/// the one line of JSON that says where it listens.
pub async fn serve(
    engine: &Engine,
    listen: SocketAddr,
    ui: bool,
    ends: impl Future<Output = ()>,
    ready: impl FnOnce(&Value) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let ended = run(engine, listen, ui, ends, ready).await;
    engine.shutdown().await;
    ended
}

async fn run(
    engine: &Engine,
    listen: SocketAddr,
    ui: bool,
    ends: impl Future<Output = ()>,
    ready: impl FnOnce(&Value) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        Fault::invalid("listen", format!("{listen} cannot be listened on"))
            .detail(error.to_string())
            .next("Choose another port with --listen; port 0 takes a free one.")
    })?;
    let server = Server::start(engine.clone(), listener, ServeOptions { ui }).await?;
    let started = match start(engine, &server, ui).await {
        Ok(line) => ready(&line),
        Err(fault) => Err(fault),
    };
    if started.is_ok() {
        ends.await;
        tracing::info!("stopping: running attempts end first");
    }
    server.stop().await;
    started
}

async fn start(engine: &Engine, server: &Server, ui: bool) -> Result<Value, Fault> {
    engine.start().await?;
    let listening = server.address().to_string();
    engine.announce(&RunningNote { pid: std::process::id(), listening: listening.clone() })?;
    tracing::info!(%listening, data_dir = %engine.data_dir().display(), "ready");
    Ok(json!({
        "listening": listening,
        "ui": ui.then(|| format!("http://{listening}/")),
        "token_file": Engine::token_file(engine.data_dir()),
    }))
}

fn deaf(error: &std::io::Error) -> Fault {
    Fault::new(Code::Internal, "signals cannot be heard").detail(error.to_string())
}

/// Resolves when the process is asked to end: by a signal, or with `leashed` by its standard input closing, which it does
/// when whoever started it and holds the other end dies. Listening begins at once: call it before opening the engine,
/// so that nothing is missed meanwhile.
pub fn ends(leashed: bool) -> Result<impl Future<Output = ()>, Fault> {
    let (signals, alone) = (signals()?, alone(leashed));
    Ok(async move {
        tokio::select! {
            () = signals => {}
            Ok(()) = alone => {}
        }
    })
}

/// A thread of its own: one that reads for ever would keep tokio's from ending.
fn alone(leashed: bool) -> oneshot::Receiver<()> {
    let (tell, told) = oneshot::channel();
    if leashed {
        std::thread::spawn(move || {
            // What is written there means nothing.
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            let _ = tell.send(());
        });
    }
    told
}

#[cfg(unix)]
fn signals() -> Result<impl Future<Output = ()>, Fault> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| deaf(&error));
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signals() -> Result<impl Future<Output = ()>, Fault> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "signals cannot be heard");
            std::future::pending::<()>().await;
        }
    })
}
