//! Events as they are accepted.

use serde_json::value::RawValue;

use crate::id::EventId;
use crate::name::EventName;
use crate::time::UtcMillis;
use crate::words::words;

words! {
    /// Where an event came from.
    EventSource {
        /// The loopback API.
        Api "api",
        /// The command line.
        Cli "cli",
        /// An imported file.
        Import "import",
        /// "Send test event" in the window.
        Window "window",
        /// The built-in samples.
        Sample "sample",
        /// An event sent through matching again.
        Replay "replay",
    }
}

words! {
    /// What routing made of an event.
    EventRouting {
        /// It became at least one message.
        Matched "matched",
        /// A hook has its name, but nobody subscribes to that hook.
        NoSubscription "no_subscription",
        /// No hook has its name.
        Unmatched "unmatched",
    }
}

/// An event on its way in: checked, not yet stored.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Fixed for ever from here.
    pub id: EventId,
    /// What happened.
    pub name: EventName,
    /// The data byte for byte as it came, so that no number changes its form.
    pub data: Box<RawValue>,
    /// What surrounds it, as it came.
    pub context: Option<Box<RawValue>>,
    /// When it happened, by its source's own clock.
    pub occurred_at: Option<UtcMillis>,
    /// Where it came from.
    pub source: EventSource,
}
