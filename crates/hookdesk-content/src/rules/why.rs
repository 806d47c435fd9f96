//! Why a rule holds or does not, in one short sentence.

use hookdesk_core::headers;

use super::{Operand, Operator, Origin, Rule};
use crate::json::Json;
use crate::source::{Chain, ContextName, Source};

/// Longest text shown of a value, in characters.
const SHOWN: usize = 60;

impl Rule {
    /// `data.order.status` is "new", not "complete".
    pub(super) fn sentence(&self, value: Option<&Json<'_>>, holds: bool) -> String {
        let is = format!("`{}` is {}", self.field, self.shown(value));
        let not = if holds { "" } else { "not " };
        let rest = match (self.operator, &self.operand) {
            (Operator::Exists | Operator::NotExists, _) => {
                return match value {
                    Some(_) => format!("`{}` is there", self.field),
                    None => format!("`{}` is missing", self.field),
                };
            }
            (Operator::OnChange, _) if holds => ", which is new".to_owned(),
            (Operator::OnChange, _) => ", as it was before".to_owned(),
            (Operator::IsEmpty, _) => format!(", {not}empty"),
            (Operator::NotEmpty, _) if holds => ", not empty".to_owned(),
            (Operator::NotEmpty, _) => ", empty".to_owned(),
            (Operator::GreaterThan, Operand::Number { text, .. }) => format!(", {not}greater than {text}"),
            (Operator::LessThan, Operand::Number { text, .. }) => format!(", {not}less than {text}"),
            (Operator::GreaterThanOrEqual, Operand::Number { text, .. }) => format!(", {not}{text} or more"),
            (Operator::LessThanOrEqual, Operand::Number { text, .. }) => format!(", {not}{text} or less"),
            (Operator::Equal, Operand::Text(_)) if holds => String::new(),
            (Operator::Equal, Operand::Text(text)) => format!(", not {}", quoted(text)),
            (Operator::NotEqual, Operand::Text(text)) if holds => format!(", not {}", quoted(text)),
            (Operator::NotEqual, Operand::Text(text)) => format!(", which equals {}", quoted(text)),
            (Operator::In, Operand::Items(items)) => format!(", {not}in {}", quoted(&items.join(", "))),
            (Operator::NotIn, Operand::Items(items)) if holds => {
                format!(", not in {}", quoted(&items.join(", ")))
            }
            (Operator::NotIn, Operand::Items(items)) => format!(", in {}", quoted(&items.join(", "))),
            (Operator::Contains, Operand::Text(text)) if holds => {
                format!(", which contains {}", quoted(text))
            }
            (Operator::Contains, Operand::Text(text)) => format!(", which does not contain {}", quoted(text)),
            (Operator::Regex, Operand::Pattern { text, .. }) if holds => {
                format!(", which matches {}", cut(text))
            }
            (Operator::Regex, Operand::Pattern { text, .. }) => {
                format!(", which does not match {}", cut(text))
            }
            _ => String::new(),
        };
        is + &rest
    }

    fn shown(&self, value: Option<&Json<'_>>) -> String {
        match value {
            None => "missing".to_owned(),
            Some(Json::Text(_)) if self.is_secret() => "a text that is not shown".to_owned(),
            Some(Json::Text(text)) => quoted(text),
            Some(Json::List(items)) => match items.len() {
                1 => "a list of 1 element".to_owned(),
                n => format!("a list of {n} elements"),
            },
            Some(Json::Object(object)) => match object.len() {
                1 => "an object with 1 member".to_owned(),
                n => format!("an object with {n} members"),
            },
            Some(scalar) => cut(&scalar.to_string()),
        }
    }

    /// A header of the request that brought the event may be a credential.
    fn is_secret(&self) -> bool {
        matches!(self.origin, Origin::Context(_))
            && matches!(Source::parse(&self.field), Ok(Source::Context(chain)) if names_secret(&chain))
    }
}

/// Whether a chain reads a header or parameter whose name says that it is secret.
pub(crate) fn names_secret(chain: &Chain) -> bool {
    chain.context == ContextName::HttpRequest
        && chain.calls.iter().flat_map(|call| &call.arguments).any(|name| headers::is_secret(name))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(text))
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
