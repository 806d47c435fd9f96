//! This machine's own network.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is believed of this machine's network.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NetworkState {
    /// `online`, `offline`, `captive_portal` or `resuming`.
    pub state: String,
    /// Since when; none while it has been online since the start.
    pub since: Option<String>,
    /// Messages held for it.
    pub held: u64,
    /// One sentence for people; empty while online.
    pub text: String,
}
