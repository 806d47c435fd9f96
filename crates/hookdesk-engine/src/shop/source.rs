//! The connection that is the shop, ready to be asked.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use hookdesk_connect::generic::Keys;
use hookdesk_core::Fault;
use hookdesk_core::address::Private;
use hookdesk_core::config::{Auth, Connection, SecretSlot, Subscription};
use hookdesk_core::id::ConnectionId;
use hookdesk_secrets::Vault;
use hookdesk_store::SealedSecret;

use crate::config::{consented, open_keys};
use crate::settings::Settings;

/// The connection that the setting `content.shop` names.
pub(crate) struct Source {
    pub connection: Arc<Connection>,
    /// By the setting `targets.private`, or by consents given for the connection's subscriptions.
    pub private: Private,
    sealed: Vec<SealedSecret>,
    /// Opened on first use; gone with the snapshot.
    keys: OnceLock<Result<Keys, Fault>>,
}

impl Source {
    /// `None` where the setting is empty; otherwise why the connection cannot be asked.
    pub fn find(
        settings: &Settings,
        connections: &HashMap<ConnectionId, Arc<Connection>>,
        subscriptions: &[Subscription],
        sealed: &[SealedSecret],
    ) -> Option<Result<Arc<Self>, String>> {
        let name = settings.content_shop.as_deref()?;
        let Some(connection) = connections.values().find(|connection| connection.name == name) else {
            return Some(Err(format!("there is no connection \"{name}\" any more (setting content.shop)")));
        };
        if connection.paused {
            return Some(Err(format!("the connection \"{name}\" is paused")));
        }
        let id = connection.id;
        let is_ours = |secret: &&SealedSecret| {
            connection.auth != Auth::None && secret.slot == SecretSlot::ConnectionAuth(id)
        };
        Some(Ok(Arc::new(Self {
            private: consented(subscriptions, connection, settings.private_allowed),
            sealed: sealed.iter().filter(is_ours).cloned().collect(),
            connection: connection.clone(),
            keys: OnceLock::new(),
        })))
    }

    /// Its credential, opened; otherwise why it cannot be.
    pub fn keys(&self, vault: &Vault) -> Result<&Keys, String> {
        let keys = self.keys.get_or_init(|| open_keys(vault, &self.sealed));
        keys.as_ref().map_err(|fault| {
            format!(
                "the credential of the connection \"{}\" cannot be used: {}",
                self.connection.name, fault.message
            )
        })
    }
}

#[cfg(test)]
impl Source {
    /// A shop nobody listens at.
    pub fn sample() -> Self {
        let connection = Connection {
            id: ConnectionId(1),
            name: "shop".to_owned(),
            base_url: "http://127.0.0.1:9/".to_owned(),
            auth: Auth::None,
            signing: hookdesk_core::config::Signing::None,
            headers: Vec::new(),
            paused: false,
            unauthorized: false,
            tls: Default::default(),
            has_client_key: false,
            has_auth_secret: false,
            has_signing_secret: false,
            created_at: Default::default(),
            updated_at: Default::default(),
        };
        Self {
            connection: Arc::new(connection),
            private: Private::Any,
            sealed: Vec::new(),
            keys: OnceLock::new(),
        }
    }
}
