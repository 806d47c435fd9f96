//! What a content may ask beside its payload: the event's context, the request that brought it, settings, the
//! environment as far as it is allowed, named secrets.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hookdesk_content::context::shop::Told;
use hookdesk_content::context::{Layers, Request};
use hookdesk_content::json::{self, Json};
use hookdesk_core::Fault;
use hookdesk_core::config::SecretSlot;
use hookdesk_secrets::Vault;
use hookdesk_store::NamedSecret;
use serde::{Deserialize, Serialize};

use crate::settings::Settings;

/// Named secrets, sealed, by their names.
pub(crate) type Sealed = HashMap<String, NamedSecret>;

/// What is the same for every event until a person changes it.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub settings: Arc<Settings>,
    pub secrets: Arc<Sealed>,
    pub vault: Arc<Vault>,
}

/// What is known around one event.
pub(crate) struct Known<'a> {
    around: Surroundings,
    /// The event's own context.
    pub event: Option<Json<'a>>,
    /// The HTTP request that brought it.
    pub request: Option<Request>,
    /// The data of the event of that name before it.
    pub previous: Option<Json<'a>>,
    /// What the shop told.
    pub shop: Option<Told>,
    locked: AtomicBool,
}

impl<'a> Known<'a> {
    pub fn new(around: Surroundings) -> Self {
        Self {
            around,
            event: None,
            request: None,
            previous: None,
            shop: None,
            locked: AtomicBool::new(false),
        }
    }

    /// With the event's context, where it is JSON.
    pub fn with_context(mut self, context: Option<&'a [u8]>) -> Self {
        self.event = context.and_then(read);
        self
    }

    /// With the request as it was kept.
    pub fn with_request(mut self, request: Option<&[u8]>) -> Self {
        self.request = request.and_then(|kept| serde_json::from_slice::<Kept>(kept).ok()).map(Into::into);
        self
    }

    /// Hands all of it to somebody who asks.
    pub fn ask<T>(&self, ask: impl FnOnce(&Layers<'_>) -> T) -> T {
        let env = |name: &str| self.env(name);
        let secret = |name: &str| self.secret(name);
        ask(&Layers {
            event: self.event.as_ref(),
            request: self.request.as_ref(),
            settings: self.around.settings.content_context.as_deref(),
            shop: self.shop.as_ref(),
            previous: self.previous.as_ref(),
            env: Some(&env),
            secret: Some(&secret),
        })
    }

    /// Whether a secret was asked for that only a locked vault keeps back, or that must be entered again.
    pub fn met_a_lock(&self) -> bool {
        self.locked.load(Ordering::Relaxed)
    }

    fn env(&self, name: &str) -> Result<String, String> {
        if !self.around.settings.content_env.iter().any(|allowed| allowed == name) {
            return Err("it is not in the setting content.env".to_owned());
        }
        std::env::var(name).map_err(|_| "the variable is not set".to_owned())
    }

    fn secret(&self, name: &str) -> Result<String, String> {
        let stored = self.around.secrets.get(name).ok_or("there is no secret of this name")?;
        if stored.sealed.is_empty() {
            self.locked.store(true, Ordering::Relaxed);
            return Err("the secret was lost with its key; enter it again".to_owned());
        }
        let slot = SecretSlot::Named(stored.id);
        let opened = self.around.vault.open_sealed(slot, &stored.sealed).map_err(|fault: Fault| {
            use hookdesk_core::Code::{SecretLocked, SecretNoKey};
            if matches!(fault.code, SecretLocked | SecretNoKey) {
                self.locked.store(true, Ordering::Relaxed);
            }
            fault.message
        })?;
        String::from_utf8(opened.expose().clone()).map_err(|_| "the secret is not text".to_owned())
    }
}

/// JSON, where it is.
pub(crate) fn read(bytes: &[u8]) -> Option<Json<'_>> {
    std::str::from_utf8(bytes).ok().and_then(|text| json::read(text).ok())
}

/// A request as it is kept beside its event.
#[derive(Serialize, Deserialize)]
struct Kept {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
}

/// The form that is kept: headers and parameters whose names say that they carry a secret are left out.
pub(crate) fn kept(request: Request) -> Option<Vec<u8>> {
    let open = |(name, _): &(String, String)| !hookdesk_core::headers::is_secret(name);
    let kept = Kept {
        method: request.method,
        path: request.path,
        query: request.query.into_iter().filter(open).collect(),
        headers: request.headers.into_iter().filter(open).collect(),
    };
    serde_json::to_vec(&kept).ok()
}

impl From<Kept> for Request {
    fn from(kept: Kept) -> Self {
        let Kept { method, path, query, headers } = kept;
        Self { method, path, query, headers }
    }
}
