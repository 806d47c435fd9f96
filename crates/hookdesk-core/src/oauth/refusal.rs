//! A provider's "no", in every body it comes in, told in words.

#[cfg(test)]
mod tests;

use serde_json::Value;
use url::form_urlencoded;

use super::TokenAnswer;
use super::answer::MAX_BODY;
use crate::words::words;
use crate::{Code, Fault};

/// Longest text of a provider that is shown, in characters.
const MAX_MESSAGE: usize = 300;

words! {
    /// What kind of "no".
    RefusalKind {
        /// The client's id or secret is wrong.
        InvalidClient "invalid_client",
        /// The code or the refresh token is used up, expired or withdrawn.
        InvalidGrant "invalid_grant",
        /// The client may not ask this way.
        UnauthorizedClient "unauthorized_client",
        /// The redirect's address is not the registered one.
        RedirectMismatch "redirect_mismatch",
        /// A person, or the provider's rules, said no.
        Denied "denied",
        /// A scope is unknown or not for this client.
        InvalidScope "invalid_scope",
        /// May pass by itself.
        Temporary "temporary",
        /// What came is no answer of a token endpoint.
        Unreadable "unreadable",
        /// Anything else.
        Other "other",
    }
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRefusal {
    /// What kind.
    pub kind: RefusalKind,
    /// The provider's own words, one line, or what is wrong with its answer.
    pub message: String,
    /// The provider's error code.
    pub code: Option<String>,
    /// HTTP status.
    pub status: u16,
}

impl TokenRefusal {
    pub(super) fn new(kind: RefusalKind, status: u16, message: &str) -> Self {
        Self { kind, message: message.to_owned(), code: None, status }
    }

    /// What happened and what to do, a sentence or two each.
    pub fn in_words(&self) -> (String, String) {
        let (what, next) = match self.kind {
            RefusalKind::InvalidClient => (
                "The provider does not accept the client's id or secret",
                "Enter both again as the provider shows them; a secret made anew replaces the old one.",
            ),
            RefusalKind::InvalidGrant => (
                "The code or the refresh token is no longer good: it was used before, has expired or was withdrawn",
                "Authorize again, and finish within half a minute after agreeing.",
            ),
            RefusalKind::UnauthorizedClient => (
                "This client may not ask for a token in this way",
                "Allow the grant for it at the provider or choose another one here. Mautic gives client credentials \
                 only to an API credential that a user with an administrator's role has made.",
            ),
            RefusalKind::RedirectMismatch => (
                "The redirect address is not the one registered with the provider",
                "Register the address shown here at the provider, character by character, and set a fixed port.",
            ),
            RefusalKind::Denied => {
                ("Access was denied", "Authorize again and agree, with a user who may give this access.")
            }
            RefusalKind::InvalidScope => (
                "The provider does not grant what was asked for",
                "Correct the scopes as the provider names them, or leave them out.",
            ),
            RefusalKind::Temporary => (
                "The provider cannot give a token at the moment",
                "Hookdesk tries again by itself; if it lasts, look at the provider's state.",
            ),
            RefusalKind::Unreadable => (
                "What came back is not the answer of a token endpoint",
                "Check the token address: a login page, a proxy or a wrong path answers like this.",
            ),
            RefusalKind::Other => (
                "The provider refused to give a token",
                "Compare the settings with the provider's description.",
            ),
        };
        let what = match (&self.code, self.message.is_empty()) {
            (_, false) => format!("{what} (status {}): {}", self.status, self.message),
            (Some(code), true) => format!("{what} (status {}): {code}", self.status),
            (None, true) => format!("{what} (status {})", self.status),
        };
        let end = if what.ends_with(['.', '!', '?']) { "" } else { "." };
        (format!("{what}{end}"), next.to_owned())
    }

    /// Whether trying again later may help without anybody doing anything.
    pub fn is_temporary(&self) -> bool {
        self.kind == RefusalKind::Temporary
    }
}

impl From<TokenRefusal> for Fault {
    fn from(refusal: TokenRefusal) -> Self {
        let (what, next) = refusal.in_words();
        let fault = Fault::new(Code::AuthRefused, what).next(next);
        match refusal.code {
            Some(code) => fault.detail(code),
            None => fault,
        }
    }
}

/// What a body said.
#[derive(Default)]
struct Said {
    code: Option<String>,
    message: Option<String>,
}

/// Reads a refusal: RFC 6749 section 5.2, Mautic's two bodies, Magento's message with parameters, a form, plain text.
pub(super) fn read(answer: TokenAnswer<'_>, sent: &[&str]) -> TokenRefusal {
    let status = answer.status;
    let body = &answer.body[..answer.body.len().min(MAX_BODY)];
    if is_html(answer) {
        let kind = by_status(status).unwrap_or(RefusalKind::Unreadable);
        return TokenRefusal::new(kind, status, "a web page (HTML) came in place of an answer");
    }
    if (300..400).contains(&status) {
        let why = "a redirect came in place of an answer, and redirects are not followed";
        return TokenRefusal::new(RefusalKind::Unreadable, status, why);
    }
    let said = match serde_json::from_slice::<Value>(body) {
        Ok(json) => in_json(&json),
        Err(_) => in_text(&String::from_utf8_lossy(body)),
    };
    let code = said.code.map(|code| line(&code, sent)).filter(|code| !code.is_empty());
    let message = said.message.map(|message| line(&message, sent)).unwrap_or_default();
    let kind = code.as_deref().and_then(|code| by_code(code, &message)).or_else(|| by_status(status));
    TokenRefusal { kind: kind.unwrap_or(RefusalKind::Other), message, code, status }
}

/// Whether a body with status 200 is a refusal in truth.
pub(super) fn names_an_error(json: &Value) -> bool {
    let named = |name: &str| json.get(name).is_some_and(|value| !value.is_null() && value != false);
    named("error") || named("errors")
}

/// Whether a web page came.
pub(super) fn is_html(answer: TokenAnswer<'_>) -> bool {
    let told = answer
        .content_type
        .is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html"));
    let body = answer.body.trim_ascii_start();
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.first() == Some(&b'<') || (told && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err())
}

/// One line of at most 300 characters, without what was sent in secret.
pub(super) fn line(text: &str, sent: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in sent.iter().filter(|secret| secret.len() >= 4) {
        text = text.replace(secret, "[redacted]");
    }
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > 4 * MAX_MESSAGE {
            break;
        }
    }
    match out.char_indices().nth(MAX_MESSAGE) {
        Some((at, _)) => format!("{}…", &out[..at]),
        None => out,
    }
}

fn in_json(json: &Value) -> Said {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    // Mautic's own: a list of errors, in older versions also one object.
    let listed = json
        .get("errors")
        .and_then(|errors| errors.get(0))
        .or_else(|| json.get("error").filter(|error| error.is_object()));
    if let Some(error) = listed {
        let code = text(error, "type").or_else(|| text(error, "code"));
        return Said { code, message: text(error, "message") };
    }
    if let Some(error) = text(json, "error") {
        let message = text(json, "error_description").or_else(|| text(json, "message"));
        return Said { code: Some(error), message };
    }
    if let Some(message) = text(json, "message") {
        return Said {
            code: text(json, "code"),
            message: Some(parameters(&message, json.get("parameters"))),
        };
    }
    match json {
        Value::String(message) => Said { code: None, message: Some(message.clone()) },
        _ => Said::default(),
    }
}

/// Magento's `%1` and `%name`.
fn parameters(message: &str, values: Option<&Value>) -> String {
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut pairs: Vec<(String, String)> = match values {
        Some(Value::Array(items)) => {
            items.iter().enumerate().map(|(index, item)| (format!("%{}", index + 1), shown(item))).collect()
        }
        Some(Value::Object(items)) => {
            items.iter().map(|(name, item)| (format!("%{name}"), shown(item))).collect()
        }
        _ => Vec::new(),
    };
    // Longer names first, so that %1 does not take %10's place.
    pairs.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    pairs.truncate(20);
    let mut out = message.to_owned();
    for (name, value) in pairs {
        if out.len() > 8 * MAX_MESSAGE {
            break;
        }
        out = out.replace(&name, &value);
    }
    out
}

fn in_text(text: &str) -> Said {
    // A form, as the first OAuth servers answered.
    let named = |names: [&str; 2]| {
        form_urlencoded::parse(text.trim().as_bytes())
            .find(|(name, _)| names.contains(&name.as_ref()))
            .map(|(_, value)| value.into_owned())
    };
    match named(["error", "oauth_problem"]) {
        Some(code) => {
            Said { code: Some(code), message: named(["error_description", "oauth_problem_advice"]) }
        }
        None => Said { code: None, message: Some(text.to_owned()) },
    }
}

pub(super) fn by_code(code: &str, message: &str) -> Option<RefusalKind> {
    let redirect = message.to_ascii_lowercase().contains("redirect");
    Some(match code {
        "redirect_uri_mismatch" => RefusalKind::RedirectMismatch,
        "invalid_grant" | "invalid_request" if redirect => RefusalKind::RedirectMismatch,
        "invalid_client" => RefusalKind::InvalidClient,
        "invalid_grant" | "expired_token" => RefusalKind::InvalidGrant,
        "unauthorized_client" | "unsupported_grant_type" | "unsupported_response_type" => {
            RefusalKind::UnauthorizedClient
        }
        "access_denied" | "api_disabled" => RefusalKind::Denied,
        "invalid_scope" => RefusalKind::InvalidScope,
        "server_error" | "temporarily_unavailable" | "slow_down" => RefusalKind::Temporary,
        _ => return None,
    })
}

fn by_status(status: u16) -> Option<RefusalKind> {
    match status {
        408 | 425 | 429 | 500..=599 => Some(RefusalKind::Temporary),
        401 => Some(RefusalKind::InvalidClient),
        403 => Some(RefusalKind::Denied),
        404 | 405 | 410 => Some(RefusalKind::Unreadable),
        _ => None,
    }
}
