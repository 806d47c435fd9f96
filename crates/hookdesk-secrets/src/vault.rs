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
    Locked,
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
    Passphrase(DataKey),
    Locked(Wrapped),
    Away(KeyId),
}

impl Vault {
    /// Opens with what is there: the key file's choice; `passphrase` (from `HOOKDESK_PASSPHRASE`) unlocks or, where
    /// nothing was chosen yet, sets one; an empty one counts as none. Never fails for want of a key: that is a state.
    /// Faults: a wrong passphrase, one too short to be set, an unreadable key file.
    pub fn open(dir: &Path, passphrase: Option<Secret<String>>) -> Result<Self, Fault> {
        Self::open_with(dir, passphrase, OsKeyStore::system())
    }

    fn open_with(dir: &Path, passphrase: Option<Secret<String>>, os: OsKeyStore) -> Result<Self, Fault> {
        let file = KeyFile::in_dir(dir);
        let passphrase = passphrase.filter(|p| !p.expose().is_empty());
        let key = match file.read()? {
            None => Key::Unset,
            Some(Kept::Passphrase(wrapped)) => Key::Locked(wrapped),
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
                Key::Unset => vault.use_passphrase(passphrase)?,
                Key::Locked(_) => vault.unlock(passphrase)?,
                // Kept by the system: there is nothing for a passphrase to open.
                Key::OsKeyStore(_) | Key::Passphrase(_) | Key::Away(_) => {}
            }
        }
        Ok(vault)
    }

    /// Where the key stands. The first call on an unset vault may take 2 s.
    pub fn state(&self) -> KeyState {
        match self.key() {
            Key::Unset => {
                KeyState::Unset { os_available: *self.os_available.get_or_init(|| self.os.is_available()) }
            }
            Key::OsKeyStore(_) => KeyState::OsKeyStore,
            Key::Passphrase(_) => KeyState::Passphrase,
            Key::Locked(_) => KeyState::Locked,
            Key::Away(_) => KeyState::OsKeyStoreAway,
        }
    }

    /// Chooses the system's key store; where it was chosen and away, asks it again. A key under a passphrase moves
    /// there. `secret.no_key` where it does not answer.
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
            Key::Locked(_) => return Err(locked()),
            Key::Passphrase(key) => key,
            Key::Unset => DataKey::generate()?,
        };
        self.os.save(&key).map_err(away)?;
        self.file.write(&Kept::Os(InOsStore { key_id: key.id }))?;
        self.set(Key::OsKeyStore(key));
        Ok(())
    }

    /// Chooses a passphrase, or changes it (the data key stays, its wrapping is renewed). At least 8 characters.
    /// `secret.locked`, `secret.no_key` where the present key is closed: a new one would lose what it sealed.
    pub fn use_passphrase(&self, passphrase: Secret<String>) -> Result<(), Fault> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.key();
        let key = match &before {
            Key::Unset => DataKey::generate()?,
            Key::OsKeyStore(key) | Key::Passphrase(key) => key.clone(),
            Key::Locked(_) => return Err(locked()),
            Key::Away(_) => return Err(away()),
        };
        self.file.write(&Kept::Passphrase(passphrase::wrap(&key, &passphrase)?))?;
        if let Key::OsKeyStore(_) = before
            && let Err(why) = self.os.forget(key.id)
        {
            tracing::warn!(%why, "the key stays in the system's key store too");
        }
        self.set(Key::Passphrase(key));
        Ok(())
    }

    /// Opens a locked vault; one that is open under a passphrase only checks it.
    pub fn unlock(&self, passphrase: Secret<String>) -> Result<(), Fault> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        match self.key() {
            Key::Locked(wrapped) => {
                self.set(Key::Passphrase(wrapped.unwrap(&passphrase)?));
                Ok(())
            }
            Key::Passphrase(_) => match self.file.read()? {
                Some(Kept::Passphrase(wrapped)) => wrapped.unwrap(&passphrase).map(drop),
                _ => Ok(()),
            },
            Key::OsKeyStore(_) => Ok(()),
            Key::Unset => Err(unset()),
            Key::Away(_) => Err(away()),
        }
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
            Key::OsKeyStore(key) | Key::Passphrase(key) => Ok(key),
            Key::Unset => Err(unset()),
            Key::Locked(_) => Err(locked()),
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

fn locked() -> Fault {
    Fault::new(Code::SecretLocked, "the secrets are locked")
}

fn away() -> Fault {
    Fault::new(Code::SecretNoKey, "the key is in the system's key store, which does not answer").next(
        "Unlock or start the system's key store and try again; to begin anew without the stored secrets, delete key.json.",
    )
}

#[cfg(test)]
mod tests;
