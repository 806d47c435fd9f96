//! One request to a provider: its answer is read, or told why it is none.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hookdesk_connect::Outgoing;
use hookdesk_core::address::Private;
use hookdesk_core::classify::Ended;
use hookdesk_core::config::{Connection, SecretSlot};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::message::TransportClass;
use hookdesk_core::oauth::discovery::{self, Metadata};
use hookdesk_core::oauth::life;
use hookdesk_core::oauth::{
    Asked, OAuth2, RefusalKind, TokenAnswer, TokenMethod, TokenRefusal, TokenRequest, TokenSet,
};
use hookdesk_core::time::Clock;
use hookdesk_core::{Code, Fault};
use hookdesk_secrets::{Secret, Vault};
use hookdesk_store::Store;

use crate::carrier::Carrier;

/// A provider that takes longer gives no token.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The way to providers.
#[derive(Clone)]
pub(super) struct Providers {
    pub store: Store,
    pub vault: Arc<Vault>,
    pub carrier: Arc<Carrier>,
    pub clock: Arc<dyn Clock>,
}

/// What a difference of clocks means and what to do about it, where there is one.
type Skew = Option<(String, String)>;

/// Why there is no token.
#[derive(Debug, Clone)]
pub(super) enum Refused {
    /// The provider said no; and what a difference of clocks may have to do with it.
    No(TokenRefusal, Skew),
    /// It was not reached, or did not answer in time. The request may have arrived.
    Silent(String),
    /// Nobody was asked: it is at a private address, and nobody has consented to that.
    Private(String),
    /// Nothing was asked: the settings or the client secret are wrong, or the secrets are locked.
    Unasked(Fault),
}

impl Refused {
    /// Whether trying again later may help without anybody doing anything.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::No(refusal, _) => refusal.is_temporary(),
            Self::Silent(_) => true,
            Self::Unasked(_) | Self::Private(_) => false,
        }
    }

    /// Whether what was shown (the refresh token, the code) is no longer good.
    pub fn is_used_up(&self) -> bool {
        matches!(self, Self::No(refusal, _) if refusal.kind == RefusalKind::InvalidGrant)
    }

    /// As a person is told.
    pub fn fault(&self) -> Fault {
        match self {
            Self::No(refusal, None) => refusal.clone().into(),
            Self::No(refusal, Some((off, set_it))) => {
                let fault = Fault::from(refusal.clone());
                let (message, next) = (format!("{} {off}", fault.message), format!("{set_it} {}", fault.next));
                Fault { message, next, ..fault }
            }
            Self::Silent(why) => {
                Fault::new(Code::AuthUnreachable, format!("the provider gave no answer: {why}"))
            }
            Self::Private(why) => Fault::new(Code::AuthUnreachable, why.clone()).next(
                "Consent to the private address, for this authorization or in a subscription of the connection.",
            ),
            Self::Unasked(fault) => fault.clone(),
        }
    }
}

impl Providers {
    /// Asks for a token.
    pub async fn token(
        &self,
        connection: &Connection,
        settings: &OAuth2,
        asked: Asked<'_>,
        private: &Private,
    ) -> Result<TokenSet, Refused> {
        let secret = self.client_secret(connection.id).await.map_err(Refused::Unasked)?;
        let plain = text(secret.as_ref()).map_err(Refused::Unasked)?;
        let request = TokenRequest::token(settings, plain, asked).map_err(Refused::Unasked)?;
        let answer = self.send(connection, request, private).await?;
        let mut sent: Vec<&str> = plain.into_iter().collect();
        match asked {
            Asked::Client => {}
            Asked::Code { code, verifier, .. } => sent.extend([Some(code), verifier].into_iter().flatten()),
            Asked::Refresh { token } => sent.push(token),
        }
        let skew = answer.skew_ms.and_then(life::skew_in_words);
        match TokenSet::read(&settings.answer, answer.as_read(), &sent) {
            Ok(mut set) => {
                set.notes.extend(skew.map(|(off, set_it)| format!("{off} {set_it}")));
                Ok(set)
            }
            Err(refusal) => Err(Refused::No(refusal, skew)),
        }
    }

    /// Gives a token back (RFC 7009); `None` where the provider has no place for it.
    pub async fn revoke(
        &self,
        connection: &Connection,
        settings: &OAuth2,
        (token, hint): (&str, &str),
        private: &Private,
    ) -> Option<Result<(), Refused>> {
        let asked = async {
            let secret = self.client_secret(connection.id).await.map_err(Refused::Unasked)?;
            let plain = text(secret.as_ref()).map_err(Refused::Unasked)?;
            let Some(request) =
                TokenRequest::revoke(settings, plain, token, hint).map_err(Refused::Unasked)?
            else {
                return Ok(None);
            };
            let answer = self.send(connection, request, private).await?;
            match answer.status {
                200..=299 => Ok(Some(())),
                status => Err(Refused::Silent(format!("it answered {status}"))),
            }
        };
        asked.await.transpose()
    }

    /// Reads a provider's description of itself, at the first of its addresses that has it. Faults: `auth.discovery`.
    /// The connection it is for, where there is one yet, gives its TLS.
    pub async fn metadata(
        &self,
        connection: Option<&Connection>,
        issuer: &str,
        private: &Private,
    ) -> Result<Metadata, Fault> {
        let mut last = Fault::new(Code::AuthDiscovery, "the provider has no description of itself");
        for url in discovery::urls(issuer)? {
            let outgoing = Outgoing {
                method: http::Method::GET,
                url,
                headers: vec![("accept".to_owned(), "application/json".to_owned())],
                secret_names: Vec::new(),
                body: Bytes::new(),
                timeout: TIMEOUT,
                private: private.clone(),
            };
            let read = match self.exchange(connection, outgoing).await {
                Ok(answer) => discovery::read(issuer, answer.as_read()),
                Err(refused) => {
                    let message = refused.fault().message;
                    Err(Fault::new(Code::AuthDiscovery, message).field("auth.issuer"))
                }
            };
            match read {
                Ok(metadata) => return Ok(metadata),
                Err(fault) => last = fault,
            }
        }
        Err(last)
    }

    async fn client_secret(&self, id: ConnectionId) -> Result<Option<Secret<Vec<u8>>>, Fault> {
        let slot = SecretSlot::ConnectionAuth(id);
        let sealed = self.store.secret(slot).await?;
        sealed.map(|sealed| self.vault.open_sealed(slot, &sealed)).transpose()
    }

    async fn send(
        &self,
        connection: &Connection,
        request: TokenRequest,
        private: &Private,
    ) -> Result<Answer, Refused> {
        let method = match request.method {
            TokenMethod::Post => http::Method::POST,
            TokenMethod::Get => http::Method::GET,
        };
        let outgoing = Outgoing {
            method,
            url: request.url,
            headers: request.headers,
            secret_names: request.secret_names,
            body: Bytes::from(request.body),
            timeout: TIMEOUT,
            private: private.clone(),
        };
        self.exchange(Some(connection), outgoing).await
    }

    async fn exchange(&self, connection: Option<&Connection>, outgoing: Outgoing) -> Result<Answer, Refused> {
        let sent = self.clock.now();
        let exchange = match connection {
            None => self.carrier.common().send(&outgoing, sent).await,
            Some(connection) => {
                let exchange = self.carrier.send(connection, &outgoing, sent, None).await;
                exchange.map_err(Refused::Unasked)?
            }
        };
        let received = self.clock.now();
        let status = match exchange.ended {
            Ended::Answered { status, .. } => status,
            Ended::Failed { class, .. } => {
                let why = exchange.error.unwrap_or_else(|| class.as_str().to_owned());
                return Err(match class {
                    TransportClass::AddressBlocked => Refused::Private(why),
                    _ => Refused::Silent(why),
                });
            }
        };
        let Some(response) = exchange.response else {
            return Err(Refused::Silent("its answer was empty".to_owned()));
        };
        let header =
            |name: &str| response.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        Ok(Answer {
            status,
            content_type: header("content-type"),
            skew_ms: header("date").and_then(|date| life::skew_ms(&date, sent, received)),
            body: Secret::new(response.body),
            truncated: response.truncated,
        })
    }
}

/// An answer of a provider: its body holds a token.
struct Answer {
    status: u16,
    content_type: Option<String>,
    /// How far the provider's clock is ahead, milliseconds, where it says.
    skew_ms: Option<i64>,
    body: Secret<Vec<u8>>,
    truncated: bool,
}

impl Answer {
    fn as_read(&self) -> TokenAnswer<'_> {
        TokenAnswer {
            status: self.status,
            content_type: self.content_type.as_deref(),
            body: self.body.expose(),
            truncated: self.truncated,
        }
    }
}

fn text(secret: Option<&Secret<Vec<u8>>>) -> Result<Option<&str>, Fault> {
    let text = secret.map(|secret| std::str::from_utf8(secret.expose())).transpose();
    text.map_err(|_| Fault::invalid("auth_secret", "the stored client secret is not text"))
}
