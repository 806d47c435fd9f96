//! Hooks, subscriptions and connections, as hosts see them. No secret is in the domain's types, so none gets out.

use hookdesk_core::config as domain;
use hookdesk_core::id::ConnectionId;
use hookdesk_core::weburl;
use hookdesk_store::{ContentVersion, TokenStatus};

use crate::wire::{
    BlockedAddress, CertificateView, Connection, Consent, Hook, HookService, Recipient, Subscription,
    TokenInfo, TokenTrouble,
};

impl Hook {
    /// With what it sends and the number of subscriptions it has.
    pub fn new(hook: domain::Hook, content: Option<&ContentVersion>, subscriptions: u64) -> Self {
        Self {
            id: hook.id.0,
            name: hook.name.to_string(),
            description: hook.description,
            wrap: hook.wrap.into(),
            service: hook.service.map(|s| HookService { class: s.class, method: s.method }),
            content: content.map(|version| version.content.clone().into()).unwrap_or_default(),
            subscriptions,
            created_at: hook.created_at.to_rfc3339(),
            updated_at: hook.updated_at.to_rfc3339(),
        }
    }
}

impl From<domain::Recipient> for Recipient {
    fn from(recipient: domain::Recipient) -> Self {
        match recipient {
            domain::Recipient::Url { url } => Self::Url { url },
            domain::Recipient::Connection { id, path } => Self::Connection { id: id.0, path },
        }
    }
}

/// The URL a subscription really calls, as it may be shown; empty where its connection is gone.
pub fn shown_url(recipient: &domain::Recipient, connections: &[domain::Connection]) -> String {
    let url = match recipient {
        domain::Recipient::Url { url } => url::Url::parse(url).ok(),
        domain::Recipient::Connection { id, path } => {
            connection(connections, *id).and_then(|connection| weburl::join(&connection.base_url, path).ok())
        }
    };
    url.as_ref().map(weburl::redact).unwrap_or_default()
}

fn connection(connections: &[domain::Connection], id: ConnectionId) -> Option<&domain::Connection> {
    connections.iter().find(|connection| connection.id == id)
}

impl Subscription {
    /// With the connections its URL may come from; `private_allowed` is the setting `targets.private` = `allow`.
    pub fn new(
        subscription: domain::Subscription,
        connections: &[domain::Connection],
        private_allowed: bool,
    ) -> Self {
        let own = match &subscription.recipient {
            domain::Recipient::Url { .. } => None,
            domain::Recipient::Connection { id, .. } => connection(connections, *id),
        };
        let url = subscription.recipient.url(own);
        let host = url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        let blocked = subscription.blocked.as_ref().filter(|_| subscription.awaits_consent(private_allowed));
        Self {
            id: subscription.id.0,
            unencrypted: url.as_ref().is_some_and(|url| subscription.is_sent_in_clear(url)),
            blocked: blocked.map(|blocked| BlockedAddress::new(blocked, subscription.consent.as_ref())),
            needs_consent: subscription.awaits_consent(private_allowed),
            allow_private: subscription.consent.is_some(),
            consent: subscription.consent.as_ref().map(|consent| Consent::new(consent, host)),
            url: shown_url(&subscription.recipient, connections),
            label: subscription.label,
            event_name: subscription.event_name.to_string(),
            recipient: subscription.recipient.into(),
            method: subscription.method.into(),
            enabled: subscription.enabled,
            metadata: subscription.metadata,
            binding: subscription.binding.into(),
            retry: subscription.retry.into(),
            timeout_ms: subscription.timeout_ms,
            concurrency: subscription.concurrency,
            rate: subscription.rate.map(Into::into),
            signing: subscription.signing.into(),
            headers: subscription.headers,
            debug: subscription.debug,
            has_secret: subscription.has_secret,
            created_at: subscription.created_at.to_rfc3339(),
            updated_at: subscription.updated_at.to_rfc3339(),
        }
    }
}

impl Consent {
    /// `host`: the recipient's, for a consent that names none.
    fn new(consent: &domain::Consent, host: &str) -> Self {
        let host = if consent.host.is_empty() { host } else { &consent.host };
        Self { host: host.to_owned(), subnets: consent.subnets.to_texts(), at: consent.at.to_rfc3339() }
    }
}

impl BlockedAddress {
    /// With the consent there is, if any: the words say what changed.
    fn new(blocked: &domain::Blocked, consent: Option<&domain::Consent>) -> Self {
        Self {
            host: blocked.host.clone(),
            addresses: blocked.addresses.iter().map(|ip| ip.to_canonical().to_string()).collect(),
            subnets: blocked.subnets().to_texts(),
            was_public: blocked.was_public,
            text: blocked.text(consent),
        }
    }
}

impl Connection {
    /// With the number of subscriptions that use it, and what is known of its token and its server's certificates.
    pub fn new(
        connection: domain::Connection,
        subscriptions: u64,
        token: Option<TokenStatus>,
        certificate: Option<CertificateView>,
    ) -> Self {
        Self {
            tls: connection.tls.into(),
            has_client_key: connection.has_client_key,
            certificate,
            id: connection.id.0,
            name: connection.name,
            kind: "generic".to_owned(),
            base_url: connection.base_url,
            auth: connection.auth.into(),
            signing: connection.signing.into(),
            headers: connection.headers,
            paused: connection.paused,
            unauthorized: connection.unauthorized,
            token: token.map(Into::into),
            has_auth_secret: connection.has_auth_secret,
            has_signing_secret: connection.has_signing_secret,
            subscriptions,
            created_at: connection.created_at.to_rfc3339(),
            updated_at: connection.updated_at.to_rfc3339(),
        }
    }
}

impl From<TokenStatus> for TokenInfo {
    fn from(status: TokenStatus) -> Self {
        let time = |at: Option<hookdesk_core::time::UtcMillis>| at.map(|at| at.to_rfc3339());
        Self {
            kept: status.kept,
            refreshable: status.refreshable,
            scope: status.scope,
            subject: status.subject,
            obtained_at: time(status.obtained_at),
            expires_at: time(status.expires_at),
            renewing_since: time(status.renewing_since),
            failed_at: time(status.failed_at),
            failure: status
                .failure
                .map(|failure| TokenTrouble { message: failure.message, next: failure.next }),
        }
    }
}
