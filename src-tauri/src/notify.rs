//! The system's own notifications, for what cannot wait until somebody looks at the window.

use futures_util::StreamExt;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

use crate::host::Host;
use crate::window;

/// Tells what has come to need a person, for as long as the engine lives. A click brings the window forward.
pub fn tell_news(app: &AppHandle) {
    let shown = app.clone();
    if let Err(error) = app.notification().on_action(move |_| window::show(&shown)) {
        tracing::debug!(%error, "a click on a notification will lead nowhere");
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Ok(engine) = app.state::<Host>().engine().cloned() else { return };
        let mut news = std::pin::pin!(hookdesk_api::news(&engine));
        while let Some(notices) = news.next().await {
            // Who looks at the window sees them there.
            if !engine.settings().notify || window::has_focus(&app) {
                continue;
            }
            let text: Vec<String> = notices.into_iter().map(|notice| notice.text).collect();
            let shown =
                app.notification().builder().title("Hookdesk needs you").body(plain(&text.join("\n"))).show();
            if let Err(error) = shown {
                tracing::info!(%error, "the system shows no notifications");
            }
        }
    });
}

/// Desktops of the free kind read a little markup in a notification's body; a name or an address is none.
fn plain(text: &str) -> String {
    if cfg!(all(unix, not(target_os = "macos"))) {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    } else {
        text.to_owned()
    }
}
