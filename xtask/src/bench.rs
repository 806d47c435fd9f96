//! `cargo xtask bench`: builds the benchmark program in the release profile and runs it.

use anyhow::Result;

use crate::shell;

/// Runs benches/ and prints its figures.
pub fn bench(json: bool, only: Option<&str>) -> Result<()> {
    let mut args = vec!["run", "--release", "--quiet", "-p", "hookdesk-benches", "--"];
    if json {
        args.push("--json");
    }
    if let Some(only) = only {
        args.extend(["--only", only]);
    }
    // The idle figures are those of the real binary.
    shell::call("cargo", &["build", "--release", "--quiet", "-p", "hookdesk-cli"])?;
    shell::call("cargo", &args)
}
