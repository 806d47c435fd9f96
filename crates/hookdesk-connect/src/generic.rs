//! Connections of kind generic, and subscriptions with a URL of their own: how a request is built.

use hookdesk_core::Fault;
use hookdesk_core::config::{Connection, Subscription};
use hookdesk_core::id::MessageId;
use hookdesk_core::time::UtcMillis;
use hookdesk_secrets::Secret;

use crate::exchange::Outgoing;

/// The opened secrets a request may need.
#[derive(Debug, Default)]
pub struct Keys {
    /// Signing keys: the present one first, then the one before it during a rotation.
    pub signing: Vec<Secret<Vec<u8>>>,
    /// The connection's password, token or key.
    pub auth: Option<Secret<Vec<u8>>>,
}

/// What one attempt sends.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The message.
    pub id: MessageId,
    /// Its event's name.
    pub event_name: &'a str,
    /// This attempt's number.
    pub number: u32,
    /// This attempt's time.
    pub at: UtcMillis,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// Builds the request: content type, `user-agent: Hookdesk/<version>`, `x-hookdesk-event`, `-delivery`, `-attempt`, `-timestamp` (unix
/// seconds), fixed headers (connection's, then subscription's), auth, signature. Header rules are checked again here.
/// A subscription's own signing goes before its connection's. Faults name what is misconfigured.
pub fn build(
    _subscription: &Subscription,
    _connection: Option<&Connection>,
    _keys: &Keys,
    _parts: Parts<'_>,
    _allow_private: bool,
) -> Result<Outgoing, Fault> {
    todo!()
}
