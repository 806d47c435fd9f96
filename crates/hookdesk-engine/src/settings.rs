//! Settings: which keys exist, what they mean and what they may hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use hookdesk_content::convert::Aliases;
use hookdesk_content::json::{self, Json};
use hookdesk_content::run::Level;
use hookdesk_core::Fault;
use hookdesk_core::oauth::{Asked, TokenRequest};
use hookdesk_core::schedule::RetryPolicy;
use serde_json::Value;

use crate::hooks_run::tokens;

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SettingKind {
    /// true or false.
    Bool,
    /// A whole number within bounds.
    Int {
        /// Least.
        min: i64,
        /// Most.
        max: i64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A retry policy.
    Retry,
    /// Names of environment variables, joined by commas.
    Names,
    /// The name of a connection; empty is none. That it is there is looked up when it is set.
    Connection,
    /// A JSON object.
    Object,
    /// A JSON object whose values are texts.
    Texts,
    /// The address of a token endpoint.
    TokenUrl,
    /// Words joined by commas.
    Scopes,
}

/// One setting.
#[derive(Debug)]
pub struct SettingSpec {
    /// Its key.
    pub key: &'static str,
    /// What it does.
    pub description: &'static str,
    /// What it holds.
    pub kind: SettingKind,
    /// Its default.
    pub default: fn() -> Value,
}

/// Every setting there is. One list: the CLI, the window and the checks read it.
pub const SETTINGS: &[SettingSpec] = &[
    SettingSpec {
        key: "targets.private",
        description: "Messages to private and loopback addresses: ask for consent first, or allow them all.",
        kind: SettingKind::Choice(&["ask", "allow"]),
        default: || "ask".into(),
    },
    SettingSpec {
        key: "retry.default",
        description: "The retry policy of new subscriptions.",
        kind: SettingKind::Retry,
        default: || serde_json::json!({"kind": "standard"}),
    },
    SettingSpec {
        key: "send.timeout_ms",
        description: "Deadline over a whole exchange for new subscriptions, in milliseconds.",
        kind: SettingKind::Int { min: 1_000, max: 120_000 },
        default: || 30_000.into(),
    },
    SettingSpec {
        key: "send.concurrency",
        description: "Requests at once for each new subscription.",
        kind: SettingKind::Int { min: 1, max: 256 },
        default: || 64.into(),
    },
    SettingSpec {
        key: "send.max_in_flight",
        description: "Requests at once over all subscriptions; each of them may always have one.",
        kind: SettingKind::Int { min: 1, max: 1_024 },
        default: || 128.into(),
    },
    SettingSpec {
        key: "debug.enabled",
        description: "Dump every attempt of every subscription to a file in the debug folder.",
        kind: SettingKind::Bool,
        default: || false.into(),
    },
    SettingSpec {
        key: "debug.max_mib",
        description: "Size of the debug folder in MiB; the oldest dumps go first.",
        kind: SettingKind::Int { min: 1, max: 10_240 },
        default: || 200.into(),
    },
    SettingSpec {
        key: "debug.keep_days",
        description: "How many days dumps are kept.",
        kind: SettingKind::Int { min: 1, max: 3_650 },
        default: || 14.into(),
    },
    SettingSpec {
        key: "retention.days",
        description: "How many days delivered, discarded and skipped messages are kept; 0 keeps them for ever.",
        kind: SettingKind::Int { min: 0, max: 3_650 },
        default: || 90.into(),
    },
    SettingSpec {
        key: "network.detect",
        description: "Hold messages while this machine is offline or behind a network's sign-in page, and count no attempt.",
        kind: SettingKind::Bool,
        default: || true.into(),
    },
    SettingSpec {
        key: "notify.system",
        description: "Show a notification of the system when something needs you and the window is not in front.",
        kind: SettingKind::Bool,
        default: || true.into(),
    },
    SettingSpec {
        key: "content.env",
        description: "Environment variables that hook contents may use as {env:NAME}, joined by commas.",
        kind: SettingKind::Names,
        default: || "".into(),
    },
    SettingSpec {
        key: "content.context",
        description: "Context values where an event brings none: {\"application_state\":{\"mode\":\"production\"},\"scope_config\":{\"value\":{\"general/locale/code\":\"en_US\"}}}.",
        kind: SettingKind::Object,
        default: || serde_json::json!({}),
    },
    SettingSpec {
        key: "content.converters",
        description: "Converters that stand in for the shop's classes: {\"Vendor\\\\Module\\\\Class\":\"to_string\"}.",
        kind: SettingKind::Texts,
        default: || serde_json::json!({}),
    },
    SettingSpec {
        key: "content.shop",
        description: "The connection that is the Magento shop: context values that neither the event nor content.context tell are asked of it over REST. Empty: nobody is asked.",
        kind: SettingKind::Connection,
        default: || "".into(),
    },
    SettingSpec {
        key: "webhooks.log.enabled",
        description: "Keep a log of hooks that are waited for.",
        kind: SettingKind::Bool,
        default: || true.into(),
    },
    SettingSpec {
        key: "webhooks.log.days",
        description: "How many days lines of that log are kept; never more than 100,000 lines.",
        kind: SettingKind::Int { min: 1, max: 3_650 },
        default: || 7.into(),
    },
    SettingSpec {
        key: "webhooks.log.level",
        description: "The least level of lines that are kept.",
        kind: SettingKind::Choice(&["debug", "notice", "warning", "error"]),
        default: || "debug".into(),
    },
    SettingSpec {
        key: "webhooks.ims.url",
        description: "Where access tokens for Developer Console credentials come from. With the default, hooks of the environment staging ask Adobe's staging server.",
        kind: SettingKind::TokenUrl,
        default: || IMS.into(),
    },
    SettingSpec {
        key: "webhooks.ims.scope",
        description: "What those tokens are asked for, as the Developer Console names it, joined by commas.",
        kind: SettingKind::Scopes,
        default: || "openid,AdobeID,read_organizations".into(),
    },
];

const IMS: &str = "https://ims-na1.adobelogin.com/ims/token/v3";
const IMS_STAGING: &str = "https://ims-na1-stg1.adobelogin.com/ims/token/v3";

/// Where access tokens for Developer Console credentials come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ims {
    url: String,
    /// `webhooks.ims.scope`.
    pub scope: String,
}

impl Ims {
    /// The token endpoint of an environment, `production` or `staging`.
    pub fn url(&self, environment: Option<&str>) -> &str {
        match environment {
            Some("staging") if self.url == IMS => IMS_STAGING,
            _ => &self.url,
        }
    }
}

/// The settings as the engine uses them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `targets.private` is `allow`.
    pub private_allowed: bool,
    /// `retry.default`.
    pub retry_default: RetryPolicy,
    /// `send.timeout_ms`.
    pub timeout_ms: u64,
    /// `send.concurrency`.
    pub concurrency: u32,
    /// `send.max_in_flight`.
    pub max_in_flight: usize,
    /// `debug.enabled`.
    pub debug: bool,
    /// `debug.max_mib` in bytes.
    pub debug_max_bytes: u64,
    /// `debug.keep_days`.
    pub debug_keep_days: u32,
    /// `retention.days`; 0 is for ever.
    pub retention_days: u32,
    /// `network.detect`.
    pub network_detect: bool,
    /// `notify.system`.
    pub notify: bool,
    /// `content.env`.
    pub content_env: Vec<String>,
    /// `content.context`; `None` where it is empty.
    pub content_context: Option<Arc<Json<'static>>>,
    /// `content.converters`.
    pub content_converters: Aliases,
    /// `content.shop`.
    pub content_shop: Option<String>,
    /// `webhooks.log.level`, while the log is kept.
    pub webhooks_log: Option<Level>,
    /// `webhooks.log.days`.
    pub webhooks_log_days: u32,
    /// `webhooks.ims.url` and `webhooks.ims.scope`.
    pub ims: Arc<Ims>,
}

impl SettingSpec {
    /// The setting of that key; the fault names field `key`.
    pub fn find(key: &str) -> Result<&'static Self, Fault> {
        SETTINGS.iter().find(|spec| spec.key == key).ok_or_else(|| {
            let known: Vec<&str> = SETTINGS.iter().map(|spec| spec.key).collect();
            Fault::invalid(
                "key",
                format!("there is no setting \"{}\"", key.chars().take(80).collect::<String>()),
            )
            .next(format!("Use one of: {}.", known.join(", ")))
        })
    }

    /// Refuses what the setting may not hold; the fault names field `value`.
    pub fn check(&self, value: &Value) -> Result<(), Fault> {
        match self.kind {
            SettingKind::Bool if value.is_boolean() => Ok(()),
            SettingKind::Bool => Err(self.refused("is true or false")),
            SettingKind::Int { min, max } => match value.as_i64() {
                Some(n) if (min..=max).contains(&n) => Ok(()),
                _ => Err(self.refused(&format!("is a whole number from {min} to {max}"))),
            },
            SettingKind::Choice(words) => match value.as_str() {
                Some(word) if words.contains(&word) => Ok(()),
                _ => Err(self.refused(&format!("is one of: {}", words.join(", ")))),
            },
            SettingKind::Names => match value.as_str() {
                Some(text) if names(text).all(is_variable) => Ok(()),
                _ => Err(self.refused("is names of environment variables, joined by commas")),
            },
            SettingKind::Connection if value.is_string() => Ok(()),
            SettingKind::Connection => Err(self.refused("is the name of a connection, or empty")),
            SettingKind::Object if value.is_object() => Ok(()),
            SettingKind::Object => Err(self.refused("is a JSON object")),
            SettingKind::Texts => self.check_texts(value),
            SettingKind::TokenUrl => match value.as_str().map(token_url) {
                Some(Ok(())) => Ok(()),
                Some(Err(fault)) => Err(fault.field("value")),
                None => Err(self.refused("is the address of a token endpoint")),
            },
            SettingKind::Scopes => match value.as_str() {
                Some(text) if text.len() <= 1_000 && text.bytes().all(|b| b.is_ascii_graphic()) => Ok(()),
                _ => Err(self.refused("is words joined by commas, without spaces")),
            },
            SettingKind::Retry => {
                let policy: RetryPolicy = serde_json::from_value(value.clone())
                    .map_err(|e| self.refused("is a retry policy").detail(e.to_string()))?;
                policy.validate().map_err(|fault| {
                    let detail = fault.field.clone().unwrap_or_default();
                    Fault::invalid("value", fault.message).detail(detail)
                })
            }
        }
    }

    fn check_texts(&self, value: &Value) -> Result<(), Fault> {
        let Value::Object(members) = value else { return Err(self.refused("is a JSON object")) };
        match members.values().all(Value::is_string) {
            true => Ok(()),
            false => Err(self.refused("is a JSON object whose values are texts")),
        }
    }

    fn refused(&self, what: &str) -> Fault {
        Fault::invalid("value", format!("{} {what}", self.key))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::read(&BTreeMap::new())
    }
}

impl Settings {
    /// The settings, from what is stored. A value that does not fit (left by another version) counts as not set.
    pub fn read(stored: &BTreeMap<String, Value>) -> Self {
        let int = |key| get(stored, key).as_i64().unwrap_or_default();
        let text = |key| get(stored, key).as_str().unwrap_or_default().to_owned();
        Self {
            private_allowed: get(stored, "targets.private") == "allow",
            retry_default: serde_json::from_value(get(stored, "retry.default")).unwrap_or_default(),
            timeout_ms: int("send.timeout_ms").unsigned_abs(),
            concurrency: u32::try_from(int("send.concurrency")).unwrap_or(1),
            max_in_flight: usize::try_from(int("send.max_in_flight")).unwrap_or(1),
            debug: get(stored, "debug.enabled") == true,
            debug_max_bytes: int("debug.max_mib").unsigned_abs() << 20,
            debug_keep_days: u32::try_from(int("debug.keep_days")).unwrap_or(u32::MAX),
            retention_days: u32::try_from(int("retention.days")).unwrap_or(0),
            network_detect: get(stored, "network.detect") != false,
            notify: get(stored, "notify.system") != false,
            content_env: get(stored, "content.env")
                .as_str()
                .map(|text| names(text).map(str::to_owned).collect())
                .unwrap_or_default(),
            content_context: context(&get(stored, "content.context")),
            content_converters: serde_json::from_value(get(stored, "content.converters")).unwrap_or_default(),
            content_shop: get(stored, "content.shop")
                .as_str()
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
            webhooks_log: level(&get(stored, "webhooks.log.level"))
                .filter(|_| get(stored, "webhooks.log.enabled") == true),
            webhooks_log_days: u32::try_from(int("webhooks.log.days")).unwrap_or(1),
            ims: Arc::new(Ims { url: text("webhooks.ims.url"), scope: text("webhooks.ims.scope") }),
        }
    }
}

/// A setting's stored value where it fits, otherwise its default.
fn get(stored: &BTreeMap<String, Value>, key: &str) -> Value {
    let Ok(spec) = SettingSpec::find(key) else { return Value::Null };
    match stored.get(key) {
        Some(value) if spec.check(value).is_ok() => value.clone(),
        _ => (spec.default)(),
    }
}

/// Whether secrets may go there.
fn token_url(url: &str) -> Result<(), Fault> {
    TokenRequest::token(&tokens::settings(url, "", "client"), Some("secret"), Asked::Client).map(drop)
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty())
}

fn is_variable(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !name.as_bytes()[0].is_ascii_digit()
}

/// The object as contents read it; an empty one is none.
fn context(value: &Value) -> Option<Arc<Json<'static>>> {
    value.as_object().filter(|members| !members.is_empty())?;
    let text = value.to_string();
    json::read(&text).ok().map(|json| Arc::new(json.into_owned()))
}

fn level(value: &Value) -> Option<Level> {
    Level::ALL.iter().copied().find(|level| value == level.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_default_fits_its_own_setting() {
        for spec in SETTINGS {
            assert_eq!(spec.check(&(spec.default)()), Ok(()), "{}", spec.key);
        }
    }

    #[test]
    fn nothing_stored_means_the_defaults() {
        let settings = Settings::read(&BTreeMap::new());
        assert!(!settings.private_allowed && !settings.debug);
        assert_eq!(settings.retry_default, RetryPolicy::Standard);
        assert_eq!((settings.timeout_ms, settings.concurrency, settings.max_in_flight), (30_000, 64, 128));
        assert_eq!(settings.debug_max_bytes, 200 * 1024 * 1024);
    }

    #[test]
    fn a_stored_value_counts_only_where_it_fits() {
        let stored = BTreeMap::from([
            ("send.max_in_flight".to_owned(), json!(4)),
            ("send.concurrency".to_owned(), json!(100_000)),
            ("targets.private".to_owned(), json!("allow")),
            ("samples.state".to_owned(), json!({})),
        ]);
        let settings = Settings::read(&stored);
        assert_eq!((settings.max_in_flight, settings.concurrency), (4, 64));
        assert!(settings.private_allowed);
    }

    #[test]
    fn staging_has_a_server_of_its_own_unless_another_is_set() {
        let mut stored = BTreeMap::new();
        assert_eq!(Settings::read(&stored).ims.url(None), IMS);
        assert_eq!(Settings::read(&stored).ims.url(Some("production")), IMS);
        assert_eq!(Settings::read(&stored).ims.url(Some("staging")), IMS_STAGING);
        stored.insert("webhooks.ims.url".to_owned(), json!("http://127.0.0.1:8080/token"));
        assert_eq!(Settings::read(&stored).ims.url(Some("staging")), "http://127.0.0.1:8080/token");
    }

    #[test]
    fn bad_values_name_the_field() {
        for (key, value) in [
            ("targets.private", json!("never")),
            ("send.timeout_ms", json!(999)),
            ("send.timeout_ms", json!(1_500.5)),
            ("debug.enabled", json!("yes")),
            ("retry.default", json!({"kind": "fixed", "delay_ms": 1, "retries": 0})),
            ("retry.default", json!("classic")),
            ("webhooks.ims.url", json!("http://ims.test/token")),
            ("webhooks.ims.url", json!("https://me:pass@ims.test/token")),
            ("webhooks.ims.url", json!(1)),
            ("webhooks.ims.scope", json!("a, b")),
            ("content.shop", json!(7)),
        ] {
            let fault = SettingSpec::find(key).and_then(|spec| spec.check(&value)).expect_err(key);
            assert_eq!(fault.field.as_deref(), Some("value"), "{key} {value}");
        }
        assert_eq!(SettingSpec::find("send.speed").expect_err("unknown").field.as_deref(), Some("key"));
    }
}
