//! What a token endpoint answers: a token, read with bounds, or a refusal in words.

#[cfg(test)]
mod tests;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::AnswerForm;
use super::refusal::{self, RefusalKind, TokenRefusal};

/// Longest answer read, in bytes.
pub const MAX_BODY: usize = 256 * 1024;
/// Longest token taken, in bytes.
pub const MAX_TOKEN: usize = 16 * 1024;
/// Longest life believed: ten years.
pub(super) const MAX_LIFETIME_S: u32 = 10 * 366 * 24 * 3_600;

/// An answer of the token endpoint.
#[derive(Clone, Copy)]
pub struct TokenAnswer<'a> {
    /// HTTP status.
    pub status: u16,
    /// `content-type`.
    pub content_type: Option<&'a str>,
    /// The body, as far as it was read.
    pub body: &'a [u8],
    /// Whether there was more of it.
    pub truncated: bool,
}

/// Tokens. They do not print.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSet {
    /// The access token.
    pub access: String,
    /// The refresh token; a renewal that brings none leaves the old one good (RFC 6749 section 6).
    pub refresh: Option<String>,
    /// Seconds it lives from now on; `None`: until it is refused.
    pub lifetime_s: Option<u32>,
    /// What was granted, where that is told.
    pub scope: Option<String>,
    /// `Bearer`, usually.
    pub token_type: Option<String>,
    /// Who it speaks for, where an ID token tells. To show, not to rely on: its signature is not checked, since it came
    /// from the token endpoint itself (OpenID Connect Core, section 3.1.3.7).
    pub subject: Option<String>,
    /// What was odd about the answer, in sentences. Never a secret.
    pub notes: Vec<String>,
}

impl fmt::Debug for TokenSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSet")
            .field("access", &"[redacted]")
            .field("refresh", &self.refresh.as_ref().map(|_| "[redacted]"))
            .field("lifetime_s", &self.lifetime_s)
            .field("scope", &self.scope)
            .field("token_type", &self.token_type)
            .field("subject", &self.subject)
            .field("notes", &self.notes)
            .finish()
    }
}

impl TokenSet {
    /// Reads the answer. `sent` are the secrets that went out: a provider that repeats one does not get it shown.
    pub fn read(form: &AnswerForm, answer: TokenAnswer<'_>, sent: &[&str]) -> Result<Self, TokenRefusal> {
        let refused = |kind, why: &str| Err(TokenRefusal::new(kind, answer.status, why));
        if !(200..300).contains(&answer.status) {
            return Err(refusal::read(answer, sent));
        }
        if answer.truncated || answer.body.len() > MAX_BODY {
            return refused(
                RefusalKind::Unreadable,
                "the answer is longer than an answer with a token can be",
            );
        }
        if refusal::is_html(answer) {
            return refused(RefusalKind::Unreadable, "a web page (HTML) came in place of a token");
        }
        let Ok(json) = serde_json::from_slice::<Value>(answer.body) else {
            return refused(RefusalKind::Unreadable, "the answer is not JSON");
        };
        let token = match find(&json, &form.token) {
            Some(Value::String(token)) if !token.is_empty() => token,
            // Some providers refuse with a 200.
            _ if refusal::names_an_error(&json) => return Err(refusal::read(answer, sent)),
            _ => {
                let place = match form.token.as_str() {
                    "" => "as the whole answer".to_owned(),
                    place => refusal::line(place, sent),
                };
                return refused(RefusalKind::Unreadable, &format!("the answer holds no token ({place})"));
            }
        };
        if let Err(why) = sendable(token) {
            return refused(RefusalKind::Unreadable, &format!("the access token {why}"));
        }
        let mut notes = Vec::new();
        let refresh = match find(&json, &form.refresh).filter(|_| !form.refresh.is_empty()) {
            Some(Value::String(token)) if !token.is_empty() => match sendable(token) {
                Ok(()) => Some(token.clone()),
                Err(why) => return refused(RefusalKind::Unreadable, &format!("the refresh token {why}")),
            },
            _ => None,
        };
        let lifetime_s = lifetime(form, &json, &mut notes);
        let text = |name: &str| json.get(name).and_then(Value::as_str).map(|text| refusal::line(text, sent));
        let token_type = text("token_type").filter(|text| !text.is_empty());
        Ok(Self {
            access: token.clone(),
            refresh,
            lifetime_s,
            scope: text("scope").filter(|text| !text.is_empty()),
            token_type,
            subject: json.get("id_token").and_then(Value::as_str).and_then(|id| subject(id, sent)),
            notes,
        })
    }
}

/// Claims that name a person, the plainest first.
const NAMES: [&str; 4] = ["email", "preferred_username", "name", "sub"];

/// The middle of the three parts of an ID token (RFC 7519) is its claims.
fn subject(id_token: &str, sent: &[&str]) -> Option<String> {
    let claims = id_token.split('.').nth(1).filter(|claims| claims.len() <= MAX_TOKEN)?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    let name = NAMES.iter().find_map(|name| claims.get(name)?.as_str().filter(|text| !text.is_empty()))?;
    Some(refusal::line(name, sent))
}

/// What can stand in a header (RFC 6749 appendix A.12: visible ASCII and spaces).
fn sendable(token: &str) -> Result<(), String> {
    if token.len() > MAX_TOKEN {
        return Err(format!("is {} bytes long; {MAX_TOKEN} are the most taken", token.len()));
    }
    if !token.bytes().all(|b| matches!(b, 0x20..=0x7e)) {
        return Err("holds characters that no request can carry".to_owned());
    }
    Ok(())
}

/// A place in the answer: a JSON pointer, or names joined by dots; empty: the whole.
fn find<'a>(json: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() || path.starts_with('/') {
        return json.pointer(path);
    }
    path.split('.').try_fold(json, |value, name| match value {
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => value.get(name),
    })
}

fn lifetime(form: &AnswerForm, json: &Value, notes: &mut Vec<String>) -> Option<u32> {
    let default = Some(form.default_lifetime_s).filter(|seconds| *seconds > 0);
    if form.lifetime.is_empty() {
        return default;
    }
    let taken = match default {
        Some(seconds) => format!("{seconds} s are taken"),
        None => "it is used until it is refused".to_owned(),
    };
    let told = match find(json, &form.lifetime) {
        None | Some(Value::Null) => None,
        Some(Value::Number(number)) => Some(number.as_f64()),
        Some(Value::String(text)) => Some(text.trim().parse().ok()),
        Some(_) => Some(None),
    };
    match told {
        None => {
            notes.push(format!("The answer does not say how long the token lives; {taken}."));
            default
        }
        Some(Some(seconds)) if seconds > f64::from(MAX_LIFETIME_S) => {
            notes.push("The answer says that the token lives over ten years; ten are taken.".to_owned());
            Some(MAX_LIFETIME_S)
        }
        // The cast drops the fraction.
        Some(Some(seconds)) if seconds >= 1.0 => Some(seconds as u32),
        Some(_) => {
            notes.push(format!(
                "The token's lifetime in the answer is no number of seconds above 0; {taken}."
            ));
            default
        }
    }
}
