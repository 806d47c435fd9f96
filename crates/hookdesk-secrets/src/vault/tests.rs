use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hookdesk_core::id::{ConnectionId, SubscriptionId};
use keyring_core::{CredentialStore, Error, mock};
use tempfile::TempDir;

use super::*;

const SLOT: SecretSlot = SecretSlot::SubscriptionSigning(SubscriptionId(7));
const PASSPHRASE: &str = "correct horse battery";

/// A system without a key store.
fn no_os() -> OsKeyStore {
    OsKeyStore::new(|| Err(Error::NoDefaultStore))
}

fn dir() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn open(dir: &TempDir, passphrase: Option<&str>) -> Result<Vault, Fault> {
    Vault::open_with(dir.path(), passphrase.map(words), no_os())
}

fn words(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn plain(text: &str) -> Secret<Vec<u8>> {
    Secret::new(text.as_bytes().to_vec())
}

fn key_file(dir: &TempDir) -> String {
    fs::read_to_string(dir.path().join("key.json")).unwrap()
}

fn data_key(vault: &Vault) -> DataKey {
    vault.data_key().unwrap()
}

#[test]
fn without_a_choice_nothing_is_kept() {
    let dir = dir();
    for nothing in [None, Some("")] {
        let vault = open(&dir, nothing).unwrap();
        assert_eq!(vault.state(), KeyState::Unset { os_available: false });
        assert_eq!(vault.seal(SLOT, &plain("x")).unwrap_err().code, Code::SecretNoKey);
        assert_eq!(vault.open_sealed(SLOT, &[1; 64]).unwrap_err().code, Code::SecretNoKey);
        assert_eq!(vault.unlock(words(PASSPHRASE)).unwrap_err().code, Code::SecretNoKey);
        assert_eq!(vault.use_os_key_store().unwrap_err().code, Code::SecretNoKey);
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_passphrase_from_the_environment_sets_and_later_unlocks() {
    let dir = dir();
    let vault = open(&dir, Some(PASSPHRASE)).unwrap();
    assert_eq!(vault.state(), KeyState::Passphrase);
    let sealed = vault.seal(SLOT, &plain("token")).unwrap();

    let locked = open(&dir, None).unwrap();
    assert_eq!(locked.state(), KeyState::Locked { wrong: false });
    assert_eq!(locked.seal(SLOT, &plain("x")).unwrap_err().code, Code::SecretLocked);
    assert_eq!(locked.open_sealed(SLOT, &sealed).unwrap_err().code, Code::SecretLocked);
    assert_eq!(locked.use_passphrase(words("another one"), None).unwrap_err().code, Code::SecretLocked);
    assert_eq!(locked.use_os_key_store().unwrap_err().code, Code::SecretLocked);
    locked.unlock(words(PASSPHRASE)).unwrap();
    assert_eq!(locked.open_sealed(SLOT, &sealed).unwrap().expose(), b"token");

    let opened = open(&dir, Some(PASSPHRASE)).unwrap();
    assert_eq!(opened.open_sealed(SLOT, &sealed).unwrap().expose(), b"token");
}

#[test]
fn a_wrong_passphrase_is_told_and_changes_nothing() {
    let dir = dir();
    open(&dir, Some(PASSPHRASE)).unwrap();
    let before = key_file(&dir);
    // At start it locks out no events: the vault opens closed, and says why.
    let vault = open(&dir, Some("correct horse batterx")).unwrap();
    assert_eq!(vault.state(), KeyState::Locked { wrong: true });
    let fault = vault.seal(SLOT, &plain("x")).unwrap_err();
    assert_eq!(fault.code, Code::SecretLocked);
    assert!(fault.detail.as_deref().is_some_and(|detail| detail.contains("HOOKDESK_PASSPHRASE")));

    let fault = vault.unlock(words("correct horse batterz")).unwrap_err();
    assert_eq!((fault.code, fault.field.as_deref()), (Code::SecretWrongPassphrase, Some("passphrase")));
    assert!(!format!("{fault:?}").contains("horse"));
    assert_eq!(vault.state(), KeyState::Locked { wrong: true });
    vault.unlock(words(PASSPHRASE)).unwrap();
    assert_eq!(vault.unlock(words("wrong one")).unwrap_err().code, Code::SecretWrongPassphrase);
    assert_eq!(vault.state(), KeyState::Passphrase);
    assert_eq!(key_file(&dir), before);
}

#[test]
fn a_short_passphrase_is_refused() {
    let dir = dir();
    assert_eq!(open(&dir, Some("seven 7")).unwrap_err().field.as_deref(), Some("passphrase"));
    let vault = open(&dir, None).unwrap();
    assert_eq!(vault.use_passphrase(words(""), None).unwrap_err().code, Code::InputInvalid);
    assert!(!dir.path().join("key.json").exists());
    // Characters, not bytes.
    assert!(vault.use_passphrase(words("éééé"), None).is_err());
    vault.use_passphrase(words("éèêëàâäô"), None).unwrap();
}

#[test]
fn a_changed_passphrase_keeps_the_secrets() {
    let dir = dir();
    let vault = open(&dir, Some(PASSPHRASE)).unwrap();
    let sealed = vault.seal(SLOT, &plain("token")).unwrap();
    let before = key_file(&dir);
    for wrong in [None, Some(""), Some("a new passphrase"), Some("correct horse batterx")] {
        let fault = vault.use_passphrase(words("a new passphrase"), wrong.map(words)).unwrap_err();
        assert_eq!((fault.code, fault.field.as_deref()), (Code::SecretWrongPassphrase, Some("current")));
        assert_eq!(key_file(&dir), before);
    }
    // One that is too short is told before anything changes, too.
    let short = vault.use_passphrase(words("short"), Some(words(PASSPHRASE))).unwrap_err();
    assert_eq!((short.code, short.field.as_deref()), (Code::InputInvalid, Some("passphrase")));
    assert_eq!(key_file(&dir), before);

    vault.use_passphrase(words("a new passphrase"), Some(words(PASSPHRASE))).unwrap();
    assert_ne!(key_file(&dir), before);
    assert_eq!(vault.open_sealed(SLOT, &sealed).unwrap().expose(), b"token");
    // From now on the new one is the present one.
    let old = vault.use_passphrase(words("yet another one"), Some(words(PASSPHRASE))).unwrap_err();
    assert_eq!(old.code, Code::SecretWrongPassphrase);
    assert_eq!(vault.unlock(words(PASSPHRASE)).unwrap_err().code, Code::SecretWrongPassphrase);

    assert_eq!(open(&dir, Some(PASSPHRASE)).unwrap().state(), KeyState::Locked { wrong: true });
    let reopened = open(&dir, Some("a new passphrase")).unwrap();
    assert_eq!(reopened.open_sealed(SLOT, &sealed).unwrap().expose(), b"token");
}

#[test]
fn a_sealed_value_opens_only_in_its_own_place() {
    let dir = dir();
    let vault = open(&dir, Some(PASSPHRASE)).unwrap();
    let slots = [
        SLOT,
        SecretSlot::SubscriptionSigning(SubscriptionId(8)),
        SecretSlot::SubscriptionSigningOld(SubscriptionId(7)),
        SecretSlot::ConnectionAuth(ConnectionId(7)),
        SecretSlot::ConnectionSigning(ConnectionId(7)),
        SecretSlot::ConnectionSigningOld(ConnectionId(7)),
    ];
    for from in slots {
        let sealed = vault.seal(from, &plain("token")).unwrap();
        for to in slots {
            let opened = vault.open_sealed(to, &sealed);
            assert_eq!(opened.is_ok(), from == to, "{from:?} {to:?}");
            if let Err(fault) = opened {
                assert_eq!(fault.code, Code::SecretUnreadable);
            }
        }
    }
}

#[test]
fn a_sealed_value_tells_nothing_and_bears_no_change() {
    let dir = dir();
    let vault = open(&dir, Some(PASSPHRASE)).unwrap();
    let sealed = vault.seal(SLOT, &plain("a token to keep")).unwrap();
    assert_ne!(sealed, vault.seal(SLOT, &plain("a token to keep")).unwrap(), "a new nonce each time");
    assert_eq!(sealed.len(), 1 + 8 + 24 + 15 + 16);
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(vault.open_sealed(SLOT, &changed).unwrap_err().code, Code::SecretUnreadable, "{at}");
        assert_eq!(vault.open_sealed(SLOT, &sealed[..at]).unwrap_err().code, Code::SecretUnreadable, "{at}");
    }
    assert_eq!(vault.open_sealed(SLOT, &vault.seal(SLOT, &plain("")).unwrap()).unwrap().expose(), b"");

    let other = open(&self::dir(), Some(PASSPHRASE)).unwrap();
    let fault = other.open_sealed(SLOT, &sealed).unwrap_err();
    assert_eq!(fault.detail.as_deref(), Some("it was sealed under another key"));
}

#[test]
fn a_damaged_key_file_is_a_clear_fault() {
    let dir = dir();
    let path = dir.path().join("key.json");
    open(&dir, Some(PASSPHRASE)).unwrap();
    let good = key_file(&dir);
    let trimmed = good.trim_end().len();
    for cut in 0..trimmed {
        fs::write(&path, &good[..cut]).unwrap();
        let fault = open(&dir, Some(PASSPHRASE)).unwrap_err();
        assert_eq!(fault.code, Code::SecretUnreadable, "{cut}");
        assert!(fault.next.contains("backup"));
    }
    for bad in [
        "garbage".to_owned(),
        "\u{0}".repeat(400),
        "[]".to_owned(),
        r#"{"version":1,"key":{"kind":"plain"}}"#.to_owned(),
        r#"{"version":1,"key":{"kind":"os","key_id":"+123456789abcdef"}}"#.to_owned(),
        good.replace("19456", "4294967295"),
        good.replace("19456", "1"),
        good.replace("\"lanes\": 1", "\"lanes\": 0"),
        good.replace("\"salt\": \"", "\"salt\": \"AA"),
        good.replace("salt", "sugar"),
        "1".repeat(1 << 20),
    ] {
        fs::write(&path, &bad).unwrap();
        assert_eq!(open(&dir, None).unwrap_err().code, Code::SecretUnreadable, "{bad:.80}");
        assert_eq!(fs::read_to_string(&path).unwrap(), bad, "never overwritten");
    }
    fs::write(&path, good.replace("\"version\": 1", "\"version\": 2")).unwrap();
    assert_eq!(open(&dir, None).unwrap_err().code, Code::StoreNewer);
    // Changed where it can only be seen by trying.
    let id = good.split("\"key_id\": \"").nth(1).unwrap()[..16].to_owned();
    fs::write(&path, good.replace(&id, "0123456789abcdef")).unwrap();
    assert_eq!(open(&dir, Some(PASSPHRASE)).unwrap().state(), KeyState::Locked { wrong: true });
    fs::write(&path, &good).unwrap();
    assert_eq!(open(&dir, Some(PASSPHRASE)).unwrap().state(), KeyState::Passphrase);
}

#[cfg(unix)]
#[test]
fn the_key_file_is_the_owners_alone_and_never_holds_the_key() {
    use std::os::unix::fs::PermissionsExt as _;

    use base64::Engine as _;

    let dir = dir();
    // What a crash may have left behind.
    fs::write(dir.path().join("key.json.new"), "old").unwrap();
    let vault = open(&dir, Some(PASSPHRASE)).unwrap();
    vault.use_passphrase(words("a new passphrase"), Some(words(PASSPHRASE))).unwrap();
    let mode = fs::metadata(dir.path().join("key.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);

    let key = data_key(&vault);
    let file = key_file(&dir);
    let base64 = base64::engine::general_purpose::STANDARD.encode(key.bytes.as_slice());
    assert!(!file.contains(&base64) && !file.contains(&crate::sealed::hex(key.bytes.as_slice())));
    assert!(!file.contains("passphrase\": \"a new"));
}

#[test]
fn a_directory_that_is_gone_is_told() {
    let dir = dir();
    let vault = open(&dir, None).unwrap();
    fs::remove_dir(dir.path()).unwrap();
    let fault = vault.use_passphrase(words(PASSPHRASE), None).unwrap_err();
    assert_eq!(fault.code, Code::StoreFailed);
    assert_eq!(vault.state(), KeyState::Unset { os_available: false });
}

#[test]
fn nothing_prints_a_secret() {
    let dir = dir();
    let vault = open(&dir, Some(PASSPHRASE)).unwrap();
    let secret = plain("token");
    assert_eq!(format!("{secret:?} {secret} {:?}", words(PASSPHRASE)), "[redacted] [redacted] [redacted]");
    assert!(format!("{vault:?}").ends_with(".. }"));
}

/// A key store that can go away.
struct Os {
    store: Arc<CredentialStore>,
    away: Arc<AtomicBool>,
}

impl Os {
    fn new() -> Self {
        Self { store: mock::Store::new().unwrap(), away: Arc::default() }
    }

    fn handle(&self) -> OsKeyStore {
        let (store, away) = (self.store.clone(), self.away.clone());
        OsKeyStore::new(move || {
            if away.load(Ordering::SeqCst) { Err(Error::NoDefaultStore) } else { Ok(store.clone()) }
        })
    }

    fn open(&self, dir: &TempDir, passphrase: Option<&str>) -> Vault {
        Vault::open_with(dir.path(), passphrase.map(words), self.handle()).unwrap()
    }
}

#[test]
fn the_systems_key_store_keeps_the_key_out_of_the_directory() {
    let (dir, os) = (dir(), Os::new());
    let vault = os.open(&dir, None);
    assert_eq!(vault.state(), KeyState::Unset { os_available: true });
    vault.use_os_key_store().unwrap();
    vault.use_os_key_store().unwrap();
    assert_eq!(vault.state(), KeyState::OsKeyStore);
    let sealed = vault.seal(SLOT, &plain("token")).unwrap();
    assert!(key_file(&dir).len() < 120, "a choice and an id: {}", key_file(&dir));

    // A passphrase in the environment has nothing to open here.
    let reopened = os.open(&dir, Some(PASSPHRASE));
    assert_eq!(reopened.state(), KeyState::OsKeyStore);
    assert_eq!(reopened.open_sealed(SLOT, &sealed).unwrap().expose(), b"token");
}

#[test]
fn a_key_store_that_is_away_is_waited_for_and_never_replaced() {
    let (dir, os) = (dir(), Os::new());
    let vault = os.open(&dir, None);
    vault.use_os_key_store().unwrap();
    let sealed = vault.seal(SLOT, &plain("token")).unwrap();

    os.away.store(true, Ordering::SeqCst);
    let away = os.open(&dir, None);
    assert_eq!(away.state(), KeyState::OsKeyStoreAway);
    assert_eq!(away.seal(SLOT, &plain("x")).unwrap_err().code, Code::SecretNoKey);
    assert_eq!(away.unlock(words(PASSPHRASE)).unwrap_err().code, Code::SecretNoKey);
    let before = key_file(&dir);
    assert_eq!(away.use_passphrase(words(PASSPHRASE), None).unwrap_err().code, Code::SecretNoKey);
    assert_eq!(away.use_os_key_store().unwrap_err().code, Code::SecretNoKey);
    assert_eq!(key_file(&dir), before);

    os.away.store(false, Ordering::SeqCst);
    away.use_os_key_store().unwrap();
    assert_eq!(away.open_sealed(SLOT, &sealed).unwrap().expose(), b"token");
}

#[test]
fn the_key_moves_between_its_two_homes_and_stays_the_same() {
    let (dir, os) = (dir(), Os::new());
    let vault = os.open(&dir, Some(PASSPHRASE));
    let sealed = vault.seal(SLOT, &plain("token")).unwrap();
    let id = data_key(&vault).id;

    vault.use_os_key_store().unwrap();
    assert_eq!(vault.state(), KeyState::OsKeyStore);
    assert!(!key_file(&dir).contains("wrapped"));
    assert_eq!(os.open(&dir, None).open_sealed(SLOT, &sealed).unwrap().expose(), b"token");

    vault.use_passphrase(words("a new passphrase"), None).unwrap();
    assert!(os.handle().load(id).is_err(), "forgotten there");
    let reopened = os.open(&dir, Some("a new passphrase"));
    assert_eq!(reopened.state(), KeyState::Passphrase);
    assert_eq!(reopened.open_sealed(SLOT, &sealed).unwrap().expose(), b"token");
}

#[test]
fn a_key_store_that_keeps_nothing_is_not_trusted() {
    // A new, empty store each time: set succeeds, and the key is gone.
    let dir = dir();
    let forgetful = OsKeyStore::new(|| Ok(mock::Store::new()? as Arc<CredentialStore>));
    let vault = Vault::open_with(dir.path(), None, forgetful).unwrap();
    assert_eq!(vault.use_os_key_store().unwrap_err().code, Code::SecretNoKey);
    assert!(!dir.path().join("key.json").exists());
}

/// The real store, whatever this machine has: it answers or not, and neither hangs nor panics inside a runtime.
#[tokio::test]
async fn asking_the_real_key_store_works_inside_a_runtime() {
    let dir = dir();
    let vault = Vault::open(dir.path(), None).unwrap();
    assert!(matches!(vault.state(), KeyState::Unset { .. }));
}

#[test]
fn many_threads_may_use_it() {
    let dir = dir();
    let vault = open(&dir, Some(PASSPHRASE)).unwrap();
    std::thread::scope(|scope| {
        for n in 0..4 {
            let vault = &vault;
            scope.spawn(move || {
                for round in 0..50 {
                    let text = format!("{n} {round}");
                    let sealed = vault.seal(SLOT, &plain(&text)).unwrap();
                    assert_eq!(vault.open_sealed(SLOT, &sealed).unwrap().expose(), text.as_bytes());
                }
            });
        }
        for n in 0..2 {
            let before = if n == 0 { PASSPHRASE.to_owned() } else { format!("passphrase {}", n - 1) };
            vault.use_passphrase(words(&format!("passphrase {n}")), Some(words(&before))).unwrap();
        }
    });
    assert_eq!(open(&dir, Some("passphrase 1")).unwrap().state(), KeyState::Passphrase);
}

#[test]
fn a_lost_key_is_given_up_only_where_it_is_lost() {
    let (dir, os) = (dir(), Os::new());
    let vault = os.open(&dir, Some(PASSPHRASE));
    let untouched = || -> Result<(), Fault> { panic!("nothing is lost") };
    assert_eq!(vault.begin_anew(untouched).unwrap_err().code, Code::InputInvalid);
    let sealed = vault.seal(SLOT, &plain("token")).unwrap();
    let key_id = crate::sealed::hex(&data_key(&vault).id);
    let before = key_file(&dir);

    let locked = os.open(&dir, Some("forgotten long ago"));
    let failing = || Err(Fault::new(Code::StoreFull, "no"));
    assert_eq!(locked.begin_anew(failing).unwrap_err().code, Code::StoreFull);
    assert_eq!((locked.state(), key_file(&dir)), (KeyState::Locked { wrong: true }, before.clone()));

    locked.begin_anew(|| Ok(())).unwrap();
    assert_eq!(locked.state(), KeyState::Unset { os_available: true });
    assert_eq!(os.open(&dir, None).state(), KeyState::Unset { os_available: true });
    locked.use_passphrase(words("another passphrase"), None).unwrap();
    assert_eq!(locked.open_sealed(SLOT, &sealed).unwrap_err().code, Code::SecretUnreadable, "a new key");
    // The old key file stands aside, and with its passphrase still opens a backup of that time.
    let aside = dir.path().join(format!("key-{key_id}.json"));
    assert_eq!(fs::read_to_string(&aside).unwrap(), before);
    let old = tempfile::tempdir().unwrap();
    fs::copy(&aside, old.path().join("key.json")).unwrap();
    assert_eq!(os.open(&old, Some(PASSPHRASE)).open_sealed(SLOT, &sealed).unwrap().expose(), b"token");
}

#[test]
fn a_key_whose_store_is_away_can_be_given_up() {
    let (dir, os) = (dir(), Os::new());
    os.open(&dir, None).use_os_key_store().unwrap();
    os.away.store(true, Ordering::SeqCst);
    let away = os.open(&dir, None);
    assert_eq!(away.state(), KeyState::OsKeyStoreAway);
    away.begin_anew(|| Ok(())).unwrap();
    assert_eq!(away.state(), KeyState::Unset { os_available: false });
    away.use_passphrase(words(PASSPHRASE), None).unwrap();
    assert_eq!(os.open(&dir, Some(PASSPHRASE)).state(), KeyState::Passphrase);
}

#[test]
fn a_move_that_fails_halfway_leaves_the_key_where_it_was() {
    let (dir, os) = (dir(), Os::new());
    let vault = os.open(&dir, Some(PASSPHRASE));
    let sealed = vault.seal(SLOT, &plain("token")).unwrap();
    let before = key_file(&dir);

    // The store takes nothing.
    os.away.store(true, Ordering::SeqCst);
    assert_eq!(vault.use_os_key_store().unwrap_err().code, Code::SecretNoKey);
    assert_eq!((vault.state(), key_file(&dir)), (KeyState::Passphrase, before.clone()));
    os.away.store(false, Ordering::SeqCst);

    // The store takes it, and the key file cannot be written: its place is taken by a directory.
    let new = dir.path().join("key.json.new");
    fs::create_dir(&new).unwrap();
    assert!(vault.use_os_key_store().is_err());
    assert_eq!((vault.state(), key_file(&dir)), (KeyState::Passphrase, before));
    fs::remove_dir(&new).unwrap();
    vault.use_os_key_store().unwrap();

    // To a passphrase, and the key file cannot be written: the store still has the key.
    let before = key_file(&dir);
    fs::create_dir(&new).unwrap();
    assert!(vault.use_passphrase(words("a new passphrase"), None).is_err());
    assert_eq!((vault.state(), key_file(&dir)), (KeyState::OsKeyStore, before));
    assert_eq!(os.open(&dir, None).open_sealed(SLOT, &sealed).unwrap().expose(), b"token");
    fs::remove_dir(&new).unwrap();

    // To a passphrase, and the store forgets nothing: the passphrase holds all the same.
    os.away.store(true, Ordering::SeqCst);
    vault.use_passphrase(words("a new passphrase"), None).unwrap();
    let reopened = os.open(&dir, Some("a new passphrase"));
    assert_eq!(reopened.open_sealed(SLOT, &sealed).unwrap().expose(), b"token");
}
