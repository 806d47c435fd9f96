//! The vault over a real key store: gnome-keyring on a bus of its own, every step in a process of its own.

#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic)]

mod ring;

use std::path::{Path, PathBuf};
use std::process::Command;

use hookdesk_core::config::SecretSlot;
use hookdesk_core::id::SubscriptionId;
use hookdesk_secrets::{Secret, Vault};
use ring::Ring;

const SLOT: SecretSlot = SecretSlot::SubscriptionSigning(SubscriptionId(7));
const PASSPHRASE: &str = "four or five words";

/// One step in a process that meets the ring; where the key then is, and what the step came to.
fn step(ring: &Ring, dir: &Path, what: &str) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "child", "--test-threads=1"]);
    ring.env(&mut command);
    command.env("HOOKDESK_RING_DIR", dir).env("HOOKDESK_RING_STEP", what);
    let out = command.output().expect("the child");
    let said = std::fs::read_to_string(dir.join("said")).unwrap_or_default();
    assert!(out.status.success(), "{what}: {said} {}", String::from_utf8_lossy(&out.stderr));
    said
}

#[test]
fn child() {
    let Ok(dir) = std::env::var("HOOKDESK_RING_DIR").map(PathBuf::from) else { return };
    let words = || Secret::new(PASSPHRASE.to_owned());
    let what = std::env::var("HOOKDESK_RING_STEP").expect("a step");
    let sealed = dir.join("sealed");
    let vault = Vault::open(&dir, None).expect("a vault");
    let done = match what.as_str() {
        "choose the key store" => vault.use_os_key_store(),
        "unlock, then choose the key store" => vault.unlock(words()).and_then(|()| vault.use_os_key_store()),
        "choose a passphrase" => vault.use_passphrase(words(), None),
        "unlock" => vault.unlock(words()),
        "seal" => vault
            .seal(SLOT, &Secret::new(b"token".to_vec()))
            .map(|bytes| std::fs::write(&sealed, bytes).expect("written")),
        "open" => {
            let bytes = std::fs::read(&sealed).expect("sealed before");
            vault.open_sealed(SLOT, &bytes).map(|plain| assert_eq!(plain.expose(), b"token"))
        }
        other => panic!("{other}"),
    };
    let done = done.map_or_else(|fault| fault.code.to_string(), |()| "done".to_owned());
    std::fs::write(dir.join("said"), format!("{done}: {:?}", vault.state())).expect("written");
}

#[test]
fn a_real_keyring_keeps_the_key_while_it_is_unlocked_and_loses_it_when_it_moves() {
    let mut ring = Ring::start();
    let dir = tempfile::tempdir().expect("a directory");
    let dir = dir.path();
    assert_eq!(step(&ring, dir, "choose the key store"), "done: OsKeyStore");
    assert_eq!((step(&ring, dir, "seal"), ring.entries()), ("done: OsKeyStore".to_owned(), 1));
    assert_eq!(step(&ring, dir, "open"), "done: OsKeyStore", "in another process");

    // Locked, or not there at all: told, waited for, and never replaced.
    let before = std::fs::read(dir.join("key.json")).expect("a key file");
    for away in [Ring::lock, Ring::stop] {
        away(&mut ring);
        for what in ["open", "seal", "choose the key store", "choose a passphrase"] {
            assert_eq!(step(&ring, dir, what), "secret.no_key: OsKeyStoreAway", "{what}");
        }
    }
    assert_eq!(std::fs::read(dir.join("key.json")).expect("a key file"), before);
    ring.unlock();
    assert_eq!(step(&ring, dir, "open"), "done: OsKeyStore", "unlocked again");

    // To a passphrase, and back: the entry goes and comes, and the secret stays.
    assert_eq!((step(&ring, dir, "choose a passphrase"), ring.entries()), ("done: Passphrase".to_owned(), 0));
    assert_eq!(step(&ring, dir, "open"), "secret.locked: Locked { wrong: false }");
    let moved = step(&ring, dir, "unlock, then choose the key store");
    assert_eq!((moved.as_str(), ring.entries()), ("done: OsKeyStore", 1));
    assert_eq!(step(&ring, dir, "open"), "done: OsKeyStore");
}
