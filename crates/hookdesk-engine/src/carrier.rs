//! The way out for a connection's requests: over the connection's own TLS, and what the server showed is noted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hookdesk_connect::{Exchange, Handshake, HttpClient, Outgoing};
use hookdesk_core::address::Private;
use hookdesk_core::certificate::SeenCertificates;
use hookdesk_core::config::Connection;
use hookdesk_core::id::ConnectionId;
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_core::{Code, Fault};
use hookdesk_store::Store;
use url::Url;

use crate::config::Config;

/// What stays the same is noted again after a day.
const AGAIN_MS: i64 = 86_400_000;
/// A host that shows now this certificate, now that, is noted so often for each.
const SOONEST_MS: i64 = 60_000;
/// Most notes remembered for one connection.
const MOST: usize = 32;
/// Longest look at a server's certificates.
const LOOK: Duration = Duration::from_secs(10);

/// Sends, and notes.
pub(crate) struct Carrier {
    store: Store,
    config: Arc<Config>,
    clock: Arc<dyn Clock>,
    /// For connections that do TLS as the system does, and for requests of none.
    common: HttpClient,
    /// What was noted, newest last.
    noted: Mutex<HashMap<ConnectionId, Vec<Noted>>>,
}

struct Noted {
    shown: Arc<Handshake>,
    at: UtcMillis,
    /// When the connection was last changed: then its notes were forgotten.
    of: UtcMillis,
}

impl Carrier {
    pub fn new(store: Store, config: Arc<Config>, clock: Arc<dyn Clock>, common: HttpClient) -> Self {
        Self { store, config, clock, common, noted: Mutex::default() }
    }

    /// The client for connections that do TLS as the system does.
    pub fn common(&self) -> &HttpClient {
        &self.common
    }

    /// A connection's client. Faults: the key of its client certificate is locked.
    pub async fn client(&self, id: ConnectionId) -> Result<HttpClient, Fault> {
        match self.config.current().await.clients.get(id) {
            None => Ok(self.common.clone()),
            Some(client) => client.get(self.config.vault()).cloned().map_err(Clone::clone),
        }
    }

    /// One exchange of a connection; at most `keep` bytes of the answer's body are kept, where that is said. Faults: the
    /// key of its client certificate is locked.
    pub async fn send(
        &self,
        connection: &Connection,
        request: &Outgoing,
        at: UtcMillis,
        keep: Option<usize>,
    ) -> Result<Exchange, Fault> {
        let client = self.client(connection.id).await?;
        let client = keep.map(|keep| client.keeping(keep)).unwrap_or(client);
        let exchange = client.send(request, at).await;
        self.note(connection, &exchange).await;
        Ok(exchange)
    }

    /// Notes what the server showed, where that is news.
    pub async fn note(&self, connection: &Connection, exchange: &Exchange) {
        let Some(shown) = &exchange.handshake else { return };
        if self.is_news(connection, shown)
            && let Some(seen) = seen(connection, shown, self.clock.now())
            && let Err(fault) = self.store.saw_certificates(seen).await
        {
            tracing::warn!(%fault, "a server's certificates were not noted");
        }
    }

    /// Looks at the certificates of a connection's server now; no request is sent. Faults: `id` where it is no https,
    /// `recipient.unreachable`.
    pub async fn look(&self, connection: &Connection, private: Private) -> Result<SeenCertificates, Fault> {
        let url = Url::parse(&connection.base_url).ok().filter(|url| url.scheme() == "https");
        let url = url.ok_or_else(|| {
            Fault::invalid("id", "the connection's address begins with http://, so there is no certificate")
                .next("Use https:// where the server offers it.")
        })?;
        let client = self.client(connection.id).await?;
        let request = Outgoing {
            method: http::Method::GET,
            url,
            headers: Vec::new(),
            secret_names: Vec::new(),
            body: Bytes::new(),
            timeout: LOOK,
            private,
        };
        let unseen = |why: String| {
            Fault::new(Code::RecipientUnreachable, format!("the server's certificate was not seen: {why}"))
        };
        let shown = client.look(&request).await.map_err(|(_, why)| unseen(why))?;
        let seen = shown.and_then(|shown| seen(connection, &shown, self.clock.now()));
        let seen = seen.ok_or_else(|| unseen("the server showed none that can be read".to_owned()))?;
        self.store.saw_certificates(seen.clone()).await?;
        // Whatever comes next is news again.
        self.lock().remove(&connection.id);
        Ok(seen)
    }

    fn is_news(&self, connection: &Connection, shown: &Arc<Handshake>) -> bool {
        let (now, of) = (self.clock.now(), connection.updated_at);
        let mut noted = self.lock();
        let noted = noted.entry(connection.id).or_default();
        let is_place = |note: &Noted| note.shown.host == shown.host && note.shown.port == shown.port;
        let is_same = |note: &Noted| {
            Arc::ptr_eq(&note.shown, shown)
                || (note.shown.chain.first() == shown.chain.first() && note.shown.refused == shown.refused)
        };
        let younger =
            |note: &Noted, ms: i64| note.of == of && (0..ms).contains(&now.0.saturating_sub(note.at.0));
        let latest = noted.iter().rfind(|note| is_place(note));
        if latest.is_some_and(|note| is_same(note) && younger(note, AGAIN_MS)) {
            return false;
        }
        if noted.iter().any(|note| is_place(note) && is_same(note) && younger(note, SOONEST_MS)) {
            return false;
        }
        noted.retain(|note| !(is_place(note) && is_same(note)));
        if noted.len() >= MOST {
            noted.remove(0);
        }
        noted.push(Noted { shown: shown.clone(), at: now, of });
        true
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, Vec<Noted>>> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn seen(connection: &Connection, shown: &Handshake, seen_at: UtcMillis) -> Option<SeenCertificates> {
    let chain = shown.certificates();
    (!chain.is_empty()).then(|| SeenCertificates {
        connection: connection.id,
        host: shown.host.clone(),
        port: shown.port,
        chain,
        refused: shown.refused.clone(),
        seen_at,
    })
}
