//! `settings`.

use hookdesk_api::wire;
use hookdesk_core::Fault;
use serde_json::Value;

use super::retry_words;
use crate::args::Settings;
use crate::session::Session;
use crate::show;

pub async fn run(session: &mut Session, command: Settings, json: bool) -> Result<(), Fault> {
    let all: Vec<wire::Setting> = session.call("settings.list", &wire::Nothing {}).await?;
    match command {
        Settings::Get { key: None, rows } => list(&all[..all.len().min(rows.limit)], json),
        Settings::Get { key: Some(key), .. } => {
            let setting = find(&all, &key)?;
            if json { show::json(setting) } else { show::line(&text(&setting.value)) }
        }
        Settings::Set { key, value } => {
            let value = read(find(&all, &key)?, &value)?;
            let request = wire::SetSetting { key, value };
            let setting: wire::Setting = session.call("settings.set", &request).await?;
            if json { show::json(&setting) } else { show::line(&text(&setting.value)) }
        }
    }
}

fn find<'a>(all: &'a [wire::Setting], key: &str) -> Result<&'a wire::Setting, Fault> {
    all.iter().find(|setting| setting.key == key).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|setting| setting.key.as_str()).collect();
        Fault::invalid("key", format!("there is no setting \"{key}\""))
            .next(format!("Use one of {}.", known.join(", ")))
    })
}

fn list(settings: &[wire::Setting], json: bool) -> Result<(), Fault> {
    if json {
        return show::json(&settings);
    }
    let rows: Vec<Vec<String>> = settings
        .iter()
        .map(|setting| vec![setting.key.clone(), text(&setting.value), setting.description.clone()])
        .collect();
    show::table(&["KEY", "VALUE", "MEANING"], &rows, "no settings")
}

/// A value as it is typed.
fn read(setting: &wire::Setting, typed: &str) -> Result<Value, Fault> {
    if typed == "default" {
        return Ok(Value::Null);
    }
    if setting.kind == "retry" && !typed.trim_start().starts_with('{') {
        let policy = retry_words::read(typed)?;
        return serde_json::to_value(policy)
            .map_err(|error| crate::fail::internal("the policy could not be written", &error));
    }
    if matches!(setting.kind.as_str(), "text" | "choice") {
        return Ok(Value::String(typed.to_owned()));
    }
    Ok(serde_json::from_str(typed).unwrap_or_else(|_| Value::String(typed.to_owned())))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
