//! Logs: to stderr and, a file a day, to `<data dir>/logs`.

use std::path::Path;

use hookdesk_core::Fault;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

use crate::fail;

/// How many days' files are kept.
const DAYS: usize = 14;

/// Starts logging for `serve`. `HOOKDESK_LOG` chooses what (`info` where unset). Hold the guard until the end: it writes
/// what is still on its way.
pub fn start(data_dir: &Path) -> Result<WorkerGuard, Fault> {
    let folder = data_dir.join("logs");
    std::fs::create_dir_all(&folder)
        .map_err(|error| fail::internal("the log's folder could not be made", &error))?;
    let files = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("hookdesk")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .map_err(|error| fail::internal("the log could not be opened", &error))?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let filter = EnvFilter::try_from_env("HOOKDESK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().with_ansi(false).with_writer(writer))
        .with(fmt::layer().with_ansi(false).with_writer(std::io::stderr))
        .try_init()
        .map_err(|error| fail::internal("the log could not be started", &error))?;
    Ok(guard)
}
