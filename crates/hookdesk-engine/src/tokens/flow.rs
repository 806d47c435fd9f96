//! Authorizing: a person agrees in the browser (RFC 6749 section 4.1, RFC 7636, RFC 8252), or the client asks for
//! itself. One authorization at a time for each connection; the redirect is taken once, on 127.0.0.1, for ten minutes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hookdesk_core::address::Private;
use hookdesk_core::config::{Auth, Connection};
use hookdesk_core::id::ConnectionId;
use hookdesk_core::oauth::{Asked, Grant, OAuth2, Pkce, TokenSet, authorize};
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{NoToken, Tokens};
use crate::loopback::Loopback;

/// How long the browser may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// Authorizations remembered after their end.
const MOST: usize = 100;

/// How far an authorization is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AuthorizationPhase {
    /// There was none since the start.
    #[default]
    Idle,
    /// The person is in the browser.
    Waiting,
    /// The browser has come back.
    Received,
    /// The provider is asked for the token.
    Exchanging,
    /// The token is kept.
    Done,
    /// It failed.
    Failed,
    /// It was cancelled.
    Cancelled,
}

impl AuthorizationPhase {
    /// The word of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Waiting => "waiting",
            Self::Received => "received",
            Self::Exchanging => "exchanging",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    fn is_running(self) -> bool {
        matches!(self, Self::Waiting | Self::Received | Self::Exchanging)
    }
}

/// An authorization as it stands.
#[derive(Debug, Clone, Default)]
pub struct Authorization {
    /// How far it is.
    pub phase: AuthorizationPhase,
    /// Where the person agrees. Holds no secret.
    pub authorize_url: Option<String>,
    /// Where the browser comes back to.
    pub redirect_uri: Option<String>,
    /// When it began.
    pub started_at: Option<UtcMillis>,
    /// When waiting ends.
    pub ends_at: Option<UtcMillis>,
    /// Why it failed.
    pub fault: Option<Fault>,
    /// What was odd about what came.
    pub notes: Vec<String>,
}

/// One that runs or ran.
struct Flow {
    now: Authorization,
    stop: CancellationToken,
    /// Takes a query pasted by hand.
    pasted: Option<mpsc::Sender<String>>,
    number: u64,
}

/// All of them.
pub(super) struct Flows {
    flows: Mutex<HashMap<ConnectionId, Flow>>,
    changes: watch::Sender<u64>,
}

impl Default for Flows {
    fn default() -> Self {
        Self { flows: Mutex::default(), changes: watch::Sender::new(0) }
    }
}

/// What the browser is to bring back, and what was promised with it.
struct Expected {
    state: String,
    redirect_uri: String,
    pkce: Option<Pkce>,
}

impl Flows {
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn now(&self, id: ConnectionId) -> Authorization {
        self.lock().get(&id).map(|flow| flow.now.clone()).unwrap_or_default()
    }

    /// What an ended one led to no longer holds.
    pub fn forget(&self, id: ConnectionId) {
        let mut flows = self.lock();
        if flows.get(&id).is_some_and(|flow| !flow.now.phase.is_running()) {
            flows.remove(&id);
        }
        drop(flows);
        self.tell();
    }

    /// Begins one, unless one runs.
    fn begin(&self, id: ConnectionId, flow: Authorization) -> Result<(u64, CancellationToken), Fault> {
        let mut flows = self.lock();
        if flows.get(&id).is_some_and(|flow| flow.now.phase.is_running()) {
            return Err(Fault::new(Code::AuthBusy, "an authorization of this connection is running"));
        }
        if flows.len() >= MOST {
            flows.retain(|_, flow| flow.now.phase.is_running());
        }
        let (stop, number) = (CancellationToken::new(), fastrand::u64(..));
        flows.insert(id, Flow { now: flow, stop: stop.clone(), pasted: None, number });
        drop(flows);
        self.tell();
        Ok((number, stop))
    }

    /// Changes the one with this number; a later one stays as it is.
    fn change(&self, id: ConnectionId, number: u64, change: impl FnOnce(&mut Flow)) {
        if let Some(flow) = self.lock().get_mut(&id).filter(|flow| flow.number == number) {
            change(flow);
        }
        self.tell();
    }

    fn phase(&self, id: ConnectionId, number: u64, phase: AuthorizationPhase) {
        self.change(id, number, |flow| flow.now.phase = phase);
    }

    fn tell(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, Flow>> {
        self.flows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tokens {
    /// The authorization of a connection, as it stands.
    pub fn authorization(&self, id: ConnectionId) -> Authorization {
        self.flows.now(id)
    }

    /// Begins one. Without a person it goes on by itself; with one, `authorize_url` is to be opened in the browser.
    /// Faults: `auth.busy`, and what is wrong with the settings.
    pub async fn authorize(
        self: &Arc<Self>,
        connection: Connection,
        private: &Private,
    ) -> Result<Authorization, Fault> {
        let (id, private) = (connection.id, private.clone());
        let Auth::OAuth2(settings) = &connection.auth else {
            return Err(Fault::invalid("id", "the connection does not use OAuth 2.0"));
        };
        if let Err(mut faults) = hookdesk_core::oauth::check(settings)
            && !faults.is_empty()
        {
            return Err(faults.swap_remove(0));
        }
        if settings.grant != Grant::AuthorizationCode {
            let now = Authorization {
                phase: AuthorizationPhase::Exchanging,
                started_at: Some(self.now()),
                ..Authorization::default()
            };
            let (number, stop) = self.flows.begin(id, now)?;
            let tokens = self.clone();
            tokio::spawn(async move {
                let work = tokens.exchange(&connection, None, &private);
                let end = tokio::select! { end = work => end, () = stop.cancelled() => Err(cancelled()) };
                tokens.end(id, number, end);
            });
            return Ok(self.flows.now(id));
        }
        let (server, mut callbacks, pasted, expected, url) = {
            let (sender, callbacks) = mpsc::channel(8);
            let (pasted, path) = (sender.clone(), settings.redirect_path.clone());
            let server = Loopback::start(settings.redirect_port.unwrap_or(0), move |request| {
                let (sender, path) = (sender.clone(), path.clone());
                async move { called_back(&request, &path, &sender).await }
            });
            let server = server.await.map_err(|fault| {
                fault
                    .field("auth.redirect_port")
                    .next("Choose another port, and register it at the provider.")
            })?;
            let redirect_uri = settings.redirect_uri(server.address.port());
            let pkce = match settings.pkce {
                true => Some(Pkce::new(random()?)),
                false => None,
            };
            let state = authorize::state(random()?);
            let url = authorize::url(settings, &redirect_uri, &state, pkce.as_ref())?;
            (server, callbacks, pasted, Expected { state, redirect_uri, pkce }, url)
        };
        let started = self.now();
        let patience = i64::try_from(PATIENCE.as_millis()).unwrap_or(i64::MAX);
        let now = Authorization {
            phase: AuthorizationPhase::Waiting,
            authorize_url: Some(url.into()),
            redirect_uri: Some(expected.redirect_uri.clone()),
            started_at: Some(started),
            ends_at: Some(started.plus(patience)),
            ..Authorization::default()
        };
        let (number, stop) = self.flows.begin(id, now)?;
        self.flows.change(id, number, |flow| flow.pasted = Some(pasted));
        let tokens = self.clone();
        tokio::spawn(async move {
            let work = async {
                let code = tokio::time::timeout(
                    PATIENCE,
                    tokens.await_code(&connection, number, &mut callbacks, &expected),
                );
                let code = code.await.map_err(|_| timed_out())??;
                // Nobody else is heard once the code is here.
                drop(server);
                tokens.exchange_code(&connection, number, &code, &expected, &private).await
            };
            let end = tokio::select! { end = work => end, () = stop.cancelled() => Err(cancelled()) };
            tokens.end(id, number, end);
        });
        Ok(self.flows.now(id))
    }

    /// Gives up the one that runs.
    pub fn cancel_authorization(&self, id: ConnectionId) -> Authorization {
        if let Some(flow) = self.flows.lock().get_mut(&id).filter(|flow| flow.now.phase.is_running()) {
            flow.stop.cancel();
            flow.now.phase = AuthorizationPhase::Cancelled;
            flow.now.ends_at = None;
        }
        self.flows.tell();
        self.flows.now(id)
    }

    /// Takes the address the browser ended at, where the browser runs on another machine. Faults: field `address`.
    pub fn finish_authorization(&self, id: ConnectionId, address: &str) -> Result<Authorization, Fault> {
        let query = match Url::parse(address.trim()) {
            Ok(url) => url.query().map(str::to_owned),
            Err(_) => None,
        };
        let query = query.ok_or_else(|| {
            Fault::invalid("address", "this is not the address the browser ended at")
                .next("Copy the whole address, with everything after the question mark.")
        })?;
        let flows = self.flows.lock();
        let waiting = flows.get(&id).filter(|flow| flow.now.phase == AuthorizationPhase::Waiting);
        let sent = waiting.and_then(|flow| flow.pasted.as_ref()).map(|to| to.try_send(query));
        drop(flows);
        match sent {
            Some(Ok(())) => Ok(self.flows.now(id)),
            _ => Err(Fault::new(Code::AuthCancelled, "no authorization of this connection is waiting")),
        }
    }

    /// Gives all of them up.
    pub fn stop(&self) {
        for flow in self.flows.lock().values() {
            flow.stop.cancel();
        }
    }

    /// The code, from the first callback that is this authorization's.
    async fn await_code(
        &self,
        connection: &Connection,
        number: u64,
        callbacks: &mut mpsc::Receiver<String>,
        expected: &Expected,
    ) -> Result<String, Fault> {
        let issuer = oauth(connection).and_then(|settings| settings.issuer.as_deref());
        while let Some(query) = callbacks.recv().await {
            match authorize::read_callback(&query, &expected.state, issuer) {
                Ok(code) => return Ok(code),
                // Anybody on this machine can call; only who knows the state ends it.
                Err(strange) if strange.is_strange() => {
                    let (what, _) = strange.in_words();
                    self.flows.change(connection.id, number, |flow| {
                        if flow.now.notes.len() < 5 {
                            flow.now.notes.push(what);
                        }
                    });
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Err(cancelled())
    }

    async fn exchange_code(
        &self,
        connection: &Connection,
        number: u64,
        code: &str,
        expected: &Expected,
        private: &Private,
    ) -> Result<Vec<String>, Fault> {
        self.flows.phase(connection.id, number, AuthorizationPhase::Received);
        let verifier = expected.pkce.as_ref().map(|pkce| pkce.verifier.as_str());
        let asked = Asked::Code { code, redirect_uri: &expected.redirect_uri, verifier };
        self.flows.phase(connection.id, number, AuthorizationPhase::Exchanging);
        self.exchange(connection, Some(asked), private).await
    }

    /// Asks, and keeps what comes. Returns what was odd about it.
    async fn exchange(
        &self,
        connection: &Connection,
        asked: Option<Asked<'_>>,
        private: &Private,
    ) -> Result<Vec<String>, Fault> {
        let settings =
            oauth(connection).ok_or_else(|| Fault::invalid("id", "the connection does not use OAuth 2.0"))?;
        let entry = self.entry(connection.id);
        let mut quiet = entry.flight.lock().await;
        let (status, _) = self.providers.store.token(connection.id).await?;
        let (after, at) = (status.map_or(0, |status| status.generation), self.now());
        let asked = asked.unwrap_or(Asked::Client);
        let had = self.providers.token(connection, settings, asked, private).await;
        let mut set: TokenSet = had.map_err(|refused| refused.fault())?;
        let notes = std::mem::take(&mut set.notes);
        let kept = self.keep(connection, &entry, after, (set, at), None).await;
        kept.map_err(|none: NoToken| Fault::from(none))?;
        *quiet = super::Quiet::default();
        Ok(notes)
    }

    fn end(&self, id: ConnectionId, number: u64, end: Result<Vec<String>, Fault>) {
        self.flows.change(id, number, |flow| {
            flow.now.ends_at = None;
            flow.pasted = None;
            // Who cancelled knows.
            if flow.now.phase == AuthorizationPhase::Cancelled {
                return;
            }
            match end {
                Ok(notes) => {
                    flow.now.phase = AuthorizationPhase::Done;
                    flow.now.notes.extend(notes);
                }
                Err(fault) => {
                    flow.now.phase = AuthorizationPhase::Failed;
                    flow.now.fault = Some(fault);
                }
            }
        });
    }
}

fn oauth(connection: &Connection) -> Option<&OAuth2> {
    match &connection.auth {
        Auth::OAuth2(settings) => Some(settings),
        _ => None,
    }
}

/// Answers the browser. Nothing of what it brought is shown.
async fn called_back(
    request: &Request<Incoming>,
    path: &str,
    callbacks: &mpsc::Sender<String>,
) -> Response<Full<Bytes>> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_ours = host.split(':').next() == Some("127.0.0.1");
    if !is_ours || request.method() != Method::GET || request.uri().path() != path {
        return page(StatusCode::NOT_FOUND, "There is nothing here.");
    }
    let query = request.uri().query().unwrap_or_default().to_owned();
    match callbacks.try_send(query) {
        Ok(()) => {
            page(StatusCode::OK, "Hookdesk has your answer. You may close this page and go back to Hookdesk.")
        }
        Err(_) => {
            page(StatusCode::CONFLICT, "Hookdesk is not waiting for an answer any more. Authorize again.")
        }
    }
}

fn page(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=color-scheme content=\"light dark\"><title>Hookdesk</title><h1>Hookdesk</h1><p>{text}</p></html>"
    );
    let mut response = Response::new(Full::new(Bytes::from(html)));
    *response.status_mut() = status;
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn random() -> Result<[u8; 32], Fault> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|e| Fault::new(Code::Internal, "the system gives no random bytes").detail(e.to_string()))?;
    Ok(bytes)
}

fn cancelled() -> Fault {
    Fault::new(Code::AuthCancelled, "the authorization was cancelled")
}

fn timed_out() -> Fault {
    Fault::new(Code::AuthTimeout, "nobody agreed in the browser within ten minutes")
}
