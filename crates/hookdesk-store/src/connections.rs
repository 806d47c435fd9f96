//! Connections.

use hookdesk_core::Fault;
use hookdesk_core::config::Connection;
use hookdesk_core::id::ConnectionId;

use crate::open::Store;
use crate::secrets::SealedSecret;

impl Store {
    /// All, by name.
    pub async fn connections(&self) -> Result<Vec<Connection>, Fault> {
        todo!()
    }

    /// Adds one (`id` 0) or replaces one with its secrets, in one transaction, as `save_subscription` does. Pausing
    /// holds what its subscriptions have waiting; going on releases it.
    pub async fn save_connection(
        &self,
        _connection: Connection,
        _seal: Box<dyn FnOnce(ConnectionId) -> Result<Vec<SealedSecret>, Fault> + Send>,
    ) -> Result<Connection, Fault> {
        todo!()
    }

    /// Deletes one no live subscription uses, else `connection.in_use`.
    pub async fn delete_connection(&self, _id: ConnectionId) -> Result<(), Fault> {
        todo!()
    }
}
