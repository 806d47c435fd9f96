//! The vault: XChaCha20-Poly1305 under one data key, with the row and column as associated data.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};

use hookdesk_core::config::SecretSlot;
use hookdesk_core::{Code, Fault};

use crate::key_file::{InOsStore, Kept, KeyFile};
use crate::keyring::OsKeyStore;
use crate::passphrase::{self, Wrapped};
use crate::sealed::{DataKey, KeyId};
use crate::secret::Secret;

/// Where the vault's key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Nobody has chosen yet; secrets cannot be stored. `os_available`: the system's key store answers.
    Unset {
        /// Whether the system's key store could be chosen.
        os_available: bool,
    },
    /// Open; the key is in the system's key store.
    OsKeyStore,
    /// Open; the key is wrapped under a passphrase.
    Passphrase,
    /// Closed until the passphrase is given.
    Locked {
        /// The one given at start was wrong.
        wrong: bool,
    },
    /// Closed: the key was kept in the system's key store, which does not answer now.
    OsKeyStoreAway,
}

/// Seals and opens secrets. The choice and, for a passphrase, the wrapped key are in `<dir>/key.json` (mode 600);
/// an unwrapped key is never written beside the data. Its calls but `seal` and `open_sealed` block: a passphrase
/// takes some 50 ms of computing, the system's key store may ask a person.
pub struct Vault {
    file: KeyFile,
    os: OsKeyStore,
    /// Asked once: the answer takes a while and hardly ever changes while the program runs.
    os_available: OnceLock<bool>,
    key: RwLock<Key>,
    /// Held while the key's keeping changes, so that two changes do not mix.
    changing: Mutex<()>,
}

/// The key, as far as it is here.
#[derive(Clone)]
enum Key {
    Unset,
    OsKeyStore(DataKey),
    /// The wrapping stays at hand, so that a passphrase can be checked whatever becomes of the file.
    Passphrase(DataKey, Wrapped),
    Locked(Wrapped, Given),
    Away(KeyId),
}

/// What was given at start to open a locked key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Nothing,
    Wrong,
}

impl Vault {
    /// Opens with what is there: the key file's choice; `passphrase` (from `HOOKDESK_PASSPHRASE`) unlocks or, where
    /// nothing was chosen yet, sets one; an empty one counts as none. Never fails for want of a key, a wrong passphrase
    /// among the causes: that is a state, and a program that takes orders in must start. Faults: a passphrase too short
    /// to be set, an unreadable key file.
    pub fn open(dir: &Path, passphrase: Option<Secret<String>>) -> Result<Self, Fault> {
        Self::open_with(dir, passphrase, OsKeyStore::system())
    }

    fn open_with(dir: &Path, passphrase: Option<Secret<String>>, os: OsKeyStore) -> Result<Self, Fault> {
        let file = KeyFile::in_dir(dir);
        let passphrase = passphrase.filter(|p| !p.expose().is_empty());
        let key = match file.read()? {
            None => Key::Unset,
            Some(Kept::Passphrase(wrapped)) => Key::Locked(wrapped, Given::Nothing),
            Some(Kept::Os(InOsStore { key_id })) => match os.load(key_id) {
                Ok(key) => Key::OsKeyStore(key),
                Err(why) => {
                    tracing::warn!(%why, "the key in the system's key store cannot be had");
                    Key::Away(key_id)
                }
            },
        };
        let vault =
            Self { file, os, os_available: OnceLock::new(), key: RwLock::new(key), changing: Mutex::new(()) };
        if let Some(passphrase) = passphrase {
            match vault.key() {
                Key::Unset => vault.use_passphrase(passphrase, None)?,
                Key::Locked(wrapped, _) => match wrapped.unwrap(&passphrase) {
                    Ok(key) => vault.set(Key::Passphrase(key, wrapped)),
                    Err(_) => vault.set(Key::Locked(wrapped, Given::Wrong)),
                },
                // Kept by the system: there is nothing for a passphrase to open.
                Key::OsKeyStore(_) | Key::Passphrase(..) | Key::Away(_) => {}
            }
        }
        Ok(vault)
    }

    /// Where the key stands. The first call on an unset vault may take 2 s.
    pub fn state(&self) -> KeyState {
        match self.key() {
            Key::Unset => KeyState::Unset { os_available: self.os_available() },
            Key::OsKeyStore(_) => KeyState::OsKeyStore,
            Key::Passphrase(..) => KeyState::Passphrase,
            Key::Locked(_, given) => KeyState::Locked { wrong: given == Given::Wrong },
            Key::Away(_) => KeyState::OsKeyStoreAway,
        }
    }

    /// Whether the system's key store answers. The first call may take 2 s.
    pub fn os_available(&self) -> bool {
        *self.os_available.get_or_init(|| self.os.is_available())
    }

    /// Chooses the system's key store; where it was chosen and away, asks it again. A key under a passphrase moves
    /// there: the store has it, and has given it back, before the key file says so. Cut off in between, the passphrase
    /// holds, and the store keeps a copy. `secret.no_key` where it does not answer.
    pub fn use_os_key_store(&self) -> Result<(), Fault> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let away = |why: String| {
            Fault::new(Code::SecretNoKey, "the system's key store does not give or take the key")
                .next("Unlock or start the system's key store and try again, or choose a passphrase.")
                .detail(why)
        };
        let key = match self.key() {
            Key::OsKeyStore(_) => return Ok(()),
            Key::Away(id) => {
                self.set(Key::OsKeyStore(self.os.load(id).map_err(away)?));
                return Ok(());
            }
            Key::Locked(_, given) => return Err(locked(given)),
            Key::Passphrase(key, _) => key,
            Key::Unset => DataKey::generate()?,
        };
        hookdesk_crash::point("key.to_store.before_save");
        self.os.save(&key).map_err(away)?;
        hookdesk_crash::point("key.to_store.before_file");
        self.file.write(&Kept::Os(InOsStore { key_id: key.id }))?;
        hookdesk_crash::point("key.to_store.after_file");
        self.set(Key::OsKeyStore(key));
        Ok(())
    }

    /// Chooses a passphrase of at least 8 characters, or changes it: then `current` is the one in force, and
    /// `secret.wrong_passphrase` (field `current`) where it is not. The data key stays, its wrapping is renewed. A key in
    /// the system's key store is forgotten there once the key file holds it; cut off in between, the store keeps a copy.
    /// `secret.locked`, `secret.no_key` where the present key is closed: a new one would lose what it sealed.
    pub fn use_passphrase(
        &self,
        passphrase: Secret<String>,
        current: Option<Secret<String>>,
    ) -> Result<(), Fault> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.key();
        let key = match &before {
            Key::Unset => DataKey::generate()?,
            Key::OsKeyStore(key) => key.clone(),
            Key::Passphrase(key, wrapped) => {
                let given = current.filter(|given| !given.expose().is_empty());
                let given =
                    given.ok_or_else(|| wrong("the present passphrase must be given to change it"))?;
                wrapped.unwrap(&given).map_err(|_| wrong("this is not the present passphrase"))?;
                key.clone()
            }
            Key::Locked(_, given) => return Err(locked(*given)),
            Key::Away(_) => return Err(away()),
        };
        let wrapped = passphrase::wrap(&key, &passphrase)?;
        hookdesk_crash::point("key.to_passphrase.before_file");
        self.file.write(&Kept::Passphrase(wrapped.clone()))?;
        hookdesk_crash::point("key.to_passphrase.before_forget");
        if let Key::OsKeyStore(_) = before
            && let Err(why) = self.os.forget(key.id)
        {
            tracing::warn!(%why, "the key stays in the system's key store too");
        }
        hookdesk_crash::point("key.to_passphrase.after_forget");
        self.set(Key::Passphrase(key, wrapped));
        Ok(())
    }

    /// Opens a locked vault; one that is open under a passphrase only checks it. `secret.wrong_passphrase`.
    pub fn unlock(&self, passphrase: Secret<String>) -> Result<(), Fault> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        match self.key() {
            Key::Locked(wrapped, _) => {
                self.set(Key::Passphrase(wrapped.unwrap(&passphrase)?, wrapped));
                Ok(())
            }
            Key::Passphrase(_, wrapped) => wrapped.unwrap(&passphrase).map(drop),
            Key::OsKeyStore(_) => Ok(()),
            Key::Unset => Err(unset()),
            Key::Away(_) => Err(away()),
        }
    }

    /// Gives up a key that cannot be had: `forget` forgets what it sealed, then the key file steps aside (as
    /// `key-<id>.json`, which with an older backup still opens that one), and a key may be chosen as at first. Cut off in
    /// between, or where `forget` fails, the vault is as closed as before. `input.invalid` where the vault is open.
    pub fn begin_anew(&self, forget: impl FnOnce() -> Result<(), Fault>) -> Result<(), Fault> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let id = match self.key() {
            Key::Locked(wrapped, _) => Some(wrapped.key_id()),
            Key::Away(id) => Some(id),
            Key::Unset => None,
            Key::OsKeyStore(_) | Key::Passphrase(..) => {
                return Err(Fault::new(
                    Code::InputInvalid,
                    "the key is here and opens the secrets: nothing is lost",
                )
                .next("Delete what you do not want to keep, or change the passphrase."));
            }
        };
        forget()?;
        hookdesk_crash::point("key.anew.before_file");
        if let Some(id) = id {
            self.file.set_aside(id)?;
        }
        hookdesk_crash::point("key.anew.after_file");
        self.set(Key::Unset);
        Ok(())
    }

    /// Seals for one slot. Faults: `secret.no_key`, `secret.locked`.
    pub fn seal(&self, slot: SecretSlot, plain: &Secret<Vec<u8>>) -> Result<Vec<u8>, Fault> {
        self.data_key()?.seal(slot, plain.expose())
    }

    /// Opens what `seal` made for the same slot. Faults: `secret.no_key`, `secret.locked`, `secret.unreadable`.
    pub fn open_sealed(&self, slot: SecretSlot, sealed: &[u8]) -> Result<Secret<Vec<u8>>, Fault> {
        let mut plain = self.data_key()?.open(slot, sealed)?;
        Ok(Secret::new(std::mem::take(&mut *plain)))
    }

    fn data_key(&self) -> Result<DataKey, Fault> {
        match self.key() {
            Key::OsKeyStore(key) | Key::Passphrase(key, _) => Ok(key),
            Key::Unset => Err(unset()),
            Key::Locked(_, given) => Err(locked(given)),
            Key::Away(_) => Err(away()),
        }
    }

    fn key(&self) -> Key {
        self.key.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, key: Key) {
        *self.key.write().unwrap_or_else(PoisonError::into_inner) = key;
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("file", &self.file).finish_non_exhaustive()
    }
}

fn unset() -> Fault {
    Fault::new(Code::SecretNoKey, "nobody has chosen yet how secrets are kept")
}

fn locked(given: Given) -> Fault {
    let fault = Fault::new(Code::SecretLocked, "the secrets are locked");
    match given {
        Given::Nothing => fault,
        Given::Wrong => {
            fault.detail("the passphrase given at start (HOOKDESK_PASSPHRASE) does not open the key")
        }
    }
}

fn wrong(what: &str) -> Fault {
    Fault::new(Code::SecretWrongPassphrase, what).field("current")
}

fn away() -> Fault {
    Fault::new(Code::SecretNoKey, "the key is in the system's key store, which does not answer").next(
        "Unlock or start the system's key store and try again; where the key is lost, begin anew (Settings > Security, \
         or `hookdesk security begin-anew`).",
    )
}

#[cfg(test)]
mod cut_tests;
#[cfg(test)]
mod tests;
