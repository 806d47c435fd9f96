//! Wrapping the data key under a passphrase with Argon2id (RFC 9106).

use argon2::{Algorithm, Argon2, Params, Version};
use hookdesk_core::{Code, Fault};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::key_file::{base64_bytes, hex_id};
use crate::sealed::{DataKey, KEY_LEN, KeyId, NONCE_LEN, decrypt, encrypt, hex, random};
use crate::secret::Secret;

/// Fewest characters of a passphrase.
const MIN_CHARS: usize = 8;
/// OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
const COST: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
/// What a key file may ask for at most: a foreign one must not eat the machine.
const MAX_COST: Cost = Cost { memory_kib: 1024 * 1024, passes: 64, lanes: 16 };

/// Argon2id's cost parameters.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// The data key, wrapped.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wrapped {
    #[serde(with = "hex_id")]
    key_id: KeyId,
    argon2id: Cost,
    #[serde(with = "base64_bytes")]
    salt: [u8; 16],
    #[serde(with = "base64_bytes")]
    nonce: [u8; NONCE_LEN],
    /// Ciphertext and tag.
    #[serde(with = "base64_bytes")]
    wrapped: [u8; KEY_LEN + 16],
}

/// Wraps under a passphrase of at least 8 characters, with a new salt and nonce.
pub(crate) fn wrap(key: &DataKey, passphrase: &Secret<String>) -> Result<Wrapped, Fault> {
    if passphrase.expose().chars().count() < MIN_CHARS {
        return Err(Fault::invalid(
            "passphrase",
            format!("a passphrase has at least {MIN_CHARS} characters"),
        )
        .next("Choose a longer passphrase; four or five words are good."));
    }
    let internal = || Fault::new(Code::Internal, "the key could not be wrapped");
    let (salt, nonce) = (random()?, random()?);
    let wrapping = derive(passphrase, &salt, COST).ok_or_else(internal)?;
    let wrapped = encrypt(&wrapping, &nonce, associated(&key.id).as_bytes(), key.bytes.as_slice())
        .and_then(|body| body.try_into().ok())
        .ok_or_else(internal)?;
    Ok(Wrapped { key_id: key.id, argon2id: COST, salt, nonce, wrapped })
}

impl Wrapped {
    /// Unwraps. `secret.wrong_passphrase` where it does not open: a changed file looks the same.
    pub(crate) fn unwrap(&self, passphrase: &Secret<String>) -> Result<DataKey, Fault> {
        let wrong = || {
            Fault::new(Code::SecretWrongPassphrase, "the passphrase does not open the key")
                .field("passphrase")
        };
        let wrapping = derive(passphrase, &self.salt, self.argon2id).ok_or_else(wrong)?;
        let bytes = decrypt(&wrapping, &self.nonce, associated(&self.key_id).as_bytes(), &self.wrapped)
            .ok_or_else(wrong)?;
        DataKey::from_slice(self.key_id, &bytes).ok_or_else(wrong)
    }

    /// Which key is wrapped.
    pub(crate) fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// Whether the cost is one this program would pay.
    pub(crate) fn is_sane(&self) -> bool {
        let Cost { memory_kib, passes, lanes } = self.argon2id;
        memory_kib <= MAX_COST.memory_kib
            && passes <= MAX_COST.passes
            && lanes <= MAX_COST.lanes
            && Params::new(memory_kib, passes, lanes, Some(KEY_LEN)).is_ok()
    }
}

fn derive(passphrase: &Secret<String>, salt: &[u8], cost: Cost) -> Option<Zeroizing<[u8; KEY_LEN]>> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(KEY_LEN)).ok()?;
    let mut key = Zeroizing::new([0; KEY_LEN]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), salt, key.as_mut_slice())
        .ok()?;
    Some(key)
}

fn associated(id: &KeyId) -> String {
    format!("data-key:{}", hex(id))
}
