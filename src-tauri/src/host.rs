//! The engine inside the window's process, and its loopback API, so that the command line works beside the window.

use std::path::PathBuf;
use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::time::SystemClock;
use hookdesk_engine::{Engine, EngineOptions, Role, RunningNote};
use hookdesk_http::{ServeOptions, Server};
use hookdesk_secrets::Secret;

/// What the window talks to; where opening failed, the fault, which every screen then shows.
pub struct Host(Result<Running, Fault>);

struct Running {
    engine: Engine,
    server: Option<Server>,
}

impl Host {
    /// Opens the data directory and starts sending.
    pub async fn start() -> Self {
        Self(Running::start().await)
    }

    /// The engine, or why there is none.
    pub fn engine(&self) -> Result<&Engine, Fault> {
        self.0.as_ref().map(|running| &running.engine).map_err(Clone::clone)
    }

    /// Drains and closes.
    pub async fn stop(&self) {
        if let Ok(running) = &self.0 {
            if let Some(server) = &running.server {
                server.stop().await;
            }
            running.engine.shutdown().await;
        }
    }
}

impl Running {
    async fn start() -> Result<Self, Fault> {
        let passphrase = std::env::var("HOOKDESK_PASSPHRASE").ok().filter(|text| !text.is_empty());
        let engine = Engine::open(EngineOptions {
            data_dir: data_dir(),
            passphrase: passphrase.map(Secret::new),
            role: Role::Run,
            clock: Arc::new(SystemClock),
        })
        .await?;
        engine.start().await?;
        let server = serve(&engine).await;
        Ok(Self { engine, server })
    }
}

/// The usual port where it is free, else any; the window works without the API, so a failure is only logged.
async fn serve(engine: &Engine) -> Option<Server> {
    for port in [7420, 0] {
        let Ok(listener) = tokio::net::TcpListener::bind(("127.0.0.1", port)).await else { continue };
        let served = Server::start(engine.clone(), listener, ServeOptions { ui: true }).await;
        match served {
            Ok(server) => {
                let note = RunningNote { pid: std::process::id(), listening: server.address().to_string() };
                if let Err(fault) = engine.announce(&note) {
                    tracing::warn!(%fault, "commands will not find this engine");
                }
                return Some(server);
            }
            Err(fault) => tracing::warn!(%fault, "the loopback API did not start"),
        }
    }
    None
}

/// `--data-dir DIR`, else `HOOKDESK_DATA_DIR`, else the platform's own place; the same order as the command line.
pub fn data_dir() -> PathBuf {
    let mut args = std::env::args_os().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--data-dir"
            && let Some(dir) = args.next()
        {
            return dir.into();
        }
    }
    hookdesk_engine::default_data_dir()
}
