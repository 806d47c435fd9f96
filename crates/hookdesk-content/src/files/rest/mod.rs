//! The webhook object of Adobe's REST model (spec 7.2), and what it refuses.

mod part;
mod read;
mod refused;
mod write;

pub use read::{Identity, identity, webhook};
pub use refused::{Refused, dotted};
pub use write::{lost, object};
