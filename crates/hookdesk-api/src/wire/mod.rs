//! Wire types: what hosts, the CLI and the window exchange. Not the domain's types (invariant 7); converted by hand.

pub mod authorization;
pub mod catalogue;
pub mod config;
pub mod content;
pub mod convert;
pub mod event;
pub mod message;
pub mod network;
pub mod oauth;
pub mod overview;
pub mod prove;
pub mod sample;
pub mod secret;
pub mod signature;
pub mod system;
pub mod webhook;
pub mod webhook_test;
pub mod words;

pub use authorization::*;
pub use catalogue::*;
pub use config::*;
pub use content::*;
pub use event::*;
pub use message::*;
pub use network::*;
pub use oauth::*;
pub use overview::*;
pub use prove::*;
pub use sample::*;
pub use secret::*;
pub use signature::*;
pub use system::*;
pub use webhook::*;
pub use webhook_test::*;
pub use words::*;
