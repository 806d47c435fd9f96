//! Providers whose settings are known; a person fills in the rest.

#[cfg(test)]
mod tests;

use super::{AnswerForm, ClientAuth, Grant, OAuth2, Place, Present, TokenMethod, TokenRequestForm};
use crate::{Fault, weburl};

/// The loopback port a merchant registers with Mautic, which compares host and port (connectors.md A.7).
const MAUTIC_PORT: u16 = 47_811;

/// A provider whose settings are known.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Its stable key.
    pub key: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// The address it is usually at; empty: each customer has one of their own.
    pub base_url: &'static str,
    /// Whether a connection's own base URL is where its token endpoint is found.
    pub at_connection: bool,
    /// The fields that are left to fill in.
    pub fill_in: &'static [&'static str],
    /// What one should know before choosing it.
    pub note: &'static str,
    /// Below the base URL.
    make: fn(&str) -> OAuth2,
}

/// All of them, in the order shown.
pub const PRESETS: &[Preset] = &[
    Preset {
        key: "mautic",
        name: "Mautic or Webmecanik, for a person",
        base_url: "",
        at_connection: true,
        fill_in: &["client_id", "client_secret"],
        note: "Register http://127.0.0.1:47811/callback as the redirect URI of the API credential: Mautic compares \
               host and port. A refresh token is good for 14 days.",
        make: mautic,
    },
    Preset {
        key: "mautic_client",
        name: "Mautic or Webmecanik, for this program",
        base_url: "",
        at_connection: true,
        fill_in: &["client_id", "client_secret"],
        note: "Works only with an API credential that a user with an administrator's role has made.",
        make: mautic_client,
    },
    Preset {
        key: "zithara",
        name: "Zithara",
        base_url: "https://pos-api.zithara.com/v1",
        at_connection: true,
        fill_in: &["client_id", "client_secret"],
        note: "The credentials go as headers, and the token goes without Bearer. \
               The development system is https://dev-pos-api.zithara.com/v1.",
        make: zithara,
    },
    Preset {
        key: "magento_admin",
        name: "Magento administrator's token",
        base_url: "",
        at_connection: true,
        fill_in: &["client_id", "client_secret"],
        note: "The client's id is the user name, its secret the password. Not with two-factor authentication, which \
               is on by default: use an integration with OAuth 1.0a instead.",
        make: magento_admin,
    },
    Preset {
        key: "adobe_ims",
        name: "Adobe Commerce as a Cloud Service (IMS)",
        base_url: "https://ims-na1.adobelogin.com",
        at_connection: false,
        fill_in: &["client_id", "client_secret", "scopes"],
        note: "An OAuth server-to-server credential of the Developer Console; its scopes stand there.",
        make: adobe_ims,
    },
];

/// The settings of a preset for a base URL, which may be that of its API; its usual one where `base` is empty.
pub fn preset(key: &str, base: &str) -> Result<OAuth2, Fault> {
    let found = PRESETS.iter().find(|preset| preset.key == key).ok_or_else(|| {
        let known: Vec<&str> = PRESETS.iter().map(|preset| preset.key).collect();
        Fault::invalid("auth.preset", "there is no such preset")
            .next(format!("Use one of {}.", known.join(", ")))
    })?;
    let base = if base.trim().is_empty() { found.base_url } else { base };
    let checked = weburl::check("base_url", base)?;
    if checked.url.query().is_some() {
        return Err(Fault::invalid("base_url", "a base URL has no query"));
    }
    Ok((found.make)(checked.url.as_str().trim_end_matches('/')))
}

/// The site an API's address belongs to.
fn site<'a>(base: &'a str, api: &str) -> &'a str {
    base.strip_suffix(api).unwrap_or(base)
}

fn mautic(base: &str) -> OAuth2 {
    let base = site(base, "/api");
    OAuth2 {
        grant: Grant::AuthorizationCode,
        token_url: format!("{base}/oauth/v2/token"),
        authorize_url: Some(format!("{base}/oauth/v2/authorize")),
        // The server knows nothing of PKCE; it needs the secret in any case.
        pkce: false,
        redirect_port: Some(MAUTIC_PORT),
        ..OAuth2::default()
    }
}

fn mautic_client(base: &str) -> OAuth2 {
    let base = site(base, "/api");
    OAuth2 { token_url: format!("{base}/oauth/v2/token"), ..OAuth2::default() }
}

fn zithara(base: &str) -> OAuth2 {
    OAuth2 {
        grant: Grant::Custom,
        token_url: format!("{base}/generate-access-token"),
        client_auth: ClientAuth::Headers,
        request: TokenRequestForm { method: TokenMethod::Get, place: Place::Headers },
        params: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        answer: AnswerForm { refresh: String::new(), ..AnswerForm::default() },
        send: Present::Bare,
        ..OAuth2::default()
    }
}

fn magento_admin(base: &str) -> OAuth2 {
    // The API's address goes on with a store's code.
    let base = base.find("/rest/").map_or(site(base, "/rest"), |at| &base[..at]);
    OAuth2 {
        grant: Grant::Custom,
        token_url: format!("{base}/rest/V1/integration/admin/token"),
        client_auth: ClientAuth::None,
        params: vec![
            ("username".to_owned(), "{client_id}".to_owned()),
            ("password".to_owned(), "{client_secret}".to_owned()),
        ],
        request: TokenRequestForm { method: TokenMethod::Post, place: Place::Json },
        answer: AnswerForm {
            token: String::new(),
            lifetime: String::new(),
            default_lifetime_s: 4 * 3_600,
            refresh: String::new(),
        },
        ..OAuth2::default()
    }
}

fn adobe_ims(base: &str) -> OAuth2 {
    OAuth2 {
        token_url: format!("{base}/ims/token/v3"),
        scopes: ["openid", "AdobeID", "read_organizations", "commerce.accs"].map(str::to_owned).to_vec(),
        ..OAuth2::default()
    }
}
