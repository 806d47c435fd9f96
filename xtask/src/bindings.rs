//! `cargo xtask bindings`: the window's types are generated, committed, and checked to be fresh.

use anyhow::{Context, Result, bail};

use crate::shell;

const FILE: &str = "ui/src/bindings.ts";

/// Writes the file, or with `check` only compares it.
pub fn bindings(check: bool) -> Result<()> {
    let made = shell::output("cargo", &["run", "--quiet", "-p", "hookdesk-api", "--bin", "bindings"])
        .context("the bindings program failed; run `cargo run -p hookdesk-api --bin bindings`")?
        + "\n";
    let path = shell::root().join(FILE);
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed == made {
        return Ok(());
    }
    if check {
        bail!("{FILE} is stale: run `cargo xtask bindings` and commit it");
    }
    std::fs::write(path, made)?;
    println!("{FILE} written");
    Ok(())
}
