//! OAuth 2.0 settings on the wire. Secrets are not among them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::*;

/// The shape of the token request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct OAuthRequestForm {
    /// Its method.
    pub method: OAuthMethod,
    /// Where its parameters stand.
    pub place: OAuthPlace,
}

/// Where things stand in the token endpoint's answer: names joined by dots, or a JSON pointer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct OAuthAnswerForm {
    /// The access token; empty: the whole answer is one JSON string.
    pub token: String,
    /// Its lifetime in seconds; empty: the answer never tells.
    pub lifetime: String,
    /// Seconds a token is taken to live where the answer does not say; 0: until it is refused.
    pub default_lifetime_s: u32,
    /// The refresh token; empty: there is none.
    pub refresh: String,
}

/// How the token goes with a request.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
pub enum OAuthPresent {
    /// `Authorization: Bearer TOKEN`.
    #[default]
    Bearer,
    /// `Authorization: TOKEN`.
    Bare,
    /// A header of one's choice.
    Header {
        /// Its name.
        name: String,
        /// Text in front of the token.
        #[serde(default)]
        prefix: String,
    },
    /// A query parameter.
    Query {
        /// Its name.
        name: String,
    },
}

/// OAuth 2.0: where tokens come from, who asks for them, how they are sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct OAuth2 {
    /// How a token is had.
    pub grant: OAuthGrant,
    /// The token endpoint.
    pub token_url: String,
    /// The page where a person agrees; needed for the authorization code.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<String>,
    /// Where tokens are given back.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoke_url: Option<String>,
    /// The provider's own name, where discovery is to be used.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The client's id.
    pub client_id: String,
    /// How the client shows who it is.
    pub client_auth: OAuthClientAuth,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// More parameters of each token request; `{client_id}` and `{client_secret}` are filled in.
    pub params: Vec<(String, String)>,
    /// More parameters of the page where a person agrees.
    pub authorize_params: Vec<(String, String)>,
    /// Whether the code is bound to this program (PKCE, S256).
    pub pkce: bool,
    /// The loopback port of the redirect; left out: any free one.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_port: Option<u16>,
    /// The redirect's path.
    pub redirect_path: String,
    /// The shape of the token request.
    pub request: OAuthRequestForm,
    /// Where things stand in its answer.
    pub answer: OAuthAnswerForm,
    /// How the token is sent.
    pub send: OAuthPresent,
}

/// Asks for the settings of a preset.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OAuthPresetRef {
    /// Its key.
    pub key: String,
    /// The connection's base URL; left out: the provider's usual address.
    #[ts(optional)]
    #[serde(default)]
    pub base_url: Option<String>,
}
