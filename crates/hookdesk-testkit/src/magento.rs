//! Magento's REST API as far as its authentication goes: OAuth 1.0a of an integration, its token as Bearer, and an
//! administrator's token (connectors.md E.1, after Magento's own Framework\Oauth and Integration modules).

mod signed;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::receiver::Received;
use crate::service::Service;

/// The four values of an integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integration {
    /// 32 characters.
    pub consumer_key: String,
    /// 32 characters.
    pub consumer_secret: String,
    /// 32 characters.
    pub token: String,
    /// 32 characters.
    pub token_secret: String,
}

impl Integration {
    /// Both secrets, as Hookdesk stores them.
    pub fn secret(&self) -> String {
        json!({ "consumer_secret": self.consumer_secret, "token_secret": self.token_secret }).to_string()
    }
}

/// A Magento on loopback.
pub struct Magento {
    service: Service,
    desk: Arc<Mutex<Desk>>,
}

struct Desk {
    integration: Integration,
    revoked: bool,
    allowed: bool,
    bearer: bool,
    /// Seconds its clock is ahead of this machine's.
    ahead_s: i64,
    nonces: HashSet<String>,
    admin: (String, String),
    admin_tokens: HashMap<String, ()>,
}

impl Magento {
    /// Starts one with one integration and one administrator, `admin` with the password `admin-passw0rd`. As since
    /// 2.4.4, an integration's token does not stand alone as Bearer.
    pub async fn start() -> Self {
        let value = |start: &str| format!("{start}{}", "x".repeat(32 - start.len()));
        let integration = Integration {
            consumer_key: value("ck0"),
            consumer_secret: value("cs1"),
            token: value("at2"),
            token_secret: value("ts3"),
        };
        let desk = Desk {
            integration,
            revoked: false,
            allowed: true,
            bearer: false,
            ahead_s: 0,
            nonces: HashSet::new(),
            admin: ("admin".to_owned(), "admin-passw0rd".to_owned()),
            admin_tokens: HashMap::new(),
        };
        let desk = Arc::new(Mutex::new(desk));
        let rules = desk.clone();
        let answer = move |request: &Received| lock(&rules).answer(request);
        Self { service: Service::start(Arc::new(answer)).await, desk }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base(&self) -> String {
        self.service.base()
    }

    /// The integration's four values.
    pub fn integration(&self) -> Integration {
        lock(&self.desk).integration.clone()
    }

    /// Withdraws the integration's token.
    pub fn revoke(&self) {
        lock(&self.desk).revoked = true;
    }

    /// Whether the integration may use what is asked for.
    pub fn allow(&self, allowed: bool) {
        lock(&self.desk).allowed = allowed;
    }

    /// Allows the integration's token as Bearer (`oauth/consumer/enable_integration_as_bearer`), or not.
    pub fn allow_bearer(&self, allowed: bool) {
        lock(&self.desk).bearer = allowed;
    }

    /// Sets its clock to so many seconds ahead of this machine's.
    pub fn clock_ahead(&self, seconds: i64) {
        lock(&self.desk).ahead_s = seconds;
    }

    /// Everything received so far.
    pub fn received(&self) -> Vec<Received> {
        self.service.received()
    }
}

fn lock(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    fn now(&self) -> i64 {
        Utc::now().timestamp() + self.ahead_s
    }

    fn answer(&mut self, request: &Received) -> Answer {
        let path = request.target.split('?').next().unwrap_or_default();
        let (status, body) = if path == "/rest/V1/integration/admin/token" {
            self.admin_token(request)
        } else if path.starts_with("/rest/") {
            match self.authorize(request) {
                Ok(()) => (200, json!({ "items": [], "search_criteria": {}, "total_count": 0 })),
                Err(refused) => refused,
            }
        } else {
            (404, json!({ "message": "Request does not match any route." }))
        };
        let date = DateTime::from_timestamp(self.now(), 0).unwrap_or_default();
        let headers = vec![
            ("content-type".to_owned(), "application/json; charset=utf-8".to_owned()),
            ("date".to_owned(), date.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
        ];
        Answer::Reply { status, headers, body: body.to_string().into_bytes() }
    }

    fn admin_token(&mut self, request: &Received) -> (u16, Value) {
        let given: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        if request.method != "POST" || given["username"] != self.admin.0 || given["password"] != self.admin.1
        {
            let why = "The account sign-in was incorrect or your account is disabled temporarily. Please wait and \
                       try again later.";
            return (401, json!({ "message": why }));
        }
        let token = format!("eyJraWQiOiIxIn0.admin{:04}", self.admin_tokens.len() + 1);
        self.admin_tokens.insert(token.clone(), ());
        (200, token.into())
    }

    fn authorize(&mut self, request: &Received) -> Result<(), (u16, Value)> {
        let header = request.header("authorization").unwrap_or_default();
        let not_authorized = || {
            let why = "The consumer isn't authorized to access %resources.";
            (401, json!({ "message": why, "parameters": { "resources": "Magento_Sales::actions_view" } }))
        };
        if let Some(token) = header.strip_prefix("Bearer ") {
            let integration = self.bearer && !self.revoked && token == self.integration.token && self.allowed;
            return if integration || self.admin_tokens.contains_key(token) {
                Ok(())
            } else {
                Err(not_authorized())
            };
        }
        if header.to_ascii_lowercase().contains("oauth ") {
            self.signed(request, header).map_err(|(status, why)| (status, json!({ "message": why })))?;
            return if self.allowed { Ok(()) } else { Err(not_authorized()) };
        }
        Err(not_authorized())
    }
}
