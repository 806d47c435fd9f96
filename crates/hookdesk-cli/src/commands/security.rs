//! `security`: where the key of the secrets is, and what to do where it is lost.

use hookdesk_api::wire;
use hookdesk_core::{Code, Fault};
use hookdesk_secrets::Secret;
use serde_json::json;

use crate::args::Security;
use crate::session::Session;
use crate::{ask, fail, show};

/// What a person types before secrets are forgotten; the engine asks for the same.
const WORDS: &str = "lose my secrets";

pub async fn run(session: &mut Session, command: Security, json: bool) -> Result<(), Fault> {
    match command {
        Security::Status => status(session, json).await,
        Security::UseOs => {
            unlocked(session).await?;
            let state = session.call("security.use_os", &wire::Nothing {}).await?;
            tell(&state, json)
        }
        Security::UsePassphrase => {
            let current = match unlocked(session).await? {
                (_, Some(given)) => Some(given),
                (state, None) => (state.state == "passphrase").then(present).transpose()?,
            };
            let new = ask::new_passphrase()?;
            let request = json!({ "passphrase": new.expose(), "current": current.as_ref().map(|given| given.expose()) });
            let state = session.call("security.use_passphrase", &request).await?;
            tell(&state, json)
        }
        Security::Unlock => {
            let request = json!({ "passphrase": present()?.expose() });
            let state = session.call("security.unlock", &request).await?;
            if matches!(session, Session::Here(_)) {
                show::note(
                    "The passphrase is right. No Hookdesk runs here; the next start asks for it again.",
                );
            }
            tell(&state, json)
        }
        Security::BeginAnew { confirm } => begin_anew(session, confirm, json).await,
    }
}

/// The key as it stands; where it is locked, after the passphrase was given, which comes along.
async fn unlocked(session: &mut Session) -> Result<(wire::KeyState, Option<Secret<String>>), Fault> {
    let state = key(session).await?;
    if state.state != "locked" {
        return Ok((state, None));
    }
    let given = present()?;
    let state = session.call("security.unlock", &json!({ "passphrase": given.expose() })).await?;
    Ok((state, Some(given)))
}

fn present() -> Result<Secret<String>, Fault> {
    ask::passphrase(ask::PRESENT, "Present passphrase: ")
}

async fn key(session: &mut Session) -> Result<wire::KeyState, Fault> {
    let info: wire::SystemInfo = session.call("system.info", &wire::Nothing {}).await?;
    Ok(info.key)
}

async fn status(session: &mut Session, json: bool) -> Result<(), Fault> {
    let state = key(session).await?;
    let lost: wire::LostSecrets = session.call("security.what_is_lost", &wire::Nothing {}).await?;
    if json {
        return show::json(&json!({ "key": state, "cannot_be_opened": lost }));
    }
    tell(&state, false)?;
    list("cannot be opened now:", &lost)
}

async fn begin_anew(session: &mut Session, confirm: Option<String>, json: bool) -> Result<(), Fault> {
    let confirm = match confirm {
        Some(words) => words,
        None => {
            let lost: wire::LostSecrets = session.call("security.what_is_lost", &wire::Nothing {}).await?;
            if !json {
                list("is lost:", &lost)?;
            }
            show::note(&format!("Type \"{WORDS}\" to forget them:"));
            ask::line().map_err(|error| fail::internal("standard input could not be read", &error))?
        }
    };
    let request = wire::BeginAnew { confirm };
    let state = session.call("security.begin_anew", &request).await?;
    tell(&state, json)
}

fn tell(state: &wire::KeyState, json: bool) -> Result<(), Fault> {
    if json {
        return show::json(state);
    }
    show::line(match state.state.as_str() {
        "unset" => "no place for the key was chosen yet; no secret can be stored",
        "os_key_store" => "open; the key is in the system's key store",
        "passphrase" => "open; the key is under a passphrase",
        "locked" if state.wrong_passphrase => "locked; the passphrase given at start is wrong",
        "locked" => "locked until the passphrase is given",
        "os_key_store_away" => "closed; the system's key store, which holds the key, does not answer",
        other => return Err(Fault::new(Code::Internal, format!("the key is {other}"))),
    })
}

fn list(what: &str, lost: &wire::LostSecrets) -> Result<(), Fault> {
    let wire::LostSecrets { connections, subscriptions, named, signature_keys, tokens } = lost;
    let mut lines: Vec<String> =
        [("connection", connections), ("subscription", subscriptions), ("secret", named)]
            .into_iter()
            .flat_map(|(kind, names)| names.iter().map(move |name| format!("  {kind} {}", show::plain(name))))
            .collect();
    for (count, kind) in
        [(tokens, "authorization"), (signature_keys, "private key of the webhooks' signature")]
    {
        if *count > 0 {
            lines.push(format!("  {count} × {kind}"));
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    show::line(what)?;
    show::line(&lines.join("\n"))
}
