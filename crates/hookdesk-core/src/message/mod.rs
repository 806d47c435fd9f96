//! Messages and attempts: the states, the outcomes, and how a failure is told.

use serde::{Deserialize, Serialize};

use crate::config::{ContentWrap, PayloadBinding};
use crate::id::{MessageId, SubscriptionId};
use crate::time::UtcMillis;

/// A closed list of words, each with one stable text: the schema's CHECK, the grid's filter and the wire use it.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// The whole list, in the order people read it.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The stable text.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// Reads the stable text.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some($name::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

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

/// Where the time of an attempt went, in microseconds from its start. `None`: the phase was not reached, or the
/// connection was reused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timings {
    /// Name resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_us: Option<u64>,
    /// Connection established.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_us: Option<u64>,
    /// TLS established.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_us: Option<u64>,
    /// Head of the answer received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_us: Option<u64>,
    /// Everything done.
    pub total_us: u64,
}

/// A header as sent or received; values that are secret are replaced before they get here.
pub type HeaderPair = (String, String);

/// The request of an attempt as it is kept: redacted, the body stored once beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// HTTP method.
    pub method: String,
    /// Redacted URL.
    pub url: String,
    /// Redacted headers in the order sent.
    pub headers: Vec<HeaderPair>,
}

/// The answer of an attempt as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ResponseRecord {
    /// Headers in the order received; bytes outside ASCII are shown as Latin-1, `set-cookie` is redacted.
    pub headers: Vec<HeaderPair>,
    /// The body after decompression, at most 64 KiB.
    #[serde(skip)]
    pub body: Vec<u8>,
    /// Whether the body was longer than what is kept.
    pub truncated: bool,
}

/// One HTTP try of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first; counts every try, by hand ones too.
    pub number: u32,
    /// What set it off.
    pub trigger: Trigger,
    /// When it began.
    pub started_at: UtcMillis,
    /// Where its time went.
    pub timings: Timings,
    /// How it ended.
    pub result: AttemptResult,
    /// For failures: what is known.
    pub truth: Option<FailureTruth>,
    /// For transport failures: which kind.
    pub class: Option<TransportClass>,
    /// The answer's status, where one came.
    pub status: Option<u16>,
    /// What Retry-After asked for, in milliseconds from the answer.
    pub retry_after_ms: Option<i64>,
    /// The failure in words, for people only.
    pub error: Option<String>,
    /// What was sent.
    pub request: RequestRecord,
    /// What came back.
    pub response: Option<ResponseRecord>,
    /// Whether the body sent was an edited one.
    pub edited: bool,
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

/// A message as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its position in the queue's file; the key by which grids page.
    pub seq: i64,
    /// Its identity.
    pub id: MessageId,
    /// Its event's identity.
    pub event_id: String,
    /// Its event's name.
    pub event_name: String,
    /// For whom.
    pub subscription_id: SubscriptionId,
    /// Where it stands.
    pub state: MessageState,
    /// The hold, skip, reject or discard reason: one of the closed lists, or a person's words for discards.
    pub reason: Option<String>,
    /// When it is due, for queued and retrying ones.
    pub due_at: Option<UtcMillis>,
    /// How many attempts were made in all.
    pub attempts: u32,
    /// The last answer's status.
    pub last_status: Option<u16>,
    /// The last failure's truth.
    pub last_truth: Option<FailureTruth>,
    /// The last transport failure's class.
    pub last_class: Option<TransportClass>,
    /// Snapshot or rebuild.
    pub binding: PayloadBinding,
    /// How the event's data becomes the body.
    pub wrap: ContentWrap,
    /// Whether a person has edited the body.
    pub edited: bool,
    /// When it was queued.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
}
