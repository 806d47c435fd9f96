//! Subscriptions: to whom, how and how fast.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Blocked, Connection, Consent, Signing};
use crate::address::Private;
use crate::id::{ConnectionId, HookId, SubscriptionId};
use crate::message::HeaderPair;
use crate::name::EventName;
use crate::schedule::RetryPolicy;
use crate::time::UtcMillis;
use crate::weburl;
use crate::words::words;

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
        /// Ask; sent without a body.
        Get "GET",
    }
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

impl Recipient {
    /// Its URL, or that of its connection: the same host and port as the URL that is called. `connection` is its own.
    pub fn url(&self, connection: Option<&Connection>) -> Option<Url> {
        let url = match self {
            Self::Url { url } => url,
            Self::Connection { .. } => &connection?.base_url,
        };
        Url::parse(url).ok()
    }
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
    /// Consent to send to private or loopback addresses.
    pub consent: Option<Consent>,
    /// Whether its messages wait for a consent (set by the sender when it met such an address that none covers).
    pub needs_consent: bool,
    /// The addresses it waits at.
    pub blocked: Option<Blocked>,
    /// The name that was seen to lead to a public address (set by the sender).
    pub public_host: Option<String>,
    /// Whether each attempt is also dumped to a file.
    pub debug: bool,
    /// Whether a signing key is stored.
    pub has_secret: bool,
    /// When it was made; Aligent's `subscribed_at`.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
}

impl Subscription {
    /// Whether its messages wait for a consent to its addresses. `private_allowed` is the setting `targets.private` =
    /// `allow`.
    pub fn awaits_consent(&self, private_allowed: bool) -> bool {
        self.needs_consent && !private_allowed
    }

    /// Whether this host, a name, was seen to lead to a public address.
    pub fn was_public(&self, host: &str) -> bool {
        self.public_host.as_deref().is_some_and(|public| public.eq_ignore_ascii_case(host))
    }

    /// The private addresses that messages for this host may go to.
    pub fn private(&self, host: &str, private_allowed: bool) -> Private {
        match &self.consent {
            _ if private_allowed => Private::Any,
            Some(consent) if consent.is_for(host) && !consent.is_open() => {
                Private::Within(consent.subnets.clone())
            }
            _ => Private::No,
        }
    }

    /// Whether its messages can be read on their way. Whoever consented to private addresses of the host knows that they
    /// stay in the local network.
    pub fn is_sent_in_clear(&self, url: &Url) -> bool {
        let stays =
            |consent: &Consent| !consent.is_open() && consent.is_for(url.host_str().unwrap_or_default());
        weburl::is_sent_in_clear(url) && !self.consent.as_ref().is_some_and(stays)
    }

    /// Whether the next connection to this host decides what its consent covers. A name that led to a public address
    /// does not: that it turned private is for a person to judge.
    pub fn is_consent_open(&self, host: &str) -> bool {
        let open = |consent: &Consent| consent.is_open() && consent.is_for(host);
        self.consent.as_ref().is_some_and(open) && !self.was_public(host)
    }
}
