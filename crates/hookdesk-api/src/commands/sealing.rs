//! Secrets on their way in: sealed for their row, the one before kept alongside while a receiver changes over.

use hookdesk_core::config::{SecretSlot, Signing};
use hookdesk_core::oauth::one;
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault, sign};
use hookdesk_engine::Engine;
use hookdesk_secrets::Secret;
use hookdesk_store::SealedSecret;

use super::fields;

/// Longest time two signing keys sign alongside: 30 days.
const MOST_HOURS: u32 = 720;
const HOUR_MS: i64 = 3_600_000;

/// What a request says about one secret.
pub enum Change {
    /// Nothing.
    Keep,
    /// Take the stored one away.
    Remove,
    /// A new one.
    Set(Secret<Vec<u8>>),
}

impl Change {
    /// From the wire: left out keeps, an empty text removes.
    pub fn read(text: Option<String>) -> Self {
        match text {
            None => Self::Keep,
            Some(text) if text.is_empty() => Self::Remove,
            Some(text) => Self::Set(Secret::new(text.into_bytes())),
        }
    }

    /// Whether a secret is there once this is done.
    pub fn leaves_one(&self, stored: bool) -> bool {
        match self {
            Self::Keep => stored,
            Self::Remove => false,
            Self::Set(_) => true,
        }
    }

    /// Seals for a slot.
    pub fn seal(self, engine: &Engine, slot: SecretSlot) -> Result<Option<SealedSecret>, Fault> {
        Ok(match self {
            Self::Keep => None,
            Self::Remove => Some(SealedSecret { slot, sealed: None, expires_at: None }),
            Self::Set(secret) => {
                let sealed = engine.vault().seal(slot, &secret)?;
                Some(SealedSecret { slot, sealed: Some(sealed), expires_at: None })
            }
        })
    }
}

/// A change of a signing key, checked, and the key before it where that is to sign alongside.
pub struct SigningChange {
    change: Change,
    old: Option<(Secret<Vec<u8>>, UtcMillis)>,
}

/// What a signing key is changed for.
pub struct SigningRequest<'a> {
    /// The field that carries the key.
    pub field: &'a str,
    /// The scheme there will be.
    pub signing: &'a Signing,
    /// The scheme there was.
    pub signing_before: &'a Signing,
    /// The new key.
    pub secret: Option<String>,
    /// How long the key before it signs alongside.
    pub keep_old_hours: Option<u32>,
    /// Where the present key is stored, if one is.
    pub stored: Option<SecretSlot>,
    /// Whether going without a key is allowed for now: what is switched off or paused sends nothing.
    pub idle: bool,
}

impl SigningChange {
    /// Checks the key against the scheme. Faults: `signing.key_invalid`, `secret.locked` where the stored key has to be
    /// opened and cannot be.
    pub async fn check(engine: &Engine, request: SigningRequest<'_>) -> Result<Self, Fault> {
        let SigningRequest { field, signing, signing_before, secret, keep_old_hours, stored, idle } = request;
        let change = Change::read(secret);
        let named = |fault: Fault| fault.field(field);
        if *signing != Signing::None && !idle && !change.leaves_one(stored.is_some()) {
            return Err(named(
                Fault::new(Code::SigningKeyInvalid, "this way of signing needs a key")
                    .next("Give the key, or choose not to sign."),
            ));
        }
        if let Some(hours) = keep_old_hours {
            fields::within("keep_old_secret_hours", hours, 0..=MOST_HOURS)?;
        }
        let mut old = None;
        match (&change, stored) {
            (Change::Set(key), stored) => {
                sign::validate_key(signing, key.expose()).map_err(named)?;
                if let (Some(slot), Some(hours @ 1..)) = (stored, keep_old_hours) {
                    let ends = engine.clock().now().plus(i64::from(hours) * HOUR_MS);
                    old = stored_key(engine, slot).await?.map(|key| (key, ends));
                }
            }
            (Change::Keep, Some(slot)) if signing != signing_before => {
                if let Some(key) = stored_key(engine, slot).await? {
                    sign::validate_key(signing, key.expose()).map_err(named)?;
                }
            }
            _ => {}
        }
        Ok(Self { change, old })
    }

    /// Whether a key is stored once this is done.
    pub fn is_change(&self) -> bool {
        !matches!(self.change, Change::Keep)
    }

    /// Seals the new key and the one before it; a key before that one is forgotten.
    pub fn seal(
        self,
        engine: &Engine,
        present: SecretSlot,
        before: SecretSlot,
    ) -> Result<Vec<SealedSecret>, Fault> {
        if !self.is_change() {
            return Ok(Vec::new());
        }
        let old = match self.old {
            None => SealedSecret { slot: before, sealed: None, expires_at: None },
            Some((key, ends)) => SealedSecret {
                slot: before,
                sealed: Some(engine.vault().seal(before, &key)?),
                expires_at: Some(ends),
            },
        };
        Ok(self.change.seal(engine, present)?.into_iter().chain([old]).collect())
    }
}

/// A stored secret, opened.
pub(super) async fn stored_key(engine: &Engine, slot: SecretSlot) -> Result<Option<Secret<Vec<u8>>>, Fault> {
    let all = engine.store().sealed_secrets().await?;
    let sealed = all.into_iter().find(|secret| secret.slot == slot).and_then(|secret| secret.sealed);
    sealed.map(|sealed| engine.vault().open_sealed(slot, &sealed)).transpose()
}

/// The secrets of OAuth 1.0a with the access token among them: the one given, or else the one stored. Faults name
/// what is missing.
pub async fn with_token(
    engine: &Engine,
    change: Change,
    token: String,
    stored: Option<SecretSlot>,
) -> Result<Change, Fault> {
    let given = match &change {
        Change::Set(secret) => Some(one::Secrets::read(secret.expose())?),
        Change::Keep if token.is_empty() => return Ok(change),
        Change::Remove if token.is_empty() => return Ok(change),
        Change::Keep | Change::Remove => None,
    };
    let before = match stored {
        Some(slot) => stored_key(engine, slot).await?.and_then(|key| one::Secrets::read(key.expose()).ok()),
        None => None,
    };
    let kept = before.as_ref().map(|before| before.token.clone()).unwrap_or_default();
    let before = before.filter(|_| matches!(change, Change::Keep));
    let Some(mut secrets) = given.or(before) else {
        let fault = Fault::invalid(
            "auth_secret",
            "the access token is kept with the two secrets, and they are missing",
        );
        return Err(fault.next("Enter the consumer secret and the access token secret too."));
    };
    if !token.is_empty() {
        secrets.token = token;
    } else if secrets.token.is_empty() {
        secrets.token = kept;
    }
    if secrets.token.is_empty() {
        return Err(Fault::invalid("auth.token", "the access token is missing"));
    }
    let text = serde_json::to_vec(&secrets)
        .map_err(|e| Fault::new(Code::Internal, "the secrets cannot be kept").detail(e.to_string()))?;
    Ok(Change::Set(Secret::new(text)))
}
