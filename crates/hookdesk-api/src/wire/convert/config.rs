//! Hooks, subscriptions and connections, as hosts see them. No secret is in the domain's types, so none gets out.

use hookdesk_core::config as domain;
use hookdesk_core::id::ConnectionId;
use hookdesk_core::weburl;
use hookdesk_store::{ContentVersion, TokenStatus};

use crate::wire::{
    CertificateView, Connection, Hook, HookService, Recipient, Subscription, TokenInfo, TokenTrouble,
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
        Self {
            id: subscription.id.0,
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
            needs_consent: subscription.needs_consent && !subscription.allow_private && !private_allowed,
            allow_private: subscription.allow_private,
            debug: subscription.debug,
            has_secret: subscription.has_secret,
            created_at: subscription.created_at.to_rfc3339(),
            updated_at: subscription.updated_at.to_rfc3339(),
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
