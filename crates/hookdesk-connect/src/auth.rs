//! Authentication: what a connection's credential adds to a request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookdesk_core::Fault;
use hookdesk_core::config::Auth;
use hookdesk_core::headers;
use hookdesk_secrets::Secret;
use url::Url;

/// What goes with the request.
pub(crate) enum Credential<'a> {
    Nothing,
    Header { name: &'a str, value: String },
    Query { name: &'a str, value: String },
}

/// Makes the credential. Faults name the setting and never repeat the secret.
pub(crate) fn credential<'a>(
    auth: &'a Auth,
    secret: Option<&Secret<Vec<u8>>>,
) -> Result<Credential<'a>, Fault> {
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
    }
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
