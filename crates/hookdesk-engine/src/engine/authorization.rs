//! Connections that use OAuth 2.0: authorizing, tokens, giving them back.

use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::address::Private;
use hookdesk_core::certificate::SeenCertificates;
use hookdesk_core::config::Connection;
use hookdesk_core::id::ConnectionId;
use hookdesk_core::oauth::discovery::Metadata;
use hookdesk_secrets::Secret;
use tokio::sync::watch;

use super::Engine;
use crate::tokens::Authorization;

impl Engine {
    /// The authorization of a connection, as it stands.
    pub fn authorization(&self, id: ConnectionId) -> Authorization {
        self.inner.tokens.authorization(id)
    }

    /// Begins one: without a person it goes on by itself, with one its `authorize_url` is to be opened in the browser.
    /// Faults: `not_found`, `auth.busy`, and what is wrong with the settings.
    ///
    /// `allow_private`: consent, for this authorization, to a provider at a private or loopback address.
    pub async fn authorize(&self, id: ConnectionId, allow_private: bool) -> Result<Authorization, Fault> {
        let connection = self.connection(id).await?;
        self.inner.config.refresh().await?;
        let private = self.private_of(id).or(Private::any_if(allow_private));
        self.inner.tokens.authorize(connection, &private).await
    }

    /// Gives up the one that runs.
    pub fn cancel_authorization(&self, id: ConnectionId) -> Authorization {
        self.inner.tokens.cancel_authorization(id)
    }

    /// Takes the address the browser ended at. Faults: `input.invalid` for `address`, `auth.cancelled`.
    pub fn finish_authorization(&self, id: ConnectionId, address: &str) -> Result<Authorization, Fault> {
        self.inner.tokens.finish_authorization(id, address)
    }

    /// Gives a connection's token back to its provider, where it takes tokens back, and forgets it in any case. `None`:
    /// it takes none back; a fault in it: it could not be given back.
    pub async fn revoke(&self, id: ConnectionId) -> Result<Option<Result<(), Fault>>, Fault> {
        let connection = self.connection(id).await?;
        self.inner.tokens.revoke(&connection, &self.private_of(id)).await
    }

    /// Reads a provider's own description of itself. Faults: `auth.discovery`.
    ///
    /// `allow_private`: consent, for this look, to a provider at a private or loopback address.
    pub async fn discover(
        &self,
        connection: Option<ConnectionId>,
        issuer: &str,
        allow_private: bool,
    ) -> Result<Metadata, Fault> {
        let private = Private::any_if(allow_private || self.settings().private_allowed);
        let connection = match connection {
            Some(id) => Some(self.connection(id).await?),
            None => None,
        };
        self.inner.tokens.discover(connection.as_ref(), issuer, &private).await
    }

    /// Looks at the certificates of a connection's server by a handshake; no request is sent. Faults: `not_found`,
    /// `input.invalid` for one that does no TLS, `recipient.unreachable`.
    ///
    /// `allow_private`: consent, for this look, to a private or loopback address.
    pub async fn look(
        &self,
        id: ConnectionId,
        allow_private: bool,
    ) -> Result<(Connection, SeenCertificates), Fault> {
        let connection = self.connection(id).await?;
        let private = self.private_of(id).or(Private::any_if(allow_private));
        let seen = self.inner.carrier.look(&connection, private).await?;
        Ok((connection, seen))
    }

    /// Tells of each change of an authorization that runs.
    pub fn watch_authorizations(&self) -> watch::Receiver<u64> {
        self.inner.tokens.watch()
    }

    /// The access token of a connection that uses OAuth 2.0.
    pub async fn access_token(
        &self,
        connection: &Connection,
        private: &Private,
    ) -> Result<Secret<Vec<u8>>, Fault> {
        let token = self.inner.tokens.access(&Arc::new(connection.clone()), private).await;
        token.map(|token| token.access).map_err(Into::into)
    }

    async fn connection(&self, id: ConnectionId) -> Result<Connection, Fault> {
        let all = self.inner.store.connections().await?;
        let found = all.into_iter().find(|connection| connection.id == id);
        found.ok_or_else(|| Fault::not_found(format!("there is no connection {id}")).field("id"))
    }

    /// The private addresses that requests of a connection may go to, outside its messages.
    pub fn private_of(&self, id: ConnectionId) -> Private {
        self.inner.config.now().private_of(id)
    }
}
