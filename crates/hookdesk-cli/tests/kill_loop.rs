//! The kill loop over the real binary: two hundred rounds in which `hookdesk serve` is killed, ended or frozen while
//! events stream in and out; nothing may be lost, and nothing may arrive twice without an attempt marked unknown.

use std::path::PathBuf;

use hookdesk_prove::{Options, Progress, prove};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Of which about 10 % end with SIGTERM instead: at least 200 kills in all.
const ROUNDS: u32 = 240;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_over_two_hundred_kills() {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_hookdesk"));
    let (progress, _told) = watch::channel(Progress::default());
    let options = Options { program, rounds: ROUNDS, seed: None };
    let report = prove(options, progress, CancellationToken::new()).await.expect("the proof can be run");
    let told = report.table();
    println!("{told}");
    assert!(report.passed, "{told}");
    assert!(report.kills >= 200, "too few kills: {told}");
    // A run in which nothing happened proves nothing.
    assert!(report.accepted > 1_000 && report.delivered > 2_000, "{told}");
    assert!(report.requests > report.delivered, "no retry and no repetition in the whole run: {told}");
}
