//! `ui`: the window in the browser, signed in.

use std::path::Path;
use std::process::{Command, Stdio};

use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;

use crate::session::token;
use crate::show;

/// Opens the address in the browser, and prints it. The token stands behind the `#`, which browsers do not send.
pub fn ui(data_dir: &Path, print_only: bool) -> Result<(), Fault> {
    let note = Engine::running(data_dir)?.ok_or_else(|| {
        Fault::new(
            Code::EngineUnreachable,
            format!("no engine runs on {}, so there is no window to show", data_dir.display()),
        )
        .next("Start one with `hookdesk serve`.")
    })?;
    let address = format!("http://{}/#token={}", note.listening, token(data_dir)?.expose());
    show::line(&address)?;
    if !print_only {
        open(&address);
    }
    Ok(())
}

/// Opens an address in the browser. No browser is no failure: the address is printed, to be opened by hand.
pub fn open(address: &str) {
    let _ = opener(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}

fn opener(address: &str) -> Command {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "windows") {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(address);
    command
}
