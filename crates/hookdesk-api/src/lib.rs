//! Every command once: name, request, response, body. All hosts (window, browser, HTTP, CLI) call the same list.

pub mod accept;
pub mod bindings;
pub mod commands;
pub mod input;
mod nearest;
mod pushes;
pub mod wire;

pub use commands::{NAMES, dispatch, dispatch_json};
pub use pushes::pushes;
