//! Connections of kind generic, and subscriptions with a URL of their own: how a request is built.

use std::time::Duration;

use bytes::Bytes;
use hookdesk_core::address::Private;
use hookdesk_core::config::{Connection, Method, Recipient, Signing, Subscription};
use hookdesk_core::id::MessageId;
use hookdesk_core::message::HeaderPair;
use hookdesk_core::sign::{self, Signable};
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault, headers, weburl};
use hookdesk_secrets::Secret;
use url::Url;

use crate::auth::{self, Around, Credential};
use crate::exchange::Outgoing;

pub(crate) const USER_AGENT: &str = concat!("Hookdesk/", env!("CARGO_PKG_VERSION"));

/// Signing headers that carry no secret; every other one is the signature itself.
const OPEN_SIGNING_HEADERS: [&str; 2] = ["webhook-id", "webhook-timestamp"];

/// The opened secrets a request may need.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Signing keys: the present one first, then the one before it during a rotation.
    pub signing: Vec<Secret<Vec<u8>>>,
    /// The connection's password, token or key.
    pub auth: Option<Secret<Vec<u8>>>,
    /// The access token, where the connection uses OAuth 2.0.
    pub token: Option<Secret<Vec<u8>>>,
}

/// What one attempt sends.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    /// The message.
    pub id: MessageId,
    /// Its event's name.
    pub event_name: &'a str,
    /// This attempt's number.
    pub number: u32,
    /// This attempt's time.
    pub at: UtcMillis,
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// Its media type; `None` where there is no body.
    pub content_type: Option<&'a str>,
    /// Headers of the hook's content.
    pub headers: &'a [ContentHeader],
}

/// A header that a content made. It may hold a secret, so it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether a part of it came from a secret.
    pub secret: bool,
}

/// Builds the request: content type, `user-agent: Hookdesk/<version>`, `x-hookdesk-event`, `-delivery`, `-attempt`, `-timestamp` (unix
/// seconds), fixed headers (connection's, then subscription's), the content's, auth, signature. Header rules are checked again here.
/// A subscription's own signing goes before its connection's. Of headers with the same name the later one stands: a
/// fixed header may replace the content type, and nothing replaces auth and signature. Faults name what is
/// misconfigured.
pub fn build(
    subscription: &Subscription,
    connection: Option<&Connection>,
    keys: &Keys,
    parts: Parts<'_>,
    private: Private,
) -> Result<Outgoing, Fault> {
    build_as(method(subscription.method), subscription, connection, keys, parts, private)
}

/// The same with another method than the subscription's. A signature covers the method, so it is not to be changed
/// afterwards.
pub fn build_as(
    method: http::Method,
    subscription: &Subscription,
    connection: Option<&Connection>,
    keys: &Keys,
    parts: Parts<'_>,
    private: Private,
) -> Result<Outgoing, Fault> {
    let mut url = target(&subscription.recipient, connection)?;
    let id = parts.id.to_string();
    let mut secret_names = Vec::new();
    let mut list = Headers(Vec::with_capacity(16));

    if let Some(content_type) = parts.content_type {
        list.set("content-type", content_type.to_owned());
    }
    list.set("user-agent", USER_AGENT.to_owned());
    list.set("x-hookdesk-event", parts.event_name.to_owned());
    list.set("x-hookdesk-delivery", id.clone());
    list.set("x-hookdesk-attempt", parts.number.to_string());
    list.set("x-hookdesk-timestamp", parts.at.unix_seconds().to_string());

    if let Some(connection) = connection {
        list.set_fixed("connection.headers", &connection.headers)?;
    }
    list.set_fixed("headers", &subscription.headers)?;
    let own: Vec<HeaderPair> = parts.headers.iter().map(|h| (h.name.clone(), h.value.clone())).collect();
    list.set_fixed("content.headers", &own)?;
    let secret = parts.headers.iter().filter(|header| header.secret);
    secret_names.extend(secret.map(|header| header.name.clone()));

    if let Some(connection) = connection {
        let form = list.get("content-type").is_some_and(is_form).then_some(parts.body);
        let around = Around { method: &method, url: &mut url, at: parts.at, form };
        match auth::credential(&connection.auth, keys, around)? {
            Credential::Nothing => {}
            Credential::Header { name, value } => {
                list.set(name, value);
                secret_names.push(name.to_owned());
            }
            Credential::Query { name, value } => {
                auth::add_to_query(&mut url, name, &value);
                secret_names.push(name.to_owned());
            }
        }
    }

    let signing = match (&subscription.signing, connection) {
        (Signing::None, Some(connection)) => &connection.signing,
        (own, _) => own,
    };
    for (name, value) in signature(signing, keys, Signable { id: &id, at: parts.at, body: parts.body })? {
        if !OPEN_SIGNING_HEADERS.contains(&name.as_str()) {
            secret_names.push(name.clone());
        }
        list.set(&name, value);
    }

    Ok(Outgoing {
        method,
        url,
        headers: list.0,
        secret_names,
        body: Bytes::copy_from_slice(parts.body),
        timeout: Duration::from_millis(subscription.timeout_ms),
        private,
    })
}

fn target(recipient: &Recipient, connection: Option<&Connection>) -> Result<Url, Fault> {
    match (recipient, connection) {
        (Recipient::Url { url }, _) => {
            let checked = weburl::check("recipient.url", url)?;
            if checked.userinfo.is_some() {
                // Moved to a credential when it was saved; one that came in another way is not sent in clear.
                return Err(Fault::new(Code::UrlInvalid, "the URL holds a user name or password")
                    .field("recipient.url")
                    .next("Put them in a connection's authentication and send to that connection."));
            }
            Ok(checked.url)
        }
        (Recipient::Connection { path, .. }, Some(connection)) => weburl::join(&connection.base_url, path),
        (Recipient::Connection { id, .. }, None) => {
            Err(Fault::not_found(format!("connection {id} is not there")).field("recipient.id"))
        }
    }
}

fn signature(signing: &Signing, keys: &Keys, what: Signable<'_>) -> Result<Vec<HeaderPair>, Fault> {
    if let Signing::Hmac { header, .. } = signing {
        headers::validate_name("signing.header", header)?;
    }
    let opened: Vec<&[u8]> = keys.signing.iter().map(|key| key.expose().as_slice()).collect();
    let made = sign::headers(signing, &opened, what).map_err(|fault| fault.field("signing"))?;
    for (_, value) in &made {
        headers::validate_value("signing", value)?;
    }
    Ok(made)
}

fn method(method: Method) -> http::Method {
    match method {
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
        Method::Get => http::Method::GET,
    }
}

fn is_form(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Headers in the order sent, each name once.
#[derive(Default)]
pub(crate) struct Headers(pub(crate) Vec<HeaderPair>);

impl Headers {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Replaces in place what has the same name.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        match self.0.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
            Some(pair) => pair.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    fn set_fixed(&mut self, field: &str, fixed: &[HeaderPair]) -> Result<(), Fault> {
        headers::validate(field, fixed)?;
        for (name, value) in fixed {
            self.set(name, value.clone());
        }
        Ok(())
    }
}
