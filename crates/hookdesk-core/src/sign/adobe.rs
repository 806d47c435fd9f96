//! Adobe Commerce's digital signature (spec "Adobe webhooks", 6.1): RSASSA-PKCS1-v1_5 with SHA-256 over the base64 text
//! of the body, not over the body itself. An empty body is the empty text.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::rand_core::CryptoRng;
use rsa::{Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey};
use sha2::{Digest, Sha256};

use super::invalid;
use crate::fault::{Code, Fault};

/// The header that carries the signature.
pub const HEADER: &str = "x-adobe-commerce-webhook-signature";
/// While two keys are in use, [`HEADER`] is the old one's and this the new one's: a receiver that knows nothing of the
/// change goes on as before.
pub const NEXT_HEADER: &str = "x-hookdesk-webhook-signature-next";

/// Bits of a key that is made here.
const BITS: usize = 2_048;
/// Longest PEM that is read.
const MAX_PEM: usize = 16 * 1024;

/// The key that signs; does not print.
pub struct PrivateKey(RsaPrivateKey);

/// The key receivers check with.
#[derive(Debug)]
pub struct PublicKey(RsaPublicKey);

impl PrivateKey {
    /// Makes a key pair of 2048 bits. Takes about 0.1 s.
    pub fn generate(rng: &mut impl CryptoRng) -> Result<Self, Fault> {
        let key = RsaPrivateKey::new(rng, BITS).map_err(|error| {
            Fault::new(Code::Internal, "no key pair could be made").detail(error.to_string())
        })?;
        Ok(Self(key))
    }

    /// Reads PKCS#8 or PKCS#1 in PEM. The fault does not repeat it.
    pub fn from_pem(pem: &str) -> Result<Self, Fault> {
        let pem = bounded(pem)?;
        let key = RsaPrivateKey::from_pkcs8_pem(pem).ok().or_else(|| RsaPrivateKey::from_pkcs1_pem(pem).ok());
        key.map(Self).ok_or_else(|| {
            invalid("this is no RSA private key in PEM")
                .next("Give the text from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.")
        })
    }

    /// PKCS#8 in PEM. Wiped by whoever takes it.
    pub fn to_pem(&self) -> Result<String, Fault> {
        self.0.to_pkcs8_pem(LineEnding::LF).map(|pem| pem.as_str().to_owned()).map_err(unwritable)
    }

    /// The other half: SubjectPublicKeyInfo in PEM.
    pub fn public_pem(&self) -> Result<String, Fault> {
        self.0.to_public_key().to_public_key_pem(LineEnding::LF).map_err(unwritable)
    }

    /// The other half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.to_public_key())
    }

    /// The header's value for a body: base64. Some 1 ms.
    pub fn sign(&self, body: &[u8]) -> Result<String, Fault> {
        let signature = self.0.sign(Pkcs1v15Sign::new::<Sha256>(), &digest(body)).map_err(|error| {
            Fault::new(Code::SigningKeyInvalid, "the key cannot sign").detail(error.to_string())
        })?;
        Ok(STANDARD.encode(signature))
    }
}

impl PublicKey {
    /// Reads SubjectPublicKeyInfo or PKCS#1 in PEM.
    pub fn from_pem(pem: &str) -> Result<Self, Fault> {
        let pem = bounded(pem)?;
        let key =
            RsaPublicKey::from_public_key_pem(pem).ok().or_else(|| RsaPublicKey::from_pkcs1_pem(pem).ok());
        key.map(Self).ok_or_else(|| {
            invalid("this is no RSA public key in PEM")
                .next("Give the text from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----.")
        })
    }

    /// Whether `signature` is one of this key over the body's base64 text.
    pub fn verify(&self, body: &[u8], signature: &[u8]) -> bool {
        self.verify_digest(&digest(body), signature)
    }

    /// Whether `signature` is one over exactly these bytes.
    pub(super) fn verify_signed(&self, signed: &[u8], signature: &[u8]) -> bool {
        self.verify_digest(&Sha256::digest(signed), signature)
    }

    fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> bool {
        self.0.verify(Pkcs1v15Sign::new::<Sha256>(), digest, signature).is_ok()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey([redacted])")
    }
}

fn digest(body: &[u8]) -> [u8; 32] {
    Sha256::digest(STANDARD.encode(body)).into()
}

fn bounded(pem: &str) -> Result<&str, Fault> {
    let pem = pem.trim();
    if pem.len() > MAX_PEM {
        return Err(invalid("this is too long for a key"));
    }
    Ok(pem)
}

fn unwritable(error: impl fmt::Display) -> Fault {
    Fault::new(Code::Internal, "the key could not be written").detail(error.to_string())
}

#[cfg(test)]
#[path = "adobe_tests.rs"]
mod tests;
