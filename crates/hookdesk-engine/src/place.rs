//! Where the data lies when nobody says otherwise.

use std::path::PathBuf;

/// `HOOKDESK_DATA_DIR`, else the platform's own place: `$XDG_DATA_HOME/hookdesk` or `~/.local/share/hookdesk` on Linux,
/// `~/Library/Application Support/hookdesk` on macOS, `%APPDATA%\hookdesk` on Windows; the working directory's
/// `hookdesk-data` where the environment names no home.
pub fn default_data_dir() -> PathBuf {
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(dir) = var("HOOKDESK_DATA_DIR") {
        return dir;
    }
    let home = if cfg!(target_os = "windows") {
        var("APPDATA")
    } else if cfg!(target_os = "macos") {
        var("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        var("XDG_DATA_HOME").or_else(|| var("HOME").map(|home| home.join(".local/share")))
    };
    home.map_or_else(|| PathBuf::from("hookdesk-data"), |home| home.join("hookdesk"))
}
