//! How a value and a rule's operand compare.

use std::cmp::Ordering;

use super::decimal::Decimal;
use super::{Operand, Operator, Origin, Rule};
use crate::context::{Scene, plain_text};
use crate::json::Json;

impl Rule {
    /// Whether it holds for a value. An error where that could not be found out.
    pub(super) fn holds(&self, value: Option<&Json<'_>>, scene: &Scene<'_>) -> Result<bool, String> {
        Ok(match (self.operator, &self.operand) {
            (Operator::GreaterThan, Operand::Number { number, .. }) => {
                order(value, number) == Some(Ordering::Greater)
            }
            (Operator::LessThan, Operand::Number { number, .. }) => {
                order(value, number) == Some(Ordering::Less)
            }
            (Operator::GreaterThanOrEqual, Operand::Number { number, .. }) => {
                order(value, number).is_some_and(Ordering::is_ge)
            }
            (Operator::LessThanOrEqual, Operand::Number { number, .. }) => {
                order(value, number).is_some_and(Ordering::is_le)
            }
            (Operator::Equal, Operand::Text(text)) => equal(value, text),
            (Operator::NotEqual, Operand::Text(text)) => !equal(value, text),
            (Operator::In, Operand::Items(items)) => within(value, items),
            (Operator::NotIn, Operand::Items(items)) => !within(value, items),
            (Operator::Contains, Operand::Text(text)) => contains(value, text),
            (Operator::Regex, Operand::Pattern { regex, .. }) => match value.map_or(Some(""), plain_text) {
                Some(text) => {
                    regex.is_match(text).map_err(|error| format!("the pattern was given up: {error}"))?
                }
                None => false,
            },
            (Operator::IsEmpty, _) => is_empty(value),
            (Operator::NotEmpty, _) => !is_empty(value),
            (Operator::Exists, _) => value.is_some(),
            (Operator::NotExists, _) => value.is_none(),
            (Operator::OnChange, _) => match (&self.origin, scene.world.previous()) {
                (Origin::Payload(path), Some(before)) => path.find(before) != value,
                _ => true,
            },
            _ => false,
        })
    }
}

fn order(value: Option<&Json<'_>>, number: &Decimal) -> Option<Ordering> {
    match value? {
        Json::Number(text) | Json::Text(text) => Some(Decimal::parse(text)?.cmp(number)),
        _ => None,
    }
}

/// Booleans are 1 and 0, or their words; numbers and texts that are numbers are compared as numbers; all else letter
/// by letter. Null and what is missing equal the empty text only.
pub(super) fn equal(value: Option<&Json<'_>>, text: &str) -> bool {
    match value {
        None | Some(Json::Null) => text.is_empty(),
        Some(Json::Bool(value)) => match text.trim() {
            "1" | "true" => *value,
            "0" | "false" => !*value,
            _ => false,
        },
        Some(Json::Number(own) | Json::Text(own)) => {
            own == text || Decimal::parse(own).is_some_and(|own| Decimal::parse(text) == Some(own))
        }
        Some(Json::List(_) | Json::Object(_)) => false,
    }
}

fn within(value: Option<&Json<'_>>, items: &[String]) -> bool {
    let trimmed = match value {
        Some(Json::Text(text)) => Some(Json::text(text.trim())),
        _ => None,
    };
    items.iter().any(|item| equal(trimmed.as_ref().or(value), item))
}

fn contains(value: Option<&Json<'_>>, text: &str) -> bool {
    match value {
        Some(Json::List(items)) => items.iter().any(|item| equal(Some(item), text)),
        Some(Json::Object(object)) => object.iter().any(|(_, item)| equal(Some(item), text)),
        Some(value) => plain_text(value).is_some_and(|own| own.contains(text)),
        None => false,
    }
}

fn is_empty(value: Option<&Json<'_>>) -> bool {
    match value {
        None | Some(Json::Null) => true,
        Some(Json::Text(text)) => text.is_empty(),
        Some(Json::List(items)) => items.is_empty(),
        Some(Json::Object(object)) => object.is_empty(),
        Some(Json::Bool(_) | Json::Number(_)) => false,
    }
}
