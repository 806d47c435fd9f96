//! Named secrets: sealed on their way in, never shown.

use hookdesk_core::Fault;
use hookdesk_engine::Engine;
use hookdesk_secrets::Secret;
use hookdesk_store::OWN_SECRETS;

use super::fields;
use crate::wire::*;

pub async fn list(engine: &Engine, _: Nothing) -> Result<Vec<NamedSecret>, Fault> {
    let all = engine.store().named_secrets().await?.into_iter();
    // What Hookdesk keeps for itself is nobody's to name.
    let all = all.filter(|secret| !secret.name.starts_with(OWN_SECRETS)).map(|secret| NamedSecret {
        name: secret.name,
        created_at: secret.created_at.to_rfc3339(),
        updated_at: secret.updated_at.to_rfc3339(),
    });
    Ok(all.collect())
}

pub async fn save(engine: &Engine, request: SaveSecret) -> Result<Nothing, Fault> {
    let name = name(&request.name)?;
    if request.value.is_empty() {
        return Err(Fault::invalid("value", "the secret is empty").next("Delete it to take it away."));
    }
    engine.save_secret(&name, Secret::new(request.value.into_bytes())).await?;
    Ok(Nothing {})
}

pub async fn delete(engine: &Engine, request: SecretRef) -> Result<Nothing, Fault> {
    let name = name(&request.name)?;
    if !engine.forget_secret(&name).await? {
        return Err(Fault::not_found(format!("there is no secret \"{name}\"")).field("name"));
    }
    Ok(Nothing {})
}

fn name(text: &str) -> Result<String, Fault> {
    let name = fields::needed_line("name", text, 100)?;
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    if !plain || name.starts_with(OWN_SECRETS) {
        return Err(Fault::invalid("name", "a secret's name is letters, digits, \"_\", \".\" and \"-\"")
            .next("Choose another name; those that begin with \"hookdesk.\" are Hookdesk's own."));
    }
    Ok(name)
}
