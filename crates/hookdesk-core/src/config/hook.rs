//! Hook definitions.

use serde::{Deserialize, Serialize};

use crate::id::HookId;
use crate::name::EventName;
use crate::time::UtcMillis;
use crate::words::words;

words! {
    /// How an event's data becomes the body.
    ContentWrap {
        /// `{"data": …}`, as Aligent sends it.
        Data "data",
        /// The data itself.
        Raw "raw",
    }
}

/// A hook definition: on this event, build this content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its number.
    pub id: HookId,
    /// The event it waits for; unique.
    pub name: EventName,
    /// What it is for, in a person's words.
    pub description: String,
    /// How the content is made.
    pub wrap: ContentWrap,
    /// Aligent's service class and method, kept for export; resolving it is the shop source's work.
    pub service: Option<HookService>,
    /// When it was made.
    pub created_at: UtcMillis,
    /// When it last changed.
    pub updated_at: UtcMillis,
}

/// The shop method that turns an event's arguments into the full entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookService {
    /// PHP interface name.
    pub class: String,
    /// Method name.
    pub method: String,
}
