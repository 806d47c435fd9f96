//! Who the client is: its certificate and private key, shown to servers that ask (mutual TLS).

use std::fmt;
use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::config::{MAX_PEM, certificates};
use hookdesk_secrets::Secret;
use rustls::InconsistentKeys;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};

/// A certificate with its key; prints neither.
#[derive(Clone)]
pub struct Identity(pub(crate) Arc<SingleCertAndKey>);

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity([redacted])")
    }
}

impl Identity {
    /// Reads the chain and the key (PEM; PKCS#8, PKCS#1 or SEC1). Faults name `tls.client_certificate` or `client_key`:
    /// no key in it, one under a passphrase, one that is another certificate's.
    pub fn read(chain: &str, key: &Secret<Vec<u8>>) -> Result<Self, Fault> {
        let wrong = |why: &str| Fault::invalid("client_key", why);
        let chain = certificates("tls.client_certificate", chain)?;
        if chain.is_empty() {
            let fault = Fault::invalid("tls.client_certificate", "the key has no certificate");
            return Err(fault.next("Give the client's certificate too, or take the key away."));
        }
        let chain = chain.into_iter().map(CertificateDer::from).collect();
        let text = key.expose();
        if text.len() > MAX_PEM {
            return Err(wrong("the key is too large"));
        }
        if text.windows(9).any(|part| part == b"ENCRYPTED") {
            return Err(wrong("the key is under a passphrase of its own")
                .next("Take that off first (openssl pkey -in KEY); Hookdesk seals what it keeps."));
        }
        let key = PrivateKeyDer::from_pem_slice(text).map_err(|_| {
            wrong("there is no private key in it")
                .next("Give PEM: text that begins with -----BEGIN PRIVATE KEY-----.")
        })?;
        let made = CertifiedKey::from_der(chain, key, &rustls::crypto::ring::default_provider());
        let made = made.map_err(|error| match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                wrong("the key does not belong to the certificate")
                    .next("Give the key that the client's certificate, the first in the text, was made with.")
            }
            // rustls's own words might repeat what was read.
            _ => wrong("this kind of key cannot be used")
                .next("Use RSA of 2,048 bits or more, ECDSA on P-256 or P-384, or Ed25519."),
        })?;
        Ok(Self(Arc::new(SingleCertAndKey::from(made))))
    }
}
