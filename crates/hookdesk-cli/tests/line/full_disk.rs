//! The real program on a disk that takes no more: a limit on file sizes, which fails writes as a broken disk does.

use std::collections::HashSet;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::desk::{Desk, PASSPHRASE};

/// Blocks of 512 bytes, or 1,024 in some shells: 3 to 6 MiB. The signal that comes with the limit is not for us.
const LIMITED: &str = "trap '' XFSZ; ulimit -f 6000; exec \"$HOOKDESK\" serve --listen 127.0.0.1:0 --no-ui";

#[test]
#[cfg(unix)]
fn on_a_full_disk_nothing_is_accepted_that_is_not_kept() {
    let mut desk = Desk::new();
    desk.subscribed("a.b");
    let mut limited = Command::new("sh");
    limited
        .args(["-c", LIMITED])
        .env("HOOKDESK", assert_cmd::cargo::cargo_bin!("hookdesk"))
        .env("HOOKDESK_DATA_DIR", desk.dir.path())
        .env("HOOKDESK_PASSPHRASE", PASSPHRASE)
        .stdin(Stdio::null());
    desk.serve_by(limited);
    let large = desk.file("large.json", &format!("\"{}\"", "x".repeat(200_000)));
    let dispatch = ["events", "dispatch", "a.b", "--data", &format!("@{large}"), "--json"];
    let mut accepted = HashSet::new();
    let fault: Value = loop {
        let ran = desk.run(&dispatch);
        if ran.code != 0 {
            break serde_json::from_str(ran.err.lines().last().unwrap_or_default()).expect("a fault");
        }
        let told: Value = serde_json::from_str(&ran.out).expect("an answer");
        accepted.insert(told["event_id"].as_str().expect("an id").to_owned());
        assert!(accepted.len() < 500, "the limit does not hold");
    };
    let code = fault["code"].as_str().unwrap_or_default().to_owned();
    assert!(code.starts_with("store."), "{fault}");
    assert!(!accepted.is_empty(), "{fault}");
    assert!(fault["next"].as_str().is_some_and(|next| !next.is_empty()), "{fault}");
    // It says so again, and does not pretend.
    assert_ne!(desk.run(&dispatch).code, 0);
    desk.stop();

    // With room again, everything that was accepted is there, and nothing else.
    desk.serve();
    let kept = desk.json(&["messages", "list", "--limit", "1000"]);
    let events = kept.as_array().expect("a list").iter();
    let kept: HashSet<String> =
        events.map(|m| m["event_id"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(kept, accepted);
    desk.ok(&dispatch);
}
