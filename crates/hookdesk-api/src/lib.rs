//! Every command once: name, request, response, body. All hosts (window, browser, HTTP, CLI) call the same list.

pub mod bindings;
mod commands;
pub mod wire;
