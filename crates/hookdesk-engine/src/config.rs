//! The configuration as the sender uses it: one snapshot in memory, replaced whole when something changes, so that
//! sending a message asks the file for nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hookdesk_connect::HttpClient;
use hookdesk_connect::generic::Keys;
use hookdesk_core::address::{AddressClass, Private, classify};
use hookdesk_core::config::{Auth, Connection, Recipient, SecretSlot, Signing, Subscription};
use hookdesk_core::id::{ConnectionId, SubscriptionId};
use hookdesk_core::message::HoldReason;
use hookdesk_core::network::Reach;
use hookdesk_core::route::{Start, start};
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_core::{Code, Fault};
use hookdesk_secrets::Vault;
use hookdesk_store::{Area, Changes, NamedSecret, OWN_SECRETS, SealedSecret, Store};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, watch};
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use crate::clients::{Clients, TlsClient};
use crate::contents::{Address, Sealed};
use crate::network::Machine;
use crate::settings::Settings;
use crate::shop::Source;
use crate::signature::Signers;

/// Pause after a snapshot could not be read.
const RETRY: Duration = Duration::from_secs(1);
/// Longest sleep until a secret expires: the wall clock may jump.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// Everything a person has configured, at one moment.
#[derive(Default)]
pub(crate) struct Snapshot {
    pub settings: Arc<Settings>,
    pub targets: HashMap<SubscriptionId, Arc<Target>>,
    /// Of connections whose TLS is not the system's.
    pub clients: Clients,
    /// Named secrets, sealed; none of Hookdesk's own.
    pub secrets: Arc<Sealed>,
    /// The signature of hooks that are waited for.
    pub signers: Arc<Signers>,
    /// The shop that is asked for context values; why it cannot be, where it cannot.
    pub shop: Option<Result<Arc<Source>, String>>,
    /// The store's count of changes before it was read.
    as_of: u64,
    /// When the first of the secrets ends by itself.
    next_expiry: Option<UtcMillis>,
}

/// One subscription, ready to be sent to.
pub(crate) struct Target {
    pub subscription: Subscription,
    pub connection: Option<Arc<Connection>>,
    /// The private and loopback addresses its messages may go to, by consent or by setting.
    pub private: Private,
    /// Its URL as configured, where it can be read; path and query may have merge tags.
    pub url: Option<Url>,
    /// Whether the next connection decides what its consent covers.
    pub is_consent_open: bool,
    /// Whether this snapshot has told that its name leads to a public address.
    pub noted_public: AtomicBool,
    /// Why its messages wait, where they do.
    pub hold: Option<HoldReason>,
    /// Whether attempts are dumped.
    pub debug: bool,
    /// Where its recipient lies.
    pub reach: Reach,
    /// Its URL or path, where that has merge tags; a fault where they cannot be read.
    pub address: Option<Result<Address, Fault>>,
    /// Whether it asks for a secret that nobody has entered, or that was lost with its key.
    pub lacks_secret: bool,
    /// What its host is, where the host is written as an address.
    pub literal: Option<(IpAddr, AddressClass)>,
    /// Where its connection's TLS is not the system's.
    tls: Option<Arc<TlsClient>>,
    sealed: Vec<SealedSecret>,
    /// Opened on first use; gone with the snapshot.
    keys: OnceLock<Result<Keys, Fault>>,
}

impl Snapshot {
    /// Whether some named secret was lost with its key and not entered again.
    pub fn lost_named_secret(&self) -> bool {
        self.secrets.values().any(|secret| secret.sealed.is_empty())
    }

    /// Whether named secrets can be opened now, as far as there are any.
    pub fn named_secrets_open(&self, vault: &Vault) -> bool {
        let Some(secret) = self.secrets.values().next() else { return true };
        let opened = vault.open_sealed(SecretSlot::Named(secret.id), &secret.sealed);
        !opened.is_err_and(|fault| matches!(fault.code, Code::SecretLocked | Code::SecretNoKey))
    }
}

impl Snapshot {
    /// The private addresses that requests of a connection may go to, outside its messages.
    pub fn private_of(&self, id: ConnectionId) -> Private {
        let of_it = self.targets.values().filter_map(|target| {
            let connection = target.connection.as_ref().filter(|connection| connection.id == id)?;
            Some(own(&target.subscription, connection))
        });
        of_it.fold(Private::any_if(self.settings.private_allowed), Private::or)
    }
}

/// What the consents of a connection's subscriptions allow its other requests. An open one allows what it always did,
/// until the subscription's next connection settles it.
pub(crate) fn consented(
    subscriptions: &[Subscription],
    connection: &Connection,
    private_allowed: bool,
) -> Private {
    let is_its = |subscription: &&Subscription| matches!(&subscription.recipient, Recipient::Connection { id, .. } if *id == connection.id);
    let its = subscriptions.iter().filter(is_its).map(|subscription| own(subscription, connection));
    its.fold(Private::any_if(private_allowed), Private::or)
}

fn own(subscription: &Subscription, connection: &Connection) -> Private {
    let url = subscription.recipient.url(Some(connection));
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    // What is switched off sends nothing that could settle its consent.
    match subscription.enabled && subscription.is_consent_open(host) {
        true => Private::Any,
        false => subscription.private(host, false),
    }
}

impl Target {
    /// The host of its URL.
    pub fn host(&self) -> &str {
        self.url.as_ref().and_then(Url::host_str).unwrap_or_default()
    }

    /// The opened secrets.
    pub fn keys(&self, vault: &Vault) -> Result<&Keys, &Fault> {
        self.keys.get_or_init(|| open_keys(vault, &self.sealed)).as_ref()
    }

    /// The client to send with. Faults: the key of the client certificate is locked.
    pub fn client<'a>(&'a self, vault: &Vault, common: &'a HttpClient) -> Result<&'a HttpClient, &'a Fault> {
        self.tls.as_ref().map_or(Ok(common), |tls| tls.get(vault))
    }

    /// Whether all its secrets can be opened now.
    pub fn opens(&self, vault: &Vault) -> bool {
        self.keys(vault).is_ok() && self.tls.as_ref().is_none_or(|tls| tls.get(vault).is_ok())
    }

    /// Whether it has any.
    pub fn has_secrets(&self) -> bool {
        !self.sealed.is_empty() || self.tls.as_ref().is_some_and(|tls| tls.has_key())
    }
}

/// The present snapshot, and the way to the next.
pub(crate) struct Config {
    store: Store,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    machine: Arc<dyn Machine>,
    now: watch::Sender<Arc<Snapshot>>,
    /// One refresh at a time, so that an older reading never replaces a newer.
    reading: Mutex<()>,
}

impl Config {
    /// Reads the first snapshot.
    pub async fn read(
        store: Store,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
        machine: Arc<dyn Machine>,
    ) -> Result<Self, Fault> {
        let now = watch::Sender::new(Arc::new(Snapshot::default()));
        let config = Self { store, vault, clock, machine, now, reading: Mutex::new(()) };
        config.refresh().await?;
        Ok(config)
    }

    /// The configuration as it was last read.
    pub fn now(&self) -> Arc<Snapshot> {
        self.now.borrow().clone()
    }

    /// Tells of each new snapshot.
    pub fn watch(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.now.subscribe()
    }

    /// The vault.
    pub fn vault(&self) -> &Arc<Vault> {
        &self.vault
    }

    /// The configuration as it stands in the file: what was saved before the call is in it. As last read, where the
    /// file cannot be read.
    pub async fn current(&self) -> Arc<Snapshot> {
        if self.now().as_of != self.store.configured() {
            let _one = self.reading.lock().await;
            // Many may have waited for the lock; the first has read for all.
            if self.now().as_of != self.store.configured()
                && let Err(fault) = self.read_again().await
            {
                tracing::warn!(%fault, "configuration not read");
            }
        }
        self.now()
    }

    /// Reads it again; what was committed before the call is in it.
    pub async fn refresh(&self) -> Result<Arc<Snapshot>, Fault> {
        let _one = self.reading.lock().await;
        self.read_again().await
    }

    async fn read_again(&self) -> Result<Arc<Snapshot>, Fault> {
        let as_of = self.store.configured();
        let (stored, secrets) = self.store.settings_and_secrets().await?;
        let settings = Settings::read(&stored);
        let connections: HashMap<ConnectionId, Arc<Connection>> =
            self.store.connections().await?.into_iter().map(|c| (c.id, Arc::new(c))).collect();
        let subscriptions = self.store.subscriptions().await?;
        let sealed = self.store.sealed_secrets().await?;
        let shop = Source::find(&settings, &connections, &subscriptions, &sealed);
        let clients = self.now().clients.next(connections.values(), &sealed);
        let next_expiry = sealed.iter().filter_map(|secret| secret.expires_at).min();
        let targets = subscriptions
            .into_iter()
            .map(|subscription| {
                let connection = match &subscription.recipient {
                    Recipient::Connection { id, .. } => connections.get(id).cloned(),
                    Recipient::Url { .. } => None,
                };
                let machine = &*self.machine;
                let tls = connection.as_ref().and_then(|connection| clients.get(connection.id).cloned());
                let made = target(subscription, connection, (&sealed, tls), &settings, machine);
                (made.subscription.id, Arc::new(made))
            })
            .collect();
        let is_own = |secret: &NamedSecret| secret.name.starts_with(OWN_SECRETS);
        let (own, named): (Vec<_>, Vec<_>) = secrets.into_iter().partition(is_own);
        let secrets = Arc::new(named.into_iter().map(|secret| (secret.name.clone(), secret)).collect());
        let signers = Arc::new(Signers::read(&stored, own));
        let settings = Arc::new(settings);
        let snapshot =
            Arc::new(Snapshot { settings, targets, clients, secrets, signers, shop, as_of, next_expiry });
        self.now.send_replace(snapshot.clone());
        Ok(snapshot)
    }

    /// Keeps the snapshot fresh until told to stop.
    pub async fn follow(&self, stop: CancellationToken) {
        let mut changes = self.store.changes();
        // Something may have changed between the last reading and the subscription above.
        let mut stale = true;
        loop {
            if stale {
                stale = self
                    .refresh()
                    .await
                    .inspect_err(|fault| tracing::warn!(%fault, "configuration not read"))
                    .is_err();
            }
            tokio::select! {
                () = stop.cancelled() => return,
                change = changes.recv() => match change {
                    Ok(change) => stale |= concerns_us(&change),
                    Err(RecvError::Lagged(_)) => stale = true,
                    Err(RecvError::Closed) => return,
                },
                () = tokio::time::sleep(RETRY), if stale => {}
                () = tokio::time::sleep(self.until_expiry()), if self.now().next_expiry.is_some() => stale = true,
            }
        }
    }

    fn until_expiry(&self) -> Duration {
        let expiry = self.now().next_expiry.unwrap_or_default();
        let left = u64::try_from(expiry.0.saturating_sub(self.clock.now().0)).unwrap_or(0);
        // Not at once, even for a clock that stands still.
        Duration::from_millis(left).clamp(RETRY, LONGEST_WAIT)
    }
}

fn concerns_us(changes: &Changes) -> bool {
    changes.areas.iter().any(|area| Area::CONFIGURATION.contains(area))
}

fn target(
    subscription: Subscription,
    connection: Option<Arc<Connection>>,
    (sealed, tls): (&[SealedSecret], Option<Arc<TlsClient>>),
    settings: &Settings,
    machine: &dyn Machine,
) -> Target {
    let slots = slots(&subscription, connection.as_deref());
    let of_slot = |slot: &SecretSlot| sealed.iter().find(|secret| secret.slot == *slot).cloned();
    let hold = match start(&subscription, connection.as_deref(), settings.private_allowed) {
        Start::Queued => None,
        Start::Held(reason) => Some(reason),
        Start::Skipped(_) => Some(HoldReason::SubscriptionOff),
    };
    let url = subscription.recipient.url(connection.as_deref());
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    Target {
        reach: url.as_ref().map_or(Reach::Loopback, |url| machine.reach(url)),
        literal: url.as_ref().and_then(literal),
        tls,
        address: Address::of(&subscription.recipient),
        lacks_secret: lacks_secret(&subscription, connection.as_deref()),
        private: subscription.private(host, settings.private_allowed),
        is_consent_open: !settings.private_allowed && subscription.is_consent_open(host),
        noted_public: AtomicBool::new(subscription.was_public(host)),
        hold,
        debug: settings.debug || subscription.debug,
        sealed: slots.iter().filter_map(of_slot).collect(),
        keys: OnceLock::new(),
        url,
        subscription,
        connection,
    }
}

/// The secrets a request uses: a subscription's own signing goes before its connection's. Newer keys come first.
pub(crate) fn slots(subscription: &Subscription, connection: Option<&Connection>) -> Vec<SecretSlot> {
    let mut slots = Vec::new();
    if subscription.signing != Signing::None {
        slots.push(SecretSlot::SubscriptionSigning(subscription.id));
        slots.push(SecretSlot::SubscriptionSigningOld(subscription.id));
    }
    if let Some(connection) = connection {
        if subscription.signing == Signing::None && connection.signing != Signing::None {
            slots.push(SecretSlot::ConnectionSigning(connection.id));
            slots.push(SecretSlot::ConnectionSigningOld(connection.id));
        }
        if connection.auth != Auth::None {
            slots.push(SecretSlot::ConnectionAuth(connection.id));
        }
    }
    slots
}

/// Whether a request could not be made for want of a secret. A client's secret (OAuth 2.0) is its provider's business:
/// not every client has one.
fn lacks_secret(subscription: &Subscription, connection: Option<&Connection>) -> bool {
    if subscription.signing != Signing::None && !subscription.has_secret {
        return true;
    }
    connection.is_some_and(|connection| {
        let signs = subscription.signing == Signing::None && connection.signing != Signing::None;
        let proves_itself = !matches!(connection.auth, Auth::None | Auth::OAuth2(_));
        let shows_itself = !connection.tls.client_certificate.is_empty();
        (signs && !connection.has_signing_secret)
            || (proves_itself && !connection.has_auth_secret)
            || (shows_itself && !connection.has_client_key)
    })
}

/// Opens sealed secrets, given newer keys first.
pub(crate) fn open_keys(vault: &Vault, sealed: &[SealedSecret]) -> Result<Keys, Fault> {
    let mut keys = Keys::default();
    for secret in sealed {
        let Some(bytes) = &secret.sealed else { continue };
        let opened = vault.open_sealed(secret.slot, bytes)?;
        match secret.slot {
            SecretSlot::ConnectionAuth(_) => keys.auth = Some(opened),
            _ => keys.signing.push(opened),
        }
    }
    Ok(keys)
}

/// A host written as an address, and its class; names are judged when they are dialled.
fn literal(url: &Url) -> Option<(IpAddr, AddressClass)> {
    let ip = match url.host()? {
        Host::Ipv4(ip) => ip.into(),
        Host::Ipv6(ip) => ip.into(),
        Host::Domain(_) => return None,
    };
    Some((ip, classify(ip)))
}
