//! The language of hook contents: from a payload to what is sent, and from an answer back to the payload.
//!
//! Pure: no IO, no clock. What it describes is Adobe Commerce's webhook configuration; what Hookdesk adds to it is
//! marked as such.

pub mod build;
pub mod catalogue;
pub mod context;
pub mod convert;
pub mod definition;
mod fields;
pub mod files;
pub mod headers;
pub mod json;
pub mod operations;
pub mod rules;
pub mod run;
pub mod source;
pub mod template;
