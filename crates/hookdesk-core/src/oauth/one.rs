//! OAuth 1.0a: signatures with HMAC-SHA256 (RFC 5849 section 3.4, connectors.md E.1), as Magento's integrations want
//! them.

#[cfg(test)]
mod tests;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use url::{Position, Url};

use crate::weburl::percent::decode_bytes;
use crate::{Code, Fault, headers};

/// The secrets, as they are stored together. They do not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// The consumer's.
    pub consumer_secret: String,
    /// The access token's.
    pub token_secret: String,
    /// The access token itself. It is sent as it is, and where a shop takes it as Bearer it opens the shop alone.
    #[serde(default)]
    pub token: String,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Secrets {
    /// Reads `{"consumer_secret": …, "token_secret": …, "token": …}`. The fault never repeats the text.
    pub fn read(stored: &[u8]) -> Result<Self, Fault> {
        let refused = |why: &str| {
            Fault::invalid("auth_secret", why)
                .next("Enter the consumer secret and the access token secret of the integration.")
        };
        let secrets: Self = serde_json::from_slice(stored)
            .map_err(|_| refused("OAuth 1.0a needs a consumer secret and a token secret"))?;
        if secrets.consumer_secret.is_empty() {
            return Err(refused("the consumer secret is empty"));
        }
        Ok(secrets)
    }
}

/// Who signs.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// The consumer key.
    pub consumer_key: &'a str,
    /// The access token; empty: there is none yet.
    pub token: &'a str,
    /// The secrets of both.
    pub secrets: &'a Secrets,
    /// The realm of the header, which is not signed.
    pub realm: Option<&'a str>,
    /// Signs the URL as if it began with http://.
    pub as_http: bool,
}

/// What is signed.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// The URL as it will be sent: its query from [`plain_query`].
    pub url: &'a Url,
    /// The body, where it is a form (`application/x-www-form-urlencoded`): only such a body is signed.
    pub form: Option<&'a [u8]>,
    /// Never used before with this timestamp.
    pub nonce: &'a str,
    /// Unix seconds.
    pub timestamp: i64,
}

/// The `Authorization` header's value, signed with HMAC-SHA256.
pub fn authorization(signer: Signer<'_>, request: Request<'_>) -> Result<String, Fault> {
    sign::<Hmac<Sha256>>("HMAC-SHA256", true, signer, request)
}

/// The text that is signed with HMAC-SHA256, for the curious: it holds no secret.
pub fn base_string(signer: Signer<'_>, request: Request<'_>) -> String {
    let timestamp = request.timestamp.to_string();
    base(signer, request, &protocol("HMAC-SHA256", true, signer, request.nonce, &timestamp))
}

/// The query as OAuth 1.0a servers read it the same way everybody does: spaces as `%20` and never as `+`, exactly one
/// `=` in each pair.
pub fn plain_query(query: &str) -> String {
    let pairs = pairs(query.as_bytes());
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

type Pair = (Vec<u8>, Vec<u8>);

/// The protocol's own parameters but the signature, in the order sent.
fn protocol<'a>(
    method: &'a str,
    version: bool,
    signer: Signer<'a>,
    nonce: &'a str,
    timestamp: &'a str,
) -> Vec<(&'static str, &'a str)> {
    let mut list = vec![
        ("oauth_consumer_key", signer.consumer_key),
        ("oauth_nonce", nonce),
        ("oauth_signature_method", method),
        ("oauth_timestamp", timestamp),
    ];
    if !signer.token.is_empty() {
        list.push(("oauth_token", signer.token));
    }
    if version {
        list.push(("oauth_version", "1.0"));
    }
    list
}

fn sign<M: Mac + KeyInit>(
    method: &str,
    version: bool,
    signer: Signer<'_>,
    request: Request<'_>,
) -> Result<String, Fault> {
    let timestamp = request.timestamp.to_string();
    let own = protocol(method, version, signer, request.nonce, &timestamp);
    let text = base(signer, request, &own);
    let (consumer, token) = (&signer.secrets.consumer_secret, &signer.secrets.token_secret);
    let key = format!("{}&{}", encode(consumer.as_bytes()), encode(token.as_bytes()));
    let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes())
        .map_err(|e| Fault::new(Code::Internal, "the request could not be signed").detail(e.to_string()))?;
    mac.update(text.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let mut parts = Vec::with_capacity(8);
    if let Some(realm) = signer.realm {
        headers::validate_value("auth.realm", realm)?;
        parts.push(format!("realm=\"{}\"", realm.replace('\\', "\\\\").replace('"', "\\\"")));
    }
    let own = own.into_iter().chain([("oauth_signature", signature.as_str())]);
    parts.extend(own.map(|(name, value)| format!("{name}=\"{}\"", encode(value.as_bytes()))));
    Ok(format!("OAuth {}", parts.join(",")))
}

/// RFC 5849 section 3.4.1.
fn base(signer: Signer<'_>, request: Request<'_>, own: &[(&str, &str)]) -> String {
    let url = request.url;
    let mut all: Vec<Pair> = url.query().map(|query| pairs(query.as_bytes())).unwrap_or_default();
    if let Some(form) = request.form {
        all.extend(pairs(form));
    }
    all.extend(own.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())));
    let mut encoded: Vec<(String, String)> =
        all.iter().map(|(name, value)| (encode(name), encode(value))).collect();
    // By the encoded bytes: names first, then values.
    encoded.sort();
    let joined: Vec<String> = encoded.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!(
        "{}&{}&{}",
        encode(request.method.to_ascii_uppercase().as_bytes()),
        encode(target(url, signer.as_http).as_bytes()),
        encode(joined.join("&").as_bytes())
    )
}

/// Scheme, host, port where it is not the scheme's own, and path (RFC 5849 section 3.4.1.2).
fn target(url: &Url, as_http: bool) -> String {
    let scheme = if as_http { "http" } else { url.scheme() };
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{scheme}://{host}:{port}{}", url.path()),
        None => format!("{scheme}://{host}{}", &url[Position::BeforePath..Position::AfterPath]),
    }
}

/// The pairs of a form or a query, decoded to bytes.
fn pairs(text: &[u8]) -> Vec<Pair> {
    let decode = |part: &[u8]| {
        let spaced: Vec<u8> = part.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
        decode_bytes(&spaced)
    };
    let pairs = text.split(|b| *b == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| match pair.iter().position(|b| *b == b'=') {
            Some(at) => (decode(&pair[..at]), decode(&pair[at + 1..])),
            None => (decode(pair), Vec::new()),
        })
        .collect()
}

/// RFC 5849 section 3.6: everything but unreserved characters, in capitals.
fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 8);
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            out.push(char::from(*byte));
        } else {
            let digit =
                |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase();
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 0xf));
        }
    }
    out
}
