use std::any::Any;
use std::collections::HashMap;
use std::env::var;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use hookdesk_core::id::SubscriptionId;
use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, CredentialStore, Entry, Error};

use super::*;

const TABLE: &str = include_str!("../../../../tests/crash-points.md");
const SLOT: SecretSlot = SecretSlot::SubscriptionSigning(SubscriptionId(7));
const FIRST: &str = "the first passphrase";
const SECOND: &str = "the second passphrase";
/// What the child does, in the order of the table's columns.
const MOVES: [&str; 3] = ["to_store", "to_passphrase", "anew"];

/// A key store that outlives its process: a file for each entry.
#[derive(Debug)]
struct Files(PathBuf);

#[derive(Debug)]
struct OneFile(PathBuf);

impl CredentialStoreApi for Files {
    fn vendor(&self) -> String {
        "files".to_owned()
    }

    fn id(&self) -> String {
        "files".to_owned()
    }

    fn build(&self, _: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry, Error> {
        Ok(Entry::new_with_credential(Arc::new(OneFile(self.0.join(user)))))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl CredentialApi for OneFile {
    fn set_secret(&self, secret: &[u8]) -> Result<(), Error> {
        fs::write(&self.0, secret).map_err(|error| Error::PlatformFailure(Box::new(error)))
    }

    fn get_secret(&self) -> Result<Vec<u8>, Error> {
        fs::read(&self.0).map_err(|_| Error::NoEntry)
    }

    fn delete_credential(&self) -> Result<(), Error> {
        fs::remove_file(&self.0).map_err(|_| Error::NoEntry)
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>, Error> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn words(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn open(dir: &Path, passphrase: Option<&str>) -> Vault {
    let files = dir.join("store");
    fs::create_dir_all(&files).unwrap();
    let os = OsKeyStore::new(move || Ok(Arc::new(Files(files.clone())) as Arc<CredentialStore>));
    Vault::open_with(dir, passphrase.map(words), os).unwrap()
}

/// The process that is cut off.
#[test]
fn child() {
    let Ok(dir) = var("HOOKDESK_CUT_DIR").map(PathBuf::from) else { return };
    let vault = open(&dir, (dir.join("forgotten").exists()).then_some("wrong one").or(Some(FIRST)));
    match var("HOOKDESK_CUT_MOVE").unwrap().as_str() {
        "to_store" => vault.use_os_key_store().unwrap(),
        "to_passphrase" => vault.use_passphrase(words(SECOND), None).unwrap(),
        "anew" => vault.begin_anew(|| Ok(())).unwrap(),
        other => panic!("{other}"),
    }
}

/// Where the key is, as the table says it.
fn found(dir: &Path, sealed: &[u8]) -> String {
    let opens = |vault: &Vault| vault.open_sealed(SLOT, sealed).is_ok_and(|plain| plain.expose() == b"token");
    let place = match open(dir, None).state() {
        KeyState::OsKeyStore if opens(&open(dir, None)) => "key store",
        KeyState::Locked { .. } if opens(&open(dir, Some(SECOND))) => "new passphrase",
        KeyState::Locked { .. } if dir.join("forgotten").exists() => "locked",
        KeyState::Locked { .. } if opens(&open(dir, Some(FIRST))) => "passphrase",
        KeyState::Unset { .. } => "unset",
        other => panic!("the secret is lost: {other:?}"),
    };
    let kept = fs::read_dir(dir.join("store")).unwrap().count();
    format!("{place}, {}in the store", if kept == 0 { "not " } else { "" })
}

fn rows() -> Vec<(&'static str, Vec<&'static str>)> {
    let row = |line: &'static str| {
        let mut cells = line.strip_prefix("| `key.")?.strip_suffix(" |")?.split(" | ");
        Some((cells.next()?.trim_end_matches('`'), cells.collect()))
    };
    TABLE.lines().filter_map(row).collect()
}

#[test]
fn no_cut_of_a_move_loses_a_secret() {
    let rows = rows();
    assert_eq!(rows.len(), 9, "the table is not read");
    for (point, cells) in rows {
        assert_eq!(cells.len(), MOVES.len(), "{point}");
        for (way, want) in MOVES.into_iter().zip(cells) {
            let point = format!("key.{point}");
            let dir = tempfile::tempdir().unwrap();
            let vault = open(dir.path(), Some(FIRST));
            let sealed = vault.seal(SLOT, &Secret::new(b"token".to_vec())).unwrap();
            if way == "to_passphrase" {
                vault.use_os_key_store().unwrap();
            }
            if way == "anew" {
                fs::write(dir.path().join("forgotten"), "").unwrap();
            }
            let ended = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "vault::cut_tests::child", "--test-threads=1"])
                .env("HOOKDESK_CUT_DIR", dir.path())
                .env("HOOKDESK_CUT_MOVE", way)
                .env("HOOKDESK_CRASH_AT", &point)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            // It dies there, or never comes by and ends well.
            assert_eq!(ended.success(), want == "-", "{point}, {way}");
            if want != "-" {
                assert_eq!(found(dir.path(), &sealed), want, "{point}, {way}");
                again(dir.path(), way, &sealed);
            }
        }
    }
}

/// What was cut off can be done again.
fn again(dir: &Path, way: &str, sealed: &[u8]) {
    let token = |vault: &Vault| assert_eq!(vault.open_sealed(SLOT, sealed).unwrap().expose(), b"token");
    match way {
        "to_store" => {
            let vault = open(dir, Some(FIRST));
            vault.use_os_key_store().unwrap();
            token(&open(dir, None));
        }
        "to_passphrase" => {
            let vault = open(dir, Some(SECOND));
            vault.use_passphrase(words(SECOND), Some(words(SECOND))).unwrap();
            token(&open(dir, Some(SECOND)));
        }
        _ => {
            let vault = open(dir, None);
            vault.begin_anew(|| Ok(())).unwrap();
            vault.use_passphrase(words(SECOND), None).unwrap();
            assert_eq!(open(dir, Some(SECOND)).state(), KeyState::Passphrase);
        }
    }
}
