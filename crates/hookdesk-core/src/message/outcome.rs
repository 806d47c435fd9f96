//! How an attempt came about and how it ended, as data for the scheduler and the grid.

use crate::words::words;

words! {
    /// What set an attempt off.
    Trigger {
        /// The first try of a message.
        First "first",
        /// The retry policy.
        Automatic "automatic_retry",
        /// A person, for this one message.
        Manual "manual_retry",
        /// A person, for many messages at once.
        Bulk "bulk_retry",
        /// A person, with an edited body.
        Edited "edited_resend",
        /// The event was replayed through matching.
        Replay "replay",
    }
}

impl Trigger {
    /// Manual triggers never reschedule themselves (Svix's habit): a failure goes straight back to the person.
    pub fn is_by_hand(self) -> bool {
        matches!(self, Self::Manual | Self::Bulk | Self::Edited)
    }
}

words! {
    /// How one attempt ended.
    AttemptResult {
        /// 2xx.
        Delivered "delivered",
        /// Failed.
        Failed "failed",
    }
}

words! {
    /// What is known about a failed attempt.
    FailureTruth {
        /// No byte of the request left this machine.
        NotSent "not_sent",
        /// The receiver answered, with something other than success.
        Refused "refused",
        /// Bytes left and no complete answer came: the receiver may or may not have it.
        Unknown "unknown",
    }
}

words! {
    /// The class of a transport failure, as data for the scheduler and the grid.
    TransportClass {
        /// The name did not resolve.
        Dns "dns",
        /// The connection was refused or the host unreachable.
        Connect "connect",
        /// TLS failed: certificate, name, version or cipher.
        Tls "tls",
        /// Connecting took too long.
        TimeoutConnect "timeout_connect",
        /// Sending the request took too long.
        TimeoutSend "timeout_send",
        /// The answer's head did not come in time.
        TimeoutHead "timeout_head",
        /// The answer's body did not end in time.
        TimeoutBody "timeout_body",
        /// The connection broke.
        Reset "reset",
        /// What came back is not HTTP.
        Protocol "protocol",
        /// The answer's body is over the cap and never ended inside it.
        BodyTooLarge "body_too_large",
        /// Hookdesk stopped while the attempt was running.
        Interrupted "interrupted",
        /// The address is not allowed without consent.
        AddressBlocked "address_blocked",
    }
}
