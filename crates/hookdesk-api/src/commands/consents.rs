//! Consent to private addresses: where the host leads is looked up when it is given.

use std::net::IpAddr;

use hookdesk_core::address::{AddressClass, classify};
use hookdesk_core::config::{Blocked, Connection, Consent, Recipient, Subscription};
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;
use hookdesk_store::Judgement;
use url::{Host, Url};

/// The host a subscription sends to.
pub struct Place {
    url: Option<Url>,
    connection: Option<Connection>,
    /// Whether its host is another than before.
    moved: bool,
}

impl Place {
    /// For a subscription about to be saved.
    pub async fn of(
        engine: &Engine,
        before: Option<&Subscription>,
        now: &Subscription,
    ) -> Result<Self, Fault> {
        let all = engine.store().connections().await?;
        let own = |row: &Subscription| match &row.recipient {
            Recipient::Connection { id, .. } => all.iter().find(|connection| connection.id == *id).cloned(),
            Recipient::Url { .. } => None,
        };
        let connection = own(now);
        let url = now.recipient.url(connection.as_ref());
        let was = before.and_then(|before| before.recipient.url(own(before).as_ref()));
        let moved = was.as_ref().and_then(Url::host_str) != url.as_ref().and_then(Url::host_str);
        Ok(Self { url, connection, moved })
    }

    fn host(&self) -> &str {
        self.url.as_ref().and_then(Url::host_str).unwrap_or_default()
    }

    /// Sets what a save makes of the consent. Another host takes it back; `Some(true)` gives it to what the host leads to
    /// now. A name that does not resolve now gets an open consent, and one that is public none: then it is returned.
    pub async fn consent(
        &self,
        engine: &Engine,
        row: &mut Subscription,
        allow: Option<bool>,
    ) -> Option<String> {
        let at = next(engine, row);
        let before = row.consent.take();
        match allow {
            Some(false) => return None,
            None => {
                row.consent = before.filter(|_| !self.moved);
                return None;
            }
            Some(true) => {}
        }
        let found = self.found(engine).await;
        let consent = Consent::to(self.host(), &found, at);
        let is_public = found.iter().any(|ip| classify(*ip) == AddressClass::Public);
        if consent.is_open() && is_public {
            return Some(self.host().to_owned()).filter(|host| host.parse::<IpAddr>().is_err());
        }
        row.consent = Some(consent).filter(|consent| !consent.is_open() || found.is_empty());
        None
    }

    /// Consents to the addresses messages wait at, as they were shown. Faults: `address.moved` where the name leads
    /// elsewhere by now, which is shown from then on.
    pub async fn consent_to_shown(
        &self,
        engine: &Engine,
        mut row: Subscription,
    ) -> Result<Subscription, Fault> {
        let judged = Judgement::of(&row);
        let shown = row.blocked.clone().filter(|blocked| row.needs_consent && blocked.host == self.host());
        let Some(mut blocked) = shown else {
            if self.consent(engine, &mut row, Some(true)).await.is_some() || row.consent.is_none() {
                engine.store().unblock(row.id, judged).await?;
            }
            return Ok(row);
        };
        let covers = blocked.subnets();
        let needs = |ip: &IpAddr| classify(*ip) == AddressClass::NeedsConsent && !covers.contain(*ip);
        let found = self.looked_up(engine).await;
        // It was private for a while only; nobody consents to where it led then.
        if found.iter().any(|ip| classify(*ip) == AddressClass::Public) {
            engine.store().unblock(row.id, judged).await?;
            return Ok(row);
        }
        let elsewhere: Vec<IpAddr> = found.into_iter().filter(needs).collect();
        if !elsewhere.is_empty() {
            blocked.addresses.extend(elsewhere);
            let text = blocked.text(row.consent.as_ref());
            engine.store().require_consent(row.id, blocked, Some(judged)).await?;
            return Err(Fault::new(Code::AddressMoved, text));
        }
        blocked.addresses.extend(engine.provider(self.connection.as_ref()).await);
        row.consent = Some(Consent::to(self.host(), &blocked.addresses, next(engine, &row)));
        Ok(row)
    }

    /// What the URL itself says of where it lies; other names are judged when they are dialled.
    pub async fn at_once(&self, engine: &Engine) -> Option<Blocked> {
        let url = self.url.as_ref().filter(|_| self.connection.is_none())?;
        if let Host::Domain(name) = url.host()? {
            let name = name.trim_end_matches('.');
            if name != "localhost" && !name.ends_with(".localhost") {
                return None;
            }
        }
        let addresses = self.looked_up(engine).await;
        let blocked = Blocked { host: self.host().to_owned(), addresses, was_public: false };
        (!blocked.subnets().is_empty()).then_some(blocked)
    }

    /// Where messages go and where their access tokens come from, as far as it can be told now.
    async fn found(&self, engine: &Engine) -> Vec<IpAddr> {
        let mut found = self.looked_up(engine).await;
        if !found.is_empty() {
            found.extend(engine.provider(self.connection.as_ref()).await);
        }
        found
    }

    async fn looked_up(&self, engine: &Engine) -> Vec<IpAddr> {
        match &self.url {
            Some(url) => engine.lookup(url).await.unwrap_or_default(),
            None => Vec::new(),
        }
    }
}

/// The time of a consent; no two of one subscription have the same.
fn next(engine: &Engine, row: &Subscription) -> UtcMillis {
    let before = row.consent.as_ref().map_or(UtcMillis(i64::MIN), |consent| consent.at.plus(1));
    engine.clock().now().max(before)
}
