//! Standard Webhooks 1.0.0, symmetric signatures (`v1`).

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::{Signable, hmac, invalid};
use crate::config::Encoding;
use crate::fault::{Code, Fault};
use crate::message::HeaderPair;
use crate::time::UtcMillis;

const PREFIX: &[u8] = b"whsec_";
/// How far a timestamp may lie from now, either way; what the reference libraries use.
const TOLERANCE_SECONDS: u64 = 300;
/// Keys are typed by people, who lose the padding.
const KEY_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes of a `whsec_` secret.
pub(super) fn decode_key(key: &[u8]) -> Result<Vec<u8>, Fault> {
    let wanted = "Give whsec_ followed by the base64 of 24 to 64 random bytes.";
    let text = key
        .strip_prefix(PREFIX)
        .ok_or_else(|| invalid("the secret does not begin with whsec_").next(wanted))?;
    let bytes =
        KEY_BASE64.decode(text).map_err(|_| invalid("what follows whsec_ is not base64").next(wanted))?;
    match bytes.len() {
        24..=64 => Ok(bytes),
        len => Err(invalid(&format!("the secret is {len} bytes long, not 24 to 64")).next(wanted)),
    }
}

/// `webhook-id`, `webhook-timestamp` and one `v1` signature for each key.
pub(super) fn headers(keys: &[&[u8]], what: Signable<'_>) -> Result<Vec<HeaderPair>, Fault> {
    if keys.is_empty() {
        return Err(invalid("there is no signing secret"));
    }
    if what.id.is_empty() || what.id.contains('.') {
        return Err(Fault::new(Code::Internal, "a message id to be signed is empty or holds a dot"));
    }
    let timestamp = what.at.unix_seconds().to_string();
    let parts = signed_parts(what.id, &timestamp, what.body);
    let signatures = keys
        .iter()
        .map(|key| {
            Ok(format!("v1,{}", hmac::encode(&hmac::sign(&decode_key(key)?, &parts)?, Encoding::Base64)))
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    Ok(vec![
        ("webhook-id".to_owned(), what.id.to_owned()),
        ("webhook-timestamp".to_owned(), timestamp),
        ("webhook-signature".to_owned(), signatures.join(" ")),
    ])
}

/// Verifies a Standard Webhooks signature list, in constant time and at full length, within 300 s either way.
/// For the verify workbench and the published must-fail vectors.
pub fn verify(key: &[u8], id: &str, timestamp: &str, signature: &str, body: &[u8], now: UtcMillis) -> bool {
    let Ok(key) = decode_key(key) else { return false };
    let Ok(at) = timestamp.parse::<i64>() else { return false };
    if id.is_empty() || id.contains('.') || at.abs_diff(now.unix_seconds()) > TOLERANCE_SECONDS {
        return false;
    }
    let parts = signed_parts(id, timestamp, body);
    signature
        .split(' ')
        .filter_map(|entry| STANDARD.decode(entry.strip_prefix("v1,")?).ok())
        .any(|given| hmac::verify(&key, &parts, &given))
}

fn signed_parts<'a>(id: &'a str, timestamp: &'a str, body: &'a [u8]) -> [&'a [u8]; 5] {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body]
}
