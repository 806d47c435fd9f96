//! What a person gives as the secret: one or several, of the kinds the dialects use.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use super::scheme::{Covers, Reading, Scheme};
use super::{Dialect, given};
use crate::config::Encoding;
use crate::fault::Fault;
use crate::sign::adobe::{PrivateKey, PublicKey};
use crate::sign::{hmac, invalid};

/// Most keys at once.
const MOST: usize = 8;
/// Longest text of keys.
const MAX_TEXT: usize = 64 * 1024;

/// A key; does not print.
pub struct Key(pub(super) Kind);

pub(super) enum Kind {
    /// A shared secret, as it was given.
    Shared(String),
    EdPublic(Vec<u8>),
    EdPrivate(Box<Ed25519KeyPair>),
    RsaPublic(Box<PublicKey>),
    RsaPrivate(Box<PrivateKey>),
}

impl Key {
    /// Reads the keys of a dialect, one on each line; RSA keys in PEM. `signing.key_invalid`, which does not repeat
    /// them.
    pub fn read_all(dialect: Dialect, text: &str) -> Result<Vec<Self>, Fault> {
        if text.len() > MAX_TEXT {
            return Err(invalid("this is too long for a secret"));
        }
        let keys: Vec<Self> = match dialect {
            Dialect::Adobe => pems(text).into_iter().map(rsa).collect::<Result<_, _>>()?,
            _ => text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| Self::line(dialect, line))
                .collect::<Result<_, _>>()?,
        };
        match keys.len() {
            0 if dialect == Dialect::Adobe => {
                Err(invalid("there is no key in PEM").next("Give the text from -----BEGIN to -----END."))
            }
            0 => Err(invalid("the secret is empty")),
            1..=MOST => Ok(keys),
            many => Err(invalid(&format!("{many} keys are too many, {MOST} are allowed"))),
        }
    }

    fn line(dialect: Dialect, line: &str) -> Result<Self, Fault> {
        let text = line.trim();
        if matches!(dialect, Dialect::Standard | Dialect::Svix) {
            if let Some(text) = text.strip_prefix("whpk_") {
                let wrong = || invalid("what follows whpk_ is not the base64 of 32 bytes");
                let bytes = STANDARD.decode(text).map_err(|_| wrong())?;
                return if bytes.len() == 32 { Ok(Self(Kind::EdPublic(bytes))) } else { Err(wrong()) };
            }
            if let Some(text) = text.strip_prefix("whsk_") {
                let wrong = || invalid("what follows whsk_ is not the base64 of an ed25519 key");
                let bytes = STANDARD.decode(text).map_err(|_| wrong())?;
                let pair = match bytes.len() {
                    32 => Ed25519KeyPair::from_seed_unchecked(&bytes),
                    64 => Ed25519KeyPair::from_seed_and_public_key(&bytes[..32], &bytes[32..]),
                    _ => return Err(wrong()),
                };
                return Ok(Self(Kind::EdPrivate(Box::new(pair.map_err(|_| wrong())?))));
            }
        }
        Ok(Self(Kind::Shared(line.trim_end_matches('\r').to_owned())))
    }

    /// The bytes a shared secret stands for, read that way.
    pub(super) fn bytes(&self, reading: Reading) -> Option<Vec<u8>> {
        let Kind::Shared(text) = &self.0 else { return None };
        let trimmed = text.trim();
        let without = trimmed.strip_prefix("whsec_");
        match reading {
            Reading::Raw => Some(text.as_bytes().to_vec()),
            Reading::Trimmed => (trimmed != text).then(|| trimmed.as_bytes().to_vec()),
            Reading::Whsec => given::base64(without.unwrap_or(trimmed)),
            Reading::Base64 => given::base64(trimmed).filter(|_| without.is_none()),
            Reading::Hex => given::hex(without.unwrap_or(trimmed)),
            Reading::WithoutPrefix => without.map(|text| text.as_bytes().to_vec()),
        }
    }

    /// Whether it makes and checks signatures with two halves.
    pub(super) fn is_asymmetric(&self) -> bool {
        !matches!(self.0, Kind::Shared(_))
    }

    /// Whether a signature is this key's over a message; for RSA `covers` says whether its base64 is meant.
    pub(super) fn check(&self, message: &[u8], signature: &[u8]) -> bool {
        let ed = |public: &[u8]| UnparsedPublicKey::new(&ED25519, public).verify(message, signature).is_ok();
        match &self.0 {
            Kind::Shared(_) => false,
            Kind::EdPublic(public) => ed(public),
            Kind::EdPrivate(pair) => ed(pair.public_key().as_ref()),
            Kind::RsaPublic(key) => key.verify_signed(message, signature),
            Kind::RsaPrivate(key) => key.public().verify_signed(message, signature),
        }
    }

    /// The signature's text, and whether the key is one of two halves. `body` is for RSA, which makes the base64 itself.
    pub(super) fn sign(&self, scheme: &Scheme, message: &[u8], body: &[u8]) -> Result<(bool, String), Fault> {
        match &self.0 {
            Kind::Shared(_) => {
                let key = self.bytes(scheme.reading).filter(|key| !key.is_empty());
                let key = key.ok_or_else(|| {
                    invalid("the secret does not have this dialect's form")
                        .next("Give whsec_ followed by base64, as the sender shows it.")
                })?;
                Ok((false, hmac::encode(&hmac::sign(&key, &[message])?, scheme.encoding)))
            }
            Kind::EdPrivate(pair) => Ok((true, STANDARD.encode(pair.sign(message)))),
            Kind::RsaPrivate(key) => {
                debug_assert_eq!((scheme.covers, scheme.encoding), (Covers::Base64OfBody, Encoding::Base64));
                Ok((false, key.sign(body)?))
            }
            Kind::EdPublic(_) | Kind::RsaPublic(_) => {
                Err(invalid("a public key cannot sign").next("Give the private key."))
            }
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key([redacted])")
    }
}

/// The PEM blocks of a text.
fn pems(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find("-----BEGIN ") {
        rest = &rest[begin..];
        let Some(end) = rest.find("-----END ") else { break };
        let Some(close) = rest[end + 9..].find("-----").map(|at| end + 9 + at + 5) else { break };
        found.push(&rest[..close]);
        rest = &rest[close..];
    }
    found
}

fn rsa(pem: &str) -> Result<Key, Fault> {
    if pem.contains("PRIVATE KEY") {
        return PrivateKey::from_pem(pem).map(|key| Key(Kind::RsaPrivate(Box::new(key))));
    }
    PublicKey::from_pem(pem).map(|key| Key(Kind::RsaPublic(Box::new(key))))
}
