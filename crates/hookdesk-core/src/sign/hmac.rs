//! HMAC-SHA256 (RFC 2104) and the two ways its 32 bytes are written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::config::Encoding;
use crate::fault::{Code, Fault};

/// The signature over the parts, one after the other.
pub(super) fn sign(key: &[u8], parts: &[&[u8]]) -> Result<[u8; 32], Fault> {
    Ok(mac(key, parts)?.finalize().into_bytes().into())
}

/// Whether `signature` is the one over the parts: in constant time, and only at its full length.
pub(super) fn verify(key: &[u8], parts: &[&[u8]], signature: &[u8]) -> bool {
    mac(key, parts).is_ok_and(|mac| mac.verify_slice(signature).is_ok())
}

/// The signature as text.
pub(super) fn encode(signature: &[u8; 32], encoding: Encoding) -> String {
    match encoding {
        Encoding::Hex => signature.iter().flat_map(|b| [hex(b >> 4), hex(b & 0xf)]).collect(),
        Encoding::Base64 => STANDARD.encode(signature),
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Result<Hmac<Sha256>, Fault> {
    // HMAC takes keys of every length, so this does not fail.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|e| {
        Fault::new(Code::SigningKeyInvalid, "the signing secret cannot be used").detail(e.to_string())
    })?;
    parts.iter().for_each(|part| mac.update(part));
    Ok(mac)
}

fn hex(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0')
}
