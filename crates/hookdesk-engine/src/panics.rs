//! What is said of a panic: where it happened, and its words only where they stand so in the source. Words made while
//! running may hold anything, a secret or a customer's data too.

use std::any::Any;
use std::io::Write as _;
use std::panic;

/// Replaces the default message of panics, for a program's start.
pub fn keep_data_out_of_panics() {
    panic::set_hook(Box::new(|info| {
        let at = info.location().map(ToString::to_string).unwrap_or_default();
        let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
        let words = told(info.payload());
        // To both: a panic before or after the log's life must not go unseen.
        tracing::error!(%at, %thread, "{words}");
        let _ = writeln!(std::io::stderr(), "thread '{thread}' panicked at {at}: {words}");
    }));
}

fn told(payload: &dyn Any) -> &str {
    match payload.downcast_ref::<&'static str>() {
        Some(literal) => literal,
        None => "its words were made while running and may hold data, so they are left out",
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    #[test]
    #[allow(clippy::panic)]
    fn child() {
        let Ok(secret) = std::env::var("HOOKDESK_PANIC_WITH") else { return };
        super::keep_data_out_of_panics();
        let _ = std::thread::spawn(move || panic!("of {secret}")).join();
        let _ = std::thread::spawn(|| panic!("a literal")).join();
    }

    #[test]
    fn a_panic_says_where_and_never_with_what() {
        let out = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "panics::tests::child", "--test-threads=1", "--nocapture"])
            .env("HOOKDESK_PANIC_WITH", "hush-hush-4711")
            .env("RUST_BACKTRACE", "full")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout) + String::from_utf8_lossy(&out.stderr);
        assert!(said.contains("panics.rs:") && said.contains("are left out"), "{said}");
        assert!(said.contains("a literal"), "{said}");
        assert!(!said.contains("hush-hush"), "{said}");
    }
}
