//! `hooks signature`.

use hookdesk_api::wire;
use hookdesk_core::Fault;

use crate::args::Signature;
use crate::session::Session;
use crate::show;

pub async fn run(session: &mut Session, command: Signature, json: bool) -> Result<(), Fault> {
    let signature: wire::Signature = match command {
        Signature::Show => session.call("signature.get", &wire::Nothing {}).await?,
        Signature::Enable => session.call("signature.set", &wire::SetSignature { enabled: true }).await?,
        Signature::Disable => session.call("signature.set", &wire::SetSignature { enabled: false }).await?,
        Signature::Regenerate { overlap_hours } => {
            session.call("signature.regenerate", &wire::RegenerateSignature { overlap_hours }).await?
        }
    };
    if json { show::json(&signature) } else { tell(&signature) }
}

fn tell(signature: &wire::Signature) -> Result<(), Fault> {
    let wire::Signature { enabled, public_key, previous, created_at } = signature;
    let mut pairs = vec![("signature", if *enabled { "on" } else { "off" }.to_owned())];
    if let Some(at) = created_at {
        pairs.push(("key pair made", at.clone()));
    }
    if let Some(previous) = previous {
        pairs.push(("previous key until", previous.until.clone()));
    }
    show::pairs(&pairs)?;
    let keys = [
        ("previous public key", previous.as_ref().map(|key| &key.public_key)),
        ("public key", public_key.as_ref()),
    ];
    for (name, pem) in keys {
        if let Some(pem) = pem {
            show::line(&format!("\n{name}:\n{}", pem.trim_end()))?;
        }
    }
    Ok(())
}
