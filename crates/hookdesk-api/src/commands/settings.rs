//! Settings.

use hookdesk_core::Fault;
use hookdesk_engine::{Engine, SETTINGS};

use crate::wire::*;

pub async fn list(engine: &Engine, _: Nothing) -> Result<Vec<Setting>, Fault> {
    let mut values = engine.store().settings().await?;
    Ok(SETTINGS.iter().map(|spec| Setting::new(spec, values.remove(spec.key))).collect())
}

pub async fn set(engine: &Engine, request: SetSetting) -> Result<Setting, Fault> {
    engine.set_setting(&request.key, request.value).await?;
    let spec = SETTINGS
        .iter()
        .find(|spec| spec.key == request.key)
        .ok_or_else(|| Fault::invalid("key", format!("there is no setting \"{}\"", request.key)))?;
    let value = engine.store().settings().await?.remove(spec.key);
    Ok(Setting::new(spec, value))
}
