//! The catalogue: names that a webhook can be hung on, with the payload each is known to carry.
//!
//! `catalogue/magento.json` comes from Magento's OpenAPI file, Adobe's pages and a table of services (`cargo xtask
//! catalogue`); every entry says where its shape is from. [`Learned`] adds what real events looked like.

mod data;
mod expand;
mod learned;
mod print;
mod sample;
#[cfg(test)]
mod tests;

use crate::definition::{Moment, Webhook};
use crate::json::Json;
use data::{Node, catalogue};

pub use learned::Learned;
pub use sample::sample;

/// How many levels are shown where nobody says otherwise, as in `webhooks:info`.
pub const DEPTH: usize = 3;

/// How many levels are shown at most; deeper ones print as `object{}`.
pub const MAX_DEPTH: usize = 8;

/// What a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `observer.<event>`: an event that the shop dispatches.
    Observer,
    /// `plugin.magento.<module>…`: a method of one of the shop's services.
    Plugin,
    /// `<entity>.<verb>`: an event that is queued, Aligent's way of naming.
    Event,
}

impl Kind {
    /// What a name is by its first word, whether it is known or not.
    pub fn of(name: &str) -> Self {
        match name.split('.').next().map(str::to_ascii_lowercase).as_deref() {
            Some("observer") => Self::Observer,
            Some("plugin") => Self::Plugin,
            _ => Self::Event,
        }
    }

    /// When a webhook may run on such a name; never on an event, which is queued.
    pub fn moments(self) -> &'static [Moment] {
        match self {
            Self::Observer | Self::Plugin => &[Moment::Before, Moment::After],
            Self::Event => &[],
        }
    }

    /// The word in listings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Observer => "observer",
            Self::Plugin => "plugin",
            Self::Event => "event",
        }
    }
}

/// One name of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its full name, in lower case.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// One sentence: what happens, or which service's method it is.
    pub about: String,
    /// Whether its payload is published; otherwise it is built from the entity's schema.
    pub documented: bool,
    /// Where the shape is from, in one sentence.
    pub source: String,
    /// Whether Adobe's list of supported methods has it; methods that only read are left out there.
    pub listed: bool,
    data: Option<Node>,
    result: Option<Node>,
}

/// What a payload is made of: names and types, no values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A type's name: `string`, `int`, `float`, `bool`, `array`, `mixed`, `string[]`, `object{}`, `object{}[]`.
    Type(String),
    /// A list whose elements look like this.
    List(Box<Shape>),
    /// An object's members in their order.
    Object(Vec<(String, Shape)>),
}

/// The listed names that hold every word of `search`, in their order.
pub fn list(search: &str) -> impl Iterator<Item = &'static Entry> {
    catalogue().entries.iter().filter(move |entry| entry.listed && matches(&entry.name, search))
}

/// Whether a name holds every word of `search`. Case does not matter, and neither does `.magento` after `plugin` (spec
/// 4.10).
pub fn matches(name: &str, search: &str) -> bool {
    let forms = forms(name);
    search
        .split_whitespace()
        .map(Webhook::plain_method)
        .all(|word| forms.iter().any(|form| form.contains(&word)))
}

/// The forms of one name, in lower case: a plugin's has two.
pub fn forms(name: &str) -> Vec<String> {
    let plain = Webhook::plain_method(name.trim());
    match plain.strip_prefix("plugin.") {
        Some(rest) => vec![format!("plugin.magento.{rest}"), plain],
        None => vec![plain],
    }
}

/// The entry of a name, also of one that is not listed; compared as [`list`] does.
pub fn find(name: &str) -> Option<&'static Entry> {
    let plain = Webhook::plain_method(name.trim());
    let at = catalogue().by_plain.get(&plain)?;
    catalogue().entries.get(*at)
}

/// The default payload of a name, `depth` levels deep (at least 1, at most [`MAX_DEPTH`]). `None` for an unknown name.
/// The moment does not matter for an event.
pub fn shape(name: &str, moment: Moment, depth: usize) -> Option<Shape> {
    find(name).map(|entry| expand::entry(entry, moment, depth))
}

/// A payload of a name's default shape with plausible values. `None` for an unknown name.
pub fn sample_of(name: &str, moment: Moment, depth: usize) -> Option<Json<'static>> {
    let entry = find(name)?;
    let mut json = sample(&expand::entry(entry, moment, depth));
    if entry.kind == Kind::Observer
        && let Json::Object(members) = &mut json
    {
        members.set("eventName", Json::text(entry.name.as_str()));
    }
    Some(json)
}
