//! The program over a real key store: gnome-keyring on a bus of its own.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::{Desk, Ran};
use crate::ring::Ring;

/// Runs a command that meets the ring.
fn run(desk: &Desk, ring: &Ring, args: &[&str]) -> Ran {
    let mut command = desk.command(args);
    ring.env(&mut command);
    Ran::from(command.output().expect("the program"))
}

fn state(desk: &Desk, ring: &Ring) -> Value {
    let ran = run(desk, ring, &["--json", "security", "status"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err))
}

fn serve(desk: &mut Desk, ring: &Ring) {
    let mut command = desk.command(&["serve", "--listen", "127.0.0.1:0"]);
    ring.env(&mut command);
    desk.serve_by(command);
}

/// Asks again and again, each time by the program, for half a minute at most.
fn until(done: impl Fn() -> bool) {
    let since = Instant::now();
    while !done() {
        assert!(since.elapsed() < Duration::from_secs(30), "it never came to that");
    }
}

#[test]
fn a_locked_keyring_holds_what_needs_a_secret_and_lets_it_go_when_it_opens() {
    let (mut ring, mut desk) = (Ring::start(), Desk::new());
    let ok = |desk: &Desk, ring: &Ring, args: &[&str]| {
        let ran = run(desk, ring, args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        ran.out
    };
    assert_eq!(state(&desk, &ring)["key"]["os_available"], json!(true));
    assert_eq!(ok(&desk, &ring, &["security", "use-os"]), "open; the key is in the system's key store\n");
    let auth = ["--auth", "bearer", "--secret", "a-token"];
    let add = ["connections", "add", "--name", "CRM", "--url", "http://127.0.0.1:9/"];
    ok(&desk, &ring, &[&add[..], &auth[..]].concat());
    ok(&desk, &ring, &["hooks", "add", "a.b"]);
    ok(&desk, &ring, &["subscriptions", "add", "--hook", "a.b", "--connection", "1", "--allow-private"]);

    // The next login leaves the keyring locked: events come in, and wait.
    ring.lock();
    serve(&mut desk, &ring);
    let found = state(&desk, &ring);
    assert_eq!(found["key"]["state"], "os_key_store_away");
    assert_eq!(found["cannot_be_opened"]["connections"], json!(["CRM"]));
    let doctor = run(&desk, &ring, &["doctor"]);
    assert!(doctor.code == 1 && doctor.out.contains("key store, which holds the key"), "{}", doctor.out);
    let mut command = desk.command(&["--json", "security", "use-passphrase"]);
    ring.env(&mut command);
    let refused =
        Ran::from(command.env("HOOKDESK_NEW_PASSPHRASE", "four or five words").output().expect("run"));
    assert!(refused.code == 1 && refused.err.contains("secret.no_key"), "{} {}", refused.out, refused.err);
    ok(&desk, &ring, &["events", "dispatch", "a.b", "--data", "1"]);
    let reason = |desk: &Desk| -> Value {
        let rows = desk.json(&["messages", "list"]);
        json!([rows[0]["state"], rows[0]["reason"], rows[0]["attempts"]])
    };
    until(|| reason(&desk) == json!(["held", "credential", 0]));

    // It opens, the running engine is told, and the message goes out (to a port where nobody listens).
    ring.unlock();
    assert_eq!(ok(&desk, &ring, &["security", "use-os"]), "open; the key is in the system's key store\n");
    until(|| reason(&desk)[2] != json!(0));
    assert_eq!(desk.stop(), Some(0));

    // To a passphrase: the keyring has nothing of it any more.
    assert_eq!(ring.entries(), 1);
    let mut command = desk.command(&["security", "use-passphrase"]);
    ring.env(&mut command);
    let moved = command.env("HOOKDESK_NEW_PASSPHRASE", "four or five words").output().expect("run");
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));
    assert_eq!((ring.entries(), &state(&desk, &ring)["key"]["state"]), (0, &json!("locked")));
}
