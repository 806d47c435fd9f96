//! Opening, starting and stopping.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hookdesk_connect::HttpClient;
use hookdesk_connect::generic::Keys;
use hookdesk_core::Fault;
use hookdesk_core::config::{Connection, Subscription};
use hookdesk_core::time::Clock;
use hookdesk_secrets::{Secret, Vault};
use hookdesk_store::Store;
use serde::{Deserialize, Serialize};

use crate::dumps::Dumps;
use crate::samples::Samples;
use crate::settings::Settings;

/// What the opener wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Run: recover what a stopped engine left, and send.
    Run,
    /// Visit: a command that opens the file itself, changes something and leaves; recovers nothing, sends nothing.
    Visit,
}

/// How to open.
pub struct EngineOptions {
    /// Where the data is; made where it does not exist (mode 700).
    pub data_dir: PathBuf,
    /// From `HOOKDESK_PASSPHRASE`.
    pub passphrase: Option<Secret<String>>,
    /// To run or to visit.
    pub role: Role,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
}

/// What a running engine leaves in `<data dir>/engine.json` for commands to find it; removed when it stops.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunningNote {
    /// Its process.
    pub pid: u32,
    /// Its loopback API, `127.0.0.1:7420`.
    pub listening: String,
}

/// The engine; cheap to clone.
#[derive(Clone)]
pub struct Engine {
    // Arc<Inner>: lock, store, vault, client, settings, dumps, samples, configuration snapshot, tasks
}

impl Engine {
    /// Takes the data directory's lock (`engine.locked` where another engine holds it; a visitor waits up to 5 s for
    /// another visitor), opens the store and the vault, and with `Role::Run` recovers. Sends nothing yet.
    pub async fn open(_options: EngineOptions) -> Result<Self, Fault> {
        todo!()
    }

    /// Starts sender, search indexing, retention and dump pruning.
    pub async fn start(&self) -> Result<(), Fault> {
        todo!()
    }

    /// Stops claiming, lets running attempts end (each bounded by its own deadline, all by 30 s), gives unstarted leases
    /// back, closes the store, removes the running note.
    pub async fn shutdown(&self) {
        todo!()
    }

    /// Whether the sender runs.
    pub fn is_sending(&self) -> bool {
        todo!()
    }

    /// Writes the running note.
    pub fn announce(&self, _note: &RunningNote) -> Result<(), Fault> {
        todo!()
    }

    /// Reads the running note of a data directory whose lock is held; `None` where nothing runs there.
    pub fn running(_data_dir: &Path) -> Result<Option<RunningNote>, Fault> {
        todo!()
    }

    /// The bearer token of the loopback API, from `<data dir>/token` (mode 600), made on first use: 32 random bytes in hex.
    pub fn token(&self) -> Result<Secret<String>, Fault> {
        todo!()
    }

    /// The token file's path in a data directory.
    pub fn token_file(_data_dir: &Path) -> PathBuf {
        todo!()
    }

    /// The data directory.
    pub fn data_dir(&self) -> &Path {
        todo!()
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        todo!()
    }

    /// The store.
    pub fn store(&self) -> &Store {
        todo!()
    }

    /// The vault.
    pub fn vault(&self) -> &Vault {
        todo!()
    }

    /// The HTTP client, for connection tests.
    pub fn client(&self) -> &HttpClient {
        todo!()
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Arc<Settings> {
        todo!()
    }

    /// Checks and stores one setting (`null`: back to the default); `input.invalid` names field `value`, an unknown key
    /// names field `key`. `targets.private` becoming `allow` releases what waited for consent.
    pub async fn set_setting(&self, _key: &str, _value: serde_json::Value) -> Result<(), Fault> {
        todo!()
    }

    /// Debug dumps.
    pub fn dumps(&self) -> &Dumps {
        todo!()
    }

    /// Sample data.
    pub fn samples(&self) -> &Samples {
        todo!()
    }

    /// The opened secrets a subscription and its connection need; held in memory only while a request is built.
    /// Faults: `secret.locked`, `secret.no_key`, `secret.unreadable`.
    pub async fn keys(&self, _subscription: &Subscription, _connection: Option<&Connection>) -> Result<Keys, Fault> {
        todo!()
    }

    /// After the vault was unlocked: releases what waited for a credential.
    pub async fn credentials_available(&self) -> Result<(), Fault> {
        todo!()
    }
}
