//! Secrets: a type that does not print, a vault that seals them for the file, and where its key is kept.

mod key_file;
mod keyring;
mod passphrase;
mod sealed;
mod secret;
mod vault;

pub use secret::Secret;
pub use vault::{KeyState, Vault};
