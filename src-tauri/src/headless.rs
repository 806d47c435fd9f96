//! The window's program as `serve`: the engine without a window. The proof that nothing is lost starts and kills it, so
//! that what is proven is this very program.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use hookdesk_core::Fault;
use hookdesk_core::time::SystemClock;
use hookdesk_engine::{Engine, EngineOptions, Role};

/// Whether the program was started as `serve`.
pub fn wanted() -> bool {
    std::env::args_os().nth(1).is_some_and(|first| first == "serve")
}

/// Serves until a signal comes; the exit code.
pub fn run() -> i32 {
    let ended = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(serve()),
        Err(error) => {
            eprintln!("error: the program could not start its threads: {error}");
            return 1;
        }
    };
    match ended {
        Ok(()) => 0,
        Err(fault) => {
            eprintln!("error: {}\n  code: {}\n  next: {}", fault.message, fault.code, fault.next);
            1
        }
    }
}

async fn serve() -> Result<(), Fault> {
    let leashed = std::env::args_os().any(|arg| arg == "--until-stdin-closes");
    let ends = hookdesk_http::ends(leashed)?;
    let engine = Engine::open(EngineOptions {
        data_dir: crate::host::data_dir(),
        passphrase: None,
        role: Role::Run,
        clock: Arc::new(SystemClock),
    })
    .await?;
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    hookdesk_http::serve(&engine, listen, false, ends, |ready| {
        let mut out = std::io::stdout();
        // Whoever started it may have gone already; then a signal will follow.
        let _ = writeln!(out, "{ready}").and_then(|()| out.flush());
        Ok(())
    })
    .await
}
