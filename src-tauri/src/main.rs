//! The desktop shell: a window over the same commands as every other host.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![allow(clippy::print_stderr)]

mod commands;
mod headless;
mod host;
mod notify;
mod tray;
mod window;

use tauri::{Manager, RunEvent};

use crate::host::Host;

/// As in `hookdesk`: a tenth and more of the sender's time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    hookdesk_engine::keep_data_out_of_panics();
    if headless::wanted() {
        std::process::exit(headless::run());
    }
    let built = tauri::Builder::default()
        // First, so that a second start hands over to the first and ends.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .invoke_handler(tauri::generate_handler![commands::rpc, commands::save_file, commands::open_url])
        .setup(|app| {
            let host = tauri::async_runtime::block_on(Host::start());
            app.manage(host);
            window::open(app.handle())?;
            tray::add(app.handle());
            commands::push_changes(app.handle());
            notify::tell_news(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => app.run(|app, event| {
            if let RunEvent::Exit = event {
                tauri::async_runtime::block_on(app.state::<Host>().stop());
            }
        }),
        Err(error) => {
            eprintln!("error: the window could not be opened: {error}");
            eprintln!("       without a display, use `hookdesk serve`.");
            std::process::exit(1);
        }
    }
}
