//! The vault: XChaCha20-Poly1305 under one data key, with the row and column as associated data.

use std::path::Path;

use hookdesk_core::Fault;
use hookdesk_core::config::SecretSlot;

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
/// an unwrapped key is never written beside the data.
pub struct Vault {
    // data key behind a lock, key file path
}

impl Vault {
    /// Opens with what is there: the key file's choice; `passphrase` (from `HOOKDESK_PASSPHRASE`) unlocks or, where
    /// nothing was chosen yet, sets one. Never fails for want of a key: that is a state. Faults: a wrong passphrase, an
    /// unreadable key file.
    pub fn open(_dir: &Path, _passphrase: Option<Secret<String>>) -> Result<Self, Fault> {
        todo!()
    }

    /// Where the key stands.
    pub fn state(&self) -> KeyState {
        todo!()
    }

    /// Chooses the system's key store. `secret.no_key` where it does not answer.
    pub fn use_os_key_store(&self) -> Result<(), Fault> {
        todo!()
    }

    /// Chooses a passphrase, or changes it (the data key stays, its wrapping is renewed). At least 8 characters.
    pub fn use_passphrase(&self, _passphrase: Secret<String>) -> Result<(), Fault> {
        todo!()
    }

    /// Opens a locked vault.
    pub fn unlock(&self, _passphrase: Secret<String>) -> Result<(), Fault> {
        todo!()
    }

    /// Seals for one slot. Faults: `secret.no_key`, `secret.locked`.
    pub fn seal(&self, _slot: SecretSlot, _plain: &Secret<Vec<u8>>) -> Result<Vec<u8>, Fault> {
        todo!()
    }

    /// Opens what `seal` made for the same slot. Faults: `secret.locked`, `secret.unreadable`.
    pub fn open_sealed(&self, _slot: SecretSlot, _sealed: &[u8]) -> Result<Secret<Vec<u8>>, Fault> {
        todo!()
    }
}
