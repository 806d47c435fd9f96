//! TLS: rustls, 1.2 and up, the system's trusted certificates.

use std::sync::Arc;

use hookdesk_core::message::TransportClass;
use rustls::client::ResolvesClientCert;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::{Host, Url};

use crate::checked::{Checked, Pins};
use crate::course::Course;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::refusal::{self, Handshake, Refusal};
use crate::unverified::Unverified;

/// Whom to trust, and who one is.
#[derive(Debug, Clone)]
pub(crate) struct Trust {
    /// Trusted besides the system's certificates.
    pub roots: Vec<CertificateDer<'static>>,
    /// Whether certificates are checked at all.
    pub verify: bool,
    /// The public keys one host may have.
    pub pins: Option<Pins>,
    /// Shown to servers that ask.
    pub identity: Option<Identity>,
}

/// Makes TLS connections. The trusted certificates are read at the first one: that takes a while and some memory, and
/// many machines send to plain addresses only.
pub(crate) struct Tls {
    trust: Trust,
    config: OnceCell<Arc<rustls::ClientConfig>>,
}

impl Tls {
    pub(crate) fn new(trust: Trust) -> Self {
        Self { trust, config: OnceCell::new() }
    }

    /// Whether servers that ask are shown who one is.
    pub(crate) fn has_identity(&self) -> bool {
        self.trust.identity.is_some()
    }

    /// The handshake, checking that the certificate is for the URL's host. What the server showed goes to the course.
    pub(crate) async fn connect(
        &self,
        url: &Url,
        tcp: TcpStream,
        course: &mut Course,
    ) -> Result<TlsStream<TcpStream>, Failure> {
        let config = self.config.get_or_try_init(|| configure(self.trust.clone())).await?;
        let name = match url.host() {
            Some(Host::Domain(name)) => ServerName::try_from(name.to_owned())
                .map_err(|_| failed("the host's name cannot stand in a certificate"))?,
            Some(Host::Ipv4(ip)) => ServerName::IpAddress(ip.into()),
            Some(Host::Ipv6(ip)) => ServerName::IpAddress(ip.into()),
            None => return Err(failed("the URL names no host")),
        };
        let seen = |chain: Vec<CertificateDer<'static>>, refused| {
            let (host, port) = (url.host_str()?.to_owned(), url.port_or_known_default()?);
            (!chain.is_empty()).then(|| Arc::new(Handshake { host, port, chain, refused }))
        };
        match TlsConnector::from(config.clone()).connect(name, tcp).await {
            Ok(stream) => {
                let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
                course.handshake = seen(refusal::kept(chain), None);
                Ok(stream)
            }
            Err(error) => {
                if let Some(refusal) = Refusal::of_io(&error) {
                    course.handshake = seen(refusal.chain.clone(), Some(refusal.why.clone()));
                }
                Err(failed(refusal::of_io(&error, self.has_identity())))
            }
        }
    }
}

async fn configure(trust: Trust) -> Result<Arc<rustls::ClientConfig>, Failure> {
    tokio::task::spawn_blocking(move || {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = if trust.verify {
            Arc::new(Checked::new(trust.roots, trust.pins, provider.clone())?)
        } else {
            Arc::new(Unverified::new(provider.clone()))
        };
        let builder = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous() // rustls's word for any verifier but its own; this one asks the system
            .with_custom_certificate_verifier(verifier);
        let mut config = match trust.identity {
            Some(identity) => builder.with_client_cert_resolver(identity.0 as Arc<dyn ResolvesClientCert>),
            None => builder.with_no_client_auth(),
        };
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
