//! Identifiers. Messages carry a UUIDv7, so they sort by the time they were made; definitions carry small numbers,
//! as the shop modules they come from do.

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::fault::{Code, Fault};

/// A message's identity: fixed at accept, the same over every retry, and the receiver's key for deduplication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub Uuid);

impl MessageId {
    /// Reads the printed form, `msg_` and 32 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        // `Uuid` itself would also take hyphens, braces and a URN.
        let hex = text.strip_prefix("msg_").filter(|hex| hex.len() == 32);
        hex.and_then(|hex| Uuid::try_parse(hex).ok()).map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(80).collect();
            Fault::new(
                Code::InputInvalid,
                format!("\"{shown}\" is not a message id (msg_ and 32 hex digits)"),
            )
            .field("id")
        })
    }
}

impl fmt::Display for MessageId {
    /// No `.` in it: Standard Webhooks joins id, timestamp and body with dots.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "msg_{}", self.0.simple())
    }
}

/// An event's identity: the caller's own text, or `evt_` and a UUIDv7 where the caller gave none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(String);

impl EventId {
    /// Longest id taken from a caller, in bytes.
    pub const MAX_LEN: usize = 200;

    /// Takes a caller's id: 1 to 200 printable ASCII characters without spaces.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let printable = text.bytes().all(|b| b.is_ascii_graphic());
        if text.is_empty() || text.len() > Self::MAX_LEN || !printable {
            return Err(Fault::new(
                Code::InputInvalid,
                format!("an event id is 1 to {} printable ASCII characters without spaces", Self::MAX_LEN),
            )
            .field("id"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id of an event whose caller gave none.
    pub fn from_uuid(uuid: Uuid) -> Self {
        Self(format!("evt_{}", uuid.simple()))
    }

    /// An id that is already stored, and so was checked when it came in.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! small_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

small_id!(
    /// A hook definition's number.
    HookId
);
small_id!(
    /// A subscription's number; Aligent's REST API calls it `subscription_id`.
    SubscriptionId
);
small_id!(
    /// A connection's number.
    ConnectionId
);
small_id!(
    /// A version of a hook's content; what stands under it never changes.
    ContentId
);
small_id!(
    /// The number of a hook that is waited for.
    WebhookId
);
small_id!(
    /// A named secret's number.
    SecretId
);
