//! The authorization code in a browser: the page's address, PKCE (RFC 7636), and what comes back to the loopback
//! address (RFC 6749 section 4.1, RFC 8252, RFC 9207).

#[cfg(test)]
mod tests;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use url::{Url, form_urlencoded};

use super::check::endpoint;
use super::refusal::line;
use super::{OAuth2, RefusalKind};
use crate::{Code, Fault};

/// Longest query of a callback that is read, in bytes.
const MAX_QUERY: usize = 64 * 1024;

/// PKCE's pair. The verifier does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Pkce {
    /// Stays here until the code is exchanged. Secret.
    pub verifier: String,
    /// Goes through the browser: base64url of the verifier's SHA-256.
    pub challenge: String,
}

impl fmt::Debug for Pkce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkce").field("verifier", &"[redacted]").field("challenge", &self.challenge).finish()
    }
}

impl Pkce {
    /// From 32 random bytes (RFC 7636 section 4.1).
    pub fn new(random: [u8; 32]) -> Self {
        let verifier = URL_SAFE_NO_PAD.encode(random);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        Self { verifier, challenge }
    }
}

/// The `state` of one authorization, from 32 random bytes.
pub fn state(random: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

/// The page where a person agrees. What the URL's own query holds stays (RFC 6749 section 3.1).
pub fn url(settings: &OAuth2, redirect_uri: &str, state: &str, pkce: Option<&Pkce>) -> Result<Url, Fault> {
    let page = settings.authorize_url.as_deref().unwrap_or_default();
    let mut url = endpoint("auth.authorize_url", page)?;
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", "code");
        query.append_pair("client_id", &settings.client_id);
        query.append_pair("redirect_uri", redirect_uri);
        if !settings.scopes.is_empty() {
            query.append_pair("scope", &settings.scopes.join(" "));
        }
        query.append_pair("state", state);
        if let Some(pkce) = pkce {
            query.append_pair("code_challenge", &pkce.challenge);
            query.append_pair("code_challenge_method", "S256");
        }
        query.extend_pairs(&settings.authorize_params);
    }
    Ok(url)
}

/// Why a callback brings no code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallbackRefusal {
    /// It is longer than any callback.
    TooLong,
    /// A parameter stands there twice.
    Twice(&'static str),
    /// There is no `state`.
    NoState,
    /// The `state` is not that of this authorization.
    WrongState,
    /// The answer is another provider's than the one asked (RFC 9207).
    WrongIssuer,
    /// The provider refused.
    Provider {
        /// What kind of refusal.
        kind: RefusalKind,
        /// Its error code.
        code: String,
        /// Its own words, one line.
        message: String,
    },
    /// There is neither a code nor an error.
    NoCode,
}

impl CallbackRefusal {
    /// The stable word of it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Twice(_) => "twice",
            Self::NoState => "no_state",
            Self::WrongState => "wrong_state",
            Self::WrongIssuer => "wrong_issuer",
            Self::Provider { kind, .. } => kind.as_str(),
            Self::NoCode => "no_code",
        }
    }

    /// Whether the callback belongs to another authorization, or to nobody: this one goes on waiting.
    pub fn is_strange(&self) -> bool {
        !matches!(self, Self::Provider { .. } | Self::NoCode | Self::WrongIssuer)
    }

    /// What happened and what to do.
    pub fn in_words(&self) -> (String, String) {
        let again = "Authorize again.";
        let (what, next) = match self {
            Self::TooLong => ("The browser brought back more than a callback can be.".to_owned(), again),
            Self::Twice(name) => (format!("The browser brought back \"{name}\" twice."), again),
            Self::NoState => (
                "The browser came back without the state of this authorization.".to_owned(),
                "Authorize again, and do not open the redirect address by hand.",
            ),
            Self::WrongState => (
                "The browser came back from another authorization than this one.".to_owned(),
                "Close the older browser page and go on in the newest, or authorize again.",
            ),
            Self::WrongIssuer => (
                "The answer came from another provider than the one asked.".to_owned(),
                "Check the issuer and the authorization address, then authorize again.",
            ),
            Self::Provider { kind, code, message } => {
                let said = if message.is_empty() { code } else { message };
                let end = if said.ends_with('.') { "" } else { "." };
                return provider(*kind, &format!("{said}{end}"));
            }
            Self::NoCode => (
                "The browser came back with neither a code nor an error.".to_owned(),
                "Check that the authorization address is the provider's, then authorize again.",
            ),
        };
        (what, next.to_owned())
    }
}

fn provider(kind: RefusalKind, said: &str) -> (String, String) {
    let (what, next) = match kind {
        RefusalKind::Denied => {
            ("Access was denied", "Authorize again and agree, with a user who may give it.")
        }
        RefusalKind::InvalidScope => {
            ("The provider does not grant what was asked for", "Correct the scopes, then authorize again.")
        }
        RefusalKind::Temporary => ("The provider cannot do it at the moment", "Authorize again later."),
        RefusalKind::UnauthorizedClient | RefusalKind::InvalidClient => (
            "The provider does not let this client ask for a code",
            "Check the client's id, and at the provider that the authorization code grant is allowed for it.",
        ),
        _ => ("The provider refused", "Compare the settings with the provider's description."),
    };
    (format!("{what}: {said}"), next.to_owned())
}

impl From<CallbackRefusal> for Fault {
    fn from(refusal: CallbackRefusal) -> Self {
        let (what, next) = refusal.in_words();
        Fault::new(Code::AuthRefused, what).next(next).detail(refusal.as_str())
    }
}

/// Reads the query that came back, and hands out the code. The state is compared in constant time, and before anything
/// else is believed. `issuer` is checked where the provider names itself.
pub fn read_callback(query: &str, state: &str, issuer: Option<&str>) -> Result<String, CallbackRefusal> {
    if query.len() > MAX_QUERY {
        return Err(CallbackRefusal::TooLong);
    }
    let mut found = Found::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let (slot, name) = match name.as_ref() {
            "state" => (&mut found.state, "state"),
            "code" => (&mut found.code, "code"),
            "error" => (&mut found.error, "error"),
            "error_description" => (&mut found.description, "error_description"),
            "iss" => (&mut found.iss, "iss"),
            _ => continue,
        };
        // RFC 6749 section 3.1: no parameter comes twice.
        if slot.replace(value.into_owned()).is_some() {
            return Err(CallbackRefusal::Twice(name));
        }
    }
    let given = found.state.ok_or(CallbackRefusal::NoState)?;
    if !same(given.as_bytes(), state.as_bytes()) {
        return Err(CallbackRefusal::WrongState);
    }
    if let (Some(named), Some(asked)) = (&found.iss, issuer)
        && named.trim_end_matches('/') != asked.trim_end_matches('/')
    {
        return Err(CallbackRefusal::WrongIssuer);
    }
    if let Some(code) = found.error.filter(|error| !error.is_empty()) {
        let code = line(&code, &[]);
        let message = line(&found.description.unwrap_or_default(), &[]);
        let kind = super::refusal::by_code(&code, &message).unwrap_or(RefusalKind::Other);
        return Err(CallbackRefusal::Provider { kind, code, message });
    }
    found.code.filter(|code| !code.is_empty()).ok_or(CallbackRefusal::NoCode)
}

#[derive(Default)]
struct Found {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    description: Option<String>,
    iss: Option<String>,
}

/// Equal, in a time that does not depend on where they differ. An empty state is nobody's.
fn same(given: &[u8], wanted: &[u8]) -> bool {
    let differ = given.iter().zip(wanted).fold(0, |sum, (a, b)| sum | (a ^ b));
    given.len() == wanted.len() && !wanted.is_empty() && std::hint::black_box(differ) == 0
}
