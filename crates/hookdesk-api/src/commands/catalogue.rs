//! The catalogue: the names that are known from Adobe and Magento, and those that came here.

use std::collections::{BTreeMap, HashSet};

use hookdesk_content::catalogue::{self, DEPTH, Kind, Learned};
use hookdesk_content::definition::{Moment as When, Webhook};
use hookdesk_content::json;
use hookdesk_core::Fault;
use hookdesk_engine::Engine;
use hookdesk_store::SeenEvent;

use crate::nearest;
use crate::wire::*;

/// Levels of a sample: a real payload is deeper than what is shown of its shape.
const SAMPLE_DEPTH: usize = 5;
/// Events shown beside a name.
const RECENT: usize = 10;
/// Larger payloads teach nothing more.
const MAX_LEARNED_BYTES: usize = 256 * 1024;

pub async fn list(engine: &Engine, request: ListCatalogue) -> Result<Vec<CatalogueEntry>, Fault> {
    let search = request.search.unwrap_or_default();
    let seen = engine.store().event_names().await?;
    let seen: HashSet<String> = seen.iter().map(|name| Webhook::plain_method(name)).collect();
    let mut entries: BTreeMap<String, CatalogueEntry> = BTreeMap::new();
    for entry in catalogue::list(&search) {
        let row = CatalogueEntry {
            seen: seen.contains(&Webhook::plain_method(&entry.name)),
            name: entry.name.clone(),
            kind: entry.kind.into(),
            moments: moments(entry.kind),
            about: entry.about.clone(),
            documented: entry.documented,
        };
        entries.insert(row.name.clone(), row);
    }
    // Names of this installation that nobody published.
    let hooks = engine.store().hooks().await?;
    let own = hooks.iter().map(|hook| hook.name.as_str()).chain(seen.iter().map(String::as_str));
    for name in own.filter(|name| catalogue::find(name).is_none() && catalogue::matches(name, &search)) {
        let kind = Kind::of(name);
        entries.entry(name.to_owned()).or_insert_with(|| CatalogueEntry {
            name: name.to_owned(),
            kind: kind.into(),
            moments: moments(kind),
            about: OWN.to_owned(),
            documented: false,
            seen: seen.contains(&Webhook::plain_method(name)),
        });
    }
    Ok(entries.into_values().collect())
}

/// What is said about a name that nobody published.
const OWN: &str = "A name of this installation.";

fn moments(kind: Kind) -> Vec<Moment> {
    kind.moments().iter().map(|moment| (*moment).into()).collect()
}

pub async fn get(engine: &Engine, request: CatalogueRef) -> Result<CatalogueMethod, Fault> {
    let name = request.name.trim().to_ascii_lowercase();
    let entry = catalogue::find(&name);
    let events = events(engine, &name).await?;
    let learned = learned(stored(engine, &name).await?, &events);
    let known = entry.is_some() || learned.is_some() || !events.is_empty();
    if !known && !engine.store().hooks().await?.iter().any(|hook| hook.name.as_str() == name) {
        return Err(unknown(engine, &request.name).await?);
    }
    let moment: When = request.moment.unwrap_or_default().into();
    let depth = request.depth.map_or(DEPTH, |depth| depth as usize);
    let own = learned.as_ref().map(|learned| learned.shape(depth).to_string());
    let own_sample =
        learned.as_ref().map(|learned| catalogue::sample(&learned.shape(SAMPLE_DEPTH)).to_string());
    let (shape, sample) = match entry {
        Some(entry) => (
            catalogue::shape(&entry.name, moment, depth).map(|shape| shape.to_string()),
            catalogue::sample_of(&entry.name, moment, SAMPLE_DEPTH).map(|sample| sample.to_string()),
        ),
        None => (own.clone(), own_sample.clone()),
    };
    let kind = entry.map_or_else(|| Kind::of(&name), |entry| entry.kind);
    Ok(CatalogueMethod {
        kind: kind.into(),
        moments: moments(kind),
        about: entry.map_or(OWN, |entry| &entry.about).to_owned(),
        documented: entry.is_some_and(|entry| entry.documented),
        source: entry.map_or("Learned from events that came.", |entry| &entry.source).to_owned(),
        name: entry.map_or(name, |entry| entry.name.clone()),
        shape: shape.unwrap_or_else(|| "{}".to_owned()),
        sample: sample.unwrap_or_else(|| "{}".to_owned()),
        learned: own_sample,
        learned_shape: own,
        recent: events
            .into_iter()
            .map(|event| RecentEvent { event_id: event.id, received_at: event.received_at.to_rfc3339() })
            .collect(),
    })
}

/// The newest events under any form of the name.
async fn events(engine: &Engine, name: &str) -> Result<Vec<SeenEvent>, Fault> {
    let mut events = Vec::new();
    for name in catalogue::forms(name) {
        events.extend(engine.store().events_of(&name, RECENT, MAX_LEARNED_BYTES).await?);
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.received_at));
    events.truncate(RECENT);
    Ok(events)
}

/// What was learned in the background, under any form of the name.
async fn stored(engine: &Engine, name: &str) -> Result<Option<Learned>, Fault> {
    for name in catalogue::forms(name) {
        if let Some(shape) = engine.store().shape(&name).await? {
            return Ok(Learned::from_json(&shape.shape));
        }
    }
    Ok(None)
}

/// What is known, and what the newest events looked like: those may be too new to be in it.
fn learned(stored: Option<Learned>, events: &[SeenEvent]) -> Option<Learned> {
    let payloads = events.iter().filter_map(|event| std::str::from_utf8(event.data.as_deref()?).ok());
    payloads
        .filter_map(|text| json::read(text).ok())
        .fold(stored, |learned, payload| Some(learned.unwrap_or_default().with(&payload)))
}

async fn unknown(engine: &Engine, name: &str) -> Result<Fault, Fault> {
    let hooks = engine.store().hooks().await?;
    let known = catalogue::list("").map(|entry| entry.name.as_str());
    let known: Vec<&str> = known.chain(hooks.iter().map(|hook| hook.name.as_str())).collect();
    Ok(nearest::unknown_method("name", name, &known))
}
