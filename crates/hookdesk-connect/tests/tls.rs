//! TLS: whom it trusts, and what a failure says. Certificates are made anew for each test.
#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{NOW, answered, failed, post};
use hookdesk_connect::{HttpClient, Policy, certificates};
use hookdesk_core::message::FailureTruth::NotSent;
use hookdesk_core::message::TransportClass;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// A certificate authority of our own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn root(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> ServerConfig {
        let mut params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(
                    vec![certificate.der().clone()],
                    PrivateKeyDer::Pkcs8(key.serialize_der().into()),
                )
                .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        config
    }
}

/// What a server does with each connection after the handshake.
#[derive(Clone, Copy)]
enum Then {
    /// Answers request after request.
    Serve,
    /// Answers without a length and closes without TLS's close_notify.
    CloseRudely,
}

/// Starts a server; gives its port.
async fn serve(config: ServerConfig, then: Then) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        loop {
            let (tcp, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut tls) = acceptor.accept(tcp).await else { return };
                assert_eq!(tls.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
                let mut bytes = Vec::new();
                while tls.read_buf(&mut bytes).await.is_ok_and(|n| n > 0) {
                    if !bytes.ends_with(b"{}") {
                        continue;
                    }
                    bytes.clear();
                    match then {
                        Then::Serve => tls.write_all(OK).await.unwrap(),
                        Then::CloseRudely => {
                            tls.write_all(b"HTTP/1.1 200 OK\r\n\r\nall of it").await.unwrap();
                            tls.flush().await.unwrap();
                            return;
                        }
                    }
                    tls.flush().await.unwrap();
                }
            });
        }
    });
    port
}

fn trusting(authority: &Authority) -> HttpClient {
    HttpClient::trusting(vec![authority.root()])
}

#[tokio::test]
async fn a_trusted_certificate_for_the_host_is_served_and_reused() {
    let authority = Authority::new();
    let port = serve(authority.server(|_| {}), Then::Serve).await;
    let client = trusting(&authority);
    for host in ["localhost", "127.0.0.1"] {
        let request = post(&format!("https://{host}:{port}/"), "{}");
        let first = client.send(&request, NOW).await;
        assert_eq!(answered(&first), 200);
        let t = first.timings;
        assert_eq!(t.dns_us.is_some(), host == "localhost");
        assert!(t.connect_us <= t.tls_us && t.tls_us <= t.head_us && t.tls_us.is_some());
        let second = client.send(&request, NOW).await;
        assert_eq!((answered(&second), second.timings.tls_us), (200, None));
    }
}

#[tokio::test]
async fn a_certificate_that_does_not_fit_is_refused_before_anything_is_sent() {
    let authority = Authority::new();
    let other_host = authority.server(|p| *p = CertificateParams::new(["shop.test".to_owned()]).unwrap());
    let expired = authority.server(|p| {
        p.not_before = date_time_ymd(2020, 1, 1);
        p.not_after = date_time_ymd(2021, 1, 1);
    });
    for (config, why) in [(other_host, "is for shop.test, not localhost"), (expired, "ended on 2021-01-01")] {
        let port = serve(config, Then::Serve).await;
        let exchange =
            trusting(&authority).send(&post(&format!("https://localhost:{port}/"), "{}"), NOW).await;
        assert_eq!(failed(&exchange), (TransportClass::Tls, NotSent, None));
        assert!(exchange.error.as_deref().unwrap().contains(why), "{:?}", exchange.error);
        assert!(exchange.timings.connect_us.is_some() && exchange.timings.tls_us.is_none());
    }
    let port = serve(authority.server(|_| {}), Then::Serve).await;
    let stranger = trusting(&Authority::new());
    let exchange = stranger.send(&post(&format!("https://localhost:{port}/"), "{}"), NOW).await;
    assert_eq!(failed(&exchange), (TransportClass::Tls, NotSent, None));
}

#[tokio::test]
async fn what_is_not_tls_is_a_tls_failure() {
    for answer in [b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(), b""] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            let (mut tcp, _) = listener.accept().await.unwrap();
            tcp.read_buf(&mut Vec::new()).await.unwrap();
            tcp.write_all(answer).await.unwrap();
        });
        let exchange = trusting(&Authority::new()).send(&post(&url, "{}"), NOW).await;
        assert_eq!(failed(&exchange), (TransportClass::Tls, NotSent, None));
        serving.await.unwrap();
    }
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_a_timeout_while_connecting() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut request = post(&format!("https://{}/", listener.local_addr().unwrap()), "{}");
    request.timeout = Duration::from_millis(300);
    let exchange = trusting(&Authority::new()).send(&request, NOW).await;
    assert_eq!(failed(&exchange), (TransportClass::TimeoutConnect, NotSent, None));
}

#[tokio::test]
async fn a_close_without_close_notify_ends_a_body_that_has_no_length() {
    let authority = Authority::new();
    let port = serve(authority.server(|_| {}), Then::CloseRudely).await;
    let exchange = trusting(&authority).send(&post(&format!("https://localhost:{port}/"), "{}"), NOW).await;
    assert_eq!(answered(&exchange), 200);
    assert_eq!(exchange.response.unwrap().body, b"all of it");
}

#[tokio::test]
async fn a_check_that_is_off_takes_any_certificate_and_shares_no_connection() {
    let authority = Authority::new();
    let expired = authority.server(|p| {
        *p = CertificateParams::new(["shop.test".to_owned()]).unwrap();
        p.not_before = date_time_ymd(2020, 1, 1);
        p.not_after = date_time_ymd(2021, 1, 1);
    });
    let port = serve(expired, Then::Serve).await;
    let request = post(&format!("https://localhost:{port}/"), "{}");
    let unchecked = HttpClient::with(Policy { verify: false, ..Policy::default() });
    assert_eq!(answered(&unchecked.send(&request, NOW).await), 200);
    assert_eq!(failed(&trusting(&authority).send(&request, NOW).await).0, TransportClass::Tls);
}

#[tokio::test]
async fn certificates_are_read_from_pem_and_der() {
    let authority = Authority::new();
    let pem = pem(&authority);
    let port = serve(authority.server(|_| {}), Then::Serve).await;
    let both = format!("# ours\n{pem}\n{}", self::pem(&Authority::new()));
    for (file, count) in [(pem.as_bytes(), 1), (both.as_bytes(), 2), (&authority.root(), 1)] {
        let roots = certificates(file).unwrap();
        assert_eq!(roots.len(), count);
        let client = HttpClient::with(Policy { roots, ..Policy::default() });
        let exchange = client.send(&post(&format!("https://localhost:{port}/"), "{}"), NOW).await;
        assert_eq!(answered(&exchange), 200);
    }
    for bad in ["", "hello", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        assert!(certificates(bad.as_bytes()).is_err(), "{bad}");
    }
}

fn pem(authority: &Authority) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(authority.root());
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
