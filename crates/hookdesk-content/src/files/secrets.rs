//! Secrets that stand in an imported file: taken out, to be sealed, and a reference left in their place.

use crate::definition::{ConsoleOauth, Webhook};

/// Longest name a secret may have.
const LONGEST: usize = 100;

/// A secret taken out of a webhook.
#[derive(Clone, PartialEq, Eq)]
pub struct Taken {
    /// The name it is to be kept under; the same for the same webhook.
    pub name: String,
    /// The secret itself.
    pub value: String,
}

impl std::fmt::Debug for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Taken").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Takes a client secret that is no reference out of a webhook, and leaves `{secret:NAME}` there.
pub fn take(webhook: &mut Webhook) -> Option<Taken> {
    let name = name(webhook);
    let secret = &mut webhook.oauth.as_mut()?.client_secret;
    if secret.is_empty() || ConsoleOauth::is_reference(secret) {
        return None;
    }
    let value = std::mem::replace(secret, format!("{{secret:{name}}}"));
    Some(Taken { name, value })
}

/// Of the identity, cut where it is too long; what is cut is told apart by a number (FNV-1a) of the whole.
fn name(webhook: &Webhook) -> String {
    let method = Webhook::plain_method(&webhook.method);
    let whole = format!("webhook.{method}.{}.{}.{}", webhook.moment.as_str(), webhook.batch, webhook.name);
    let plain: String =
        whole.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    if plain == whole && plain.len() <= LONGEST {
        return plain;
    }
    let hash = whole.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let head: String = plain.chars().take(LONGEST - 17).collect();
    format!("{head}.{hash:016x}")
}
