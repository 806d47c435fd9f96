//! The digital signature of hooks that are waited for: whether requests carry one, the key pair, and its change.
//!
//! The private key is a sealed secret of Hookdesk's own; what is public about it is a setting, so that it can be shown
//! while the vault is locked. Both change in one transaction. During a change of keys Adobe's header stays the old
//! key's, so that a receiver that was told nothing goes on as before; the new key's signature stands beside it.

mod kept;
mod signer;

use std::sync::Arc;

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use hookdesk_core::config::SecretSlot;
use hookdesk_core::sign::adobe::PrivateKey;
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_core::{Code, Fault};
use hookdesk_secrets::{Secret, Vault};
use hookdesk_store::{OwnChange, Seal, Store};
use tokio::sync::Mutex;

use crate::config::Config;
use kept::{Kept, Pair, Previous};
pub(crate) use signer::{Signer, Signers};

/// Where it is kept.
const SETTING: &str = "webhooks.signature";
/// Longest overlap of two keys, in hours.
pub const MAX_OVERLAP_HOURS: u32 = 720;
const HOUR_MS: i64 = 3_600_000;

/// The signature, as it can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Whether requests carry it.
    pub enabled: bool,
    /// PEM, SubjectPublicKeyInfo; none where no pair was made yet.
    pub public_key: Option<String>,
    /// The key before it, and until when it signs alongside.
    pub previous: Option<(String, UtcMillis)>,
    /// When the pair was made.
    pub created_at: Option<UtcMillis>,
}

/// Changes it.
pub struct SignatureDesk {
    store: Store,
    vault: Arc<Vault>,
    config: Arc<Config>,
    clock: Arc<dyn Clock>,
    /// One change at a time.
    changing: Mutex<()>,
}

impl SignatureDesk {
    pub(crate) fn new(store: Store, vault: Arc<Vault>, config: Arc<Config>, clock: Arc<dyn Clock>) -> Self {
        Self { store, vault, config, clock, changing: Mutex::new(()) }
    }

    /// As it is.
    pub async fn get(&self) -> Result<Signature, Fault> {
        Ok(self.shown(&self.kept().await?))
    }

    /// Switches it. Switching on makes the first key pair and needs the vault open: `secret.no_key`, `secret.locked`,
    /// `secret.unreadable`.
    pub async fn set(&self, enabled: bool) -> Result<Signature, Fault> {
        let _one = self.changing.lock().await;
        let mut kept = self.kept().await?;
        let mut save = None;
        if enabled {
            match &kept.present {
                Some(pair) => self.opens(&pair.secret).await?,
                None => {
                    let (pair, seal) = self.make().await?;
                    save = Some((pair.secret.clone(), seal));
                    kept.present = Some(pair);
                }
            }
        }
        kept.enabled = enabled;
        self.change(kept, save, Vec::new()).await
    }

    /// Makes a new key pair. The one before it signs alongside for `overlap_hours`, at most [`MAX_OVERLAP_HOURS`]; 0
    /// forgets it at once. Where an overlap is still running, the key in Adobe's header stays and the one that was to
    /// follow it is forgotten. Faults: `input.invalid` (field `overlap_hours`), `secret.no_key`, `secret.locked`.
    pub async fn regenerate(&self, overlap_hours: u32) -> Result<Signature, Fault> {
        if overlap_hours > MAX_OVERLAP_HOURS {
            let message = format!("the old key stays for at most {MAX_OVERLAP_HOURS} hours");
            return Err(Fault::invalid("overlap_hours", message));
        }
        let _one = self.changing.lock().await;
        let kept = self.kept().await?;
        let (pair, seal) = self.make().await?;
        let save = Some((pair.secret.clone(), seal));
        let until = self.clock.now().plus(i64::from(overlap_hours) * HOUR_MS);
        let before: Vec<String> = kept.secrets().map(str::to_owned).collect();
        let previous = kept.running(self.clock.now()).map(|(secret, public_key)| Previous {
            secret: secret.to_owned(),
            public_key: public_key.to_owned(),
            until,
        });
        let previous = match previous.filter(|_| overlap_hours > 0) {
            // A key that does not open any more cannot sign alongside.
            Some(previous) => self.opens(&previous.secret).await.is_ok().then_some(previous),
            None => None,
        };
        let kept = Kept { enabled: kept.enabled, present: Some(pair), previous };
        let forget = before.into_iter().filter(|name| !kept.secrets().any(|kept| kept == name)).collect();
        self.change(kept, save, forget).await
    }

    /// Forgets an old key whose overlap has ended.
    pub(crate) async fn forget_old(&self) -> Result<(), Fault> {
        let _one = self.changing.lock().await;
        let mut kept = self.kept().await?;
        let now = self.clock.now();
        match kept.previous.take_if(|previous| previous.until <= now) {
            Some(old) => self.change(kept, None, vec![old.secret]).await.map(drop),
            None => Ok(()),
        }
    }

    async fn kept(&self) -> Result<Kept, Fault> {
        Ok(Kept::read(&self.store.settings().await?))
    }

    async fn change(
        &self,
        kept: Kept,
        save: Option<(String, Seal)>,
        forget: Vec<String>,
    ) -> Result<Signature, Fault> {
        let shown = self.shown(&kept);
        let setting = (SETTING.to_owned(), Some(kept.to_value()?));
        self.store.change_own(OwnChange { setting, save, forget }).await?;
        self.config.refresh().await?;
        Ok(shown)
    }

    /// A new pair, and how its private half is sealed.
    async fn make(&self) -> Result<(Pair, Seal), Fault> {
        let made = tokio::task::spawn_blocking(|| {
            let key = PrivateKey::generate(&mut UnwrapErr(SysRng))?;
            Ok::<_, Fault>((key.public_pem()?, Secret::new(key.to_pem()?.into_bytes())))
        });
        let (public_key, private) = made.await.unwrap_or_else(|error| {
            Err(Fault::new(Code::Internal, "no key pair could be made").detail(error.to_string()))
        })?;
        let pair = Pair { secret: kept::name()?, public_key, created_at: self.clock.now().0 };
        let vault = self.vault.clone();
        Ok((pair, Box::new(move |id| vault.seal(SecretSlot::Named(id), &private))))
    }

    /// Whether a private key can be used now.
    async fn opens(&self, name: &str) -> Result<(), Fault> {
        let all = self.store.named_secrets().await?;
        signer::open(&self.vault, all.iter().find(|secret| secret.name == name)).map(drop)
    }

    fn shown(&self, kept: &Kept) -> Signature {
        let now = self.clock.now();
        let previous = kept.previous.as_ref().filter(|previous| previous.until > now);
        Signature {
            enabled: kept.enabled,
            public_key: kept.present.as_ref().map(|pair| pair.public_key.clone()),
            previous: previous.map(|previous| (previous.public_key.clone(), previous.until)),
            created_at: kept.present.as_ref().map(|pair| UtcMillis(pair.created_at)),
        }
    }
}
