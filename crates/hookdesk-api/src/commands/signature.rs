//! The digital signature of hooks that are waited for.

use hookdesk_core::Fault;
use hookdesk_engine::Engine;

use crate::wire::*;

pub async fn get(engine: &Engine, _: Nothing) -> Result<Signature, Fault> {
    engine.signature().get().await.map(Into::into)
}

pub async fn set(engine: &Engine, request: SetSignature) -> Result<Signature, Fault> {
    engine.signature().set(request.enabled).await.map(Into::into)
}

pub async fn regenerate(engine: &Engine, request: RegenerateSignature) -> Result<Signature, Fault> {
    engine.signature().regenerate(request.overlap_hours).await.map(Into::into)
}

impl From<hookdesk_engine::Signature> for Signature {
    fn from(signature: hookdesk_engine::Signature) -> Self {
        let hookdesk_engine::Signature { enabled, public_key, previous, created_at } = signature;
        let previous =
            previous.map(|(public_key, until)| PreviousKey { public_key, until: until.to_rfc3339() });
        Self { enabled, public_key, previous, created_at: created_at.map(|at| at.to_rfc3339()) }
    }
}
