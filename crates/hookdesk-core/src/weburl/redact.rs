//! URLs as they may be seen.

use url::Url;

use super::percent;
use crate::secret_name;

/// The URL as it may be shown and logged: userinfo and fragment gone, values of secret query parameters replaced
/// (connectors.md section 0's list and anything that says key, token, secret, password or signature). Everything
/// else stays as it was written.
pub fn redact(url: &Url) -> String {
    let mut shown = url.clone();
    // Only a URL without a host refuses these, and it cannot hold any userinfo either.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_fragment(None);
    shown.set_query(None);
    let mut text = String::from(shown);
    if let Some(query) = url.query() {
        let pairs: Vec<String> = query.split('&').map(redact_pair).collect();
        text.push('?');
        text.push_str(&pairs.join("&"));
    }
    text
}

fn redact_pair(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, value)) if !value.is_empty() && is_secret_parameter(name) => format!("{name}=[redacted]"),
        _ => pair.to_owned(),
    }
}

/// A name that cannot be read is taken for a secret's.
fn is_secret_parameter(name: &str) -> bool {
    percent::decode(name).is_none_or(|name| secret_name::is_secret(&secret_name::normalize(&name)))
}
