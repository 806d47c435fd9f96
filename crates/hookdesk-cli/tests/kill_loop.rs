//! The kill loop over the real binary: `hookdesk serve` is killed two hundred times, and ended or frozen in between, while
//! events stream in and out; nothing may be lost, and nothing may arrive twice without an attempt marked unknown.

use std::path::PathBuf;

use hookdesk_prove::{Options, Progress, prove};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

const KILLS: u32 = 200;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_over_two_hundred_kills() {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_hookdesk"));
    let (progress, _told) = watch::channel(Progress::default());
    let options =
        Options { program, kills: KILLS, seed: None, place: Some(env!("CARGO_TARGET_TMPDIR").into()) };
    let report = prove(options, progress, CancellationToken::new()).await.expect("the proof can be run");
    let told = report.table();
    println!("{told}");
    assert!(report.passed, "{told}");
    assert_eq!(report.kills, KILLS, "{told}");
    assert!(report.terms > 0 && report.pauses > 0, "{told}");
    // A run in which nothing happened proves nothing.
    assert!(report.accepted > 1_000 && report.delivered > 2_000, "{told}");
    assert!(report.requests > report.delivered, "no retry and no repetition in the whole run: {told}");
}
