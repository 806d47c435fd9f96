//! OAuth 2.0: the providers whose settings are known.

use hookdesk_core::Fault;
use hookdesk_core::oauth::{PRESETS, preset as settings_of};
use hookdesk_engine::Engine;

use crate::wire::*;

pub async fn presets(_: &Engine, _: Nothing) -> Result<Vec<OAuthPreset>, Fault> {
    let shown = PRESETS.iter().map(|preset| OAuthPreset {
        key: preset.key.to_owned(),
        name: preset.name.to_owned(),
        base_url: preset.base_url.to_owned(),
        at_connection: preset.at_connection,
        fill_in: preset.fill_in.iter().map(|field| (*field).to_owned()).collect(),
        note: preset.note.to_owned(),
    });
    Ok(shown.collect())
}

pub async fn preset(_: &Engine, request: OAuthPresetRef) -> Result<OAuth2, Fault> {
    settings_of(&request.key, request.base_url.as_deref().unwrap_or_default()).map(Into::into)
}
