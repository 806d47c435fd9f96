//! `cargo xtask dist`: release binaries and, on Linux, a Debian package made by the desktop bundler.

use anyhow::Result;

use crate::{setup, shell, ui};

/// Builds what a release ships: both binaries, stripped, with the pages inside.
pub fn dist() -> Result<()> {
    setup::ensure(setup::Need::Window)?;
    ui::build()?;
    shell::call(
        "cargo",
        &["build", "--release", "--locked", "-p", "hookdesk-cli", "-p", "hookdesk-desktop"],
    )?;
    println!("target/release/hookdesk (command line and server)\ntarget/release/hookdesk-desktop (window)");
    println!(
        "A Debian package: `cargo install tauri-cli --locked`, then `cargo tauri bundle --bundles deb`."
    );
    Ok(())
}
