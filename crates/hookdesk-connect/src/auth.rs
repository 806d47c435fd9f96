//! Authentication: what a connection's credential adds to a request.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookdesk_core::config::Auth;
use hookdesk_core::oauth::{Present, one};
use hookdesk_core::time::UtcMillis;
use hookdesk_core::{Code, Fault, headers};
use hookdesk_secrets::Secret;
use url::Url;

use crate::generic::Keys;

/// What goes with the request.
pub(crate) enum Credential<'a> {
    Nothing,
    Header { name: &'a str, value: String },
    Query { name: &'a str, value: String },
}

/// The rest of the request, for what is signed over it.
pub(crate) struct Around<'a> {
    pub(crate) method: &'a http::Method,
    /// Its query may be written anew: as other servers read it, and the same in meaning.
    pub(crate) url: &'a mut Url,
    pub(crate) at: UtcMillis,
    /// The body, where it is a form.
    pub(crate) form: Option<&'a [u8]>,
}

/// Makes the credential. Faults name the setting and never repeat the secret.
pub(crate) fn credential<'a>(
    auth: &'a Auth,
    keys: &Keys,
    around: Around<'_>,
) -> Result<Credential<'a>, Fault> {
    let secret = keys.auth.as_ref();
    let header = |name: &'a str, value: String| {
        headers::validate_value("auth.secret", &value)?;
        Ok(Credential::Header { name, value })
    };
    match auth {
        Auth::None => Ok(Credential::Nothing),
        Auth::Basic { username } => {
            if username.contains(':') || username.chars().any(char::is_control) {
                return Err(Fault::invalid(
                    "auth.username",
                    "a user name for basic authentication has no colon and no control character",
                ));
            }
            let pair = [username.as_bytes(), b":", stored(secret)?.expose()].concat();
            header("authorization", format!("Basic {}", STANDARD.encode(pair)))
        }
        Auth::Bearer => header("authorization", format!("Bearer {}", text(stored(secret)?)?)),
        Auth::ApiKeyHeader { name } => {
            headers::validate_name("auth.name", name)?;
            header(name, text(stored(secret)?)?.to_owned())
        }
        Auth::ApiKeyQuery { name } => {
            if name.is_empty() {
                return Err(Fault::invalid("auth.name", "the query parameter for the key has no name"));
            }
            Ok(Credential::Query { name, value: text(stored(secret)?)?.to_owned() })
        }
        Auth::OAuth1 { consumer_key, token, signature_url_http, clock_offset_s } => {
            let secrets = one::Secrets::read(stored(secret)?.expose())?;
            let token = if secrets.token.is_empty() { token } else { &secrets.token };
            if token.is_empty() {
                return Err(Fault::invalid("auth.token", "the access token is missing")
                    .next("Enter the four values of the integration."));
            }
            let plain = around.url.query().map(one::plain_query);
            around.url.set_query(plain.as_deref());
            let realm = None;
            let signer =
                one::Signer { consumer_key, token, secrets: &secrets, realm, as_http: *signature_url_http };
            let request = one::Request {
                method: around.method.as_str(),
                url: around.url,
                form: around.form,
                nonce: &nonce()?,
                timestamp: around.at.unix_seconds().saturating_add(i64::from(*clock_offset_s)),
            };
            header("authorization", one::authorization(signer, request)?)
        }
        Auth::OAuth2(settings) => {
            let token = text(keys.token.as_ref().ok_or_else(|| {
                Fault::new(Code::AuthTokenMissing, "there is no access token for this connection")
                    .field("auth")
            })?)?;
            match &settings.send {
                Present::Bearer => header("authorization", format!("Bearer {token}")),
                Present::Bare => header("authorization", token.to_owned()),
                Present::Header { name, prefix } => {
                    headers::validate_name("auth.send.name", name)?;
                    header(name, format!("{prefix}{token}"))
                }
                Present::Query { name } => Ok(Credential::Query { name, value: token.to_owned() }),
            }
        }
    }
}

/// A text no request has carried before: a server refuses the second of the same.
fn nonce() -> Result<String, Fault> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|e| Fault::new(Code::Internal, "the system gives no random bytes").detail(e.to_string()))?;
    Ok(bytes.iter().fold(String::with_capacity(32), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    }))
}

/// Adds the key to the query; a parameter of that name from elsewhere gives way.
pub(crate) fn add_to_query(url: &mut Url, name: &str, value: &str) {
    let clash = url.query_pairs().any(|(n, _)| n == name);
    if clash {
        let others: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(n, _)| n != name)
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(others);
    }
    url.query_pairs_mut().append_pair(name, value);
}

fn stored(secret: Option<&Secret<Vec<u8>>>) -> Result<&Secret<Vec<u8>>, Fault> {
    secret.filter(|secret| !secret.expose().is_empty()).ok_or_else(|| {
        Fault::invalid("auth.secret", "the connection has no password, token or key stored")
            .next("Enter the credential in the connection's settings.")
    })
}

fn text(secret: &Secret<Vec<u8>>) -> Result<&str, Fault> {
    std::str::from_utf8(secret.expose())
        .map_err(|_| Fault::invalid("auth.secret", "the stored token or key is not text"))
}
