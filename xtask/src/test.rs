//! `cargo xtask test`: every check and every test, the cheap ones first.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{bindings, fuzz, setup, shell, tidy, ui};

type Step = (&'static str, fn() -> Result<()>);

const STEPS: &[Step] = &[
    ("set-up", || setup::ensure(setup::Need::Tests)),
    ("fmt", || {
        shell::call("cargo", &["fmt", "--all", "--check"])?;
        shell::call("cargo", &["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])
    }),
    ("tidy", tidy::tidy),
    ("ui check", || shell::call_in("ui", "npm", &["run", "--silent", "check"])),
    ("ui unit", || shell::call_in("ui", "npm", &["test", "--silent"])),
    ("ui build", ui::build),
    ("bindings", || bindings::bindings(true)),
    ("clippy", || {
        shell::call(
            "cargo",
            &["clippy", "--quiet", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
        )
    }),
    ("build", || {
        shell::call(
            "cargo",
            &["build", "--quiet", "--locked", "-p", "hookdesk-cli", "-p", "hookdesk-desktop"],
        )
    }),
    ("rust tests", rust),
    ("fuzz", || fuzz::fuzz(None, None, 1)),
    ("browser", || end_to_end("browser.test.mjs")),
    ("authorize", || end_to_end("authorize.test.mjs")),
    ("authorize screens", || end_to_end("authorize-screens.test.mjs")),
    ("certificate", || end_to_end("certificate.test.mjs")),
    ("window", || end_to_end("window.test.mjs")),
];

/// Runs the steps in order and stops at the first that fails.
pub fn test(only: Option<&str>) -> Result<()> {
    let mut times = Vec::new();
    for (name, step) in STEPS {
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        println!("== {name}");
        let begun = Instant::now();
        step().with_context(|| {
            format!("step \"{name}\" failed; again with: cargo xtask test --only \"{name}\"")
        })?;
        times.push(format!("{name} {:.0} s", begun.elapsed().as_secs_f64()));
    }
    if times.is_empty() {
        bail!(
            "no step is named like that; there are: {}",
            STEPS.iter().map(|s| s.0).collect::<Vec<_>>().join(", ")
        );
    }
    println!("== all passed: {}", times.join(", "));
    Ok(())
}

/// cargo-nextest where it is installed (it runs each test in a process of its own), else cargo's own runner.
fn rust() -> Result<()> {
    if shell::has("cargo-nextest") {
        shell::call("cargo", &["nextest", "run", "--workspace", "--locked", "--status-level", "fail"])
    } else {
        shell::call("cargo", &["test", "--quiet", "--workspace", "--locked"])
    }
}

/// The browser and the real window, driven by Node; a session bus and a virtual display of their own.
fn end_to_end(file: &str) -> Result<()> {
    let mut command = Command::new("dbus-run-session");
    command
        .args(["--", "xvfb-run", "--auto-servernum", "--server-args=-screen 0 1920x1080x24"])
        .args(["node", "--test", "--test-reporter=spec"])
        .arg(format!("tests/e2e/{file}"))
        .current_dir(shell::root())
        .env("NO_AT_BRIDGE", "1");
    shell::finish(&mut command)
}
