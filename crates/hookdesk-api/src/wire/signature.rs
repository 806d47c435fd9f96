//! The digital signature of hooks that are waited for, on the wire. The private key is never on it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The signature, as it is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Signature {
    /// Whether every request carries it.
    pub enabled: bool,
    /// What receivers check it with: PEM. None where no key pair was made yet.
    pub public_key: Option<String>,
    /// The key before it, while both sign.
    pub previous: Option<PreviousKey>,
    /// When the key pair was made.
    pub created_at: Option<String>,
}

/// A key that is on its way out; it is still the one of Adobe's own header.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PreviousKey {
    /// PEM.
    pub public_key: String,
    /// When it signs no more.
    pub until: String,
}

/// Switches it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetSignature {
    /// Whether every request is to carry it.
    pub enabled: bool,
}

/// Makes a new key pair.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RegenerateSignature {
    /// How long the old key signs alongside, at most 720; 0 ends it at once.
    pub overlap_hours: u32,
}
