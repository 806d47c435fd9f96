//! Where the key to the secrets is kept.

use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;
use hookdesk_secrets::{Secret, Vault};

use crate::wire::*;

pub async fn use_os(engine: &Engine, _: Nothing) -> Result<KeyState, Fault> {
    change(engine, Vault::use_os_key_store).await
}

pub async fn use_passphrase(engine: &Engine, request: GivePassphrase) -> Result<KeyState, Fault> {
    let passphrase = Secret::new(request.passphrase);
    change(engine, move |vault| vault.use_passphrase(passphrase)).await
}

pub async fn unlock(engine: &Engine, request: GivePassphrase) -> Result<KeyState, Fault> {
    let passphrase = Secret::new(request.passphrase);
    change(engine, move |vault| vault.unlock(passphrase)).await
}

/// Deriving a key takes a good part of a second by design, and a key store may ask the person: not on a worker thread.
async fn change(
    engine: &Engine,
    step: impl FnOnce(&Vault) -> Result<(), Fault> + Send + 'static,
) -> Result<KeyState, Fault> {
    let apart = engine.clone();
    tokio::task::spawn_blocking(move || step(apart.vault())).await.map_err(|error| {
        Fault::new(Code::Internal, "the key could not be changed").detail(error.to_string())
    })??;
    engine.credentials_available().await?;
    Ok(engine.vault().state().into())
}
