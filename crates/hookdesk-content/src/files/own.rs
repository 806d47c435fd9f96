//! What Hookdesk adds to Adobe's language, in a `webhooks.xml`: one comment in each hook that needs it.
//!
//! A comment, and not a namespace of its own, because Magento validates the file against a schema that would refuse
//! attributes it does not know. `<rules>` then holds what Adobe can read of the rules, such that Adobe fires at least
//! where Hookdesk would.

use std::collections::BTreeMap;

use hookdesk_core::fault::Fault;
use serde::{Deserialize, Serialize};

use crate::definition::{Body, Rule, Rules};

use super::merge::give;
use super::place::Place;
use super::xml::is_legal;

/// What such a comment begins with.
const MARK: &str = "hookdesk:";

/// Adobe's operators (spec, section 5).
pub const ADOBE: &[&str] =
    &["greaterThan", "lessThan", "equal", "notEqual", "regex", "in", "isEmpty", "notEmpty"];

/// Hookdesk's own operators.
pub const OURS: &[&str] =
    &["notIn", "greaterThanOrEqual", "lessThanOrEqual", "contains", "exists", "notExists", "onChange"];

/// Whether a rule of this operator compares with a value.
pub fn takes_value(operator: &str) -> bool {
    !matches!(operator, "isEmpty" | "notEmpty" | "exists" | "notExists" | "onChange")
}

/// The comment's content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Own {
    /// All rules, where `<rules>` cannot hold them as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
    /// Converters that are no classes, by their fields' names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub converters: BTreeMap<String, String>,
    /// A body that is not JSON of the fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// The console's environment, which Adobe has in REST only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

impl Own {
    /// Reads a comment; none where it is not Hookdesk's.
    pub fn read(comment: &str, at: Place) -> Result<Option<Self>, Fault> {
        let Some(json) = comment.trim().strip_prefix(MARK) else { return Ok(None) };
        let own = serde_json::from_str(json);
        own.map(Some).map_err(|error| at.malformed(format!("Hookdesk's comment is not readable: {error}")))
    }

    /// The comment's text, or nothing where there is nothing to say.
    pub fn write(&self) -> Option<String> {
        if *self == Self::default() {
            return None;
        }
        let json = serde_json::to_string(self).ok()?;
        // A comment holds no "--" and nothing that XML cannot hold; both only ever stand in JSON's strings.
        let mut text = format!(" {MARK} ");
        for c in json.chars() {
            match c {
                '-' if text.ends_with('-') => text.push_str("\\u002d"),
                c if is_legal(c) => text.push(c),
                c => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            }
        }
        text.push(' ');
        Some(text)
    }

    /// Lays a later comment over this one.
    pub fn over(&mut self, later: Self) {
        give(&mut self.rules, later.rules);
        give(&mut self.body, later.body);
        give(&mut self.environment, later.environment);
        self.converters.extend(later.converters);
    }
}

/// Whether `<rules>` holds these rules as they are.
pub fn is_adobes(rules: &Rules) -> bool {
    match rules.groups.as_slice() {
        [] => true,
        [group] => !group.is_empty() && group.iter().all(is_adobes_rule),
        _ => false,
    }
}

/// The rules as far as Adobe knows them: they hold at least where all of them would.
pub fn adobes_part(rules: &Rules) -> Vec<Rule> {
    match rules.groups.as_slice() {
        [group] => group.iter().filter(|rule| is_adobes_rule(rule)).cloned().collect(),
        _ => Vec::new(),
    }
}

fn is_adobes_rule(rule: &Rule) -> bool {
    ADOBE.contains(&rule.operator.as_str()) && (rule.value.is_some() || !takes_value(&rule.operator))
}
