//! What a commit changed, for pushing to the window.

use hookdesk_core::id::MessageId;

/// A part of the data a screen may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// Messages and their counts.
    Messages,
    /// Events.
    Events,
    /// Hook definitions.
    Hooks,
    /// Subscriptions.
    Subscriptions,
    /// Connections.
    Connections,
    /// Settings, and the secrets that contents name.
    Settings,
    /// Hooks that are waited for.
    Webhooks,
    /// What their runs left to read.
    WebhookLog,
}

impl Area {
    /// What a person has configured, and sending goes by.
    pub const CONFIGURATION: [Self; 4] =
        [Self::Hooks, Self::Subscriptions, Self::Connections, Self::Settings];
}

/// One commit's changes.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Which parts.
    pub areas: Vec<Area>,
    /// Which messages, at most 64; empty with `Messages` in `areas` means "many".
    pub messages: Vec<MessageId>,
}
