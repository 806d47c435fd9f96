//! Running other programs and saying what went wrong.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The top of the checkout, wherever the command was called.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs a program and fails with its command line when it fails.
pub fn call(program: &str, args: &[&str]) -> Result<()> {
    call_in(".", program, args)
}

/// The same in a folder below the top.
pub fn call_in(folder: &str, program: &str, args: &[&str]) -> Result<()> {
    finish(Command::new(program).args(args).current_dir(root().join(folder)))
}

/// Runs a prepared command and fails with its command line when it fails.
pub fn finish(command: &mut Command) -> Result<()> {
    let line = format!("{command:?}").replace('"', "");
    let status = command.status().with_context(|| format!("could not start: {line}"))?;
    if !status.success() {
        bail!("failed ({status}): {line}");
    }
    Ok(())
}

/// What a program prints, or `None` where it is missing or fails.
pub fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program answers to `--version` or is at least on the PATH.
pub fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Where cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
