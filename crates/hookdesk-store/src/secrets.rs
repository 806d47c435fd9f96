//! Sealed secrets: stored and handed back, never opened here.

use hookdesk_core::Fault;
use hookdesk_core::config::SecretSlot;
use hookdesk_core::time::UtcMillis;

use crate::open::Store;

/// A secret as the vault sealed it.
#[derive(Debug, Clone)]
pub struct SealedSecret {
    /// Which.
    pub slot: SecretSlot,
    /// The sealed bytes; `None` deletes it.
    pub sealed: Option<Vec<u8>>,
    /// When it ends by itself (an old signing key).
    pub expires_at: Option<UtcMillis>,
}

impl Store {
    /// All sealed secrets that have not expired.
    pub async fn sealed_secrets(&self) -> Result<Vec<SealedSecret>, Fault> {
        todo!()
    }

    /// Replaces every sealed secret at once, for a change of key.
    pub async fn reseal(&self, _all: Vec<SealedSecret>) -> Result<(), Fault> {
        todo!()
    }
}
