//! Checks that several commands share; each names its field.

use std::ops::RangeInclusive;

use hookdesk_core::Fault;
use hookdesk_core::config::{Auth, Signing};
use hookdesk_core::{headers, message::HeaderPair};

/// A text a person wrote, trimmed: at most `most` characters, on one line.
pub fn line(field: &str, text: &str, most: usize) -> Result<String, Fault> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Fault::invalid(field, format!("the {field} is over {most} characters long")));
    }
    if text.chars().any(char::is_control) {
        return Err(Fault::invalid(field, format!("the {field} holds a line break or control character")));
    }
    Ok(text.to_owned())
}

/// The same, and not empty.
pub fn needed_line(field: &str, text: &str, most: usize) -> Result<String, Fault> {
    let text = line(field, text, most)?;
    if text.is_empty() {
        return Err(Fault::invalid(field, format!("the {field} is empty")));
    }
    Ok(text)
}

/// A whole number within bounds.
pub fn within<T: PartialOrd + std::fmt::Display>(
    field: &str,
    value: T,
    bounds: RangeInclusive<T>,
) -> Result<T, Fault> {
    if bounds.contains(&value) {
        return Ok(value);
    }
    Err(Fault::invalid(field, format!("{value} is not from {} to {}", bounds.start(), bounds.end())))
}

/// How many rows of a list: 1 to 1,000, 100 where nothing was said.
pub fn limit(limit: Option<u32>) -> Result<usize, Fault> {
    within("limit", limit.unwrap_or(100), 1..=1_000).map(|limit| limit as usize)
}

/// Fixed headers. One that carries a secret belongs to a credential: fixed headers are stored and shown as they are.
pub fn fixed_headers(pairs: &[HeaderPair]) -> Result<(), Fault> {
    headers::validate("headers", pairs)?;
    match pairs.iter().position(|(name, _)| headers::is_secret(name)) {
        None => Ok(()),
        Some(index) => Err(Fault::new(
            hookdesk_core::Code::HeaderInvalid,
            format!(
                "the header \"{}\" carries a secret, and fixed headers are not kept secret",
                pairs[index].0
            ),
        )
        .field(&format!("headers[{index}].name"))
        .next("Use a connection's authentication for it: bearer, basic, or an API key in a header.")),
    }
}

/// The header name a signature goes under.
pub fn signing(signing: &Signing) -> Result<(), Fault> {
    let Signing::Hmac { header, prefix, .. } = signing else { return Ok(()) };
    headers::validate_name("signing.header", header)?;
    headers::validate_value("signing.prefix", prefix)
}

/// The names an authentication is made of.
pub fn auth(auth: &Auth) -> Result<(), Fault> {
    match auth {
        Auth::None | Auth::Bearer => Ok(()),
        Auth::Basic { username } if username.contains(':') => {
            Err(Fault::invalid("auth.username", "a user name for basic authentication has no colon"))
        }
        Auth::Basic { username } => line("auth.username", username, 200).map(drop),
        Auth::ApiKeyHeader { name } => headers::validate_name("auth.name", name),
        Auth::ApiKeyQuery { name } => needed_line("auth.name", name, 200).map(drop),
        Auth::OAuth1 { consumer_key, token, clock_offset_s, .. } => {
            within("auth.clock_offset_s", *clock_offset_s, -86_400..=86_400)?;
            needed_line("auth.consumer_key", consumer_key, 200)?;
            line("auth.token", token, 200).map(drop)
        }
        // One fault at a time: the first of what is wrong.
        Auth::OAuth2(settings) => hookdesk_core::oauth::check(settings)
            .or_else(|faults| faults.into_iter().next().map_or(Ok(()), Err)),
    }
}
