//! TLS servers on loopback, with certificates good and bad; an authority of a test's own signs them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData as _,
    date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use sha2::{Digest as _, Sha256};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::answer::Answer;
use crate::receiver::{Received, answer};
use crate::service::Rules;
use crate::wire::Inbox;

/// A certificate authority.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing: it is for localhost and 127.0.0.1, for ten years and more.
    None,
    /// It ended on 2021-01-01.
    Expired,
    /// It begins on 2090-01-01.
    NotYet,
    /// It is for shop.test.
    OtherHost,
    /// It is signed by itself.
    SelfSigned,
    /// It is signed by itself, and says that it may sign others, as `openssl req -x509` makes them.
    SelfSignedAuthority,
    /// Nothing, but it ends at the time given, in seconds since 1970.
    Until(u64),
}

/// A certificate and its private key.
#[derive(Clone)]
pub struct Keypair {
    der: CertificateDer<'static>,
    key: Vec<u8>,
    pin: String,
}

impl Authority {
    /// A new one of that name.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        Self { issuer: CertifiedIssuer::self_signed(params, key).expect("an authority") }
    }

    /// Its certificate.
    pub fn pem(&self) -> String {
        pem("CERTIFICATE", self.issuer.der())
    }

    /// A certificate for a server, or for a client.
    pub fn issue(&self, flaw: Flaw) -> Keypair {
        self.issue_for(flaw, KeyPair::generate().expect("a key"))
    }

    /// Another certificate for the same key.
    pub fn renew(&self, keypair: &Keypair, flaw: Flaw) -> Keypair {
        self.issue_for(flaw, KeyPair::try_from(keypair.key.as_slice()).expect("a key"))
    }

    fn issue_for(&self, flaw: Flaw, key: KeyPair) -> Keypair {
        let names = match flaw {
            Flaw::OtherHost => vec!["shop.test".to_owned()],
            _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        };
        let mut params = CertificateParams::new(names).expect("parameters");
        params.distinguished_name.push(DnType::CommonName, "a test's server");
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2099, 1, 1));
        match flaw {
            Flaw::Expired => params.not_after = date_time_ymd(2021, 1, 1),
            Flaw::NotYet => params.not_before = date_time_ymd(2090, 1, 1),
            Flaw::Until(seconds) => {
                params.not_after = date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds);
            }
            Flaw::SelfSignedAuthority => params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
            Flaw::None | Flaw::OtherHost | Flaw::SelfSigned => {}
        }
        let made = match flaw {
            Flaw::SelfSigned | Flaw::SelfSignedAuthority => params.self_signed(&key),
            _ => params.signed_by(&key, &self.issuer),
        };
        Keypair {
            der: made.expect("a certificate").der().clone(),
            key: key.serialize_der(),
            pin: format!("sha256/{}", STANDARD.encode(Sha256::digest(key.subject_public_key_info()))),
        }
    }
}

impl Keypair {
    /// The certificate.
    pub fn pem(&self) -> String {
        pem("CERTIFICATE", &self.der)
    }

    /// The private key, PKCS#8.
    pub fn key_pem(&self) -> String {
        pem("PRIVATE KEY", &self.key)
    }

    /// The public key, as a pin.
    pub fn pin(&self) -> String {
        self.pin.clone()
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<String> =
        text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// A running server; stops, and breaks its connections, when dropped.
pub struct TlsServer {
    address: SocketAddr,
    desk: Arc<Desk>,
    accepting: JoinHandle<()>,
}

struct Desk {
    config: RwLock<Arc<ServerConfig>>,
    clients: Option<Arc<RootCertStore>>,
    rules: Box<Rules>,
    log: Mutex<Vec<Received>>,
    handshakes: AtomicUsize,
    with_client: AtomicUsize,
}

impl TlsServer {
    /// Starts one that answers by rules. With `clients` it demands a certificate that authority signed.
    pub async fn start(
        keypair: &Keypair,
        clients: Option<&Authority>,
        rules: impl Fn(&Received) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let clients = clients.map(|authority| {
            let mut roots = RootCertStore::empty();
            roots.add(authority.issuer.der().clone()).expect("an authority");
            Arc::new(roots)
        });
        let desk = Arc::new(Desk {
            config: RwLock::new(config(keypair, clients.as_ref())),
            clients,
            rules: Box::new(rules),
            log: Mutex::default(),
            handshakes: AtomicUsize::new(0),
            with_client: AtomicUsize::new(0),
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let accepting = tokio::spawn(accept(listener, desk.clone()));
        Self { address, desk, accepting }
    }

    /// `https://localhost:PORT`.
    pub fn base(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Shows another certificate from now on; connections that stand are left alone.
    pub fn show(&self, keypair: &Keypair) {
        let config = config(keypair, self.desk.clients.as_ref());
        *self.desk.config.write().unwrap_or_else(PoisonError::into_inner) = config;
    }

    /// How many handshakes ended well.
    pub fn handshakes(&self) -> usize {
        self.desk.handshakes.load(Ordering::Acquire)
    }

    /// In how many of them the client showed a certificate.
    pub fn with_client(&self) -> usize {
        self.desk.with_client.load(Ordering::Acquire)
    }

    /// Everything received so far.
    pub fn received(&self) -> Vec<Received> {
        self.desk.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn config(keypair: &Keypair, clients: Option<&Arc<RootCertStore>>) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("versions");
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(roots) => {
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.clone(), provider);
            builder.with_client_cert_verifier(verifier.build().expect("a verifier"))
        }
    };
    let key = PrivateKeyDer::Pkcs8(keypair.key.clone().into());
    let mut config = builder.with_single_cert(vec![keypair.der.clone()], key).expect("a certificate");
    // Each connection is a whole handshake.
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    Arc::new(config)
}

async fn accept(listener: TcpListener, desk: Arc<Desk>) {
    // Aborting this task drops the set, which ends every connection.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let desk = desk.clone();
                connections.spawn(async move {
                    // A peer that goes away is an everyday thing here.
                    let _ = serve(stream, &desk).await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, desk: &Desk) -> std::io::Result<()> {
    let config = desk.config.read().unwrap_or_else(PoisonError::into_inner).clone();
    let mut stream = TlsAcceptor::from(config).accept(stream).await?;
    if stream.get_ref().1.peer_certificates().is_some_and(|chain| !chain.is_empty()) {
        desk.with_client.fetch_add(1, Ordering::AcqRel);
    }
    desk.handshakes.fetch_add(1, Ordering::AcqRel);
    let mut inbox = Inbox::default();
    while let Some(received) = inbox.request(&mut stream, |head, body| head.to_received(body)).await? {
        let planned = (desk.rules)(&received);
        desk.log.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        if !answer(&mut stream, planned).await? {
            break;
        }
    }
    Ok(())
}
