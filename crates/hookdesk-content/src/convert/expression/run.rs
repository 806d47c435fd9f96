//! Runs a tree over a value, metered.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::exact;
use super::tree::{Node, Operator, Test, Tree};
use crate::convert::decimal::Decimal;
use crate::convert::shown::shown;
use crate::json::{Json, Object};

/// Most units of work: one for each part, and one for each item or 64 bytes that are looked at.
const MAX_WORK: usize = 1_000_000;

/// Most that is built on the way, in bytes, whether it is kept or not.
const MAX_MEMORY: usize = 4 << 20;

/// A value of the input, or one that was built.
pub(super) type Value<'v, 'a> = Cow<'v, Json<'a>>;

/// Runs an expression.
pub(super) fn run<'a>(tree: &Tree, value: Json<'a>) -> Result<Json<'a>, String> {
    let mut run = Run { value: &value, meter: Meter { work: MAX_WORK, memory: MAX_MEMORY } };
    match run.node(&tree.0)? {
        Cow::Owned(made) => Ok(made),
        Cow::Borrowed(part) if std::ptr::eq(part, &value) => Ok(value),
        Cow::Borrowed(part) => Ok(part.clone()),
    }
}

/// What is left of the limits.
pub(super) struct Meter {
    work: usize,
    memory: usize,
}

impl Meter {
    /// Before so many items are looked at.
    pub(super) fn work(&mut self, units: usize) -> Result<(), String> {
        let left = self.work.checked_sub(units);
        self.work = left.ok_or_else(|| format!("the expression takes more than {MAX_WORK} steps"))?;
        Ok(())
    }

    /// Before so many bytes of text are looked at.
    pub(super) fn read(&mut self, bytes: usize) -> Result<(), String> {
        self.work(bytes / 64 + 1)
    }

    /// Before so many bytes are built.
    pub(super) fn make(&mut self, bytes: usize) -> Result<(), String> {
        let left = self.memory.checked_sub(bytes);
        self.memory =
            left.ok_or_else(|| format!("the expression builds more than {} MiB", MAX_MEMORY >> 20))?;
        self.read(bytes)
    }

    /// A value of its own, paid for part by part.
    pub(super) fn owned<'a>(&mut self, value: Value<'_, 'a>) -> Result<Json<'a>, String> {
        match value {
            Cow::Owned(value) => Ok(value),
            Cow::Borrowed(value) => self.copy(value),
        }
    }

    fn copy<'a>(&mut self, value: &Json<'a>) -> Result<Json<'a>, String> {
        self.make(size_of::<Json<'_>>())?;
        Ok(match value {
            Json::List(items) => {
                Json::List(items.iter().map(|item| self.copy(item)).collect::<Result<_, _>>()?)
            }
            Json::Object(members) => {
                let mut copied = Object::default();
                for (key, member) in members.iter() {
                    self.make(size_of::<Cow<'_, str>>() + key.len())?;
                    copied.push(key.to_owned(), self.copy(member)?);
                }
                Json::Object(copied)
            }
            Json::Text(text) | Json::Number(text) => {
                self.make(text.len())?;
                value.clone()
            }
            _ => value.clone(),
        })
    }

    /// A text that was built, paid for by the caller.
    pub(super) fn text<'v, 'a>(text: impl Into<Cow<'a, str>>) -> Value<'v, 'a> {
        Cow::Owned(Json::Text(text.into()))
    }

    /// A number of the language's own.
    pub(super) fn number<'v, 'a>(&mut self, number: &Decimal) -> Result<Value<'v, 'a>, String> {
        let text = number.to_string();
        self.make(text.len())?;
        Ok(Cow::Owned(Json::Number(text.into())))
    }

    /// Before two numbers are computed with: a thousand digits cost more than one.
    pub(super) fn compute(&mut self, a: &Decimal, b: &Decimal) -> Result<(), String> {
        self.work(20 + (a.len() + b.len()) / 4)
    }

    /// The number that a value is.
    pub(super) fn decimal(&mut self, value: &Json<'_>) -> Result<Decimal, String> {
        if let Json::Number(text) | Json::Text(text) = value {
            self.read(text.len())?;
        }
        Decimal::of(value)
    }
}

/// The text of a single value; null has none.
pub(super) fn text_of<'s>(value: &'s Json<'_>) -> Result<&'s str, String> {
    match value {
        Json::Text(text) | Json::Number(text) => Ok(text),
        Json::Bool(true) => Ok("true"),
        Json::Bool(false) => Ok("false"),
        Json::Null => Ok(""),
        value => Err(format!("{} is no single value (|json writes it as text)", shown(value))),
    }
}

/// Whether a value counts as true: not null, false, 0 and what is empty.
pub(super) fn is_true(value: &Json<'_>) -> bool {
    match value {
        Json::Bool(value) => *value,
        Json::Number(text) => {
            let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
            mantissa.bytes().any(|b| (b'1'..=b'9').contains(&b))
        }
        value => !is_empty(value),
    }
}

fn is_empty(value: &Json<'_>) -> bool {
    match value {
        Json::Null => true,
        Json::Text(text) => text.is_empty(),
        Json::List(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
        _ => false,
    }
}

struct Run<'v, 'a> {
    value: &'v Json<'a>,
    meter: Meter,
}

impl<'v, 'a> Run<'v, 'a> {
    fn node(&mut self, node: &Node) -> Result<Value<'v, 'a>, String> {
        self.meter.work(1)?;
        Ok(match node {
            Node::Value => Cow::Borrowed(self.value),
            Node::Literal(value) => Cow::Owned(self.meter.copy(value)?),
            Node::List(nodes) => Cow::Owned(Json::List(self.nodes(nodes, Self::owned)?)),
            Node::Object(members) => {
                let mut object = Object::default();
                for (key, node) in members {
                    self.meter.make(size_of::<Cow<'_, str>>() + key.len())?;
                    object.push(key.clone(), self.owned(node)?);
                }
                Cow::Owned(Json::Object(object))
            }
            Node::Member(of, key) => {
                let (of, key) = (self.node(of)?, self.node(key)?);
                self.member(of, &key)?
            }
            Node::Filter(of, filter, arguments) => {
                let of = self.node(of)?;
                let arguments = self.nodes(arguments, Self::node)?;
                filter.apply(&mut self.meter, of, arguments)?
            }
            Node::Not(node) => bool(!is_true(&*self.node(node)?)),
            Node::Negate(node) => {
                let value = self.node(node)?;
                let number = self.meter.decimal(&value)?.negate();
                self.meter.number(&number)?
            }
            Node::Is(node, test) => bool(is(&*self.node(node)?, *test)),
            Node::If(what, condition, otherwise) => {
                let holds = is_true(&*self.node(condition)?);
                self.node(if holds { what } else { otherwise })?
            }
            Node::Binary(Operator::Or, left, right) => {
                let left = self.node(left)?;
                if is_true(&left) { left } else { self.node(right)? }
            }
            Node::Binary(Operator::And, left, right) => {
                let left = self.node(left)?;
                if is_true(&left) { self.node(right)? } else { left }
            }
            Node::Binary(operator, left, right) => {
                let (left, right) = (self.node(left)?, self.node(right)?);
                self.binary(*operator, &left, &right)?
            }
        })
    }

    fn nodes<T>(
        &mut self,
        nodes: &[Node],
        each: fn(&mut Self, &Node) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        nodes.iter().map(|node| each(self, node)).collect()
    }

    fn owned(&mut self, node: &Node) -> Result<Json<'a>, String> {
        let value = self.node(node)?;
        self.meter.make(size_of::<Json<'_>>())?;
        self.meter.owned(value)
    }

    fn binary(
        &mut self,
        operator: Operator,
        left: &Json<'a>,
        right: &Json<'a>,
    ) -> Result<Value<'v, 'a>, String> {
        let meter = &mut self.meter;
        let arithmetic = match operator {
            Operator::Add => exact::add,
            Operator::Subtract => exact::subtract,
            Operator::Multiply => exact::multiply,
            Operator::Divide => exact::divide,
            Operator::FloorDivide => exact::floor_divide,
            Operator::Modulo => exact::modulo,
            Operator::Join => {
                let (left, right) = (text_of(left)?, text_of(right)?);
                meter.make(left.len() + right.len())?;
                return Ok(Meter::text(format!("{left}{right}")));
            }
            Operator::In => return within(meter, left, right).map(bool),
            Operator::Equal => return equal(meter, left, right).map(bool),
            Operator::Unequal => return equal(meter, left, right).map(|same| bool(!same)),
            Operator::Less => return order(meter, left, right).map(|order| bool(order.is_lt())),
            Operator::LessOrEqual => return order(meter, left, right).map(|order| bool(order.is_le())),
            Operator::Greater => return order(meter, left, right).map(|order| bool(order.is_gt())),
            Operator::GreaterOrEqual => return order(meter, left, right).map(|order| bool(order.is_ge())),
            Operator::Or | Operator::And => return Err("an operator without its sides".to_owned()),
        };
        let (left, right) = (meter.decimal(left)?, meter.decimal(right)?);
        meter.compute(&left, &right)?;
        meter.number(&arithmetic(&left, &right)?)
    }

    /// A member of an object, an item of a list; null where there is none.
    fn member(&mut self, of: Value<'v, 'a>, key: &Json<'_>) -> Result<Value<'v, 'a>, String> {
        let none = Cow::Owned(Json::Null);
        Ok(match (&*of, key) {
            (Json::Null, _) => none,
            (Json::Object(members), key) => {
                self.meter.work(members.len())?;
                let key = text_of(key)?;
                match of {
                    Cow::Borrowed(object) => object.get(key).map_or(none, Cow::Borrowed),
                    Cow::Owned(Json::Object(mut members)) => members.remove(key).map_or(none, Cow::Owned),
                    Cow::Owned(_) => none,
                }
            }
            (Json::List(items), Json::Number(text)) => {
                let at: i64 = text.parse().map_err(|_| format!("[{text}] is not the place of an item"))?;
                let at = if at < 0 { at + i64::try_from(items.len()).unwrap_or(i64::MAX) } else { at };
                match (usize::try_from(at), of) {
                    (Ok(at), Cow::Borrowed(Json::List(items))) => items.get(at).map_or(none, Cow::Borrowed),
                    (Ok(at), Cow::Owned(Json::List(mut items))) if at < items.len() => {
                        Cow::Owned(items.swap_remove(at))
                    }
                    _ => none,
                }
            }
            (of, key) => return Err(format!("{} has nothing under {}", shown(of), shown(key))),
        })
    }
}

fn bool<'v, 'a>(value: bool) -> Value<'v, 'a> {
    Cow::Owned(Json::Bool(value))
}

fn is(value: &Json<'_>, test: Test) -> bool {
    match test {
        Test::None => *value == Json::Null,
        Test::Number => matches!(value, Json::Number(_)),
        Test::String => matches!(value, Json::Text(_)),
        Test::Boolean => matches!(value, Json::Bool(_)),
        Test::List => matches!(value, Json::List(_)),
        Test::Object => matches!(value, Json::Object(_)),
        Test::Empty => is_empty(value),
    }
}

/// Numbers and texts that are numbers by value, other texts by their characters, and else the same kind.
fn equal(meter: &mut Meter, left: &Json<'_>, right: &Json<'_>) -> Result<bool, String> {
    Ok(match (left, right) {
        (Json::List(_) | Json::Object(_), _) | (_, Json::List(_) | Json::Object(_)) => {
            return Err(
                "lists and objects cannot be compared (is empty, |length and in ask about them)".to_owned()
            );
        }
        (Json::Number(a) | Json::Text(a), Json::Number(b) | Json::Text(b)) => {
            meter.read(a.len().min(b.len()))?;
            // The same text is the same number, and needs no reading.
            a == b || matches!((meter.decimal(left), meter.decimal(right)), (Ok(a), Ok(b)) if a == b)
        }
        (left, right) => left == right,
    })
}

/// Two texts by their characters unless both are numbers; all else must be numbers.
fn order(meter: &mut Meter, left: &Json<'_>, right: &Json<'_>) -> Result<Ordering, String> {
    match (meter.decimal(left), meter.decimal(right), left, right) {
        (Ok(left), Ok(right), ..) => Ok(left.cmp(&right)),
        (_, _, Json::Text(a), Json::Text(b)) => Ok(a.cmp(b)),
        (left, right, ..) => Err(left.err().or(right.err()).unwrap_or_default()),
    }
}

fn within(meter: &mut Meter, left: &Json<'_>, right: &Json<'_>) -> Result<bool, String> {
    match right {
        Json::Null => Ok(false),
        Json::Object(members) => {
            meter.work(members.len())?;
            Ok(members.get(text_of(left)?).is_some())
        }
        Json::List(items) => {
            let single = |item: &&Json<'_>| !matches!(item, Json::List(_) | Json::Object(_));
            for item in items.iter().filter(single) {
                meter.work(1)?;
                if equal(meter, left, item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        right => {
            let (part, whole) = (text_of(left)?, text_of(right)?);
            meter.read(whole.len())?;
            Ok(whole.contains(part))
        }
    }
}
