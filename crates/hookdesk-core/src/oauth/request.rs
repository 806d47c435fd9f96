//! Token requests: client credentials, the exchange of a code, the renewal of a token, endpoints with rules of their
//! own (RFC 6749 sections 2.3.1, 4.1.3, 4.4.2 and 6), and giving a token back (RFC 7009).

#[cfg(test)]
mod tests;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::{Url, form_urlencoded};

use super::check::endpoint;
use super::{ClientAuth, Grant, OAuth2, Place, TokenMethod};
use crate::message::HeaderPair;
use crate::{Fault, headers};

/// What a parameter's value may hold in place of the client's id.
pub(super) const ID_MARK: &str = "{client_id}";
/// The same for its secret.
pub(super) const SECRET_MARK: &str = "{client_secret}";

/// What a token is asked for with. Holds secrets, so it does not print.
#[derive(Clone, Copy)]
pub enum Asked<'a> {
    /// The client itself: client credentials, or an endpoint with rules of its own.
    Client,
    /// A code that came back from the browser.
    Code {
        /// The code.
        code: &'a str,
        /// The redirect's address, exactly as it was sent with the authorization.
        redirect_uri: &'a str,
        /// PKCE's verifier.
        verifier: Option<&'a str>,
    },
    /// A refresh token.
    Refresh {
        /// The token.
        token: &'a str,
    },
}

/// A request to the provider. The body is secret as a whole; of headers and query parameters those that are named so.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// Its method.
    pub method: TokenMethod,
    /// Its address.
    pub url: Url,
    /// All headers but `host` and `content-length`, in the order sent.
    pub headers: Vec<HeaderPair>,
    /// Headers and query parameters that hold a secret.
    pub secret_names: Vec<String>,
    /// The body. Secret.
    pub body: Vec<u8>,
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        let mut url = self.url.clone();
        url.set_query(None);
        f.debug_struct("TokenRequest")
            .field("method", &self.method)
            .field("url", &url.as_str())
            .field("headers", &names)
            .field("body", &format_args!("[redacted, {} bytes]", self.body.len()))
            .finish()
    }
}

impl TokenRequest {
    /// The request for a token. `secret` is the client's. Faults name the setting and never repeat a secret.
    pub fn token(settings: &OAuth2, secret: Option<&str>, asked: Asked<'_>) -> Result<Self, Fault> {
        let mut draft = Draft::new("auth.token_url", &settings.token_url, settings.request.method)?;
        let mut list = Params::default();
        match asked {
            Asked::Client if settings.grant == Grant::Custom => {}
            Asked::Client => list.open("grant_type", "client_credentials"),
            Asked::Code { code, redirect_uri, verifier } => {
                list.open("grant_type", "authorization_code");
                list.secret("code", code);
                list.open("redirect_uri", redirect_uri);
                if let Some(verifier) = verifier {
                    list.secret("code_verifier", verifier);
                }
            }
            Asked::Refresh { token } => {
                list.open("grant_type", "refresh_token");
                list.secret("refresh_token", token);
            }
        }
        // A refresh asks for what was granted before (RFC 6749 section 6), and a code is for what was agreed to.
        if matches!(asked, Asked::Client) && !settings.scopes.is_empty() {
            list.open("scope", &settings.scopes.join(" "));
        }
        let secret = secret.filter(|secret| !secret.is_empty());
        client(settings, secret, &mut draft, &mut list)?;
        for (name, value) in &settings.params {
            let filled = fill(value, &settings.client_id, secret)?;
            if value.contains(SECRET_MARK) {
                list.secret(name, &filled);
            } else {
                list.open(name, &filled);
            }
        }
        draft.finish(settings.request.place, list)
    }

    /// The request that gives a token back; `None` where the provider has no place for it. `hint` is
    /// `access_token` or `refresh_token`.
    pub fn revoke(
        settings: &OAuth2,
        secret: Option<&str>,
        token: &str,
        hint: &str,
    ) -> Result<Option<Self>, Fault> {
        let Some(url) = &settings.revoke_url else { return Ok(None) };
        let mut draft = Draft::new("auth.revoke_url", url, TokenMethod::Post)?;
        let mut list = Params::default();
        list.secret("token", token);
        list.open("token_type_hint", hint);
        client(settings, secret.filter(|secret| !secret.is_empty()), &mut draft, &mut list)?;
        draft.finish(Place::Form, list).map(Some)
    }
}

/// Says who asks.
fn client(
    settings: &OAuth2,
    secret: Option<&str>,
    draft: &mut Draft,
    list: &mut Params,
) -> Result<(), Fault> {
    let id = settings.client_id.as_str();
    match settings.client_auth {
        ClientAuth::None if settings.grant == Grant::Custom => {}
        ClientAuth::None => list.open("client_id", id),
        ClientAuth::Body => {
            list.open("client_id", id);
            list.secret("client_secret", needed(secret)?);
        }
        ClientAuth::Basic => {
            let form = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pair = format!("{}:{}", form(id), form(needed(secret)?));
            draft.header("authorization", format!("Basic {}", STANDARD.encode(pair)), true)?;
        }
        ClientAuth::Headers => {
            draft.header("client_id", id.to_owned(), false)?;
            draft.header("client_secret", needed(secret)?.to_owned(), true)?;
        }
    }
    Ok(())
}

fn needed(secret: Option<&str>) -> Result<&str, Fault> {
    secret.ok_or_else(|| {
        Fault::invalid("auth_secret", "the client's secret is not stored")
            .next("Enter the client secret in the connection's settings.")
    })
}

/// Fills the marks in, in one pass: what is filled in is not looked at again.
fn fill(value: &str, id: &str, secret: Option<&str>) -> Result<String, Fault> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix(ID_MARK) {
            out.push_str(id);
            rest = after;
        } else if let Some(after) = rest.strip_prefix(SECRET_MARK) {
            out.push_str(needed(secret)?);
            rest = after;
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Ok(out)
}

struct Param {
    name: String,
    value: String,
    secret: bool,
}

/// Parameters in the order sent.
#[derive(Default)]
struct Params(Vec<Param>);

impl Params {
    fn open(&mut self, name: &str, value: &str) {
        self.0.push(Param { name: name.to_owned(), value: value.to_owned(), secret: false });
    }

    fn secret(&mut self, name: &str, value: &str) {
        self.0.push(Param { name: name.to_owned(), value: value.to_owned(), secret: true });
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|param| (param.name.as_str(), param.value.as_str()))
    }
}

/// A request on its way.
struct Draft(TokenRequest);

impl Draft {
    fn new(field: &str, url: &str, method: TokenMethod) -> Result<Self, Fault> {
        // Checked when it was saved, and again here: what has come in another way sends no secret in clear.
        let url = endpoint(field, url)?;
        let headers = vec![("accept".to_owned(), "application/json".to_owned())];
        Ok(Self(TokenRequest { method, url, headers, secret_names: Vec::new(), body: Vec::new() }))
    }

    fn header(&mut self, name: &str, value: String, secret: bool) -> Result<(), Fault> {
        headers::validate_name("auth.params", name)?;
        headers::validate_value(if secret { "auth_secret" } else { "auth.params" }, &value)?;
        match self.0.headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            Some(pair) => pair.1 = value,
            None => self.0.headers.push((name.to_ascii_lowercase(), value)),
        }
        if secret {
            self.0.secret_names.push(name.to_ascii_lowercase());
        }
        Ok(())
    }

    fn finish(mut self, place: Place, list: Params) -> Result<TokenRequest, Fault> {
        match place {
            Place::Form => {
                self.header("content-type", "application/x-www-form-urlencoded".to_owned(), false)?;
                let form =
                    form_urlencoded::Serializer::new(String::new()).extend_pairs(list.pairs()).finish();
                self.0.body = form.into_bytes();
            }
            Place::Json => {
                self.header("content-type", "application/json".to_owned(), false)?;
                let object = list.pairs().map(|(name, value)| (name.to_owned(), value.into()));
                self.0.body = serde_json::Value::Object(object.collect()).to_string().into_bytes();
            }
            Place::Headers => {
                for param in list.0 {
                    self.header(&param.name, param.value, param.secret)?;
                }
            }
            Place::Query if list.0.is_empty() => {}
            Place::Query => {
                self.0.url.query_pairs_mut().extend_pairs(list.pairs());
                let secret = list.0.into_iter().filter(|param| param.secret);
                self.0.secret_names.extend(secret.map(|param| param.name));
            }
        }
        Ok(self.0)
    }
}
