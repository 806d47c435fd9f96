//! A proof that cannot be run, and one that is stopped: what each leaves behind.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::path::Path;

use hookdesk_core::Code;
use hookdesk_prove::{Options, Progress, prove};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

fn options(program: &str, place: &Path) -> Options {
    // With this seed the first child is waited for, not killed at once.
    Options { program: program.into(), kills: 5, seed: Some(1), place: Some(place.to_owned()) }
}

fn left(place: &Path) -> usize {
    std::fs::read_dir(place).unwrap().count()
}

#[tokio::test]
async fn an_engine_that_does_not_come_up_fails_and_leaves_its_folder() {
    let place = tempfile::tempdir().unwrap();
    let (progress, _told) = watch::channel(Progress::default());
    let ended = prove(options("/bin/false", place.path()), progress, CancellationToken::new()).await;
    let fault = ended.unwrap_err();
    assert_eq!(fault.code, Code::ProofFailed);
    assert_eq!(left(place.path()), 1, "the evidence stays");
    assert!(fault.next.contains(place.path().to_str().unwrap()), "{}", fault.next);
}

#[tokio::test]
async fn a_stopped_proof_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let (progress, _told) = watch::channel(Progress::default());
    let stop = CancellationToken::new();
    // It waits for a first line that never comes.
    let script = place.path().join("silent");
    std::fs::write(&script, "#!/bin/sh\nexec sleep 60\n").unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let running =
        tokio::spawn(prove(options(script.to_str().unwrap(), place.path()), progress, stop.clone()));
    while left(place.path()) < 2 {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    assert_eq!(running.await.unwrap().unwrap_err().code, Code::ProofStopped);
    assert_eq!(left(place.path()), 1, "the script alone");
}
