//! The one window.

use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindowBuilder};

/// Opens it; built here rather than in the configuration, so that the state plugin knows it before it shows.
pub fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
        .title("Hookdesk")
        .inner_size(1280.0, 820.0)
        .min_inner_size(900.0, 560.0)
        .build()?;
    Ok(())
}

/// Brings it to the front, from the tray or from a second start.
pub fn show<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window("main") {
        for step in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = step {
                tracing::debug!(%error, "the window did not come forward");
            }
        }
    }
}

/// Whether a person is looking at it, as far as the system says.
pub fn has_focus<R: Runtime>(app: &AppHandle<R>) -> bool {
    let window = app.get_webview_window("main");
    window.is_some_and(|window| window.is_visible().unwrap_or(false) && window.is_focused().unwrap_or(false))
}
