//! OAuth 2.0 settings: the wire's types and the domain's, field by field.

use hookdesk_core::oauth as domain;

use super::content::same_fields;
use crate::wire::{OAuth2, OAuthAnswerForm, OAuthPresent, OAuthRequestForm};

use domain::{AnswerForm as Answer, OAuth2 as Settings, TokenRequestForm as RequestForm};

same_fields!(OAuthRequestForm, RequestForm {} {
    method => Into::into, Into::into;
    place => Into::into, Into::into;
});
same_fields!(OAuthAnswerForm, Answer { token, lifetime, default_lifetime_s, refresh } {});
same_fields!(OAuth2, Settings {
    token_url, authorize_url, revoke_url, issuer, client_id, scopes, params, authorize_params, pkce, redirect_port,
    redirect_path,
} {
    grant => Into::into, Into::into;
    client_auth => Into::into, Into::into;
    request => Into::into, Into::into;
    answer => Into::into, Into::into;
    send => Into::into, Into::into;
});

impl From<OAuthPresent> for domain::Present {
    fn from(present: OAuthPresent) -> Self {
        match present {
            OAuthPresent::Bearer => Self::Bearer,
            OAuthPresent::Bare => Self::Bare,
            OAuthPresent::Header { name, prefix } => Self::Header { name, prefix },
            OAuthPresent::Query { name } => Self::Query { name },
        }
    }
}

impl From<domain::Present> for OAuthPresent {
    fn from(present: domain::Present) -> Self {
        match present {
            domain::Present::Bearer => Self::Bearer,
            domain::Present::Bare => Self::Bare,
            domain::Present::Header { name, prefix } => Self::Header { name, prefix },
            domain::Present::Query { name } => Self::Query { name },
        }
    }
}

// What a caller leaves out is as the domain has it.
impl Default for OAuth2 {
    fn default() -> Self {
        Settings::default().into()
    }
}

impl Default for OAuthRequestForm {
    fn default() -> Self {
        RequestForm::default().into()
    }
}

impl Default for OAuthAnswerForm {
    fn default() -> Self {
        Answer::default().into()
    }
}
