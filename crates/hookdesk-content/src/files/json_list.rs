//! Webhooks in JSON: a list, one alone, or the body of a subscribe call; in Adobe's words or in Hookdesk's own.

use hookdesk_core::fault::{Code, Fault};

use crate::definition::Webhook;
use crate::json::{self, Json, Step, locate};

use super::place::Place;
use super::rest::{self, Refused};
use super::xml::MAX_BYTES;
use super::{Kind, MAX_WARNINGS, Read, Warning, Written};

/// Reads JSON. `json.malformed` or `webhook.invalid`, naming line and column.
pub fn read(text: &str, file: usize) -> Result<Read, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_BYTES {
        let message = format!("the file is larger than {} MiB", MAX_BYTES >> 20);
        return Err(Fault::new(Code::BodyTooLarge, message));
    }
    let json = json::read(text).map_err(|malformed| {
        let place = format!("line {}, column {}", malformed.line, malformed.column);
        Fault::new(Code::JsonMalformed, format!("{place}: {}", malformed.what))
    })?;
    let at = |path: &[Step]| {
        let (line, column) = locate(text, path);
        Place { file, line, column }
    };
    let key = || vec![Step::Key("webhook".to_owned())];
    let items: Vec<(Vec<Step>, &Json<'_>)> = match &json {
        Json::List(items) => items.iter().enumerate().map(|(n, item)| (vec![Step::Index(n)], item)).collect(),
        Json::Object(object) => match object.get("webhook") {
            Some(inside) => vec![(key(), inside)],
            None => vec![(Vec::new(), &json)],
        },
        _ => return Err(at(&[]).invalid("webhooks are a list, or an object for one")),
    };
    let is_adobes =
        |item: &Json<'_>| ["webhook_method", "hook_name"].iter().any(|key| item.get(key).is_some());
    if items.is_empty() || items.iter().any(|(_, item)| is_adobes(item)) {
        return adobes(&items, at);
    }
    let mut webhooks = Vec::with_capacity(items.len());
    for (path, item) in &items {
        // serde_json counts in the item's own text; the path says more than a place within it.
        let bytes = item.to_bytes();
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let webhook: Webhook = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let within = match error.path().to_string() {
                whole if whole == "." => String::new(),
                within => format!(".{within}"),
            };
            let why = error.into_inner().to_string();
            let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why);
            // What stands there instead may be a secret.
            let why = match why.split_once(", expected ") {
                Some((found, wanted)) if found.starts_with("invalid") => &format!("expected {wanted}"),
                _ => why,
            };
            at(path)
                .invalid(format!("{}{within}: {why}", rest::dotted(path)).trim_start_matches([':', '.', ' ']))
        })?;
        let needed = [
            ("method", &webhook.method),
            ("batch", &webhook.batch),
            ("name", &webhook.name),
            ("url", &webhook.url),
        ];
        if let Some((missing, _)) = needed.iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(at(path).invalid(format!("a webhook has no {missing}")));
        }
        webhooks.push(webhook);
    }
    Ok(Read { kind: Kind::Hookdesk, webhooks, hooks: Vec::new(), warnings: Vec::new() })
}

fn adobes(items: &[(Vec<Step>, &Json<'_>)], at: impl Fn(&[Step]) -> Place) -> Result<Read, Fault> {
    let mut unknown = Vec::new();
    let mut webhooks = Vec::with_capacity(items.len());
    for (path, item) in items {
        let webhook = rest::webhook(item, path, &mut unknown).map_err(|refused: Refused| {
            let sentence = format!("{}: {}", refused.field(), refused.sentence());
            at(&refused.path).invalid(sentence.trim_start_matches(": "))
        })?;
        webhooks.push(webhook);
    }
    // Each place costs a walk through the text; those that nobody is told are not looked for.
    let places = unknown.iter().enumerate().map(|(n, path)| {
        let place = if n <= MAX_WARNINGS { at(path) } else { at(&[]) };
        Warning::new(place, format!("{} is not known and was left out", rest::dotted(path)))
    });
    Ok(Read { kind: Kind::Rest, webhooks, hooks: Vec::new(), warnings: places.collect() })
}

/// Writes the list as Adobe's REST model has it, and what it has no place for.
pub fn write(webhooks: &[Webhook]) -> Written {
    let list = Json::List(webhooks.iter().map(rest::object).collect());
    Written { text: list.to_pretty() + "\n", warnings: webhooks.iter().flat_map(rest::lost).collect() }
}

/// Writes the list in Hookdesk's own words, which have a place for everything.
pub fn write_own(webhooks: &[Webhook]) -> String {
    let text = serde_json::to_string_pretty(webhooks).unwrap_or_default();
    text + "\n"
}
