//! Building the window's pages, and taking their pictures.

use anyhow::Result;

use crate::{setup, shell};

/// Builds ui/dist.
pub fn build() -> Result<()> {
    shell::call_in("ui", "npm", &["run", "--silent", "build"])
}

/// Takes every screen over sample data, light and dark, from a real `hookdesk serve`.
pub fn pictures() -> Result<()> {
    setup::ensure(setup::Need::Tests)?;
    build()?;
    shell::call("cargo", &["build", "--quiet", "-p", "hookdesk-cli"])?;
    shell::call("node", &["tests/e2e/pictures.mjs"])
}
