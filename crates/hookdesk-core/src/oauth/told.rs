//! What an API's 401 or 403 means for people, where it is known who answers like that: Mautic, Magento.

#[cfg(test)]
mod tests;

use serde_json::Value;

use super::problem::{self, Problem};
use crate::config::Auth;

/// Longest answer looked at, in bytes.
const MAX_LOOK: usize = 16 * 1024;

/// An API's refusal.
#[derive(Clone, Copy)]
pub struct Refusal<'a> {
    /// HTTP status.
    pub status: u16,
    /// `www-authenticate`.
    pub www_authenticate: Option<&'a str>,
    /// The body, as far as it was read.
    pub body: &'a [u8],
    /// How far the server's clock is ahead, milliseconds, where that is known.
    pub skew_ms: Option<i64>,
}

/// What happened and what to do; `None` where the answer is not one of those known.
pub fn in_words(auth: &Auth, refusal: Refusal<'_>) -> Option<(String, String)> {
    if !matches!(refusal.status, 400 | 401 | 403) {
        return None;
    }
    let unauthorized = problem::is_not_authorized(refusal.body);
    if let Auth::OAuth1 { .. } = auth {
        let problem = if unauthorized {
            Some(Problem::PermissionDenied)
        } else {
            problem::read(refusal.www_authenticate, refusal.body)
        };
        return problem.map(|problem| problem.in_words(refusal.skew_ms));
    }
    if unauthorized && matches!(auth, Auth::Bearer | Auth::OAuth2(_)) {
        return Some(problem::bearer_switch_in_words());
    }
    mautic(auth, refusal)
}

/// Mautic names a type in `errors`, or an error with a description (connectors.md A.7).
fn mautic(auth: &Auth, refusal: Refusal<'_>) -> Option<(String, String)> {
    let json: Value = serde_json::from_slice(&refusal.body[..refusal.body.len().min(MAX_LOOK)]).ok()?;
    let text =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (kind, message) = match json.get("errors").and_then(|errors| errors.get(0)) {
        Some(error) => (text(error, "type"), text(error, "message")),
        None => (text(&json, "error"), text(&json, "error_description")),
    };
    let words = |what: &str, next: &str| Some((what.to_owned(), next.to_owned()));
    match (refusal.status, kind.as_str()) {
        (403, "api_disabled") => words(
            "The API is switched off in Mautic.",
            "Switch it on in Mautic (Settings > Configuration > API Settings), then clear Mautic's cache.",
        ),
        (401, "access_denied") if matches!(auth, Auth::Basic { .. }) => words(
            "Mautic does not take a user name and password here.",
            "Switch on HTTP basic auth in Mautic (Settings > Configuration > API Settings), or use OAuth 2.0.",
        ),
        (401, "invalid_grant" | "access_denied") if message.contains("expired") => {
            words("The access token has expired.", "Renew it; Hookdesk does so by itself with OAuth 2.0.")
        }
        (401, "invalid_grant" | "access_denied") => words(
            "The access token is not accepted.",
            "Authorize the connection again; the API credential may have been deleted or made anew.",
        ),
        (400, "invalid_request") if message.contains("one method") => words(
            "The request carried a token in more than one way.",
            "Take the token out of the address and of the fixed headers.",
        ),
        (403, _) if json.get("errors").is_some() => words(
            "The user behind the credential may not do this.",
            "Give the user's role the permission in Mautic. A new token would not help.",
        ),
        _ => None,
    }
}
