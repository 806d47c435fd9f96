//! JSON as merge tags see it: members in their order, numbers with the text they came with.

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use crate::json::Json;

/// A number whose text another writer would change: `600.0000`, `1E5`, or one too long for 64 bits.
#[derive(Debug)]
pub(super) struct Number(pub String);

impl Object for Number {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.0.bytes().take_while(|b| !b"eE".contains(b)).any(|b| b.is_ascii_digit() && b != b'0')
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An object, in its order.
#[derive(Debug)]
pub(super) struct Members(pub Vec<(String, Value)>);

impl Object for Members {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| Value::from(name.as_str())).collect())
    }
}

/// A value for merge tags.
pub(super) fn value(json: &Json<'_>) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(value) => Value::from(*value),
        Json::Number(text) => number(text),
        Json::Text(text) => Value::from(text.as_ref()),
        Json::List(items) => items.iter().map(value).collect(),
        Json::Object(object) => Value::from_object(Members(
            object.iter().map(|(key, member)| (key.to_owned(), value(member))).collect(),
        )),
    }
}

fn number(text: &str) -> Value {
    let same = |value: Value| Some(value).filter(|value| value.to_string() == text);
    text.parse::<i64>()
        .ok()
        .and_then(|n| same(Value::from(n)))
        .or_else(|| text.parse::<f64>().ok().and_then(|n| same(Value::from(n))))
        .unwrap_or_else(|| Value::from_object(Number(text.to_owned())))
}
