//! Renews in time the tokens that can be renewed without a person, used or not: a refresh token ends too.

use std::sync::Arc;
use std::time::Duration;

use hookdesk_core::oauth::life::Stand;
use tokio_util::sync::CancellationToken;

use super::{Tokens, life};
use crate::config::Config;

/// How often they are looked at.
const EVERY: Duration = Duration::from_secs(30);

impl Tokens {
    /// Runs until told to stop.
    pub async fn run(self: Arc<Self>, config: Arc<Config>, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
            self.step(&config).await;
        }
    }

    async fn step(self: &Arc<Self>, config: &Config) {
        let Ok(all) = self.providers.store.tokens().await else { return };
        let due = |status: &&hookdesk_store::TokenStatus| {
            status.kept && status.refreshable && life(status).stand(self.now(), 0.0) != Stand::Fresh
        };
        let due: Vec<_> = all.iter().filter(due).collect();
        if due.is_empty() {
            return;
        }
        let Ok(connections) = self.providers.store.connections().await else { return };
        let now = config.now();
        for status in due {
            let Some(connection) = connections.iter().find(|it| it.id == status.connection) else { continue };
            if connection.paused || connection.unauthorized {
                continue;
            }
            // What fails is written down and told.
            let _ = self.renewed(connection, status.generation, &now.private_of(connection.id)).await;
        }
    }
}
