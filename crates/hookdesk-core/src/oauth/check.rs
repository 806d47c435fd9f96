//! The checks of OAuth 2.0 settings. Every fault names its field.

#[cfg(test)]
mod tests;

use url::{Host, Url};

use super::request::{ID_MARK, SECRET_MARK};
use super::{ClientAuth, Grant, OAuth2, Place, Present, TokenMethod};
use crate::{Fault, headers, secret_name, weburl};

/// Most parameters, and most scopes.
const MAX_COUNT: usize = 50;
/// Longest parameter, scope or path, in bytes.
const MAX_TEXT: usize = 2_048;
/// What RFC 6749 and RFC 7636 say of the token request; not for a person to set where Hookdesk sets it.
const OWN_PARAMS: [&str; 8] = [
    "grant_type",
    "client_id",
    "client_secret",
    "code",
    "code_verifier",
    "redirect_uri",
    "refresh_token",
    "scope",
];
/// The same for the page where a person agrees.
const OWN_AUTHORIZE_PARAMS: [&str; 9] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "state",
    "scope",
    "code_challenge",
    "code_challenge_method",
    "client_secret",
];

/// Checks the settings: absolute URLs, https but for loopback; names that can be sent; what the grant needs. Every
/// fault names its field, `auth.token_url` and so on.
pub fn check(settings: &OAuth2) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    urls(settings, &mut faults);
    client(settings, &mut faults);
    parameters(settings, &mut faults);
    redirect(settings, &mut faults);
    forms(settings, &mut faults);
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn urls(settings: &OAuth2, faults: &mut Vec<Fault>) {
    if settings.token_url.is_empty() {
        let fault = Fault::invalid("auth.token_url", "the address tokens are asked from is missing");
        faults.push(fault.next("Give the provider's token endpoint, or its issuer and let it be looked up."));
    } else {
        faults.extend(endpoint("auth.token_url", &settings.token_url).err());
    }
    match &settings.authorize_url {
        Some(url) => faults.extend(endpoint("auth.authorize_url", url).err()),
        None if settings.grant == Grant::AuthorizationCode => {
            faults.push(Fault::invalid("auth.authorize_url", "the page where a person agrees is missing"));
        }
        None => {}
    }
    if let Some(url) = &settings.revoke_url {
        faults.extend(endpoint("auth.revoke_url", url).err());
    }
    if let Some(issuer) = &settings.issuer {
        faults.extend(self::issuer(issuer).err());
    }
}

/// An endpoint: a checked URL without userinfo, https unless it is loopback (RFC 6749 section 3.2).
pub(super) fn endpoint(field: &str, text: &str) -> Result<Url, Fault> {
    let checked = weburl::check(field, text)?;
    if checked.userinfo.is_some() {
        return Err(Fault::invalid(field, "the URL holds a user name or password")
            .next("Give the client's id and secret in their own fields."));
    }
    if checked.url.scheme() != "https" && !is_loopback(&checked.url) {
        return Err(Fault::invalid(field, "secrets would go over this http:// address unencrypted")
            .next("Give an https:// address."));
    }
    Ok(checked.url)
}

/// An issuer: an endpoint without a query (RFC 8414 section 2).
pub(super) fn issuer(text: &str) -> Result<Url, Fault> {
    let url = endpoint("auth.issuer", text)?;
    if url.query().is_some() {
        return Err(Fault::invalid("auth.issuer", "an issuer has no query"));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn client(settings: &OAuth2, faults: &mut Vec<Fault>) {
    let id = &settings.client_id;
    let used = settings.grant != Grant::Custom
        || settings.client_auth != ClientAuth::None
        || settings.params.iter().any(|(_, value)| value.contains(ID_MARK));
    if id.is_empty() && used {
        faults.push(Fault::invalid("auth.client_id", "the client's id is missing"));
    }
    if id.len() > MAX_TEXT || id.chars().any(char::is_control) {
        let why = format!("a client's id is at most {MAX_TEXT} bytes, without control characters");
        faults.push(Fault::invalid("auth.client_id", why));
    }
    if settings.grant == Grant::ClientCredentials && !settings.needs_secret() {
        // RFC 6749 section 4.4: only confidential clients.
        let fault = Fault::invalid("auth.client_auth", "client credentials need a client with a secret");
        faults.push(fault.next("Choose how the secret is sent, or another grant."));
    }
}

fn parameters(settings: &OAuth2, faults: &mut Vec<Fault>) {
    if settings.scopes.len() > MAX_COUNT {
        faults.push(Fault::invalid("auth.scopes", format!("at most {MAX_COUNT} scopes are asked for")));
    }
    for (index, scope) in settings.scopes.iter().enumerate() {
        // RFC 6749 appendix A.4.
        let good = |b: u8| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        if scope.is_empty() || scope.len() > MAX_TEXT || !scope.bytes().all(good) {
            let why = "a scope is one word, without spaces, quotes and backslashes";
            faults.push(Fault::invalid(&format!("auth.scopes[{index}]"), why));
        }
    }
    let own: &[&str] = if settings.grant == Grant::Custom { &[] } else { &OWN_PARAMS };
    pairs("auth.params", &settings.params, own, faults);
    pairs("auth.authorize_params", &settings.authorize_params, &OWN_AUTHORIZE_PARAMS, faults);
    for (index, (_, value)) in settings.authorize_params.iter().enumerate() {
        if value.contains(SECRET_MARK) {
            let field = format!("auth.authorize_params[{index}].value");
            faults.push(Fault::invalid(&field, "the secret never goes through the browser"));
        }
    }
    if settings.request.place == Place::Headers {
        for (index, (name, value)) in settings.params.iter().enumerate() {
            let field = format!("auth.params[{index}]");
            faults.extend(headers::validate_name(&format!("{field}.name"), name).err());
            faults.extend(headers::validate_value(&format!("{field}.value"), value).err());
        }
    }
}

fn pairs(field: &str, pairs: &[(String, String)], own: &[&str], faults: &mut Vec<Fault>) {
    if pairs.len() > MAX_COUNT {
        faults.push(Fault::invalid(field, format!("at most {MAX_COUNT} parameters are sent")));
    }
    for (index, (name, value)) in pairs.iter().enumerate() {
        let at = |part: &str| format!("{field}[{index}].{part}");
        if name.is_empty() || name.len() > MAX_TEXT || name.chars().any(char::is_control) {
            faults.push(Fault::invalid(&at("name"), "a parameter needs a name without control characters"));
        } else if own.contains(&name.as_str()) {
            let fault = Fault::invalid(&at("name"), format!("\"{name}\" is set by Hookdesk itself"));
            faults.push(fault.next("Leave it out, or choose the custom grant."));
        } else if pairs[..index].iter().any(|(other, _)| other == name) {
            faults.push(Fault::invalid(&at("name"), format!("\"{name}\" is given twice")));
        }
        if value.len() > MAX_TEXT {
            let why = format!("a parameter's value is at most {MAX_TEXT} bytes");
            faults.push(Fault::invalid(&at("value"), why));
        }
        if looks_secret(name) && !value.is_empty() && !value.contains(SECRET_MARK) {
            let fault = Fault::invalid(&at("value"), "parameters are stored and shown as they are");
            faults.push(fault.next(format!("Store the value as the secret and write {SECRET_MARK} here.")));
        }
    }
}

/// `subject_token_type` names a kind of token and holds none.
fn looks_secret(name: &str) -> bool {
    let name = secret_name::normalize(name);
    secret_name::is_secret(&name) && !name.ends_with("-type")
}

fn redirect(settings: &OAuth2, faults: &mut Vec<Fault>) {
    if settings.redirect_port.is_some_and(|port| port < 1_024) {
        let fault = Fault::invalid("auth.redirect_port", "ports below 1024 belong to the system");
        faults.push(fault.next("Choose one from 1024 to 65535, and register that one with the provider."));
    }
    let path = &settings.redirect_path;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~".contains(&b);
    let dots = path.split('/').any(|segment| matches!(segment, "." | ".."));
    if !path.starts_with('/') || path.len() > 200 || !path.bytes().all(plain) || dots {
        let fault = Fault::invalid("auth.redirect_path", "the redirect's path is not a plain path");
        faults.push(fault.next("Give one such as /callback."));
    }
}

fn forms(settings: &OAuth2, faults: &mut Vec<Fault>) {
    let form = settings.request;
    let bodied = matches!(form.place, Place::Form | Place::Json);
    if form.method == TokenMethod::Get && bodied {
        let fault = Fault::invalid("auth.request.place", "a GET request has no body for its parameters");
        faults.push(fault.next("Put them into headers or the query, or choose POST."));
    } else if settings.grant != Grant::Custom && (form.method != TokenMethod::Post || !bodied) {
        let fault = Fault::invalid("auth.request", "this grant asks by POST, with a form or JSON");
        faults.push(fault.next("Choose the custom grant for an endpoint with rules of its own."));
    }
    for (field, path) in [
        ("auth.answer.token", &settings.answer.token),
        ("auth.answer.lifetime", &settings.answer.lifetime),
        ("auth.answer.refresh", &settings.answer.refresh),
    ] {
        if path.len() > 200 || path.chars().any(char::is_control) {
            faults.push(Fault::invalid(field, "this is not a place in an answer"));
        }
    }
    if settings.answer.default_lifetime_s > super::answer::MAX_LIFETIME_S {
        faults.push(Fault::invalid("auth.answer.default_lifetime_s", "a token lives at most ten years"));
    }
    match &settings.send {
        Present::Bearer | Present::Bare => {}
        Present::Header { name, prefix } => {
            faults.extend(headers::validate_name("auth.send.name", name).err());
            faults.extend(headers::validate_value("auth.send.prefix", prefix).err());
        }
        Present::Query { name } => {
            if name.is_empty() || name.len() > 200 || name.chars().any(char::is_control) {
                let why = "the query parameter for the token needs a name";
                faults.push(Fault::invalid("auth.send.name", why));
            }
        }
    }
}
