//! Looking a provider up by its issuer: RFC 8414 and OpenID Connect Discovery 1.0.

#[cfg(test)]
mod tests;

use serde::Deserialize;
use url::Url;

use super::answer::MAX_BODY;
use super::check::{endpoint, issuer as issuer_url};
use super::refusal::is_html;
use super::{ClientAuth, Grant, OAuth2, TokenAnswer};
use crate::{Code, Fault};

/// What a provider says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Its name, an address.
    pub issuer: String,
    /// The page where a person agrees.
    pub authorization_endpoint: Option<String>,
    /// Where tokens come from.
    pub token_endpoint: String,
    /// Where they are given back.
    pub revocation_endpoint: Option<String>,
    /// Scopes it tells of.
    pub scopes_supported: Option<Vec<String>>,
    /// Grants it knows.
    pub grant_types_supported: Option<Vec<String>>,
    /// How a client may show who it is.
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// PKCE methods.
    pub code_challenge_methods_supported: Option<Vec<String>>,
}

/// The addresses to try, in this order: RFC 8414's, OpenID's, and the one that RFC 8414 section 5 allows besides.
pub fn urls(issuer: &str) -> Result<Vec<Url>, Fault> {
    let base = issuer_url(issuer)?;
    let path = base.path().trim_end_matches('/').to_owned();
    let at = |path: &str| {
        let mut url = base.clone();
        url.set_path(path);
        url
    };
    let mut urls = vec![
        at(&format!("/.well-known/oauth-authorization-server{path}")),
        at(&format!("{path}/.well-known/openid-configuration")),
        at(&format!("/.well-known/openid-configuration{path}")),
    ];
    urls.dedup();
    Ok(urls)
}

/// Reads the document. Its issuer must be the one asked for (RFC 8414 section 3.3; a slash at the end aside), and its
/// endpoints must be such as a person may enter.
pub fn read(issuer: &str, answer: TokenAnswer<'_>) -> Result<Metadata, Fault> {
    let refused = |why: String| Fault::new(Code::AuthDiscovery, why).field("auth.issuer");
    if answer.status != 200 {
        return Err(refused(format!("the provider answered {} in place of its description", answer.status)));
    }
    if answer.truncated || answer.body.len() > MAX_BODY {
        return Err(refused("the provider's description is too long".to_owned()));
    }
    if is_html(answer) {
        return Err(refused("a web page came in place of the provider's description".to_owned()));
    }
    let found: Metadata = serde_json::from_slice(answer.body)
        .map_err(|e| refused("the provider's description cannot be read".to_owned()).detail(e.to_string()))?;
    if found.issuer.trim_end_matches('/') != issuer.trim().trim_end_matches('/') {
        return Err(refused("the description there is another provider's".to_owned())
            .next("Enter the issuer exactly as the provider writes it."));
    }
    let endpoints = [
        ("token_endpoint", Some(&found.token_endpoint)),
        ("authorization_endpoint", found.authorization_endpoint.as_ref()),
        ("revocation_endpoint", found.revocation_endpoint.as_ref()),
    ];
    for (name, url) in endpoints {
        let Some(url) = url else { continue };
        endpoint("auth.issuer", url)
            .map_err(|fault| refused(format!("the provider's {name} cannot be used: {}", fault.message)))?;
    }
    Ok(found)
}

impl Metadata {
    /// Fills in what the settings lack or have otherwise. Says in sentences what one should know.
    pub fn fill(&self, settings: &mut OAuth2) -> Vec<String> {
        let mut notes = Vec::new();
        settings.issuer = Some(self.issuer.clone());
        settings.token_url = self.token_endpoint.clone();
        if self.authorization_endpoint.is_some() {
            settings.authorize_url = self.authorization_endpoint.clone();
        }
        if self.revocation_endpoint.is_some() {
            settings.revoke_url = self.revocation_endpoint.clone();
        }
        let host = |url: &str| Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let home = host(&self.issuer);
        for (what, url) in
            [("token", Some(&self.token_endpoint)), ("authorization", self.authorization_endpoint.as_ref())]
        {
            if let Some(other) = url.and_then(|url| host(url)).filter(|other| Some(other) != home.as_ref()) {
                notes.push(format!("The {what} address is at another host than the issuer: {other}."));
            }
        }
        self.client_auth(settings, &mut notes);
        let has = |list: &Option<Vec<String>>, word: &str| {
            list.as_ref().is_none_or(|list| list.iter().any(|item| item == word))
        };
        if settings.pkce && !has(&self.code_challenge_methods_supported, "S256") {
            settings.pkce = false;
            notes.push("The provider does not know PKCE with S256, so it is off.".to_owned());
        }
        if settings.grant != Grant::Custom && !has(&self.grant_types_supported, settings.grant.as_str()) {
            notes.push(format!("The provider does not name the grant {} among its own.", settings.grant));
        }
        for scope in settings.scopes.iter().filter(|scope| !has(&self.scopes_supported, scope)) {
            notes.push(format!("The provider does not name the scope {scope} among its own."));
        }
        notes
    }

    fn client_auth(&self, settings: &mut OAuth2, notes: &mut Vec<String>) {
        let known = [
            (ClientAuth::Body, "client_secret_post"),
            (ClientAuth::Basic, "client_secret_basic"),
            (ClientAuth::None, "none"),
        ];
        // RFC 8414 section 2: Basic, where nothing is said.
        let basic = ["client_secret_basic".to_owned()];
        let offered = self.token_endpoint_auth_methods_supported.as_deref().unwrap_or(&basic);
        let offers = |word: &str| offered.iter().any(|item| item == word);
        if known.iter().any(|(way, word)| *way == settings.client_auth && offers(word)) {
            return;
        }
        // A client with a secret stays one.
        let instead = known.iter().find(|(way, word)| *way != ClientAuth::None && offers(word));
        match instead {
            Some((way, _)) if settings.client_auth != ClientAuth::None => {
                settings.client_auth = *way;
                notes.push(format!("The provider wants the client's secret another way: {way}."));
            }
            _ => notes.push("The provider names no way this client could show who it is.".to_owned()),
        }
    }
}
