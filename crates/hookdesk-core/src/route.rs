//! Routing: what an accepted event becomes for one subscription.

use crate::config::{Connection, Subscription};
use crate::message::{HoldReason, MessageState, SkipReason};

/// The state a new message starts in, and why, where it is not simply queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// To be sent at once.
    Queued,
    /// To wait.
    Held(HoldReason),
    /// Not to be sent, and visible.
    Skipped(SkipReason),
}

impl Start {
    /// The message state it stands for.
    pub fn state(self) -> MessageState {
        match self {
            Self::Queued => MessageState::Queued,
            Self::Held(_) => MessageState::Held,
            Self::Skipped(_) => MessageState::Skipped,
        }
    }

    /// The reason as stored.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Queued => None,
            Self::Held(reason) => Some(reason.as_str()),
            Self::Skipped(reason) => Some(reason.as_str()),
        }
    }
}

/// Decides for one subscription and, where it has one, its connection. `private_allowed` is the setting
/// `targets.private` = `allow`.
pub fn start(subscription: &Subscription, connection: Option<&Connection>, private_allowed: bool) -> Start {
    if !subscription.enabled {
        Start::Skipped(SkipReason::SubscriptionOff)
    } else if connection.is_some_and(|c| c.paused) {
        Start::Held(HoldReason::ConnectionPaused)
    } else if subscription.needs_consent && !subscription.allow_private && !private_allowed {
        Start::Held(HoldReason::Consent)
    } else {
        Start::Queued
    }
}
