//! TLS: rustls, 1.2 and up, the system's trusted certificates.

use std::sync::Arc;

use hookdesk_core::message::TransportClass;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::{Host, Url};

use crate::failure::{Failure, plain};
use crate::unverified::Unverified;

/// Makes TLS connections. The trusted certificates are read at the first one: that takes a while and some memory, and
/// many machines send to plain addresses only.
pub(crate) struct Tls {
    extra_roots: Vec<CertificateDer<'static>>,
    verify: bool,
    config: OnceCell<Arc<rustls::ClientConfig>>,
}

impl Tls {
    /// Trusts the system's certificates and these; every one where `verify` is off.
    pub(crate) fn new(extra_roots: Vec<CertificateDer<'static>>, verify: bool) -> Self {
        Self { extra_roots, verify, config: OnceCell::new() }
    }

    /// The handshake, checking that the certificate is for the URL's host.
    pub(crate) async fn connect(&self, url: &Url, tcp: TcpStream) -> Result<TlsStream<TcpStream>, Failure> {
        let config = self.config.get_or_try_init(|| configure(self.extra_roots.clone(), self.verify)).await?;
        let name = match url.host() {
            Some(Host::Domain(name)) => ServerName::try_from(name.to_owned())
                .map_err(|_| failed("the host's name cannot stand in a certificate"))?,
            Some(Host::Ipv4(ip)) => ServerName::IpAddress(ip.into()),
            Some(Host::Ipv6(ip)) => ServerName::IpAddress(ip.into()),
            None => return Err(failed("the URL names no host")),
        };
        TlsConnector::from(config.clone())
            .connect(name, tcp)
            .await
            .map_err(|error| failed(format!("TLS failed: {}", plain(&error))))
    }
}

async fn configure(
    extra_roots: Vec<CertificateDer<'static>>,
    verify: bool,
) -> Result<Arc<rustls::ClientConfig>, Failure> {
    tokio::task::spawn_blocking(move || {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = if verify {
            Arc::new(Verifier::new_with_extra_roots(extra_roots, provider.clone())?)
        } else {
            Arc::new(Unverified::new(provider.clone()))
        };
        let mut config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous() // rustls's word for any verifier but its own; this one asks the system
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    })
    .await
    .map_err(|_| failed("TLS could not be set up"))?
    .map_err(|e: rustls::Error| failed(format!("TLS could not be set up: {e}")))
}

fn failed(text: impl Into<String>) -> Failure {
    Failure::new(TransportClass::Tls, text)
}

/// The certificates in a file: PEM with any number of them, or one as DER. The error is the reason, in few words.
pub fn certificates(file: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(file).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        // An ASN.1 sequence with a long length, which every certificate is.
        Ok(_) if file.starts_with(&[0x30, 0x82]) => Ok(vec![CertificateDer::from(file.to_vec())]),
        Ok(_) => Err("there is no certificate in it".to_owned()),
        Err(error) => Err(format!("it is not PEM: {error}")),
    }
}
