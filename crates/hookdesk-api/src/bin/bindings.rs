//! Prints the window's TypeScript; `cargo xtask bindings` writes it where it belongs.

#![allow(clippy::print_stdout)]

fn main() {
    print!("{}", hookdesk_api::bindings::typescript());
}
