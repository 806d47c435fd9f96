//! How requests are signed.

use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// Where a signature's or an API key's text goes.
    Encoding {
        /// Lower-case hexadecimal.
        Hex "hex",
        /// Base64 with padding.
        Base64 "base64",
    }
}

/// How requests are signed. The key is a secret kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signing {
    /// Not at all.
    #[default]
    None,
    /// Aligent: `x-magento-signature`, lower-case hex HMAC-SHA256 of the body.
    Aligent,
    /// Standard Webhooks 1.0.0, `v1`.
    Standard,
    /// HMAC-SHA256 of the body under a header of one's choice.
    Hmac {
        /// Header name.
        header: String,
        /// How the bytes are written.
        encoding: Encoding,
        /// Text in front of the signature, such as `sha256=`.
        #[serde(default)]
        prefix: String,
    },
}
