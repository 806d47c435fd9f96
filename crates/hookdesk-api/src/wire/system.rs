//! The installation, its settings and its key.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Takes or gives nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Nothing {}

/// A failure (invariant 8).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Fault {
    /// Stable code.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do next.
    pub next: String,
    /// The input field it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// More.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What is running where.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SystemInfo {
    /// Hookdesk's version.
    pub version: String,
    /// Where the data is.
    pub data_dir: String,
    /// The loopback API's address, where it runs.
    pub listening: Option<String>,
    /// Size of the database in bytes.
    pub database_bytes: u64,
    /// Whether the sender runs.
    pub sending: bool,
    /// The machine's time now.
    pub now: String,
    /// How secrets are kept.
    pub key: KeyState,
}

/// How secrets are kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KeyState {
    /// `unset`, `os_key_store`, `passphrase`, `locked` or `os_key_store_away`.
    pub state: String,
    /// Whether secrets can be stored and used now.
    pub open: bool,
    /// Whether the system's key store could be chosen.
    pub os_available: bool,
    /// Whether the passphrase given at start (`HOOKDESK_PASSPHRASE`) does not open the key.
    pub wrong_passphrase: bool,
}

/// Chooses a passphrase, or changes it.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChoosePassphrase {
    /// The new one, of at least 8 characters.
    pub passphrase: String,
    /// The one in force, where there is one.
    #[ts(optional)]
    pub current: Option<String>,
}

/// The secrets that cannot be opened now: what is lost where their key is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LostSecrets {
    /// Names of connections.
    pub connections: Vec<String>,
    /// Subscriptions with a signing key of their own, by label or redacted URL.
    pub subscriptions: Vec<String>,
    /// Names of named secrets.
    pub named: Vec<String>,
    /// Private keys of the signature of hooks that are waited for.
    pub signature_keys: u64,
    /// OAuth tokens.
    pub tokens: u64,
}

/// Gives up a key that is lost, with all it sealed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BeginAnew {
    /// The words `lose my secrets`.
    pub confirm: String,
}

/// Gives a passphrase.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GivePassphrase {
    /// The passphrase.
    pub passphrase: String,
}

/// A setting with its meaning.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Setting {
    /// Its key.
    pub key: String,
    /// Its value.
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
    /// What it is where nobody set it.
    #[ts(type = "unknown")]
    pub default: serde_json::Value,
    /// What it does.
    pub description: String,
    /// `bool`, `int`, `text`, `object` (JSON), `choice` or `retry`.
    pub kind: String,
    /// For choices.
    pub choices: Vec<String>,
    /// For integers.
    pub min: Option<i64>,
    /// For integers.
    pub max: Option<i64>,
}

/// Sets a setting; `null` goes back to the default.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetSetting {
    /// Its key.
    pub key: String,
    /// Its value.
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
}

/// Where something was written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Written {
    /// The file.
    pub path: String,
}

/// Asks for a backup.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct BackupRequest {
    /// Where to; a new file in the data directory's `backups` where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// What a check of the installation found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Checkup {
    /// Whether all is well.
    pub ok: bool,
    /// Each thing looked at, in a sentence.
    pub lines: Vec<CheckLine>,
}

/// One thing looked at.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckLine {
    /// Whether it is well.
    pub ok: bool,
    /// What was found.
    pub text: String,
}

/// A push: what changed since the last one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Push {
    /// `messages`, `events`, `hooks`, `subscriptions`, `connections`, `settings`, `samples`, `prove`, `network`.
    pub areas: Vec<String>,
    /// The messages, where they are few; empty with `messages` in `areas` means many.
    pub messages: Vec<String>,
    /// Fresh counts, where messages or events changed.
    pub counts: Option<Counts>,
}

use super::message::Counts;
