//! Signatures over the exact bytes sent: Aligent's, Standard Webhooks' and plain HMAC.

use crate::config::Signing;
use crate::fault::Fault;
use crate::message::HeaderPair;
use crate::time::UtcMillis;

/// What a signature covers.
#[derive(Debug, Clone, Copy)]
pub struct Signable<'a> {
    /// The message id, Standard Webhooks' `webhook-id`.
    pub id: &'a str,
    /// The attempt's time.
    pub at: UtcMillis,
    /// The body as it will be sent.
    pub body: &'a [u8],
}

/// Checks a key for a scheme: not empty; for Standard Webhooks `whsec_` and base64 of 24 to 64 bytes.
pub fn validate_key(_signing: &Signing, _key: &[u8]) -> Result<(), Fault> {
    todo!()
}

/// The headers that carry the signature, in the order sent. `keys` holds the present key first and, during a
/// rotation, the one before it; Standard Webhooks sends a signature of each, the other schemes use the first.
pub fn headers(_signing: &Signing, _keys: &[&[u8]], _what: Signable<'_>) -> Result<Vec<HeaderPair>, Fault> {
    todo!()
}

/// Verifies a Standard Webhooks signature list, in constant time and at full length, within 300 s either way.
/// For the verify workbench and the published must-fail vectors.
pub fn verify_standard(
    _key: &[u8],
    _id: &str,
    _timestamp: &str,
    _signature: &str,
    _body: &[u8],
    _now: UtcMillis,
) -> bool {
    todo!()
}
