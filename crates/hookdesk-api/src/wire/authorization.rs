//! Authorizing connections, on the wire.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Auth, Fault};

/// What may be known of a connection's token.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TokenInfo {
    /// Whether there is one.
    pub kept: bool,
    /// Whether it is renewed without a person.
    pub refreshable: bool,
    /// What was granted, where that was told.
    pub scope: Option<String>,
    /// Who it speaks for, where that was told.
    pub subject: Option<String>,
    /// When it was had.
    pub obtained_at: Option<String>,
    /// When it ends; nothing: when it is refused.
    pub expires_at: Option<String>,
    /// Since when the provider is being asked for another.
    pub renewing_since: Option<String>,
    /// When that last failed.
    pub failed_at: Option<String>,
    /// Why.
    pub failure: Option<TokenTrouble>,
}

/// Why a token could not be had.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TokenTrouble {
    /// What happened.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// An authorization as it stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Authorization {
    /// The connection.
    pub id: i64,
    /// How far it is.
    pub phase: AuthorizationPhase,
    /// What a person is to open in the browser.
    pub authorize_url: Option<String>,
    /// Where the browser comes back to.
    pub redirect_uri: Option<String>,
    /// When it began.
    pub started_at: Option<String>,
    /// When waiting ends.
    pub ends_at: Option<String>,
    /// Who the token speaks for, where that was told.
    pub subject: Option<String>,
    /// Why it failed.
    pub fault: Option<Fault>,
    /// What was odd about what came.
    pub notes: Vec<String>,
}

/// How far an authorization is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum AuthorizationPhase {
    /// There was none since the start.
    Idle,
    /// The person is in the browser.
    Waiting,
    /// The browser has come back.
    Received,
    /// The provider is asked for the token.
    Exchanging,
    /// The token is kept.
    Done,
    /// It failed.
    Failed,
    /// It was cancelled.
    Cancelled,
}

/// Begins an authorization.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct AuthorizeConnection {
    /// The connection.
    pub id: i64,
    /// Consent, for this authorization, to a provider at a private or loopback address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_private: Option<bool>,
}

/// Hands in the address the browser ended at, where it runs on another machine.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FinishAuthorization {
    /// The connection.
    pub id: i64,
    /// The whole address.
    pub address: String,
}

/// What became of a token that was given back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Revoked {
    /// Whether the provider took it back. It is forgotten here in any case.
    pub revoked: bool,
    /// Why not.
    pub note: Option<String>,
}

/// Asks a provider for its own description.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DiscoverProvider {
    /// The provider's own name: an https URL.
    pub issuer: String,
    /// What is set so far; what the provider does not tell stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub auth: Option<Auth>,
    /// The connection whose extra CA and client certificate hold for the question too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub connection: Option<i64>,
    /// Consent, for this look, to a provider at a private or loopback address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub allow_private: Option<bool>,
}

/// What a provider says of itself.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Discovered {
    /// The settings, filled in.
    pub auth: Auth,
    /// Scopes it tells of.
    pub scopes: Vec<String>,
    /// What one should know.
    pub notes: Vec<String>,
}

/// A provider whose settings are known.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConnectionPreset {
    /// Its stable key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What one should know before choosing it.
    pub about: String,
    /// The settings. Addresses below a base URL of one's own begin with `/`.
    pub auth: Auth,
    /// Where it is; nothing where each customer has an address of their own.
    pub base_url: Option<String>,
    /// The fields that are left to fill in, such as `base_url`, `auth.client_id`, `auth_secret`.
    pub asks: Vec<String>,
}
