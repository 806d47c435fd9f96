//! `doctor --prove`: the kill loop over this very program, and what it found.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use hookdesk_core::{Code, Fault};
use hookdesk_prove::{Options, Progress};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{fail, show};

/// Runs it; a proof that was not passed is a failure.
pub async fn prove(data_dir: &Path, kills: u32, seed: Option<u64>, json: bool) -> Result<(), Fault> {
    let program = std::env::current_exe()
        .map_err(|error| fail::internal("this program does not know where it lies", &error))?;
    let (progress, told) = watch::channel(Progress::default());
    let telling = tokio::spawn(tell(told, kills));
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stopped.cancel();
        }
    });
    // On the disk whose promise is in question, where there is one yet.
    let place = data_dir.is_dir().then(|| data_dir.to_owned());
    let options = Options { program, kills, seed, place };
    let report = hookdesk_prove::prove(options, progress, stop).await?;
    // It ends with the channel.
    let _ = telling.await;
    if json {
        show::json(&report)?;
    } else {
        show::line(&report.table())?;
    }
    if report.passed {
        return Ok(());
    }
    Err(Fault::new(Code::ProofFailed, "the proof was not passed")
        .next("Keep this output and its seed, and tell the developers; your own data was not touched."))
}

/// How far it is, on stderr, where somebody looks on.
async fn tell(mut told: watch::Receiver<Progress>, kills: u32) {
    let looked_at = std::io::stderr().is_terminal();
    while told.changed().await.is_ok() {
        let now = *told.borrow_and_update();
        if looked_at {
            let mut out = std::io::stderr();
            let _ = write!(
                out,
                "\r{} of {kills} kills, {} events accepted, {} messages taken ",
                now.kills, now.accepted, now.delivered
            );
            let _ = out.flush();
        }
    }
    if looked_at {
        let _ = writeln!(std::io::stderr());
    }
}
