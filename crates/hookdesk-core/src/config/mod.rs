//! What a person configures: hooks, subscriptions, connections, and their parts. Secrets are not in these types;
//! they are kept apart and referred to.

mod connection;
mod consent;
mod hook;
mod signing;
mod subscription;
#[cfg(test)]
mod tests;
mod tls;

use crate::id::{ConnectionId, SecretId, SubscriptionId};

pub use connection::{Auth, Connection};
pub use consent::{Blocked, Consent};
pub use hook::{ContentWrap, Hook, HookService};
pub use signing::{Encoding, Signing};
pub use subscription::{Method, PayloadBinding, RateLimit, Recipient, Subscription};
pub use tls::{ConnectionTls, MAX_PEM, certificates};

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
    /// Its OAuth 2.0 tokens.
    ConnectionToken(ConnectionId),
    /// The private key of its TLS client certificate.
    ConnectionClientKey(ConnectionId),
    /// One that contents refer to by its name.
    Named(SecretId),
}
