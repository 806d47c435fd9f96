//! The system's key store (Secret Service on Linux).
//!
//! Its calls block, may wait for a person to unlock the store, and must not run on an async thread; so each runs on a
//! thread of its own and is given up after a while. A thread that never comes back stays behind, and does nothing.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};
use zeroize::Zeroizing;

use crate::sealed::{DataKey, KeyId, hex};

/// Longest time to find out whether there is a key store at all.
const PROBE_LIMIT: Duration = Duration::from_secs(2);
/// Longest time for the key: the store may ask a person to unlock it.
const KEY_LIMIT: Duration = Duration::from_secs(30);

const SERVICE: &str = "hookdesk";

type Connect = dyn Fn() -> Result<Arc<CredentialStore>, Error> + Send + Sync;

/// A way to the key store.
#[derive(Clone)]
pub(crate) struct OsKeyStore {
    connect: Arc<Connect>,
}

impl OsKeyStore {
    /// This system's own.
    pub(crate) fn system() -> Self {
        Self::new(|| {
            let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
            Ok(store)
        })
    }

    pub(crate) fn new(
        connect: impl Fn() -> Result<Arc<CredentialStore>, Error> + Send + Sync + 'static,
    ) -> Self {
        Self { connect: Arc::new(connect) }
    }

    /// Whether it answers.
    pub(crate) fn is_available(&self) -> bool {
        let connect = self.connect.clone();
        within(PROBE_LIMIT, move || connect().map(drop)).is_ok()
    }

    /// The key of that id. The error is words for the log.
    pub(crate) fn load(&self, id: KeyId) -> Result<DataKey, String> {
        let store = self.store()?;
        let bytes = within(KEY_LIMIT, move || entry(&store, &id)?.get_secret().map(Zeroizing::new))?;
        DataKey::from_slice(id, &bytes).ok_or_else(|| "the key store's entry is not a key".to_owned())
    }

    /// Keeps the key, and makes sure that it can be read back.
    pub(crate) fn save(&self, key: &DataKey) -> Result<(), String> {
        let store = self.store()?;
        let (id, bytes) = (key.id, key.bytes.clone());
        within(KEY_LIMIT, move || entry(&store, &id)?.set_secret(bytes.as_slice()))?;
        if self.load(key.id)?.bytes == key.bytes {
            Ok(())
        } else {
            Err("the key store keeps nothing".to_owned())
        }
    }

    /// Forgets the key; what is not there is forgotten already.
    pub(crate) fn forget(&self, id: KeyId) -> Result<(), String> {
        let store = self.store()?;
        within(KEY_LIMIT, move || match entry(&store, &id)?.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            done => done,
        })
    }

    fn store(&self) -> Result<Arc<CredentialStore>, String> {
        let connect = self.connect.clone();
        within(PROBE_LIMIT, move || connect())
    }
}

fn entry(store: &Arc<CredentialStore>, id: &KeyId) -> Result<Entry, Error> {
    store.build(SERVICE, &format!("data-key-{}", hex(id)), None)
}

/// Runs it on a thread of its own, for at most that long.
fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, String> {
    let (done, result) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("key-store".to_owned())
        .spawn(move || {
            // Nobody listens any more after the limit.
            let _ = done.send(work());
        })
        .map_err(|error| error.to_string())?;
    match result.recv_timeout(limit) {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(_) => Err("the key store does not answer".to_owned()),
    }
}
