//! Signatures over the exact bytes sent: Aligent's, Standard Webhooks' and plain HMAC.

pub mod adobe;
mod hmac;
mod standard;
#[cfg(test)]
mod tests;
pub mod workbench;

use crate::config::{Encoding, Signing};
use crate::fault::{Code, Fault};
use crate::message::HeaderPair;
use crate::time::UtcMillis;

pub use standard::verify as verify_standard;

/// Aligent's signature header (connectors.md C.3).
const ALIGENT_HEADER: &str = "x-magento-signature";

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

/// Checks a key for a scheme: not empty; for Standard Webhooks `whsec_` and base64 of 24 to 64 bytes. No fault
/// repeats the key.
pub fn validate_key(signing: &Signing, key: &[u8]) -> Result<(), Fault> {
    match signing {
        Signing::None => Ok(()),
        Signing::Aligent | Signing::Hmac { .. } if key.is_empty() => {
            Err(invalid("the signing secret is empty"))
        }
        Signing::Aligent | Signing::Hmac { .. } => Ok(()),
        Signing::Standard => standard::decode_key(key).map(drop),
    }
}

/// The headers that carry the signature, in the order sent. `keys` holds the present key first and, during a
/// rotation, the one before it; Standard Webhooks sends a signature of each, the other schemes use the first.
pub fn headers(signing: &Signing, keys: &[&[u8]], what: Signable<'_>) -> Result<Vec<HeaderPair>, Fault> {
    match signing {
        Signing::None => Ok(Vec::new()),
        Signing::Aligent => Ok(vec![hmac_header(ALIGENT_HEADER, Encoding::Hex, "", keys, what.body)?]),
        Signing::Hmac { header, encoding, prefix } => {
            Ok(vec![hmac_header(header, *encoding, prefix, keys, what.body)?])
        }
        Signing::Standard => standard::headers(keys, what),
    }
}

fn hmac_header(
    header: &str,
    encoding: Encoding,
    prefix: &str,
    keys: &[&[u8]],
    body: &[u8],
) -> Result<HeaderPair, Fault> {
    let key =
        keys.first().filter(|key| !key.is_empty()).ok_or_else(|| invalid("there is no signing secret"))?;
    let signature = hmac::encode(&hmac::sign(key, &[body])?, encoding);
    Ok((header.to_owned(), format!("{prefix}{signature}")))
}

fn invalid(why: &str) -> Fault {
    Fault::new(Code::SigningKeyInvalid, why).field("secret")
}
