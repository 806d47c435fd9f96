//! The life of tokens: had once, kept before they are used, renewed before they end, by one asker at a time.
//!
//! A provider may take back a refresh token with its first use. So what it gives is on disk before it is used, and what
//! was cut off in between is said.

mod exchange;
mod flow;
mod keeper;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use hookdesk_core::address::Private;
use hookdesk_core::config::{Auth, Connection, SecretSlot};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::oauth::discovery::Metadata;
use hookdesk_core::oauth::life::{Life, Stand, wait_ms};
use hookdesk_core::oauth::{Asked, Grant, OAuth2, TokenSet};
use hookdesk_core::time::{Clock, UtcMillis};
use hookdesk_core::{Code, Fault};
use hookdesk_secrets::{Secret, Vault};
use hookdesk_store::{NewToken, Store, TokenFailure, TokenStatus};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::carrier::Carrier;
use exchange::{Providers, Refused};
pub use flow::{Authorization, AuthorizationPhase};

/// A token for a request.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub access: Secret<Vec<u8>>,
    /// Its number among the connection's.
    pub generation: i64,
}

/// Why there is none.
#[derive(Debug, Clone)]
pub(crate) enum NoToken {
    /// The secrets are locked.
    Locked,
    /// A person must authorize first; the connection's messages are held.
    Person(Fault),
    /// The provider cannot give one now; not before this time.
    Later(UtcMillis, Fault),
    /// The data file could not be read or written.
    Store(Fault),
}

impl From<NoToken> for Fault {
    fn from(none: NoToken) -> Self {
        match none {
            NoToken::Locked => Self::new(Code::SecretLocked, "the connection's token is locked"),
            NoToken::Person(fault) | NoToken::Later(_, fault) | NoToken::Store(fault) => fault,
        }
    }
}

/// The tokens as they are sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    access: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh: Option<String>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        use zeroize::Zeroize as _;
        self.access.zeroize();
        self.refresh.zeroize();
    }
}

/// One connection's token in memory.
#[derive(Default)]
struct Entry {
    /// One asker at a time.
    flight: tokio::sync::Mutex<Quiet>,
    known: RwLock<Option<Known>>,
}

/// After failures nobody is asked for a while.
#[derive(Default)]
struct Quiet {
    failures: u32,
    until: Option<(UtcMillis, Fault)>,
}

#[derive(Clone)]
struct Known {
    token: Token,
    life: Life,
    /// When the connection it was had for was last changed.
    of: UtcMillis,
}

/// All tokens.
pub(crate) struct Tokens {
    providers: Providers,
    entries: Mutex<HashMap<ConnectionId, Arc<Entry>>>,
    flows: flow::Flows,
}

impl Tokens {
    pub fn new(store: Store, vault: Arc<Vault>, carrier: Arc<Carrier>, clock: Arc<dyn Clock>) -> Arc<Self> {
        let providers = Providers { store, vault, carrier, clock };
        Arc::new(Self { providers, entries: Mutex::default(), flows: flow::Flows::default() })
    }

    /// Tells of each change of a running authorization.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.flows.watch()
    }

    /// A token that is good now. One that ends soon is renewed beside the request that met it.
    pub async fn access(
        self: &Arc<Self>,
        connection: &Arc<Connection>,
        private: &Private,
    ) -> Result<Token, NoToken> {
        let entry = self.entry(connection.id);
        if let Some(known) = entry.known().filter(|known| known.of == connection.updated_at) {
            match known.life.stand(self.now(), 0.0) {
                Stand::Fresh => return Ok(known.token),
                Stand::RenewSoon => {
                    let (tokens, connection, private) = (self.clone(), connection.clone(), private.clone());
                    let generation = known.token.generation;
                    tokio::spawn(async move {
                        let entry = tokens.entry(connection.id);
                        // Whoever holds it renews already.
                        if let Ok(flight) = entry.flight.try_lock() {
                            let beyond = Some(generation);
                            let _ = tokens.renew(&connection, &entry, flight, beyond, &private).await;
                        }
                    });
                    return Ok(known.token);
                }
                Stand::Expired => {}
            }
        }
        let flight = entry.flight.lock().await;
        self.renew(connection, &entry, flight, None, private).await
    }

    /// Another token than the one that was refused.
    pub async fn renewed(
        &self,
        connection: &Connection,
        refused: i64,
        private: &Private,
    ) -> Result<Token, NoToken> {
        let entry = self.entry(connection.id);
        let flight = entry.flight.lock().await;
        self.renew(connection, &entry, flight, Some(refused), private).await
    }

    /// The receiver refuses even a token that was just had: a person must look.
    pub async fn refused_again(&self, connection: ConnectionId, why: Fault) -> Result<(), Fault> {
        self.forget_known(connection);
        let failure = TokenFailure { message: why.message, next: why.next };
        self.providers.store.token_failed(connection, failure, true).await
    }

    /// Reads a provider's description of itself.
    pub async fn discover(
        &self,
        connection: Option<&Connection>,
        issuer: &str,
        private: &Private,
    ) -> Result<Metadata, Fault> {
        self.providers.metadata(connection, issuer, private).await
    }

    /// Gives the tokens of a connection back, and forgets them in any case.
    pub async fn revoke(
        &self,
        connection: &Connection,
        private: &Private,
    ) -> Result<Option<Result<(), Fault>>, Fault> {
        let Auth::OAuth2(settings) = &connection.auth else {
            return Err(Fault::invalid("id", "the connection does not use OAuth 2.0"));
        };
        let entry = self.entry(connection.id);
        let _flight = entry.flight.lock().await;
        let (_, sealed) = self.providers.store.token(connection.id).await?;
        let kept = sealed.and_then(|sealed| self.open(connection.id, &sealed).ok());
        let mut end = None;
        if let Some(kept) = &kept {
            let refresh = kept.refresh.as_deref().map(|token| (token, "refresh_token"));
            // The refresh token first: with it most providers take back all that came of it.
            for token in refresh.into_iter().chain([(kept.access.as_str(), "access_token")]) {
                let given = self.providers.revoke(connection, settings, token, private).await;
                let Some(given) = given else { break };
                let given = given.map_err(|refused| refused.fault());
                end = Some(match end {
                    Some(Err(fault)) => Err(fault),
                    _ => given,
                });
            }
        }
        self.providers.store.forget_token(connection.id).await?;
        *entry.known.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.flows.forget(connection.id);
        Ok(end)
    }

    /// What was known in memory no longer holds: the connection was changed.
    pub fn forget_known(&self, connection: ConnectionId) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(&connection);
    }

    /// Under the flight's lock: what is on disk, where it is good and beyond `beyond`; otherwise a new one.
    async fn renew(
        &self,
        connection: &Connection,
        entry: &Entry,
        mut quiet: tokio::sync::MutexGuard<'_, Quiet>,
        beyond: Option<i64>,
        private: &Private,
    ) -> Result<Token, NoToken> {
        let Auth::OAuth2(settings) = &connection.auth else {
            return Err(NoToken::Person(Fault::invalid("auth", "the connection does not use OAuth 2.0")));
        };
        let (status, sealed) = self.providers.store.token(connection.id).await.map_err(NoToken::Store)?;
        let kept = sealed.map(|sealed| self.open(connection.id, &sealed)).transpose()?;
        let after = status.as_ref().map_or(0, |status| status.generation);
        if let (Some(status), Some(kept)) = (&status, &kept) {
            let life = life(status);
            let is_newer = beyond.is_none_or(|beyond| status.generation > beyond);
            if is_newer && life.stand(self.now(), 0.0) != Stand::Expired {
                let access = Secret::new(kept.access.clone().into_bytes());
                let token = Token { access, generation: status.generation };
                entry.keep(Known { token: token.clone(), life, of: connection.updated_at });
                return Ok(token);
            }
        }
        if let Some((until, fault)) = &quiet.until
            && self.now() < *until
        {
            return Err(NoToken::Later(*until, fault.clone()));
        }
        let refresh = kept.as_ref().and_then(|kept| kept.refresh.as_deref());
        let asked = match (refresh, settings.grant) {
            (Some(token), _) => Asked::Refresh { token },
            (None, Grant::AuthorizationCode) => {
                return Err(self.needs_person(connection.id, missing()).await);
            }
            (None, _) => Asked::Client,
        };
        let was_cut_off = status.as_ref().is_some_and(|status| status.renewing_since.is_some());
        if refresh.is_some() {
            self.providers.store.renewing(connection.id).await.map_err(NoToken::Store)?;
        }
        let at = self.now();
        let mut had = self.providers.token(connection, settings, asked, private).await;
        // A refresh token that is used up stops nobody who can ask anew.
        if had.as_ref().is_err_and(Refused::is_used_up)
            && refresh.is_some()
            && settings.grant != Grant::AuthorizationCode
        {
            had = self.providers.token(connection, settings, Asked::Client, private).await;
        }
        match had {
            Ok(set) => {
                *quiet = Quiet::default();
                self.keep(connection, entry, after, (set, at), refresh).await
            }
            Err(refused) if refused.is_temporary() => {
                Err(self.later(connection.id, &mut quiet, &refused).await)
            }
            Err(Refused::Unasked(fault)) if matches!(fault.code, Code::SecretLocked | Code::SecretNoKey) => {
                Err(NoToken::Locked)
            }
            Err(refused) => {
                let mut fault = refused.fault();
                if was_cut_off && refused.is_used_up() {
                    fault.message = format!(
                        "{} An earlier renewal was cut off before its answer was kept, and the provider gives each \
                         refresh token only once",
                        fault.message
                    );
                }
                Err(self.needs_person(connection.id, fault).await)
            }
        }
    }

    /// Seals what was had and keeps it; only then may it be used.
    async fn keep(
        &self,
        connection: &Connection,
        entry: &Entry,
        after: i64,
        (mut set, at): (TokenSet, UtcMillis),
        refresh_before: Option<&str>,
    ) -> Result<Token, NoToken> {
        let kept = Kept {
            access: std::mem::take(&mut set.access),
            // A renewal that brings none leaves the old one good (RFC 6749 section 6).
            refresh: set.refresh.take().or_else(|| refresh_before.map(str::to_owned)),
        };
        let plain = serde_json::to_vec(&kept).map_err(|e| {
            NoToken::Store(Fault::new(Code::Internal, "a token could not be kept").detail(e.to_string()))
        })?;
        let slot = SecretSlot::ConnectionToken(connection.id);
        let sealed = self.providers.vault.seal(slot, &Secret::new(plain)).map_err(|_| NoToken::Locked)?;
        let life = Life { since: at, lifetime_s: set.lifetime_s };
        let new = NewToken {
            sealed,
            refreshable: kept.refresh.is_some(),
            scope: set.scope.take(),
            subject: set.subject.take(),
            obtained_at: at,
            expires_at: life.ends_at(),
        };
        let generation = self.providers.store.keep_token(connection.id, after, new).await;
        let Some(generation) = generation.map_err(NoToken::Store)? else {
            let fault =
                Fault::new(Code::AuthRefused, "the connection was changed while its token was asked for");
            return Err(NoToken::Later(self.now(), fault));
        };
        let token = Token { access: Secret::new(kept.access.clone().into_bytes()), generation };
        entry.keep(Known { token: token.clone(), life, of: connection.updated_at });
        Ok(token)
    }

    async fn later(&self, id: ConnectionId, quiet: &mut Quiet, refused: &Refused) -> NoToken {
        quiet.failures = quiet.failures.saturating_add(1);
        let until = self.now().plus(wait_ms(quiet.failures, fastrand::f64(), None));
        let fault = refused.fault();
        quiet.until = Some((until, fault.clone()));
        self.say(id, &fault, false).await;
        NoToken::Later(until, fault)
    }

    async fn needs_person(&self, id: ConnectionId, fault: Fault) -> NoToken {
        self.say(id, &fault, true).await;
        NoToken::Person(fault)
    }

    async fn say(&self, id: ConnectionId, fault: &Fault, needs_person: bool) {
        let failure = TokenFailure { message: fault.message.clone(), next: fault.next.clone() };
        if let Err(fault) = self.providers.store.token_failed(id, failure, needs_person).await {
            tracing::warn!(%fault, "the failure of a token's renewal was not kept");
        }
    }

    fn open(&self, id: ConnectionId, sealed: &[u8]) -> Result<Kept, NoToken> {
        let opened = self.providers.vault.open_sealed(SecretSlot::ConnectionToken(id), sealed);
        let plain = opened.map_err(|fault| match fault.code {
            Code::SecretLocked | Code::SecretNoKey => NoToken::Locked,
            _ => NoToken::Person(fault),
        })?;
        serde_json::from_slice(plain.expose()).map_err(|_| {
            NoToken::Person(Fault::new(Code::SecretUnreadable, "the stored token cannot be read"))
        })
    }

    fn entry(&self, id: ConnectionId) -> Arc<Entry> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default().clone()
    }

    fn now(&self) -> UtcMillis {
        self.providers.clock.now()
    }
}

impl Entry {
    fn known(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, known: Known) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }
}

/// Whether an answer's status says that the token was refused.
pub(crate) fn is_refusal(settings: &OAuth2, status: u16) -> bool {
    // 403 is a missing permission elsewhere; endpoints with rules of their own say it for an old token (Zithara).
    status == 401 || (status == 403 && settings.grant == Grant::Custom)
}

fn life(status: &TokenStatus) -> Life {
    let since = status.obtained_at.unwrap_or_default();
    let lifetime = status.expires_at.map(|ends| ends.0.saturating_sub(since.0) / 1_000);
    Life { since, lifetime_s: lifetime.map(|seconds| u32::try_from(seconds.max(0)).unwrap_or(u32::MAX)) }
}

fn missing() -> Fault {
    Fault::new(Code::AuthTokenMissing, "nobody has authorized this connection yet, or its token has ended")
}
