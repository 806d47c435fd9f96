//! Lists the window's commands, so that each has a permission of its own, and points at the capability files.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["rpc", "save_file", "open_url"]);
    let attributes = tauri_build::Attributes::new()
        .app_manifest(commands)
        .capabilities_path_pattern("./src-tauri/capabilities/*.json");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning=desktop build set-up failed: {error:#}");
        std::process::exit(1);
    }
}
