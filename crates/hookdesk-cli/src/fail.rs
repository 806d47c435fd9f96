//! Failures: on stderr, in words or as JSON, with exit code 1.

use std::io::Write;

use hookdesk_api::wire;
use hookdesk_core::{Code, Fault};

use crate::show;

/// Tells a person what happened and what to do next.
pub fn report(fault: Fault, json: bool) {
    let text = if json { as_json(fault) } else { in_words(&fault) };
    // Nobody is left to tell where stderr is gone too.
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn as_json(fault: Fault) -> String {
    let code = fault.code;
    serde_json::to_string(&wire::Fault::from(fault)).unwrap_or_else(|_| format!("{{\"code\":\"{code}\"}}"))
}

fn in_words(fault: &Fault) -> String {
    let mut text = format!("error: {}\n  code: {}", show::plain(&fault.message), fault.code);
    let more = [("field", &fault.field), ("detail", &fault.detail)];
    for (name, value) in more.into_iter().filter_map(|(name, value)| value.as_ref().map(|v| (name, v))) {
        if !value.is_empty() {
            text += &format!("\n  {name}: {}", show::plain(value));
        }
    }
    text + &format!("\n  next: {}", show::plain(&fault.next))
}

/// A defect, or the machine's.
pub fn internal(message: &str, error: &dyn std::fmt::Display) -> Fault {
    Fault::new(Code::Internal, message).detail(error.to_string())
}
