//! Connections: a remote system and how to authenticate there.

use serde::{Deserialize, Serialize};

use super::{ConnectionTls, Signing};
use crate::id::ConnectionId;
use crate::message::HeaderPair;
use crate::oauth::OAuth2;
use crate::time::UtcMillis;

/// How requests authenticate. Passwords, tokens and keys are secrets kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Auth {
    /// Not at all.
    #[default]
    None,
    /// RFC 7617; the secret is the password.
    Basic {
        /// User name.
        username: String,
    },
    /// RFC 6750; the secret is the token.
    Bearer,
    /// A key in a header; the secret is the key.
    ApiKeyHeader {
        /// Header name.
        name: String,
    },
    /// A key in the query; the secret is the key.
    ApiKeyQuery {
        /// Parameter name.
        name: String,
    },
    /// RFC 5849 with HMAC-SHA256, as Magento's integrations want it. The secret is
    /// `{"consumer_secret": …, "token_secret": …, "token": …}`.
    #[serde(rename = "oauth1")]
    OAuth1 {
        /// The consumer key.
        consumer_key: String,
        /// The access token on its way in; it is kept with the secrets, and empty here.
        token: String,
        /// Signs as if the URL began with http://, for a shop behind a proxy that ends TLS. For finding the cause.
        #[serde(default)]
        signature_url_http: bool,
        /// Seconds added to this machine's time in the signature, where the server's clock is ahead.
        #[serde(default)]
        clock_offset_s: i32,
    },
    /// OAuth 2.0. The secret is the client's; tokens are kept apart.
    #[serde(rename = "oauth2")]
    OAuth2(Box<OAuth2>),
}

/// A connection of kind `generic`: a base URL and how to authenticate and sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Its number.
    pub id: ConnectionId,
    /// A name for people; unique.
    pub name: String,
    /// Absolute http(s) URL without userinfo, query or fragment.
    pub base_url: String,
    /// How to authenticate.
    pub auth: Auth,
    /// How to sign.
    pub signing: Signing,
    /// Fixed headers.
    pub headers: Vec<HeaderPair>,
    /// How its TLS differs from the system's.
    pub tls: ConnectionTls,
    /// Paused: its messages are held.
    pub paused: bool,
    /// A person must authorize first: its messages are held. Kept by what becomes of its token, not set by hand.
    pub unauthorized: bool,
    /// Whether the auth secret is stored.
    pub has_auth_secret: bool,
    /// Whether a signing key is stored.
    pub has_signing_secret: bool,
    /// Whether the key of its client certificate is stored.
    pub has_client_key: bool,
    /// When it was made.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
}
