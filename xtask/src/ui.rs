//! Building the window's pages.

use anyhow::Result;

use crate::shell;

/// Builds ui/dist.
pub fn build() -> Result<()> {
    shell::call_in("ui", "npm", &["run", "--silent", "build"])
}
