//! The keys opened, and the headers they make.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use hookdesk_core::config::SecretSlot;
use hookdesk_core::message::HeaderPair;
use hookdesk_core::sign::adobe::{HEADER, NEXT_HEADER, PrivateKey};
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use hookdesk_secrets::Vault;
use hookdesk_store::NamedSecret;
use serde_json::Value;

use super::kept::Kept;

/// The signature in a snapshot of the configuration.
#[derive(Default)]
pub(crate) struct Signers {
    kept: Kept,
    sealed: Vec<NamedSecret>,
    /// Opened on first use; gone with the snapshot.
    present: OnceLock<Opened>,
    previous: OnceLock<Opened>,
}

type Opened = Result<Arc<PrivateKey>, Fault>;

/// Signs the requests of one run.
#[derive(Clone)]
pub(crate) struct Signer {
    /// Of Adobe's header.
    running: Arc<PrivateKey>,
    /// The key that follows it.
    next: Option<Arc<PrivateKey>>,
}

impl Signers {
    pub fn read(settings: &BTreeMap<String, Value>, secrets: Vec<NamedSecret>) -> Self {
        let kept = Kept::read(settings);
        let sealed = secrets.into_iter().filter(|secret| kept.secrets().any(|name| name == secret.name));
        Self { sealed: sealed.collect(), kept, present: OnceLock::new(), previous: OnceLock::new() }
    }

    /// Who signs now; none while the signature is off. Faults: why nobody can.
    pub fn signer(&self, vault: &Vault, now: UtcMillis) -> Result<Option<Signer>, Fault> {
        if !self.kept.enabled {
            return Ok(None);
        }
        let opened = |key: &OnceLock<Opened>, name: &str| {
            let sealed = self.sealed.iter().find(|secret| secret.name == name);
            key.get_or_init(|| open(vault, sealed)).clone()
        };
        let name = self.kept.present.as_ref().map(|pair| pair.secret.as_str()).unwrap_or_default();
        let present = opened(&self.present, name)?;
        let signer = match self.kept.previous.as_ref().filter(|previous| previous.until > now) {
            None => Signer { running: present, next: None },
            Some(previous) => {
                Signer { running: opened(&self.previous, &previous.secret)?, next: Some(present) }
            }
        };
        Ok(Some(signer))
    }
}

impl Signer {
    /// The headers for a body as it is sent.
    pub fn headers(&self, body: &[u8]) -> Result<Vec<HeaderPair>, Fault> {
        let mut headers = vec![(HEADER.to_owned(), self.running.sign(body)?)];
        if let Some(next) = &self.next {
            headers.push((NEXT_HEADER.to_owned(), next.sign(body)?));
        }
        Ok(headers)
    }
}

/// Opens a private key.
pub(super) fn open(vault: &Vault, sealed: Option<&NamedSecret>) -> Opened {
    let unreadable = || {
        Fault::new(Code::SecretUnreadable, "the private key of the signature cannot be read")
            .next("Make a new key pair and give its public key to the receivers.")
    };
    let sealed = sealed.filter(|secret| !secret.sealed.is_empty()).ok_or_else(unreadable)?;
    let pem = vault.open_sealed(SecretSlot::Named(sealed.id), &sealed.sealed)?;
    let pem = std::str::from_utf8(pem.expose()).map_err(|_| unreadable())?;
    PrivateKey::from_pem(pem).map(Arc::new).map_err(|_| unreadable())
}
