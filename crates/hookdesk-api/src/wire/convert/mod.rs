//! Conversions between wire and domain, by hand (invariant 7).

mod config;
mod content;
mod event;
mod message;
mod oauth;
mod policy;
mod prove;
mod system;
mod tls;
mod vocabulary;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hookdesk_core::Fault;
use hookdesk_core::time::UtcMillis;

pub use config::shown_url;
pub use message::{attempt_row, page_key, parse_page_key, tested};
pub use tls::at_base;

use super::Body;

impl Body {
    /// Bytes as text where they are UTF-8, as base64 where not.
    pub fn new(bytes: Vec<u8>) -> Self {
        let size = bytes.len() as u64;
        match String::from_utf8(bytes) {
            Ok(text) => Self { text, base64: false, size },
            Err(error) => Self { text: STANDARD.encode(error.as_bytes()), base64: true, size },
        }
    }
}

/// A time a person or a script wrote, where one was given.
pub fn time(field: &str, text: Option<&str>) -> Result<Option<UtcMillis>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let read = UtcMillis::parse_rfc3339(text).ok_or_else(|| {
        Fault::invalid(field, "the time is not RFC 3339")
            .next("Write it like 2026-11-20T21:44:15Z, with an offset or Z.")
    })?;
    Ok(Some(read))
}
