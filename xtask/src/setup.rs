//! What the machine must have: installed where we may, named where we may not.

use anyhow::{Result, bail};

use crate::shell;

/// What a job needs beyond Rust and Node.
#[derive(Clone, Copy)]
pub enum Need {
    /// To build and open the window.
    Window,
    /// To run every test: a display without a screen, a driver for the window, a browser, a session bus, a key store.
    Tests,
}

const WINDOW: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "libdbus-1-dev",
];

const TESTS: &[&str] = &["webkit2gtk-driver", "xvfb", "xauth", "dbus", "chromium", "curl", "gnome-keyring"];

/// Installs or names the missing system packages, then the npm packages.
pub fn ensure(need: Need) -> Result<()> {
    let mut wanted = WINDOW.to_vec();
    if matches!(need, Need::Tests) {
        wanted.extend(TESTS);
    }
    system(&wanted)?;
    node()?;
    npm()
}

fn system(wanted: &[&str]) -> Result<()> {
    if !shell::has("dpkg-query") {
        println!("Not a Debian system: please see to these yourself: {}", wanted.join(" "));
        return Ok(());
    }
    let missing: Vec<&str> = wanted.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let install = format!("apt-get install -y --no-install-recommends {}", missing.join(" "));
    let is_root = shell::output("id", &["-u"]).as_deref() == Some("0");
    let sudo = !is_root && shell::output("sudo", &["-n", "true"]).is_some();
    if !is_root && !sudo {
        bail!("missing system packages; install them and try again:\n  sudo {install}");
    }
    println!("Installing: {}", missing.join(" "));
    let prefix = if sudo { "sudo " } else { "" };
    let script = format!(
        "{prefix}apt-get update -qq && DEBIAN_FRONTEND=noninteractive {prefix}{install} -qq >/dev/null"
    );
    shell::call("sh", &["-c", &script])
}

fn installed(package: &str) -> bool {
    shell::output("dpkg-query", &["-W", "-f=${Status}", package]).is_some_and(|s| s.ends_with(" installed"))
}

fn node() -> Result<()> {
    let version = shell::output("node", &["--version"]);
    let major = version.as_deref().and_then(|v| v.strip_prefix('v')?.split('.').next()?.parse::<u32>().ok());
    match major {
        Some(major) if major >= 20 && shell::has("npm") => Ok(()),
        Some(major) => bail!("Node {major} is too old or has no npm: install Node 20 or newer with npm"),
        None => bail!("Node is missing: install Node 20 or newer with npm"),
    }
}

/// Installs the npm packages where the lock file is newer than what is installed.
fn npm() -> Result<()> {
    let lock = modified("ui/package-lock.json");
    let installed = modified("ui/node_modules/.package-lock.json");
    if installed.is_some() && installed >= lock {
        return Ok(());
    }
    println!("Installing npm packages");
    // Not `npm ci`: it refuses a lock where a mirror lacks optional packages of other systems (Biome's for Android).
    shell::call_in("ui", "npm", &["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"])
}

fn modified(path: &str) -> Option<std::time::SystemTime> {
    std::fs::metadata(shell::root().join(path)).ok()?.modified().ok()
}
