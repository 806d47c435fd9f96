//! What a person sets about OAuth 2.0: where tokens come from, who asks for them, and how they are sent. The client
//! secret and the tokens are kept apart.

use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// How a token is had.
    Grant {
        /// RFC 6749 section 4.4: the client asks for itself.
        ClientCredentials "client_credentials",
        /// RFC 6749 section 4.1: a person agrees in a browser.
        AuthorizationCode "authorization_code",
        /// A token endpoint with rules of its own: only the parameters and the form that are set.
        Custom "custom",
    }
}

words! {
    /// How the client shows who it is.
    ClientAuth {
        /// `client_id` and `client_secret` among the parameters.
        Body "body",
        /// RFC 7617, each part form-encoded first (RFC 6749 section 2.3.1).
        Basic "basic",
        /// `client_id` and `client_secret` as two headers (Zithara).
        Headers "headers",
        /// A public client: no secret, only its id.
        None "none",
    }
}

words! {
    /// The method of the token request.
    TokenMethod {
        /// What RFC 6749 asks for.
        Post "post",
        /// Zithara's.
        Get "get",
    }
}

words! {
    /// Where the parameters of the token request stand.
    Place {
        /// A form in the body.
        Form "form",
        /// A JSON object in the body.
        Json "json",
        /// A header each.
        Headers "headers",
        /// The query.
        Query "query",
    }
}

/// The shape of the token request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenRequestForm {
    /// Its method.
    pub method: TokenMethod,
    /// Where its parameters stand.
    pub place: Place,
}

impl Default for TokenRequestForm {
    fn default() -> Self {
        Self { method: TokenMethod::Post, place: Place::Form }
    }
}

/// Where things stand in the token endpoint's answer: names joined by dots (`data.token`) or a JSON pointer
/// (`/data/token`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerForm {
    /// The access token; empty: the whole answer is one JSON string (Magento's admin token).
    pub token: String,
    /// Its lifetime in seconds; empty: the answer never tells.
    pub lifetime: String,
    /// Seconds a token is taken to live where the answer does not say; 0: until it is refused.
    pub default_lifetime_s: u32,
    /// The refresh token; empty: there is none.
    pub refresh: String,
}

impl Default for AnswerForm {
    fn default() -> Self {
        Self {
            token: "access_token".to_owned(),
            lifetime: "expires_in".to_owned(),
            default_lifetime_s: 3_600,
            refresh: "refresh_token".to_owned(),
        }
    }
}

/// How the token goes with a request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
pub enum Present {
    /// `Authorization: Bearer TOKEN` (RFC 6750).
    #[default]
    Bearer,
    /// `Authorization: TOKEN` (Zithara).
    Bare,
    /// A header of one's choice.
    Header {
        /// Its name.
        name: String,
        /// Text in front of the token, such as `Token `.
        #[serde(default)]
        prefix: String,
    },
    /// A query parameter. Such a token ends up in logs along the way.
    Query {
        /// Its name.
        name: String,
    },
}

/// OAuth 2.0. The client secret and the tokens are secrets kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OAuth2 {
    /// How a token is had.
    pub grant: Grant,
    /// The token endpoint.
    pub token_url: String,
    /// The page where a person agrees; needed for the authorization code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<String>,
    /// Where tokens are given back (RFC 7009).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoke_url: Option<String>,
    /// The provider's own name, where discovery is to be used (RFC 8414).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The client's id. No secret.
    pub client_id: String,
    /// How the client shows who it is.
    pub client_auth: ClientAuth,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// More parameters of each token request. In the values `{client_id}` and `{client_secret}` are filled in.
    pub params: Vec<(String, String)>,
    /// More parameters of the page where a person agrees.
    pub authorize_params: Vec<(String, String)>,
    /// Whether the code is bound to this program (RFC 7636, S256).
    pub pkce: bool,
    /// The loopback port of the redirect; `None`: any free one (RFC 8252 section 7.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_port: Option<u16>,
    /// The redirect's path.
    pub redirect_path: String,
    /// The shape of the token request.
    pub request: TokenRequestForm,
    /// Where things stand in its answer.
    pub answer: AnswerForm,
    /// How the token is sent.
    pub send: Present,
}

impl Default for OAuth2 {
    fn default() -> Self {
        Self {
            grant: Grant::ClientCredentials,
            token_url: String::new(),
            authorize_url: None,
            revoke_url: None,
            issuer: None,
            client_id: String::new(),
            client_auth: ClientAuth::Body,
            scopes: Vec::new(),
            params: Vec::new(),
            authorize_params: Vec::new(),
            pkce: true,
            redirect_port: None,
            redirect_path: "/callback".to_owned(),
            request: TokenRequestForm::default(),
            answer: AnswerForm::default(),
            send: Present::Bearer,
        }
    }
}

impl OAuth2 {
    /// The redirect's address for a listener on this port. The IP address, not `localhost` (RFC 8252 section 8.3).
    pub fn redirect_uri(&self, port: u16) -> String {
        format!("http://127.0.0.1:{port}{}", self.redirect_path)
    }

    /// Whether a client secret is needed.
    pub fn needs_secret(&self) -> bool {
        self.client_auth != ClientAuth::None
            || self.params.iter().any(|(_, value)| value.contains(super::request::SECRET_MARK))
    }
}
