//! What a person configures: hooks, subscriptions, connections, and their parts. Secrets are not in these types;
//! they are kept apart and referred to.

use serde::{Deserialize, Serialize};

use crate::id::{ConnectionId, HookId, SubscriptionId};
use crate::message::{HeaderPair, words};
use crate::name::EventName;
use crate::schedule::RetryPolicy;
use crate::time::UtcMillis;

words! {
    /// How an event's data becomes the body.
    ContentWrap {
        /// `{"data": …}`, as Aligent sends it.
        Data "data",
        /// The data itself.
        Raw "raw",
    }
}

words! {
    /// When the body is fixed.
    PayloadBinding {
        /// At accept; every retry sends the same bytes.
        Snapshot "snapshot",
        /// At each attempt, from the event and the hook as it is then.
        Rebuild "rebuild",
    }
}

words! {
    /// HTTP methods a subscription may use.
    Method {
        /// The usual one.
        Post "POST",
        /// Replace.
        Put "PUT",
        /// Change.
        Patch "PATCH",
        /// Remove.
        Delete "DELETE",
    }
}

words! {
    /// Where a signature's or an API key's text goes.
    Encoding {
        /// Lower-case hexadecimal.
        Hex "hex",
        /// Base64 with padding.
        Base64 "base64",
    }
}

/// A hook definition: on this event, build this content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its number.
    pub id: HookId,
    /// The event it waits for; unique.
    pub name: EventName,
    /// What it is for, in a person's words.
    pub description: String,
    /// How the content is made.
    pub wrap: ContentWrap,
    /// Aligent's service class and method, kept for export; resolving it is the shop source's work.
    pub service: Option<HookService>,
    /// When it was made.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
}

/// The shop method that turns an event's arguments into the full entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookService {
    /// PHP interface name.
    pub class: String,
    /// Method name.
    pub method: String,
}

/// Where a subscription's messages go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Recipient {
    /// A URL of its own.
    Url {
        /// Absolute http(s) URL without userinfo or fragment.
        url: String,
    },
    /// A connection and a path below its base URL.
    Connection {
        /// Which.
        id: ConnectionId,
        /// Added to the base URL.
        path: String,
    },
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
}

/// At most `count` requests in every `per_ms` milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// How many.
    pub count: u32,
    /// In what span, in milliseconds.
    pub per_ms: u64,
}

/// A subscription: a hook, a recipient, and how to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its number.
    pub id: SubscriptionId,
    /// A name for people; may be empty.
    pub label: String,
    /// The hook it belongs to.
    pub hook_id: HookId,
    /// That hook's name.
    pub event_name: EventName,
    /// Where to.
    pub recipient: Recipient,
    /// HTTP method.
    pub method: Method,
    /// On or off.
    pub enabled: bool,
    /// Aligent's `metadata`: the notifier's key; kept as given.
    pub metadata: String,
    /// When the body is fixed.
    pub binding: PayloadBinding,
    /// When to try again.
    pub retry: RetryPolicy,
    /// Deadline over the whole exchange, in milliseconds (1,000 to 120,000).
    pub timeout_ms: u64,
    /// How many requests at once (1 to 256).
    pub concurrency: u32,
    /// How many requests in a span.
    pub rate: Option<RateLimit>,
    /// Signing of its own; `None` leaves it to the connection.
    pub signing: Signing,
    /// Fixed headers.
    pub headers: Vec<HeaderPair>,
    /// Consent to send to a private or loopback address.
    pub allow_private: bool,
    /// Whether its messages wait for that consent (set by the sender when it met such an address).
    pub needs_consent: bool,
    /// Whether each attempt is also dumped to a file.
    pub debug: bool,
    /// Whether a signing key is stored.
    pub has_secret: bool,
    /// When it was made; Aligent's `subscribed_at`.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
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
    /// Paused: its messages are held.
    pub paused: bool,
    /// Whether the auth secret is stored.
    pub has_auth_secret: bool,
    /// Whether a signing key is stored.
    pub has_signing_secret: bool,
    /// When it was made.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
}

/// Which secret of which row; also the address under which it is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretSlot {
    /// A subscription's signing key (Aligent's `verification_token`).
    SubscriptionSigning(SubscriptionId),
    /// The key before it, which signs alongside while the receiver changes over.
    SubscriptionSigningOld(SubscriptionId),
    /// A connection's password, token or key.
    ConnectionAuth(ConnectionId),
    /// A connection's signing key.
    ConnectionSigning(ConnectionId),
    /// The key before it.
    ConnectionSigningOld(ConnectionId),
}
