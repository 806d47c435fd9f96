//! Every command once: name, request, response, body. All hosts (window, browser, HTTP, CLI) call the same list.

pub mod accept;
pub mod bindings;
pub mod commands;
mod disk;
pub mod input;
mod nearest;
mod news;
mod pushes;
pub mod wire;

pub use commands::{NAMES, dispatch, dispatch_json};
pub use hookdesk_secrets::Secret;
pub use news::news;
pub use pushes::pushes;
