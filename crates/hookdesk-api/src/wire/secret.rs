//! Named secrets on the wire. Their values only ever come in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A secret that contents refer to as `{secret:NAME}`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NamedSecret {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

/// Adds or changes one.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SaveSecret {
    /// Letters, digits, `_`, `.` and `-`.
    pub name: String,
    /// The value.
    pub value: String,
}

/// Names one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SecretRef {
    /// Its name.
    pub name: String,
}
