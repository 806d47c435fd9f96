//! OAuth 2.0: the providers whose settings are known.

use hookdesk_core::Fault;
use hookdesk_core::oauth::preset as settings_of;
use hookdesk_engine::Engine;

use crate::wire::*;

pub async fn preset(_: &Engine, request: OAuthPresetRef) -> Result<OAuth2, Fault> {
    settings_of(&request.key, request.base_url.as_deref().unwrap_or_default()).map(Into::into)
}
