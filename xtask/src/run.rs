//! `cargo xtask run`: from a fresh checkout to an open window.

use anyhow::{Result, bail};

use crate::{setup, shell, ui};

/// Builds all and opens the window; without a display says so and names the way that needs none.
pub fn run(args: &[String]) -> Result<()> {
    if cfg!(target_os = "linux") && !has_display() {
        bail!(
            "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.\n\
             Without a window, Hookdesk runs as `hookdesk serve`, with the same screens in a browser:\n\
             \n    cargo run --release -p hookdesk-cli -- serve\n"
        );
    }
    setup::ensure(setup::Need::Window)?;
    ui::build()?;
    shell::call("cargo", &["build", "--release", "-p", "hookdesk-cli", "-p", "hookdesk-desktop"])?;
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    shell::call("target/release/hookdesk-desktop", &args)
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()))
}
