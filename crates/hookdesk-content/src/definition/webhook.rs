//! A hook that the caller waits for: Adobe Commerce's webhook.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Content;

/// Whether the hook runs before or after the method it is named for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// On the method's arguments.
    #[default]
    Before,
    /// On its arguments and its `result`.
    After,
}

impl Moment {
    /// The word in XML, REST and URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Before, Self::After].into_iter().find(|moment| moment.as_str() == text)
    }
}

/// The HTTP methods a webhook may use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    /// The default.
    #[default]
    Post,
    /// PUT.
    Put,
    /// GET; the body is left out.
    Get,
    /// DELETE.
    Delete,
}

impl Verb {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Post, Self::Put, Self::Get, Self::Delete];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Get => "GET",
            Self::Delete => "DELETE",
        }
    }

    /// Reads the word, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verb| verb.as_str().eq_ignore_ascii_case(text))
    }
}

/// One hook of a batch of a webhook. Its identity is method, moment, batch and name (spec, section 0).
///
/// What is left out has Adobe's default, in JSON too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webhook {
    /// `observer.<event>` or `plugin.<path>.<method>`.
    pub method: String,
    /// `type` in Adobe's words.
    pub moment: Moment,
    /// The batch's name.
    pub batch: String,
    /// Batches run in ascending order; Adobe saves 0 where none is given.
    pub batch_order: i32,
    /// The hook's name within the batch.
    pub name: String,
    /// Where it is sent; may hold `{env:NAME}` and merge tags.
    pub url: String,
    /// The HTTP method; none was given where `None`, which means POST.
    pub verb: Option<Verb>,
    /// Order in which the results of one batch are merged.
    pub priority: i32,
    /// Whether its failure stops the caller.
    pub required: bool,
    /// Hard limit in milliseconds; 0 for none.
    pub timeout_ms: u32,
    /// Milliseconds after which a notice is logged; 0 for never.
    pub soft_timeout_ms: u32,
    /// How long an answer is kept, in seconds; 0 for not at all.
    pub ttl_s: u32,
    /// What the caller reads when the hook fails.
    pub fallback_error_message: Option<String>,
    /// Whether it runs; the inverse of `remove`.
    pub active: bool,
    /// Whether the certificate is checked; off for development only.
    pub ssl_verification: bool,
    /// A CA or certificate file.
    pub ssl_certificate_path: Option<String>,
    /// Developer Console credentials.
    pub oauth: Option<ConsoleOauth>,
    /// What is sent, and when.
    pub content: Content,
}

impl Default for Webhook {
    fn default() -> Self {
        Self {
            method: String::new(),
            moment: Moment::default(),
            batch: String::new(),
            batch_order: 0,
            name: String::new(),
            url: String::new(),
            verb: None,
            priority: 0,
            required: true,
            timeout_ms: 0,
            soft_timeout_ms: 0,
            ttl_s: 0,
            fallback_error_message: None,
            active: true,
            ssl_verification: true,
            ssl_certificate_path: None,
            oauth: None,
            content: Content::default(),
        }
    }
}

impl Webhook {
    /// A hook with Adobe's defaults.
    pub fn new(
        method: impl Into<String>,
        moment: Moment,
        batch: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        Self { method: method.into(), moment, batch: batch.into(), name: name.into(), ..Self::default() }
    }

    /// The method's name as identities compare it: without `.magento` after `plugin` (spec 4.10), in lower case.
    pub fn plain_method(method: &str) -> String {
        let lower = method.to_ascii_lowercase();
        match lower.strip_prefix("plugin.magento.") {
            Some(rest) => format!("plugin.{rest}"),
            None => lower,
        }
    }

    /// Whether both are the same hook.
    pub fn is_same(&self, other: &Self) -> bool {
        Self::plain_method(&self.method) == Self::plain_method(&other.method)
            && (self.moment, &self.batch, &self.name) == (other.moment, &other.batch, &other.name)
    }
}

/// Adobe Developer Console, server to server. Each part may be `{env:NAME}`; the secret may be `{secret:NAME}`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsoleOauth {
    /// Client id.
    pub client_id: String,
    /// A reference to the client secret; the secret itself is kept sealed elsewhere.
    pub client_secret: String,
    /// Organisation id.
    pub org_id: String,
    /// `production` or `staging`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

impl ConsoleOauth {
    /// Whether the secret is only named: `{env:NAME}` or `{secret:NAME}`.
    pub fn is_reference(secret: &str) -> bool {
        ["{env:", "{secret:"].iter().any(|open| {
            let name = secret.trim().strip_prefix(open).and_then(|rest| rest.strip_suffix('}'));
            name.is_some_and(|name| !name.is_empty() && !name.contains(['{', '}']))
        })
    }
}

/// An imported file may hold the secret itself; it is never shown.
impl fmt::Debug for ConsoleOauth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Self::is_reference(&self.client_secret);
        f.debug_struct("ConsoleOauth")
            .field("client_id", &self.client_id)
            .field("client_secret", if named { &self.client_secret } else { &"[redacted]" })
            .field("org_id", &self.org_id)
            .field("environment", &self.environment)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_that_leaves_things_out_has_adobes_defaults() {
        let hook: Webhook = serde_json::from_str("{}").unwrap();
        assert!(hook.required && hook.active && hook.ssl_verification);
    }

    #[test]
    fn a_secret_is_shown_only_where_it_is_a_name() {
        let shown = |secret: &str| {
            let oauth = ConsoleOauth {
                client_id: "id".to_owned(),
                client_secret: secret.to_owned(),
                org_id: "org".to_owned(),
                environment: None,
            };
            format!("{oauth:?}")
        };
        assert!(shown("{env:SECRET}").contains("{env:SECRET}"));
        for secret in ["p8e-12345", "{p8e}", "{env:A}p8e{env:B}", "p8e{env:A}"] {
            assert!(!shown(secret).contains("p8e"), "{secret}");
        }
    }
}
