//! Mautic's OAuth 2.0 server and as much of its API as shows that a token is good (connectors.md A.7, after
//! FriendsOfSymfony's oauth2-php, which Mautic runs).

mod grants;
mod page;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use url::form_urlencoded;

use crate::answer::Answer;
use crate::oddity::{Oddities, Oddity, not_found};
use crate::receiver::Received;
use crate::service::{Hands, Service};

/// How refusals are written; both are met in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorBody {
    /// `{"errors":[{"message":…,"code":400,"type":…}]}`.
    Errors,
    /// `{"error":…,"error_description":…}`.
    Rfc,
}

/// An API credential.
#[derive(Debug, Clone)]
pub struct MauticClient {
    /// Its public key.
    pub id: String,
    /// Its secret key.
    pub secret: String,
    redirect_uri: String,
    by_admin: bool,
}

/// A Mautic on loopback.
pub struct Mautic {
    service: Service,
    inner: Arc<Inner>,
}

struct Inner {
    hands: Hands,
    desk: Mutex<Desk>,
}

struct Desk {
    errors: ErrorBody,
    access_s: u64,
    refresh_s: u64,
    api_on: bool,
    allowed: bool,
    made: u64,
    clients: Vec<MauticClient>,
    codes: HashMap<String, Code>,
    access: HashMap<String, u64>,
    refresh: HashMap<String, Refresh>,
    counts: Counts,
    oddities: Oddities,
}

/// An authorization code.
struct Code {
    client: String,
    redirect_uri: String,
    ends_ms: u64,
}

/// A refresh token.
struct Refresh {
    client: String,
    ends_ms: u64,
}

#[derive(Default)]
struct Counts {
    token_requests: usize,
    refreshed: usize,
    refused: usize,
}

impl Mautic {
    /// Starts one, with lives as Mautic has them: access 60 minutes, refresh 14 days.
    pub async fn start() -> Self {
        let desk = Desk {
            errors: ErrorBody::Rfc,
            access_s: 3_600,
            refresh_s: 14 * 86_400,
            api_on: true,
            allowed: true,
            made: 0,
            clients: Vec::new(),
            codes: HashMap::new(),
            access: HashMap::new(),
            refresh: HashMap::new(),
            counts: Counts::default(),
            oddities: Oddities::default(),
        };
        let inner = Arc::new(Inner { hands: Hands::new(), desk: Mutex::new(desk) });
        let rules = inner.clone();
        let service = Service::start(Arc::new(move |request: &Received| rules.answer(request))).await;
        Self { service, inner }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base(&self) -> String {
        self.service.base()
    }

    /// `BASE/oauth/v2/token`.
    pub fn token_url(&self) -> String {
        format!("{}/oauth/v2/token", self.base())
    }

    /// `BASE/oauth/v2/authorize`.
    pub fn authorize_url(&self) -> String {
        format!("{}/oauth/v2/authorize", self.base())
    }

    /// Makes an API credential. Only one that an administrator made may ask for itself (client credentials).
    pub fn add_client(&self, redirect_uri: &str, by_admin: bool) -> MauticClient {
        let mut desk = self.inner.desk();
        let number = desk.clients.len() + 1;
        let client = MauticClient {
            id: format!("{number}_4rfq9zkd"),
            secret: format!("secret-of-client-{number}"),
            redirect_uri: redirect_uri.to_owned(),
            by_admin,
        };
        desk.clients.push(client.clone());
        client
    }

    /// Deletes an API credential and every token of it.
    pub fn remove_client(&self, id: &str) {
        let mut desk = self.inner.desk();
        desk.clients.retain(|client| client.id != id);
        desk.access.clear();
        desk.refresh.retain(|_, refresh| refresh.client != id);
    }

    /// How refusals are written from now on.
    pub fn errors(&self, body: ErrorBody) {
        self.inner.desk().errors = body;
    }

    /// How long new tokens live, in seconds.
    pub fn lifetimes(&self, access_s: u64, refresh_s: u64) {
        let mut desk = self.inner.desk();
        (desk.access_s, desk.refresh_s) = (access_s, refresh_s);
    }

    /// Switches the API on or off.
    pub fn api(&self, on: bool) {
        self.inner.desk().api_on = on;
    }

    /// Whether the user behind the credential may use contacts.
    pub fn allow(&self, allowed: bool) {
        self.inner.desk().allowed = allowed;
    }

    /// Sets its clock forward.
    pub fn advance(&self, by: Duration) {
        self.inner.hands.advance(by);
    }

    /// Withdraws the access tokens; refresh tokens stay good.
    pub fn forget_access(&self) {
        self.inner.desk().access.clear();
    }

    /// Withdraws every token.
    pub fn forget_all(&self) {
        let mut desk = self.inner.desk();
        desk.access.clear();
        desk.refresh.clear();
    }

    /// What the next token request meets; several come in turn.
    pub fn odd(&self, oddity: Oddity) {
        self.inner.desk().oddities.plan.push_back(oddity);
    }

    /// What every token request meets from now on.
    pub fn always(&self, oddity: Option<Oddity>) {
        self.inner.desk().oddities.lasting = oddity;
    }

    /// Everything received so far.
    pub fn received(&self) -> Vec<Received> {
        self.service.received()
    }

    /// How many token requests came in.
    pub fn token_requests(&self) -> usize {
        self.inner.desk().counts.token_requests
    }

    /// How many refresh tokens were used up.
    pub fn refreshed(&self) -> usize {
        self.inner.desk().counts.refreshed
    }

    /// How many token requests were refused by Mautic's own rules.
    pub fn refused(&self) -> usize {
        self.inner.desk().counts.refused
    }

    /// The refresh tokens that are good.
    pub fn refresh_tokens(&self) -> Vec<String> {
        self.inner.desk().refresh.keys().cloned().collect()
    }
}

impl Inner {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Received) -> Answer {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let now = self.hands.now_ms();
        let mut desk = self.desk();
        match (request.method.as_str(), path) {
            (_, "/oauth/v2/token") => desk.token(request, query, now),
            ("GET", "/oauth/v2/authorize") => desk.show_page(query),
            ("POST", "/oauth/v2/authorize") => desk.agree(query, &request.body, now),
            (_, path) if path.starts_with("/api/") => desk.api(request, path, query, now),
            _ => not_found(),
        }
    }
}

/// The pairs of a form or a query.
fn pairs(text: &[u8]) -> HashMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

impl Desk {
    fn fresh(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what}-{:06}-MGY5ZDk2YzQxNzg2ZTQ3YjFmNzQ1", self.made)
    }

    fn refuse(&mut self, kind: &str, message: &str) -> Answer {
        self.counts.refused += 1;
        self.error(400, kind, message)
    }

    fn error(&self, status: u16, kind: &str, message: &str) -> Answer {
        let body = match self.errors {
            ErrorBody::Errors => json!({ "errors": [{ "message": message, "code": status, "type": kind }] }),
            ErrorBody::Rfc => json!({ "error": kind, "error_description": message }),
        };
        let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        if status == 401 {
            let challenge =
                format!("Bearer realm=\"Service\", error=\"{kind}\", error_description=\"{message}\"");
            headers.push(("www-authenticate".to_owned(), challenge));
        }
        Answer::Reply { status, headers, body: body.to_string().into_bytes() }
    }

    fn api(&mut self, request: &Received, path: &str, query: &str, now: u64) -> Answer {
        if !self.api_on {
            let off =
                json!({ "errors": [{ "message": "API disabled", "code": 403, "type": "api_disabled" }] });
            return Answer::body(403, "application/json", off.to_string());
        }
        let bearer = request.header("authorization").and_then(|text| text.strip_prefix("Bearer "));
        let in_query = pairs(query.as_bytes()).remove("access_token");
        let token = match (bearer, &in_query) {
            (Some(_), Some(_)) => {
                let why = "Only one method may be used to authenticate at a time (Auth header, GET or POST).";
                return self.error(400, "invalid_request", why);
            }
            (Some(token), None) => token,
            (None, Some(token)) => token.as_str(),
            (None, None) => return self.error(401, "access_denied", "OAuth2 authentication required"),
        };
        match self.access.get(token) {
            None => return self.error(401, "invalid_grant", "The access token provided is invalid."),
            Some(ends) if now >= *ends => {
                return self.error(401, "invalid_grant", "The access token provided has expired.");
            }
            Some(_) => {}
        }
        if !self.allowed {
            let why = "You do not have access to the requested area/action.";
            let body = json!({ "errors": [{ "message": why, "code": 403, "type": null }] });
            return Answer::body(403, "application/json", body.to_string());
        }
        contacts(request, path)
    }
}

fn contacts(request: &Received, path: &str) -> Answer {
    match (request.method.as_str(), path) {
        ("GET", "/api/contacts") => {
            Answer::body(200, "application/json", json!({ "total": "0", "contacts": [] }).to_string())
        }
        ("POST", "/api/contacts/new") => {
            let fields: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            let contact = json!({ "contact": { "id": 1, "fields": { "all": fields } } });
            Answer::body(201, "application/json", contact.to_string())
        }
        _ => not_found(),
    }
}
