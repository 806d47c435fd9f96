//! Passphrases: from the environment, typed without an echo, or a line of standard input where nobody types.

use std::io::{BufRead, IsTerminal, stdin};

use hookdesk_core::Fault;
use hookdesk_secrets::Secret;

/// The one in force, as `serve` takes it.
pub const PRESENT: &str = "HOOKDESK_PASSPHRASE";
/// The one to come.
pub const NEW: &str = "HOOKDESK_NEW_PASSPHRASE";

/// The variable's passphrase, or the one a person types.
pub fn passphrase(variable: &str, prompt: &str) -> Result<Secret<String>, Fault> {
    match given(variable) {
        Some(given) => Ok(given),
        None => typed(variable, prompt),
    }
}

/// The same for a new one: typed twice.
pub fn new_passphrase() -> Result<Secret<String>, Fault> {
    if let Some(given) = given(NEW) {
        return Ok(given);
    }
    let first = typed(NEW, "New passphrase: ")?;
    if stdin().is_terminal() && typed(NEW, "Once more: ")?.expose() != first.expose() {
        return Err(Fault::invalid("passphrase", "the two passphrases are not the same"));
    }
    Ok(first)
}

fn given(variable: &str) -> Option<Secret<String>> {
    std::env::var(variable).ok().filter(|text| !text.is_empty()).map(Secret::new)
}

fn typed(variable: &str, prompt: &str) -> Result<Secret<String>, Fault> {
    let read = if stdin().is_terminal() { rpassword::prompt_password(prompt) } else { line() };
    match read.map(Secret::new) {
        Ok(text) if !text.expose().is_empty() => Ok(text),
        _ => Err(Fault::invalid("passphrase", "no passphrase was given")
            .next(format!("Type it, hand it in on a line of standard input, or set {variable}."))),
    }
}

/// One line of standard input; nothing of what follows is taken.
pub fn line() -> std::io::Result<String> {
    let mut text = String::new();
    stdin().lock().read_line(&mut text)?;
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    Ok(text)
}
