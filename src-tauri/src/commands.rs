//! The window's three commands and its pushes: one thin adapter over the command list.

use futures_util::StreamExt;
use hookdesk_api::wire;
use hookdesk_core::{Code, Fault};
use tauri::ipc::{InvokeResponseBody, Response};
use tauri::{AppHandle, Emitter, Manager, State};
use tauri_plugin_dialog::DialogExt;

use crate::host::Host;

/// Runs any command of the list.
#[tauri::command]
pub async fn rpc(
    host: State<'_, Host>,
    name: String,
    request: serde_json::Value,
) -> Result<Response, wire::Fault> {
    let engine = host.engine().map_err(wire::Fault::from)?;
    let answer = hookdesk_api::dispatch(engine, &name, request).await.map_err(wire::Fault::from)?;
    Ok(Response::new(InvokeResponseBody::Json(answer)))
}

/// Saves text to a file the person chooses in the system's own dialog; `false` where they cancelled.
#[tauri::command]
pub async fn save_file(app: AppHandle, name: String, text: String) -> Result<bool, wire::Fault> {
    let (tell, told) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(name).save_file(move |chosen| {
        // The window may be gone by now; then nobody waits.
        let _ = tell.send(chosen);
    });
    let Some(path) = told.await.ok().flatten().and_then(|chosen| chosen.into_path().ok()) else {
        return Ok(false);
    };
    tokio::fs::write(&path, text).await.map_err(|error| {
        let message = format!("{} could not be written", path.display());
        wire::Fault::from(Fault::new(Code::StoreReadOnly, message).detail(error.to_string()))
    })?;
    Ok(true)
}

/// Opens a web page in the system's browser; http and https only, so that the page starts no program and opens no file.
#[tauri::command]
pub async fn open_url(url: String) -> Result<(), wire::Fault> {
    let page = hookdesk_core::weburl::check("url", &url).map_err(wire::Fault::from)?;
    tauri_plugin_opener::open_url(page.url.as_str(), None::<&str>).map_err(|error| {
        let fault = Fault::new(Code::Internal, "the system's browser could not be opened")
            .next("Copy the address and open it by hand.")
            .detail(error.to_string());
        wire::Fault::from(fault)
    })
}

/// Hands every push on to the window for as long as it lives.
pub fn push_changes(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Ok(engine) = app.state::<Host>().engine().cloned() else { return };
        let mut pushes = std::pin::pin!(hookdesk_api::pushes(&engine));
        while let Some(push) = pushes.next().await {
            if let Err(error) = app.emit("push", push) {
                tracing::debug!(%error, "a push reached no window");
            }
        }
    });
}
