//! The real program on a machine without a network: a network namespace that has loopback and nothing else.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::desk::Desk;

/// Runs the program's commands inside the namespace, by a shell, so that they share it.
const SCRIPT: &str = r#"
set -e
ip link set lo up
"$HOOKDESK" serve --listen 127.0.0.1:0 --no-ui > ready 2> errors &
engine=$!
trap 'kill -TERM $engine 2>/dev/null || true' EXIT
until [ -s ready ]; do sleep 0.05; done
"$HOOKDESK" hooks add a.b > /dev/null
"$HOOKDESK" subscriptions add --hook a.b --url http://93.184.216.34/hook > /dev/null
"$HOOKDESK" events dispatch a.b --data 1 > /dev/null
until "$HOOKDESK" --json messages list --state held | grep -q '"reason": *"offline"'; do sleep 0.05; done
"$HOOKDESK" --json messages list
kill -TERM $engine
wait $engine
"#;

#[test]
#[cfg(target_os = "linux")]
fn without_a_network_messages_are_held_and_no_attempt_is_made() {
    let possible = Command::new("unshare").args(["-rn", "ip", "link", "set", "lo", "up"]).status();
    if !possible.is_ok_and(|status| status.success()) {
        println!("skipped: this machine gives no network namespaces, or has no `ip`");
        return;
    }
    let desk = Desk::new();
    let mut child = Command::new("timeout")
        .args(["60", "unshare", "-rn", "sh", "-c", SCRIPT])
        .current_dir(desk.dir.path())
        .env("HOOKDESK", assert_cmd::cargo::cargo_bin!("hookdesk"))
        .env("HOOKDESK_DATA_DIR", desk.dir.path().join("data"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("unshare");
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let text: String = out.lines().map_while(Result::ok).collect();
    assert!(child.wait().expect("its end").success(), "{text}");
    let messages: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(messages[0]["state"], "held", "{messages}");
    assert_eq!(
        (&messages[0]["reason"], &messages[0]["attempts"]),
        (&"offline".into(), &0.into()),
        "{messages}"
    );
}
