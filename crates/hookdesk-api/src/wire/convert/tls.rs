//! TLS of connections: domain to wire and back.

use hookdesk_core::certificate::{self, SeenCertificates, standing};
use hookdesk_core::config as domain;
use hookdesk_core::time::UtcMillis;
use url::Url;

use crate::wire::{Certificate, CertificateView, ConnectionTls};

impl From<domain::ConnectionTls> for ConnectionTls {
    fn from(tls: domain::ConnectionTls) -> Self {
        let domain::ConnectionTls { extra_ca, pins, client_certificate } = tls;
        Self { extra_ca, pins, client_certificate }
    }
}

impl From<ConnectionTls> for domain::ConnectionTls {
    fn from(tls: ConnectionTls) -> Self {
        let ConnectionTls { extra_ca, pins, client_certificate } = tls;
        Self { extra_ca, pins, client_certificate }
    }
}

impl From<certificate::Certificate> for Certificate {
    fn from(certificate: certificate::Certificate) -> Self {
        let certificate::Certificate {
            subject,
            issuer,
            names,
            serial,
            not_before,
            not_after,
            fingerprint,
            pin,
        } = certificate;
        let (not_before, not_after) = (not_before.to_rfc3339(), not_after.to_rfc3339());
        Self { subject, issuer, names, serial, not_before, not_after, fingerprint, pin }
    }
}

impl CertificateView {
    /// What was seen, as it stands now.
    pub fn new(seen: SeenCertificates, tls: &domain::ConnectionTls, now: UtcMillis) -> Self {
        let client = tls.client();
        let standing = standing(&seen, client.as_ref(), now);
        let fits = |pin: &String| seen.chain.first().is_some_and(|leaf| leaf.pin == *pin);
        Self {
            pinned: (!tls.pins.is_empty()).then(|| tls.pins.iter().any(fits)),
            host: seen.host,
            port: seen.port,
            chain: seen.chain.into_iter().map(Into::into).collect(),
            seen_at: seen.seen_at.to_rfc3339(),
            state: standing.state.as_str().to_owned(),
            why: standing.why,
            days_left: standing.days_left,
            client: client.map(Into::into),
        }
    }
}

/// What a connection last saw at the host and port of its base URL.
pub fn at_base<'a>(
    connection: &domain::Connection,
    seen: &'a [SeenCertificates],
) -> Option<&'a SeenCertificates> {
    let url = Url::parse(&connection.base_url).ok().filter(|url| url.scheme() == "https")?;
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    seen.iter().find(|seen| seen.connection == connection.id && seen.host == host && seen.port == port)
}
