//! "Verify this installation", as the window asks for it and as the command line runs it; and two engines on one file.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use hookdesk_engine::Engine;
use serde_json::Value;

use crate::desk::Desk;

/// A command of the running engine, as the window calls it.
fn rpc(desk: &Desk, ready: &Value, name: &str, request: &str) -> Value {
    let address = ready["listening"].as_str().expect("an address");
    let token = std::fs::read_to_string(desk.dir.path().join("token")).expect("the token");
    let mut stream = TcpStream::connect(address).expect("the engine");
    write!(
        stream,
        "POST /rpc/{name} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{request}",
        token.trim(),
        request.len()
    )
    .expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{name}: {error}: {answer}"))
}

/// Asks until it no longer runs; the proof's own patience ends it.
fn finished(desk: &Desk, ready: &Value) -> Value {
    loop {
        let state = rpc(desk, ready, "system.prove_state", "{}");
        if state["phase"] != "running" {
            return state;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// The folders of proofs in the data directory.
fn folders(desk: &Desk) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(desk.dir.path()).expect("the data directory");
    let paths = inside.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.display().to_string().contains("hookdesk-proof-")).collect()
}

/// Waits for something outside; half a minute without it is a failure.
fn until(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < Duration::from_secs(30), "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_second_engine_ends_with_the_one_that_proves() {
    let desk = Desk::new();
    let mut proving = desk
        .command(&["doctor", "--prove", "--kills", "500"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let runs = |dir: &Path| Engine::running(dir).is_ok_and(|note| note.is_some());
    until("a second engine", || folders(&desk).iter().any(|folder| runs(&folder.join("data"))));
    proving.kill().expect("killed");
    proving.wait().expect("its end");
    let data = folders(&desk).pop().expect("its folder").join("data");
    until("the second engine's end", || !runs(&data));
}

#[test]
fn leaving_ends_a_running_proof() {
    let mut desk = Desk::new();
    let ready = desk.serve();
    assert_eq!(rpc(&desk, &ready, "system.prove", r#"{"kills":500}"#)["phase"], "running");
    until("its folder", || !folders(&desk).is_empty());
    assert_eq!(desk.stop(), Some(0));
    assert_eq!(folders(&desk), Vec::<PathBuf>::new(), "nothing is left of it");
}

#[test]
fn the_window_proves_the_installation_and_keeps_the_report() {
    let mut desk = Desk::new();
    let ready = desk.serve();
    assert_eq!(rpc(&desk, &ready, "system.prove_state", "{}")["phase"], "idle");
    assert_eq!(rpc(&desk, &ready, "system.prove", r#"{"kills":0}"#)["field"], "kills");
    assert_eq!(rpc(&desk, &ready, "system.prove", r#"{"kills":3}"#)["phase"], "running");
    // A second one while it runs is the same one.
    assert_eq!(rpc(&desk, &ready, "system.prove", r#"{"kills":400}"#)["kills_wanted"], 3);
    let state = finished(&desk, &ready);
    assert_eq!(state["phase"], "done", "{state}");
    let report = state["report"].clone();
    assert_eq!((&report["passed"], &report["lost"]), (&Value::Bool(true), &Value::from(0)), "{report}");
    assert!(report["accepted"].as_u64().expect("a number") > 0, "{report}");
    assert_eq!(rpc(&desk, &ready, "system.prove", r#"{"kills":500}"#)["phase"], "running");
    rpc(&desk, &ready, "system.prove_stop", "{}");
    let stopped = finished(&desk, &ready);
    assert_eq!((&stopped["phase"], &stopped["report"]), (&Value::from("stopped"), &report));
    assert_eq!(
        folders(&desk),
        Vec::<PathBuf>::new(),
        "a proof that passed and one that was stopped leave nothing"
    );
    // The proof touched nothing of ours, and its report outlives the engine.
    assert!(desk.json(&["hooks", "list"]).as_array().expect("a list").is_empty());
    desk.stop();
    let ready = desk.serve();
    assert_eq!(rpc(&desk, &ready, "system.prove_state", "{}")["report"], report);
}

#[test]
fn doctor_proves_and_prints() {
    let desk = Desk::new();
    let report = desk.json(&["doctor", "--prove", "--kills", "3", "--seed", "7"]);
    assert_eq!((&report["passed"], &report["seed"]), (&Value::Bool(true), &Value::from(7)), "{report}");
    let text = desk.ok(&["doctor", "--prove", "--kills", "1"]);
    assert!(text.contains("lost") && text.contains("A second engine ran"), "{text}");
    assert_eq!(desk.run(&["doctor", "--kills", "3"]).code, 2, "--kills belongs to --prove");
    assert!(!desk.dir.path().join("hookdesk.db").exists(), "the data directory is left alone");
}

#[test]
#[cfg(unix)]
fn a_second_engine_refuses_even_while_the_first_is_frozen() {
    let mut desk = Desk::new();
    desk.subscribed("a.b");
    desk.serve();
    let first = desk.pid();
    desk.ok(&["events", "dispatch", "a.b", "--data", "1"]);
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &first.to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "{name}");
    };
    signal("-STOP");
    let refused = desk.run(&["serve", "--listen", "127.0.0.1:0", "--json"]);
    signal("-CONT");
    assert_eq!(refused.code, 1);
    let fault: Value = serde_json::from_str(refused.err.trim()).expect("a fault");
    assert_eq!(fault["code"], "engine.locked");
    assert!(fault["message"].as_str().is_some_and(|said| said.contains("another Hookdesk is working in")));
    desk.ok(&["events", "dispatch", "a.b", "--data", "2"]);
    assert_eq!(desk.json(&["messages", "list"]).as_array().expect("a list").len(), 2);
    assert_eq!(desk.stop(), Some(0));
}
