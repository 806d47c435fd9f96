//! One HTTP client for each way connections do TLS. Each keeps its connections for as long as somebody's settings are
//! these, and closes them when nobody's are any more.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use hookdesk_connect::{HttpClient, Identity, Pins, Policy};
use hookdesk_core::Fault;
use hookdesk_core::config::{Connection, ConnectionTls, SecretSlot, certificates};
use hookdesk_core::id::ConnectionId;
use hookdesk_secrets::Vault;
use hookdesk_store::SealedSecret;
use url::Url;

/// A way of doing TLS that is not the system's.
#[derive(PartialEq)]
struct Way {
    tls: ConnectionTls,
    /// Whom the pins hold for, where there are any.
    pinned: Option<String>,
    /// The sealed key of the client certificate.
    key: Option<(SecretSlot, Vec<u8>)>,
}

/// Its client.
pub(crate) struct TlsClient {
    way: Way,
    /// Made on first use.
    made: OnceLock<Result<HttpClient, Fault>>,
}

/// The clients of all connections whose TLS is not the system's.
#[derive(Default)]
pub(crate) struct Clients {
    of: HashMap<ConnectionId, Arc<TlsClient>>,
}

impl Clients {
    /// Those for the connections as they are now; whose settings stayed keeps its client.
    pub fn next<'a>(
        &self,
        connections: impl Iterator<Item = &'a Arc<Connection>>,
        sealed: &[SealedSecret],
    ) -> Self {
        let mut of: HashMap<ConnectionId, Arc<TlsClient>> = HashMap::new();
        for connection in connections.filter(|connection| !connection.tls.is_default()) {
            let way = Way::of(connection, sealed);
            let known =
                self.of.values().chain(of.values()).find(|client| client.way == way && client.is_good());
            let client = match known {
                Some(client) => client.clone(),
                None => Arc::new(TlsClient { way, made: OnceLock::new() }),
            };
            of.insert(connection.id, client);
        }
        Self { of }
    }

    /// A connection's own; `None`: it does TLS as the system does.
    pub fn get(&self, id: ConnectionId) -> Option<&Arc<TlsClient>> {
        self.of.get(&id)
    }

    /// Closes idle connections.
    pub fn close_idle(&self) {
        self.each(HttpClient::close_idle);
    }

    /// Closes all that are not in use.
    pub fn close_all(&self) {
        self.each(HttpClient::close_all);
    }

    fn each(&self, then: impl Fn(&HttpClient)) {
        self.of.values().filter_map(|client| client.made.get()?.as_ref().ok()).for_each(then);
    }
}

impl Way {
    fn of(connection: &Connection, sealed: &[SealedSecret]) -> Self {
        let tls = connection.tls.clone();
        let slot = SecretSlot::ConnectionClientKey(connection.id);
        let key = sealed.iter().find(|secret| secret.slot == slot).and_then(|secret| secret.sealed.clone());
        let host = || Url::parse(&connection.base_url).ok()?.host_str().map(str::to_owned);
        Self {
            pinned: if tls.pins.is_empty() { None } else { host() },
            key: key.filter(|_| !tls.client_certificate.is_empty()).map(|key| (slot, key)),
            tls,
        }
    }

    fn policy(&self, vault: &Vault) -> Result<Policy, Fault> {
        let roots = certificates("tls.extra_ca", &self.tls.extra_ca)?;
        let identity = match &self.key {
            None => None,
            Some((slot, sealed)) => {
                Some(Identity::read(&self.tls.client_certificate, &vault.open_sealed(*slot, sealed)?)?)
            }
        };
        let pins = self.pinned.clone().map(|host| Pins { host, keys: self.tls.pins.clone() });
        let roots = roots.into_iter().map(Into::into).collect();
        Ok(Policy { roots, pins, identity, ..Policy::default() })
    }
}

impl TlsClient {
    /// The client. Faults: the key's secret is locked, or its certificate cannot be used.
    pub fn get(&self, vault: &Vault) -> Result<&HttpClient, &Fault> {
        self.made.get_or_init(|| self.way.policy(vault).map(HttpClient::with)).as_ref()
    }

    /// Whether it needs a secret.
    pub fn has_key(&self) -> bool {
        self.way.key.is_some()
    }

    fn is_good(&self) -> bool {
        self.made.get().is_none_or(Result::is_ok)
    }
}
