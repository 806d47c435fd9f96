//! Where a message stands, why, and what comes next.

use crate::time::UtcMillis;
use crate::words::words;

words! {
    /// Where a message stands (product.md's table; the schema's CHECK holds the same list).
    MessageState {
        /// Waiting for its first attempt, or sent back by hand.
        Queued "queued",
        /// Leased by the sender.
        Sending "sending",
        /// Failed, due again at a known time.
        Retrying "retrying",
        /// Waiting for something outside the retry policy; no attempt is counted.
        Held "held",
        /// The receiver took it.
        Delivered "delivered",
        /// Needs a human.
        Rejected "rejected",
        /// Given up by a human, with a reason.
        Discarded "discarded",
        /// Not sent by configuration, and visible.
        Skipped "skipped",
    }
}

impl MessageState {
    /// Whether the sender will pick it up by itself.
    pub fn is_due_driven(self) -> bool {
        matches!(self, Self::Queued | Self::Retrying)
    }

    /// Whether a person may send it again. Only a running attempt says no.
    pub fn can_retry(self) -> bool {
        !matches!(self, Self::Sending)
    }

    /// Whether a person may discard it.
    pub fn can_discard(self) -> bool {
        matches!(self, Self::Queued | Self::Retrying | Self::Held | Self::Rejected | Self::Skipped)
    }
}

words! {
    /// Why a message is held.
    HoldReason {
        /// The address is private or loopback and nobody has consented yet.
        Consent "consent",
        /// The subscription is switched off; what was queued waits for it.
        SubscriptionOff "subscription_off",
        /// The connection is paused.
        ConnectionPaused "connection_paused",
        /// A credential must be entered or unlocked first.
        Credential "credential",
        /// This machine has no network.
        Offline "offline",
        /// A sign-in page of the network stands before the receivers.
        CaptivePortal "captive_portal",
        /// A person must authorize the connection first.
        Authorization "authorization",
    }
}

words! {
    /// Why a message was skipped.
    SkipReason {
        /// The subscription was switched off when the event came.
        SubscriptionOff "subscription_off",
    }
}

words! {
    /// Why a message was rejected.
    RejectReason {
        /// The retry policy has no attempts left.
        Exhausted "exhausted",
        /// The receiver's answer says that trying again will not help.
        Refused "refused",
        /// The receiver answered with a redirect, which is never followed.
        Redirect "redirect",
        /// The receiver says the address is gone (410).
        Gone "gone",
        /// A manual attempt failed; manual attempts never reschedule themselves.
        ManualFailed "manual_failed",
        /// The request could not be built: the configuration is broken.
        Misconfigured "misconfigured",
        /// Its subscription was deleted.
        SubscriptionDeleted "subscription_deleted",
    }
}

/// What becomes of the message after an attempt; written in the attempt's own transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Done.
    Delivered,
    /// Try again at this instant.
    Retry(UtcMillis),
    /// Needs a human.
    Rejected(RejectReason),
    /// Wait for something outside the policy.
    Held(HoldReason),
}
