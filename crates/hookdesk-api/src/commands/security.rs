//! Where the key to the secrets is kept, and what is lost with it.

use std::collections::BTreeSet;

use hookdesk_core::config::SecretSlot;
use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;
use hookdesk_secrets::{Secret, Vault};
use hookdesk_store::OWN_SECRETS;

use super::overview::label;
use crate::wire::*;

/// What a person types before secrets are forgotten.
const CONFIRM: &str = "lose my secrets";

pub async fn use_os(engine: &Engine, _: Nothing) -> Result<KeyState, Fault> {
    change(engine, Vault::use_os_key_store).await
}

pub async fn use_passphrase(engine: &Engine, request: ChoosePassphrase) -> Result<KeyState, Fault> {
    let (passphrase, current) = (Secret::new(request.passphrase), request.current.map(Secret::new));
    change(engine, move |vault| vault.use_passphrase(passphrase, current)).await
}

pub async fn unlock(engine: &Engine, request: GivePassphrase) -> Result<KeyState, Fault> {
    let passphrase = Secret::new(request.passphrase);
    change(engine, move |vault| vault.unlock(passphrase)).await
}

pub async fn what_is_lost(engine: &Engine, _: Nothing) -> Result<LostSecrets, Fault> {
    lost(engine).await
}

pub async fn begin_anew(engine: &Engine, request: BeginAnew) -> Result<KeyState, Fault> {
    if request.confirm.trim() != CONFIRM {
        return Err(Fault::invalid(
            "confirm",
            format!("nothing is forgotten without the words \"{CONFIRM}\""),
        )
        .next("Type the words as they stand here, or go on looking for the passphrase."));
    }
    engine.begin_anew().await?;
    Ok(engine.vault().into())
}

/// The secrets that cannot be opened now.
pub(super) async fn lost(engine: &Engine) -> Result<LostSecrets, Fault> {
    let store = engine.store();
    let (sealed, named) = (store.sealed_secrets().await?, store.named_secrets().await?);
    let (connections, subscriptions) = (store.connections().await?, store.subscriptions().await?);
    let is_lost = |slot, bytes: &[u8]| engine.vault().open_sealed(slot, bytes).is_err();
    let mut owners = BTreeSet::new();
    let mut users = BTreeSet::new();
    let mut tokens = 0;
    for secret in &sealed {
        if !secret.sealed.as_deref().is_some_and(|bytes| is_lost(secret.slot, bytes)) {
            continue;
        }
        match secret.slot {
            SecretSlot::ConnectionAuth(id)
            | SecretSlot::ConnectionClientKey(id)
            | SecretSlot::ConnectionSigning(id)
            | SecretSlot::ConnectionSigningOld(id) => {
                owners.insert(id);
            }
            SecretSlot::ConnectionToken(id) => {
                owners.insert(id);
                tokens += 1;
            }
            SecretSlot::SubscriptionSigning(id) | SecretSlot::SubscriptionSigningOld(id) => {
                users.insert(id);
            }
            SecretSlot::Named(_) => {}
        }
    }
    let (own, named): (Vec<_>, Vec<_>) = named
        .into_iter()
        .filter(|secret| is_lost(SecretSlot::Named(secret.id), &secret.sealed))
        .partition(|secret| secret.name.starts_with(OWN_SECRETS));
    let owners = connections.iter().filter(|connection| owners.contains(&connection.id));
    let users = subscriptions.iter().filter(|subscription| users.contains(&subscription.id));
    Ok(LostSecrets {
        connections: owners.map(|connection| connection.name.clone()).collect(),
        subscriptions: users.map(|subscription| label(subscription, &connections)).collect(),
        named: named.into_iter().map(|secret| secret.name).collect(),
        signature_keys: own.len() as u64,
        tokens,
    })
}

impl LostSecrets {
    /// How many owners of secrets that makes; a connection's token is not counted beside its connection.
    pub(super) fn count(&self) -> usize {
        self.connections.len() + self.subscriptions.len() + self.named.len() + self.signature_keys as usize
    }
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
    Ok(engine.vault().into())
}
