//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): the data key, and what is sealed under it.
//!
//! A sealed value is `version ‖ key id (8) ‖ nonce (24) ‖ ciphertext and tag`. Its associated data names owner, slot
//! and key, so that a value copied to another row or column does not open.

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use hookdesk_core::config::SecretSlot;
use hookdesk_core::{Code, Fault};
use zeroize::Zeroizing;

/// Version of the sealed form.
const VERSION: u8 = 1;
const ID_LEN: usize = 8;
pub(crate) const KEY_LEN: usize = 32;
pub(crate) const NONCE_LEN: usize = 24;

/// Which data key; not secret.
pub(crate) type KeyId = [u8; ID_LEN];

/// The key everything is sealed under, and its name.
#[derive(Clone)]
pub(crate) struct DataKey {
    pub(crate) id: KeyId,
    pub(crate) bytes: Zeroizing<[u8; KEY_LEN]>,
}

impl DataKey {
    /// A new random one.
    pub(crate) fn generate() -> Result<Self, Fault> {
        Ok(Self { id: random()?, bytes: Zeroizing::new(random()?) })
    }

    /// One read from where it is kept; `None` for the wrong length.
    pub(crate) fn from_slice(id: KeyId, bytes: &[u8]) -> Option<Self> {
        Some(Self { id, bytes: Zeroizing::new(bytes.try_into().ok()?) })
    }

    pub(crate) fn seal(&self, slot: SecretSlot, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let body = encrypt(&self.bytes, &nonce, associated(slot, &self.id).as_bytes(), plain)
            .ok_or_else(|| Fault::new(Code::Internal, "the secret could not be sealed"))?;
        Ok([&[VERSION], self.id.as_slice(), &nonce, &body].concat())
    }

    pub(crate) fn open(&self, slot: SecretSlot, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let unreadable = |detail: &str| {
            Fault::new(Code::SecretUnreadable, "a stored secret cannot be read").detail(detail)
        };
        let (version, rest) = sealed.split_first().ok_or_else(|| unreadable("it is empty"))?;
        if *version != VERSION {
            return Err(unreadable("it has an unknown form"));
        }
        let (id, rest) = rest.split_first_chunk::<ID_LEN>().ok_or_else(|| unreadable("it is cut off"))?;
        if *id != self.id {
            return Err(unreadable("it was sealed under another key"));
        }
        let (nonce, body) =
            rest.split_first_chunk::<NONCE_LEN>().ok_or_else(|| unreadable("it is cut off"))?;
        decrypt(&self.bytes, nonce, associated(slot, id).as_bytes(), body)
            .ok_or_else(|| unreadable("it was changed, or belongs to another place"))
    }
}

/// `secrets:<owner>:<owner's number>:<slot>:<key id>`.
fn associated(slot: SecretSlot, key: &KeyId) -> String {
    let (owner, id, name) = match slot {
        SecretSlot::SubscriptionSigning(id) => ("subscription", id.0, "signing"),
        SecretSlot::SubscriptionSigningOld(id) => ("subscription", id.0, "signing_old"),
        SecretSlot::ConnectionAuth(id) => ("connection", id.0, "auth"),
        SecretSlot::ConnectionSigning(id) => ("connection", id.0, "signing"),
        SecretSlot::ConnectionSigningOld(id) => ("connection", id.0, "signing_old"),
        SecretSlot::ConnectionToken(id) => ("connection", id.0, "token"),
        SecretSlot::ConnectionClientKey(id) => ("connection", id.0, "client_key"),
        SecretSlot::Named(id) => ("named", id.0, "value"),
    };
    format!("secrets:{owner}:{id}:{name}:{}", hex(key))
}

pub(crate) fn encrypt(
    key: &[u8; KEY_LEN],
    nonce: &[u8; NONCE_LEN],
    aad: &[u8],
    plain: &[u8],
) -> Option<Vec<u8>> {
    XChaCha20Poly1305::new(key.into()).encrypt(nonce.into(), Payload { msg: plain, aad }).ok()
}

pub(crate) fn decrypt(
    key: &[u8; KEY_LEN],
    nonce: &[u8; NONCE_LEN],
    aad: &[u8],
    body: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    XChaCha20Poly1305::new(key.into())
        .decrypt(nonce.into(), Payload { msg: body, aad })
        .ok()
        .map(Zeroizing::new)
}

/// Bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Fault::new(Code::Internal, "the system gives no random bytes").detail(e.to_string()))?;
    Ok(bytes)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
