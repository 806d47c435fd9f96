//! Hooks, subscriptions and connections on the wire. Secrets only ever come in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::content::Content;
use super::oauth::OAuth2;
use super::words::*;

/// Aligent's service: the shop method that resolves an event's arguments.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HookService {
    /// PHP interface name.
    pub class: String,
    /// Method name.
    pub method: String,
}

/// A hook definition.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Hook {
    /// Its number.
    pub id: i64,
    /// The event it waits for.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// How the content is made.
    pub wrap: ContentWrap,
    /// The shop's service.
    pub service: Option<HookService>,
    /// What is sent, and when, where that is not the whole payload, always.
    pub content: Content,
    /// How many subscriptions it has.
    pub subscriptions: u64,
    /// When it was made.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

/// Adds or changes a hook.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SaveHook {
    /// Which; left out to add one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The event's name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How the content is made; `data` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap: Option<ContentWrap>,
    /// The shop's service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<HookService>,
    /// What is sent, and when; what stands there stays where left out, an empty one sends the whole payload, always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
}

/// Names a row by its number.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct IdRef {
    /// Its number.
    pub id: i64,
}

/// Where a subscription's messages go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Recipient {
    /// A URL of its own.
    Url {
        /// http(s) URL.
        url: String,
    },
    /// A connection and a path.
    Connection {
        /// Which.
        id: i64,
        /// Below its base URL.
        path: String,
    },
}

/// How requests are signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "scheme", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signing {
    /// Not at all (for a subscription: as its connection says).
    None,
    /// Aligent's `x-magento-signature`.
    Aligent,
    /// Standard Webhooks `v1`.
    Standard,
    /// HMAC-SHA256 under a header of one's choice.
    Hmac {
        /// Header name.
        header: String,
        /// How the bytes are written.
        encoding: Encoding,
        /// Text in front.
        #[serde(default)]
        prefix: String,
    },
}

/// How requests authenticate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Auth {
    /// Not at all.
    None,
    /// User name and password.
    Basic {
        /// User name.
        username: String,
    },
    /// A bearer token.
    Bearer,
    /// A key in a header.
    ApiKeyHeader {
        /// Header name.
        name: String,
    },
    /// A key in the query.
    ApiKeyQuery {
        /// Parameter name.
        name: String,
    },
    /// OAuth 1.0a with HMAC-SHA256 (Magento's integrations). The secret is
    /// `{"consumer_secret": …, "token_secret": …}`.
    #[serde(rename = "oauth1")]
    OAuth1 {
        /// The consumer key.
        consumer_key: String,
        /// The access token. It only comes in: left empty, the stored one stays.
        #[serde(default)]
        token: String,
        /// Signs as if the URL began with http://, for a shop behind a proxy that ends TLS.
        #[serde(default)]
        signature_url_http: bool,
        /// Seconds added to this machine's time in the signature, where the server's clock is ahead.
        #[serde(default)]
        clock_offset_s: i32,
    },
    /// OAuth 2.0. The secret is the client's.
    #[serde(rename = "oauth2")]
    OAuth2(Box<OAuth2>),
}

/// At most `count` requests in `per_ms`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// How many.
    pub count: u32,
    /// In what span, milliseconds.
    pub per_ms: u64,
}

/// When to try again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RetryPolicy {
    /// 5 s to 24 h, ten retries over three days.
    Standard,
    /// Aligent's 1, 4, 9, 16, 25 s.
    Classic,
    /// The same delay.
    Fixed {
        /// Delay.
        delay_ms: u64,
        /// Retries.
        retries: u32,
    },
    /// `step · n`.
    Linear {
        /// Step.
        step_ms: u64,
        /// Cap.
        cap_ms: u64,
        /// Retries.
        retries: u32,
    },
    /// `step · n²`.
    Quadratic {
        /// Step.
        step_ms: u64,
        /// Cap.
        cap_ms: u64,
        /// Retries.
        retries: u32,
    },
    /// `first · 2^(n-1)`.
    Exponential {
        /// First delay.
        first_ms: u64,
        /// Cap.
        cap_ms: u64,
        /// Retries.
        retries: u32,
    },
    /// A list of one's own.
    Custom {
        /// The delays.
        delays_ms: Vec<u64>,
    },
}

/// Asks what a policy comes to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PreviewRetry {
    /// The policy.
    pub retry: RetryPolicy,
}

/// What a policy comes to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RetryPreview {
    /// Each delay in milliseconds, before jitter.
    pub delays_ms: Vec<u64>,
    /// Their sum.
    pub total_ms: u64,
}

/// A subscription.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Subscription {
    /// Its number.
    pub id: i64,
    /// A name for people; may be empty.
    pub label: String,
    /// Its hook's name.
    pub event_name: String,
    /// Where to.
    pub recipient: Recipient,
    /// The URL really called, redacted.
    pub url: String,
    /// HTTP method.
    pub method: Method,
    /// On or off.
    pub enabled: bool,
    /// Aligent's metadata.
    pub metadata: String,
    /// When the body is fixed.
    pub binding: PayloadBinding,
    /// When to try again.
    pub retry: RetryPolicy,
    /// Deadline over the whole exchange.
    pub timeout_ms: u64,
    /// Requests at once.
    pub concurrency: u32,
    /// Requests in a span.
    pub rate: Option<RateLimit>,
    /// Signing of its own.
    pub signing: Signing,
    /// Fixed headers.
    pub headers: Vec<(String, String)>,
    /// Consent to private addresses was given.
    pub allow_private: bool,
    /// The consent.
    pub consent: Option<Consent>,
    /// Its messages wait for a consent.
    pub needs_consent: bool,
    /// The addresses they wait at, where that is known.
    pub blocked: Option<BlockedAddress>,
    /// Its messages can be read on their way: plain HTTP, and not to the local network.
    pub unencrypted: bool,
    /// Attempts are dumped to files.
    pub debug: bool,
    /// Whether a signing key is stored; the key itself is never returned.
    pub has_secret: bool,
    /// When it was made.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

/// A consent to private addresses.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Consent {
    /// The host it was given for.
    pub host: String,
    /// What it covers, CIDR, for instance `192.168.1.0/24`. Empty: where the host leads could not be told; the first
    /// connection decides.
    pub subnets: Vec<String>,
    /// When it was given.
    pub at: String,
}

/// Why sending has stopped until a person consents.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlockedAddress {
    /// The host.
    pub host: String,
    /// Where it leads.
    pub addresses: Vec<String>,
    /// What a consent would cover.
    pub subnets: Vec<String>,
    /// The name led to a public address before: somebody may have redirected it.
    pub was_public: bool,
    /// One to three sentences for people.
    pub text: String,
}

/// Adds or changes a subscription. On a change, what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SaveSubscription {
    /// Which; left out to add one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// A name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its hook's name; needed to add one, fixed afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_name: Option<String>,
    /// Where to; needed to add one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
    /// HTTP method; POST.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// On or off; on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Aligent's metadata; `default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// When the body is fixed; snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binding: Option<PayloadBinding>,
    /// When to try again; the setting `retry.default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry: Option<RetryPolicy>,
    /// Deadline over the whole exchange, 1,000 to 120,000; the setting `send.timeout_ms`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// Requests at once, 1 to 256; the setting `send.concurrency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// Requests in a span; `count` 0 takes the limit off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<RateLimit>,
    /// Signing; none, or Aligent's where a secret is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing: Option<Signing>,
    /// A new signing key; an empty text removes the stored one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Keep the key before it signing alongside for this many hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_old_secret_hours: Option<u32>,
    /// Fixed headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<Vec<(String, String)>>,
    /// Consent to the private addresses that its host leads to now; `false` takes it back. Another host takes it back
    /// too, where this is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_private: Option<bool>,
    /// Dump attempts to files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug: Option<bool>,
}

/// Switches a subscription.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SwitchSubscription {
    /// Which.
    pub id: i64,
    /// On or off.
    pub enabled: bool,
}

/// A connection.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Connection {
    /// Its number.
    pub id: i64,
    /// A name for people.
    pub name: String,
    /// Its kind; `generic` for now.
    pub kind: String,
    /// Where it begins.
    pub base_url: String,
    /// How to authenticate.
    pub auth: Auth,
    /// How to sign.
    pub signing: Signing,
    /// Fixed headers.
    pub headers: Vec<(String, String)>,
    /// Paused: its messages are held.
    pub paused: bool,
    /// A person must authorize first: its messages are held.
    pub unauthorized: bool,
    /// What may be known of its token; nothing where it uses none.
    pub token: Option<super::TokenInfo>,
    /// Whether the password, token or key is stored.
    pub has_auth_secret: bool,
    /// Whether a signing key is stored.
    pub has_signing_secret: bool,
    /// How its TLS differs from the system's.
    pub tls: super::ConnectionTls,
    /// Whether the key of its client certificate is stored.
    pub has_client_key: bool,
    /// The certificates of its server as they were last seen; nothing for http, or where none was ever seen.
    pub certificate: Option<super::CertificateView>,
    /// How many subscriptions use it.
    pub subscriptions: u64,
    /// When it was made.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

/// Adds or changes a connection. On a change, what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SaveConnection {
    /// Which; left out to add one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// A name for people; needed to add one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it begins; needed to add one. Userinfo in it becomes a basic credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// How to authenticate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    /// A new password, token or key; an empty text removes the stored one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_secret: Option<String>,
    /// How to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing: Option<Signing>,
    /// A new signing key; an empty text removes the stored one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_secret: Option<String>,
    /// Keep the key before it signing alongside for this many hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_old_secret_hours: Option<u32>,
    /// Fixed headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<Vec<(String, String)>>,
    /// How its TLS differs from the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<super::ConnectionTls>,
    /// The private key of the client certificate, PEM (PKCS#8, PKCS#1 or SEC1); an empty text removes the stored one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_key: Option<String>,
    /// Paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
}

/// Tests a connection with a real request; nothing is queued.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct TestConnection {
    /// Which.
    pub id: i64,
    /// Below the base URL; the base itself where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// HTTP method of the test, `GET` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Consent, for this one test, to a private address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_private: Option<bool>,
}

/// What a test found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConnectionTest {
    /// Whether an answer below 400 came.
    pub ok: bool,
    /// One sentence.
    pub summary: String,
    /// What was sent and answered; the number is 0.
    pub attempt: super::message::AttemptRow,
}
