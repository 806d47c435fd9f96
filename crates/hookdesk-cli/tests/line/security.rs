//! `security`, and a start with a wrong passphrase.

use std::io::Write;
use std::process::Stdio;

use serde_json::json;

use crate::desk::{Desk, PASSPHRASE, Ran};

const NEW: &str = "another passphrase";

/// Runs it without passphrases in the environment, and types these lines.
fn typed(desk: &Desk, args: &[&str], lines: &str) -> Ran {
    let mut command = desk.command(args);
    command
        .env_remove("HOOKDESK_PASSPHRASE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program");
    child.stdin.take().expect("its input").write_all(lines.as_bytes()).expect("typed");
    Ran::from(child.wait_with_output().expect("its end"))
}

fn connection(desk: &Desk) {
    let secret = desk.file("secret", "a-token\n");
    desk.ok(&[
        "connections",
        "add",
        "--name",
        "CRM",
        "--url",
        "https://crm.example/",
        "--auth",
        "bearer",
        "--secret-file",
        &secret,
    ]);
}

#[test]
fn the_passphrase_is_changed_with_the_present_one() {
    for desk in Desk::both() {
        connection(&desk);
        assert_eq!(desk.json(&["security", "status"])["key"]["state"], "passphrase");
        // The present one is asked for before the new one, and checked.
        let wrong =
            typed(&desk, &["--json", "security", "use-passphrase"], "not this one\nanother passphrase\n");
        assert_eq!(wrong.code, 1, "{}", wrong.out);
        assert!(wrong.err.contains("secret.wrong_passphrase"), "{}", wrong.err);
        let none = typed(&desk, &["security", "use-passphrase"], "");
        assert!(none.code == 1 && none.err.contains("HOOKDESK_PASSPHRASE"), "{}", none.err);

        let done = typed(&desk, &["security", "use-passphrase"], &format!("{PASSPHRASE}\n{NEW}\n"));
        assert_eq!(
            (done.code, done.out.as_str()),
            (0, "open; the key is under a passphrase\n"),
            "{}",
            done.err
        );
        let unlock =
            |with: &str| desk.command(&["security", "unlock"]).env("HOOKDESK_PASSPHRASE", with).output();
        assert!(!unlock(PASSPHRASE).expect("run").status.success());
        assert!(unlock(NEW).expect("run").status.success());
        // And back, by the environment alone.
        let mut back = desk.command(&["security", "use-passphrase"]);
        back.env("HOOKDESK_PASSPHRASE", NEW).env("HOOKDESK_NEW_PASSPHRASE", PASSPHRASE);
        assert!(back.output().expect("run").status.success());
        let lost = &desk.json(&["security", "status"])["cannot_be_opened"];
        assert_eq!(lost["connections"], json!([]), "nothing was lost on the way");
    }
}

#[test]
fn a_wrong_passphrase_at_start_locks_and_lets_events_in() {
    let mut desk = Desk::new();
    connection(&desk);
    desk.ok(&["hooks", "add", "a.b"]);
    desk.ok(&["subscriptions", "add", "--hook", "a.b", "--connection", "1"]);
    let mut command = desk.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("HOOKDESK_PASSPHRASE", "not the right one");
    desk.serve_by(command);
    let status = desk.json(&["security", "status"]);
    assert_eq!(
        (&status["key"]["state"], &status["key"]["wrong_passphrase"]),
        (&json!("locked"), &json!(true))
    );
    assert_eq!(status["cannot_be_opened"]["connections"], json!(["CRM"]));
    desk.ok(&["events", "dispatch", "a.b", "--data", "1"]);
    let doctor = desk.run(&["doctor"]);
    assert!(doctor.code == 1 && doctor.out.contains("(HOOKDESK_PASSPHRASE) is wrong"), "{}", doctor.out);
    let refused = desk.fault(&["security", "begin-anew", "--confirm", "yes"]);
    assert_eq!((&refused["code"], &refused["field"]), (&json!("input.invalid"), &json!("confirm")));
    assert_eq!(desk.ok(&["security", "unlock"]), "open; the key is under a passphrase");
    assert_eq!(desk.stop(), Some(0));

    let logs = std::fs::read_dir(desk.dir.path().join("logs")).expect("logs");
    let told: String =
        logs.map(|file| std::fs::read_to_string(file.expect("a log").path()).expect("text")).collect();
    assert!(told.contains("the passphrase in HOOKDESK_PASSPHRASE is wrong"), "{told}");
    assert!(!told.contains("not the right one"));

    // Without an engine: the command that needs a secret says why.
    let mut add = desk.command(&[
        "--json",
        "connections",
        "add",
        "--name",
        "B",
        "--url",
        "https://b.example/",
        "--auth",
        "bearer",
        "--secret",
        "x",
    ]);
    let refused = Ran::from(add.env("HOOKDESK_PASSPHRASE", "not the right one").output().expect("run"));
    assert!(
        refused.code == 1
            && refused.err.contains("secret.locked")
            && refused.err.contains("HOOKDESK_PASSPHRASE"),
        "{}",
        refused.err
    );
}

#[test]
fn what_is_lost_is_listed_and_forgotten_on_the_words() {
    for mut desk in Desk::both() {
        connection(&desk);
        let fault = desk.fault(&["security", "begin-anew", "--confirm", "lose my secrets"]);
        assert_eq!(fault["code"], "input.invalid", "the key is here");
        if desk.stop().is_some() {
            let mut command = desk.command(&["serve", "--listen", "127.0.0.1:0"]);
            command.env_remove("HOOKDESK_PASSPHRASE");
            desk.serve_by(command);
        }
        let no = typed(&desk, &["security", "begin-anew"], "no\n");
        assert!(no.code == 1 && no.out.contains("connection CRM"), "{} {}", no.out, no.err);
        let done = typed(&desk, &["security", "begin-anew"], "lose my secrets\n");
        assert!(
            done.code == 0 && done.out.contains("no place for the key was chosen yet"),
            "{} {}",
            done.out,
            done.err
        );
        let chosen = typed(&desk, &["security", "use-passphrase"], "a new passphrase\n");
        assert_eq!(chosen.code, 0, "{}", chosen.err);
        let rows = typed(&desk, &["connections", "list", "--json"], "").out;
        let rows: serde_json::Value = serde_json::from_str(&rows).expect("JSON");
        assert_eq!((&rows[0]["name"], &rows[0]["has_auth_secret"]), (&json!("CRM"), &json!(false)));
    }
}
