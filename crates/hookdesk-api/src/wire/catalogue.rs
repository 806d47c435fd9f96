//! The catalogue on the wire: names a webhook or a hook can be hung on, and what comes with them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::{CatalogueKind, Moment};

/// Asks for names.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ListCatalogue {
    /// Words that a name must hold, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
}

/// A name of the catalogue.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CatalogueEntry {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: CatalogueKind,
    /// When a webhook may run on it; empty for what is only queued.
    pub moments: Vec<Moment>,
    /// One sentence about it.
    pub about: String,
    /// Whether its payload is published.
    pub documented: bool,
    /// Whether events of this name came.
    pub seen: bool,
}

/// Asks for what comes with a name.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct CatalogueRef {
    /// The name, with `.magento` or without.
    pub name: String,
    /// Before where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<Moment>,
    /// How many levels the shape shows, 1 to 8; 3 where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<u32>,
}

/// What comes with a name.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CatalogueMethod {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: CatalogueKind,
    /// When a webhook may run on it.
    pub moments: Vec<Moment>,
    /// One sentence about it.
    pub about: String,
    /// Whether its payload is published.
    pub documented: bool,
    /// Where the shape is from, one sentence.
    pub source: String,
    /// The default payload: JSON text with the types' names for values, as Adobe's `webhooks:info` prints it.
    pub shape: String,
    /// A payload of that shape, JSON text.
    pub sample: String,
    /// A payload of the shape that real events had, JSON text; made-up values.
    pub learned: Option<String>,
    /// The shape that real events had, in the form of `shape`.
    pub learned_shape: Option<String>,
    /// The newest events of this name, at most 10.
    pub recent: Vec<RecentEvent>,
}

/// An event to take a payload from.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecentEvent {
    /// Its id.
    pub event_id: String,
    /// When it was accepted.
    pub received_at: String,
}
