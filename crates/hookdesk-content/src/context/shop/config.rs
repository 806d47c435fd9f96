//! Values of the configuration, as far as REST tells them: `GET /V1/store/storeConfigs`.

use super::Ask;
use super::entities::{Found, Shop, Silent};
use crate::json::Json;
use crate::source::Call;

/// Paths of the configuration, and the member of a store view's answer that has their value.
const PATHS: [(&str, &str); 13] = [
    ("general/locale/code", "locale"),
    ("general/locale/timezone", "timezone"),
    ("general/locale/weight_unit", "weight_unit"),
    ("currency/options/base", "base_currency_code"),
    ("currency/options/default", "default_display_currency_code"),
    ("web/unsecure/base_url", "base_url"),
    ("web/unsecure/base_link_url", "base_link_url"),
    ("web/unsecure/base_static_url", "base_static_url"),
    ("web/unsecure/base_media_url", "base_media_url"),
    ("web/secure/base_url", "secure_base_url"),
    ("web/secure/base_link_url", "secure_base_link_url"),
    ("web/secure/base_static_url", "secure_base_static_url"),
    ("web/secure/base_media_url", "secure_base_media_url"),
];

/// Whose value is asked for.
enum Scope<'c> {
    Default,
    /// The store view the event is about.
    Current,
    Store(&'c str),
    /// The website of the store view the event is about.
    CurrentWebsite,
    Website(&'c str),
}

fn scope(call: &Call) -> Option<Scope<'_>> {
    let part = |n: usize| call.arguments.get(n).map(String::as_str).filter(|part| !part.is_empty());
    Some(match (part(1), part(2)) {
        (None | Some("default"), _) => Scope::Default,
        (Some("store" | "stores"), None) => Scope::Current,
        (Some("store" | "stores"), Some(code)) => Scope::Store(code),
        (Some("website" | "websites"), None) => Scope::CurrentWebsite,
        (Some("website" | "websites"), Some(code)) => Scope::Website(code),
        _ => return None,
    })
}

fn member(call: &Call) -> Option<&'static str> {
    let path = call.arguments.first().filter(|_| call.key() == "value")?;
    PATHS.iter().find(|(known, _)| known == path).map(|(_, member)| *member)
}

/// Whether REST tells this value.
pub(super) fn is_told(call: &Call) -> bool {
    member(call).is_some() && scope(call).is_some()
}

pub(super) fn needs_current(call: &Call) -> bool {
    matches!(scope(call), Some(Scope::Current | Scope::CurrentWebsite))
}

pub(super) fn needs_websites(call: &Call) -> bool {
    matches!(scope(call), Some(Scope::Website(_)))
}

impl Shop<'_> {
    /// A value of the configuration. REST tells what holds in each store view, not where it was set: for a scope above
    /// them it is told only where its store views agree.
    pub(super) fn config(&self, call: &Call) -> Found {
        let path = call.arguments.first().map_or("", String::as_str);
        let (Some(member), Some(scope)) = (member(call), scope(call)) else {
            return Err(Silent::not_told(&format!("{path:?} of the configuration")));
        };
        let all = self.list(&Ask::Configs)?.iter().filter(|config| !is(config, "id", "0"));
        let named = |name: &str| if name.bytes().all(|b| b.is_ascii_digit()) { "id" } else { "code" };
        let configs: Vec<&Json<'static>> = match scope {
            Scope::Default => all.collect(),
            Scope::Current => {
                let id = self.current_id()?;
                all.filter(|config| is(config, "id", &id)).collect()
            }
            Scope::Store(name) => all.filter(|config| is(config, named(name), name)).collect(),
            Scope::CurrentWebsite => {
                let website = self.current()?.get("website_id").map(plain).unwrap_or_default();
                all.filter(|config| is(config, "website_id", &website)).collect()
            }
            Scope::Website(name) => {
                let mut websites = self.list(&Ask::Websites)?.iter();
                let website = websites.find(|website| is(website, named(name), name));
                let id = website.and_then(|website| website.get("id")).map(plain).unwrap_or_default();
                all.filter(|config| is(config, "website_id", &id)).collect()
            }
        };
        let mut values = configs.iter().map(|config| config.get(member).cloned().unwrap_or_default());
        let Some(first) = values.next() else {
            return Err(Silent::unknown("the shop has no store view in that scope"));
        };
        if values.any(|value| value != first) {
            return Err(Silent::unknown(
                "the shop's store views have different values, and REST does not tell the one above them",
            ));
        }
        Ok(first)
    }
}

/// Whether a member has that text.
pub(super) fn is(value: &Json<'_>, key: &str, wanted: &str) -> bool {
    value.get(key).is_some_and(|value| plain(value) == wanted)
}

/// A number's or a text's own text.
pub(super) fn plain(value: &Json<'_>) -> String {
    super::super::plain_text(value).unwrap_or_default().to_owned()
}
