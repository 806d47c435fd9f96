//! One call: cache, breaker, exchange, and what the answer is worth.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hookdesk_connect::{Exchange, Outgoing};
use hookdesk_content::definition::Webhook;
use hookdesk_content::run::{Console, Failure, Level, MAX_ANSWER, Reply, Request, answer};
use hookdesk_core::Fault;
use hookdesk_core::address::Private;
use hookdesk_core::classify::Ended;
use hookdesk_core::message::TransportClass;
use hookdesk_core::oauth::TokenRequest;
use hookdesk_core::sign::adobe::{HEADER, NEXT_HEADER};
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{headers, weburl};
use hookdesk_secrets::Secret;
use tokio::time::Instant;
use url::Position;

use super::breaker::Admission;
use super::cache::Key;
use super::stand_in::StandIn;
use super::tokens::{self, Answered, Client};
use super::trace::{self, Told, TracedAnswer};
use super::{HookRuns, REQUEST_ID};
use crate::settings::Ims;
use crate::signature::Signer;

/// Whose organisation an access token is for.
const ORG_ID: &str = "x-gw-ims-org-id";

const USER_AGENT: &str = concat!("Hookdesk/", env!("CARGO_PKG_VERSION"));

/// What a timeout of 0, "no limit", comes to: by then whoever called has gone away too.
const NO_LIMIT: Duration = Duration::from_secs(60);

/// What the calls of one run share.
#[derive(Clone)]
pub(super) struct Caller {
    pub runs: HookRuns,
    pub request_id: Arc<str>,
    pub allow_private: bool,
    pub now: UtcMillis,
    pub traced: bool,
    /// Where access tokens come from.
    pub ims: Arc<Ims>,
    /// Who signs, where requests are signed; otherwise why nobody can.
    pub signer: Result<Option<Signer>, Fault>,
    /// Where hooks are only tried out; then nothing is kept of it, and nothing learned of the endpoint.
    pub stand_in: Option<Arc<StandIn>>,
}

/// How a call ended.
pub(super) struct Called {
    pub notes: Vec<(Level, String)>,
    pub reply: Reply,
    pub told: Option<Told>,
}

impl Caller {
    /// Calls a hook's endpoint.
    pub async fn call(&self, hook: &Webhook, request: Request, mut notes: Vec<(Level, String)>) -> Called {
        let shown = request.shown_url();
        let verb = request.verb;
        let console = request.console.clone();
        let mut outgoing = match self.outgoing(hook, request, &mut notes) {
            Ok(outgoing) => outgoing,
            Err(why) => {
                let reply = Reply::Failed { failure: Failure::Unsent(why), took: None };
                return Called { notes, reply, told: None };
            }
        };
        let told = |sent: &Outgoing, answer| {
            self.traced.then(|| Told { request: (sent.record(), sent.body.to_vec()), answer })
        };
        if !hook.ssl_verification && outgoing.url.scheme() == "https" {
            let message =
                format!("The certificate of {shown} is not checked: hook \"{}\" switches it off.", hook.name);
            notes.push((Level::Warning, message));
        }
        let is_real = self.stand_in.is_none();
        let shown = if is_real { shown } else { weburl::redact(&outgoing.url) };
        let key = (hook.ttl_s > 0 && is_real).then(|| Key::of(&outgoing));
        if let Some(answer) = key.and_then(|key| self.runs.cache.get(key, Instant::now())) {
            let reply = Reply::Answered { answer, took: None, cached: true };
            return Called { notes, reply, told: told(&outgoing, None) };
        }
        let signed = self.sign(&mut outgoing);
        if let Err(why) = signed {
            let reply = Reply::Failed { failure: Failure::Unsent(why), took: None };
            return Called { notes, reply, told: None };
        }
        // Query and userinfo are not the endpoint's name.
        let endpoint = &outgoing.url[Position::BeforeHost..Position::AfterPath];
        let admit = || self.runs.breakers.admit(endpoint, hook.required, Instant::now());
        let pass = match is_real.then(admit) {
            None => None,
            Some(Admission::Go(pass)) => Some(pass),
            Some(Admission::Rest { failures, wait }) => {
                let why = rested(hook, &shown, failures, wait);
                return Called { notes, reply: Reply::Rested { why }, told: told(&outgoing, None) };
            }
        };
        let client = match self.runs.clients.of(hook).await {
            Ok(client) => client,
            Err(why) => {
                let reply = Reply::Failed { failure: Failure::Unsent(why), took: None };
                return Called { notes, reply, told: told(&outgoing, None) };
            }
        };
        let began = Instant::now();
        let limit = outgoing.timeout;
        let granted = match &console {
            Some(console) => self.authorize(console, &mut outgoing, &mut notes).await,
            None => Ok(None),
        };
        let granted = match granted {
            Ok(granted) => granted,
            Err(why) => {
                // To its caller this is an endpoint that cannot be reached.
                if let Some(pass) = pass {
                    pass.ended(false, Instant::now());
                }
                let failure = Failure::Unreachable(why);
                let reply = Reply::Failed { failure, took: None };
                return Called { notes, reply, told: told(&outgoing, None) };
            }
        };
        // One deadline over both requests.
        outgoing.timeout = limit.saturating_sub(began.elapsed());
        let exchange = client.send(&outgoing, self.now).await;
        let time = began.elapsed();
        if let Some((client, token)) = granted.filter(|_| trace::status(&exchange) == Some(401)) {
            self.runs.tokens.forget(&client, &token);
        }
        let failure = failure(&exchange, limit, time);
        // Where the address was blocked, nobody was asked.
        if let Some(pass) = pass.filter(|_| !blocked(&exchange)) {
            pass.ended(is_alive(&exchange), Instant::now());
        }
        let seen = told(&outgoing, self.traced.then(|| TracedAnswer::of(&outgoing, &exchange)).flatten());
        let took = Some((shown.clone(), time));
        let judged = match failure {
            Some(failure) => Err(failure),
            None => {
                let body = exchange.response.as_ref().map_or(&[][..], |response| response.body.as_slice());
                answer(verb, &shown, trace::status(&exchange).unwrap_or_default(), body)
                    .map(|said| (said, body.len()))
            }
        };
        let reply = match judged {
            Ok((answer, length)) => {
                if let Some(key) = key.filter(|_| answer.exception.is_none()) {
                    let ttl = Duration::from_secs(hook.ttl_s.into());
                    self.runs.cache.put(key, answer.clone(), length, ttl, Instant::now());
                }
                Reply::Answered { answer, took, cached: false }
            }
            Err(failure) => Reply::Failed { failure, took },
        };
        Called { notes, reply, told: seen }
    }

    /// Adds the access token; otherwise why there is none. Nothing where the endpoints are stood in for: nobody else is
    /// asked then.
    async fn authorize(
        &self,
        console: &Console,
        request: &mut Outgoing,
        notes: &mut Vec<(Level, String)>,
    ) -> Result<Option<(Client, Arc<Secret<String>>)>, String> {
        if self.stand_in.is_some() {
            let message = "No access token is asked for while this machine answers in place of the endpoint.";
            notes.push((Level::Debug, message.to_owned()));
            return Ok(None);
        }
        let client = Client {
            token_url: self.ims.url(console.environment.as_deref()).to_owned(),
            scope: self.ims.scope.clone(),
            id: console.client_id.reveal(),
            secret: Secret::new(console.client_secret.reveal()),
        };
        let ask = async |asked: TokenRequest| self.ask_for_token(asked, request.timeout).await;
        let waiting = self.runs.tokens.get(&client, self.now, ask);
        let token = match tokio::time::timeout(request.timeout, waiting).await {
            Ok(token) => token,
            Err(_) => Err(format!("there was no answer within {} ms", request.timeout.as_millis())),
        };
        let token = token.map_err(|why| {
            format!("The access token for the client \"{}\" could not be had: {why}", console.client_id)
        })?;
        request.headers.retain(|(name, _)| name != "authorization");
        request.headers.push(("authorization".to_owned(), format!("Bearer {}", token.expose())));
        Ok(Some((client, token)))
    }

    async fn ask_for_token(&self, asked: TokenRequest, timeout: Duration) -> Answered {
        let TokenRequest { method: _, url, mut headers, secret_names, body } = asked;
        headers.push(("user-agent".to_owned(), USER_AGENT.to_owned()));
        let request = Outgoing {
            method: http::Method::POST,
            url,
            headers,
            secret_names,
            body: body.into(),
            timeout,
            private: Private::any_if(self.allow_private),
        };
        let exchange = self.runs.clients.of(&Webhook::default()).await?.send(&request, self.now).await;
        let hint = if blocked(&exchange) { " (setting targets.private)" } else { "" };
        match (trace::status(&exchange), exchange.response) {
            (Some(status), Some(response)) if exchange.error.is_none() => Ok(tokens::Reply {
                status,
                content_type: response
                    .headers
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
                    .map(|(_, value)| value.clone()),
                body: response.body,
                truncated: response.truncated,
            }),
            _ => Err(format!("{}{hint}", exchange.error.unwrap_or_else(|| "there was no answer".to_owned()))),
        }
    }

    /// Adds the signature over the very bytes that are sent; otherwise why there is none.
    fn sign(&self, request: &mut Outgoing) -> Result<(), String> {
        let cannot =
            |fault: Fault| format!("the request cannot be signed: {}. {}", fault.message, fault.next);
        if let Some(signer) = self.signer.as_ref().map_err(|fault| cannot(fault.clone()))? {
            request.headers.extend(signer.headers(&request.body).map_err(cannot)?);
        }
        Ok(())
    }

    fn outgoing(
        &self,
        hook: &Webhook,
        request: Request,
        notes: &mut Vec<(Level, String)>,
    ) -> Result<Outgoing, String> {
        let checked = weburl::check("url", &request.url.reveal()).map_err(|fault| fault.message)?;
        let secret_names =
            request.headers.iter().filter(|(_, value)| value.is_secret()).map(|(name, _)| name.clone());
        let secret_names: Vec<String> = secret_names.collect();
        let mut headers: Vec<(String, String)> =
            request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.reveal())).collect();
        let mut add = |name: &str, value: String| {
            if !headers.iter().any(|(there, _)| there == name) {
                headers.push((name.to_owned(), value));
            }
        };
        add("user-agent", USER_AGENT.to_owned());
        if let Some((user, password)) = checked.userinfo {
            add("authorization", format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))));
        }
        // Nobody but the signer writes these, be the signature on or off: a receiver may trust them.
        if headers.iter().any(|(name, _)| is_signature(name)) {
            let message = format!(
                "Hook \"{}\": a content cannot set the signature's headers; its own is left out.",
                hook.name
            );
            notes.push((Level::Warning, message));
        }
        headers.retain(|(name, _)| name != REQUEST_ID && !is_signature(name));
        if let Some(console) = &request.console {
            if headers.iter().any(|(name, _)| name == "authorization") {
                let message = format!(
                    "Hook \"{}\": the access token takes the place of its own Authorization header.",
                    hook.name
                );
                notes.push((Level::Warning, message));
            }
            let org = console.org_id.reveal();
            headers::validate_value("oauth.org_id", &org).map_err(|fault| fault.message)?;
            headers.retain(|(name, _)| name != ORG_ID);
            headers.push((ORG_ID.to_owned(), org));
        }
        headers.push((REQUEST_ID.to_owned(), self.request_id.to_string()));
        let limit = Duration::from_millis(hook.timeout_ms.into());
        Ok(Outgoing {
            method: http::Method::from_bytes(request.verb.as_str().as_bytes()).map_err(|e| e.to_string())?,
            url: self.stand_in.as_ref().and_then(|it| it.url(&checked.url)).unwrap_or(checked.url),
            headers,
            secret_names,
            body: request.body.map(Bytes::from).unwrap_or_default(),
            timeout: if limit.is_zero() { NO_LIMIT } else { limit },
            private: Private::any_if(self.allow_private || self.stand_in.is_some()),
        })
    }
}

fn is_signature(name: &str) -> bool {
    [HEADER, NEXT_HEADER].contains(&name)
}

fn rested(hook: &Webhook, url: &str, failures: u32, wait: Duration) -> String {
    let again = match wait.as_secs_f64().ceil() {
        0.0 => "another call tries it now".to_owned(),
        seconds => format!("it is tried again in {seconds} s"),
    };
    format!("Hook \"{}\" is not called: {url} failed {failures} times in a row; {again}.", hook.name)
}

/// Why an exchange gave no answer that could be judged.
fn failure(exchange: &Exchange, timeout: Duration, time: Duration) -> Option<Failure> {
    match exchange.ended {
        Ended::Answered { status, .. } => {
            let cut = exchange.response.as_ref().is_some_and(|response| response.truncated);
            // Of an error only the beginning is shown anyway.
            (cut && (200..300).contains(&status)).then_some(Failure::TooLarge(MAX_ANSWER as u64))
        }
        Ended::Failed { .. } if time >= timeout => {
            Some(Failure::Timeout(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX)))
        }
        Ended::Failed { class, .. } => {
            let text = exchange.error.clone().unwrap_or_else(|| class.as_str().to_owned());
            let hint = if blocked(exchange) { " (setting targets.private)" } else { "" };
            Some(Failure::Unreachable(format!("{text}{hint}")))
        }
    }
}

/// Whether somebody is there: whatever they say, but for a 5xx.
fn is_alive(exchange: &Exchange) -> bool {
    matches!(exchange.ended, Ended::Answered { status, .. } if status < 500)
}

/// Whether the address is one that may not be called.
fn blocked(exchange: &Exchange) -> bool {
    matches!(exchange.ended, Ended::Failed { class: TransportClass::AddressBlocked, .. })
}
