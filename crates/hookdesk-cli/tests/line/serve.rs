//! `serve`, and what commands make of an engine that runs, has ended, or is not theirs.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn serve_says_where_it_is_and_ends_well() {
    let mut desk = Desk::new();
    let ready = desk.serve();
    let listening = ready["listening"].as_str().expect("an address").to_owned();
    assert!(listening.starts_with("127.0.0.1:"), "{ready}");
    assert_eq!(ready["ui"], format!("http://{listening}/"));
    let token_file = ready["token_file"].as_str().expect("a file");
    let token = std::fs::read_to_string(token_file).expect("the token");
    assert_eq!(token.trim().len(), 64);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(token_file).expect("the token").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    let ran = desk.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("engine.locked"), "{}", ran.err);

    let address = desk.ok(&["ui", "--print"]);
    assert_eq!(address, format!("http://{listening}/#token={}", token.trim()));
    let log = std::fs::read_dir(desk.dir.path().join("logs")).expect("logs").count();
    assert_eq!(log, 1);
    assert_eq!(desk.stop(), Some(0));
    assert_eq!(desk.fault(&["ui"])["code"], "engine.unreachable");
    // What is left of the engine keeps nobody out.
    desk.ok(&["hooks", "list"]);
}

#[test]
fn a_leashed_engine_ends_when_its_stdin_closes() {
    let desk = Desk::new();
    let mut child = desk
        .command(&["serve", "--listen", "127.0.0.1:0", "--until-stdin-closes"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program");
    let mut line = String::new();
    let out = child.stdout.take().expect("its output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line).expect("a line");
    assert!(line.contains("listening"), "{line}");
    assert!(child.try_wait().expect("its state").is_none(), "it runs while its stdin is open");
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("its end").code(), Some(0));
}

#[test]
fn serve_refuses_what_others_could_reach_and_what_is_taken() {
    let mut desk = Desk::new();
    for listen in ["0.0.0.0:0", "[::]:0"] {
        assert_eq!(desk.fault(&["serve", "--listen", listen])["field"], "listen");
    }
    let ready = desk.serve();
    let other = Desk::new();
    let taken = ready["listening"].as_str().expect("an address");
    assert_eq!(other.fault(&["serve", "--listen", taken])["field"], "listen");
}

#[test]
fn usage_errors_end_with_two_and_help_with_nought() {
    let desk = Desk::new();
    for args in [
        &["no-such-command"][..],
        &["hooks"],
        &["events", "dispatch", "a.b"],
        &["subscriptions", "add", "--hook", "a.b"],
        &["messages", "retry"],
        &["messages", "list", "--limit", "x"],
        &["serve", "--listen", "nowhere"],
    ] {
        assert_eq!(desk.run(args).code, 2, "{args:?}");
    }
    assert_eq!(desk.run(&["--help"]).code, 0);
    assert_eq!(desk.run(&["subscriptions", "add", "--help"]).code, 0);
}

#[test]
fn the_data_directory_is_given_three_ways() {
    let (desk, other) = (Desk::new(), Desk::new());
    desk.ok(&["hooks", "add", "in.here"]);
    let there = other.dir.path().display().to_string();
    other.ok(&["hooks", "add", "in.there"]);
    assert_eq!(desk.json(&["--data-dir", &there, "hooks", "list"])[0]["name"], "in.there");
    assert_eq!(desk.json(&["hooks", "list", "--data-dir", &there])[0]["name"], "in.there");
    assert_eq!(desk.json(&["hooks", "list"])[0]["name"], "in.here");
}

#[test]
fn backup_and_doctor() {
    for desk in Desk::both() {
        let file = desk.dir.path().join("copy.db").display().to_string();
        assert_eq!(desk.ok(&["backup", &file]), file);
        assert!(std::fs::read(&file).expect("the copy").starts_with(b"SQLite format 3"));
        assert_eq!(desk.fault(&["backup", &file])["field"], "path", "a backup replaces nothing");
        let found: serde_json::Value =
            serde_json::from_str(&desk.run(&["doctor", "--json"]).out).expect("JSON");
        assert_eq!(found["lines"][0]["ok"], true, "the database is whole: {found}");
        assert!(desk.run(&["doctor"]).out.contains("integrity"));
    }
}

#[test]
fn a_damaged_database_is_said_and_left_alone() {
    let desk = Desk::new();
    desk.ok(&["hooks", "list"]);
    let path = desk.dir.path().join("hookdesk.db");
    std::fs::write(&path, "this is no database, whatever it is called ".repeat(200)).expect("a file");
    let before = std::fs::read(&path).expect("the file");
    for args in [&["doctor"][..], &["hooks", "list"]] {
        assert_eq!(desk.fault(args)["code"], "store.corrupt", "{args:?}");
    }
    assert_eq!(std::fs::read(&path).expect("the file"), before);
}

#[test]
fn settings_are_read_and_set() {
    for desk in Desk::both() {
        assert_eq!(desk.ok(&["settings", "get", "targets.private"]), "ask");
        assert_eq!(desk.ok(&["settings", "set", "targets.private", "allow"]), "allow");
        assert_eq!(desk.ok(&["settings", "get", "targets.private"]), "allow");
        desk.ok(&["settings", "set", "retry.default", "1,4,9"]);
        let retry = desk.json(&["settings", "get", "retry.default"])["value"].clone();
        assert_eq!(retry, json!({ "kind": "custom", "delays_ms": [1000, 4000, 9000] }));
        assert_eq!(desk.ok(&["settings", "set", "send.timeout_ms", "2000"]), "2000");
        assert_eq!(desk.ok(&["settings", "set", "send.timeout_ms", "default"]), "30000");
        assert_eq!(desk.fault(&["settings", "set", "targets.private", "maybe"])["field"], "value");
        assert_eq!(desk.fault(&["settings", "get", "no.such"])["field"], "key");
        assert!(desk.json(&["settings", "get"]).as_array().expect("a list").len() > 5);
    }
}
