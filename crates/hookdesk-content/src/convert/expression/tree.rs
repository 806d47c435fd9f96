//! An expression's text as a tree, nested to a limit.

use super::filters::Filter;
use super::token::{Kind, Token, tokens};
use crate::json::Json;

/// How deep a tree may be; what walks it is recursive.
const MAX_DEPTH: usize = 64;

/// A part of an expression.
#[derive(Debug)]
pub(super) enum Node {
    /// The variable.
    Value,
    Literal(Json<'static>),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
    Member(Box<Node>, Box<Node>),
    Filter(Box<Node>, &'static Filter, Vec<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Is(Box<Node>, Test),
    /// What, where the condition holds, and otherwise.
    If(Box<Node>, Box<Node>, Box<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Join,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
}

/// What `is` asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    None,
    Number,
    String,
    Boolean,
    List,
    Object,
    Empty,
}

const TESTS: &[(&str, Test)] = &[
    ("none", Test::None),
    ("number", Test::Number),
    ("string", Test::String),
    ("boolean", Test::Boolean),
    ("list", Test::List),
    ("object", Test::Object),
    ("empty", Test::Empty),
];

/// A parsed expression.
#[derive(Debug)]
pub(super) struct Tree(pub(super) Node);

impl Tree {
    /// Reads an expression.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut reader = Reader { tokens: tokens(text)?, next: 0, open: 0 };
        let tree = reader.expression()?;
        match reader.peek() {
            Kind::End => Ok(Self(tree.node)),
            _ => Err(reader.unexpected("an operator or the end")),
        }
    }
}

/// A part and how deep it is.
struct Part {
    node: Node,
    depth: usize,
}

/// How strongly an operator of two sides holds them; `not` stands between 2 and 4, the signs above all.
fn binary(kind: &Kind<'_>) -> Option<(Operator, u8)> {
    Some(match kind {
        Kind::Name("or") => (Operator::Or, 1),
        Kind::Name("and") => (Operator::And, 2),
        Kind::Symbol("==") => (Operator::Equal, COMPARE),
        Kind::Symbol("!=") => (Operator::Unequal, COMPARE),
        Kind::Symbol("<") => (Operator::Less, COMPARE),
        Kind::Symbol("<=") => (Operator::LessOrEqual, COMPARE),
        Kind::Symbol(">") => (Operator::Greater, COMPARE),
        Kind::Symbol(">=") => (Operator::GreaterOrEqual, COMPARE),
        Kind::Name("in") => (Operator::In, COMPARE),
        Kind::Symbol("+") => (Operator::Add, 5),
        Kind::Symbol("-") => (Operator::Subtract, 5),
        Kind::Symbol("~") => (Operator::Join, 6),
        Kind::Symbol("*") => (Operator::Multiply, 7),
        Kind::Symbol("/") => (Operator::Divide, 7),
        Kind::Symbol("//") => (Operator::FloorDivide, 7),
        Kind::Symbol("%") => (Operator::Modulo, 7),
        _ => return None,
    })
}

const NOT: u8 = 3;
const COMPARE: u8 = 4;

struct Reader<'t> {
    tokens: Vec<Token<'t>>,
    next: usize,
    /// How many parts are being read around this one.
    open: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> &Kind<'t> {
        self.tokens.get(self.next).map_or(&Kind::End, |token| &token.kind)
    }

    fn takes(&mut self, wanted: &Kind<'_>) -> bool {
        let is = self.peek() == wanted;
        self.next += usize::from(is);
        is
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), String> {
        let is = self.takes(&Kind::Symbol(symbol));
        if is { Ok(()) } else { Err(self.unexpected(&format!("{symbol:?}"))) }
    }

    fn unexpected(&self, wanted: &str) -> String {
        let at = self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |token| token.at);
        format!("{} stands at character {at}, where {wanted} should", self.peek().shown())
    }

    fn made(node: Node, below: usize) -> Result<Part, String> {
        if below >= MAX_DEPTH {
            return Err(format!("it is nested more than {MAX_DEPTH} deep"));
        }
        Ok(Part { node, depth: below + 1 })
    }

    /// Everything, down to `a if b else c`.
    fn expression(&mut self) -> Result<Part, String> {
        self.open += 1;
        if self.open > MAX_DEPTH {
            return Err(format!("it is nested more than {MAX_DEPTH} deep"));
        }
        let mut part = self.operators(0)?;
        if self.takes(&Kind::Name("if")) {
            let condition = self.operators(0)?;
            let otherwise = match self.takes(&Kind::Name("else")) {
                true => self.expression()?,
                false => Part { node: Node::Literal(Json::Null), depth: 1 },
            };
            let below = part.depth.max(condition.depth).max(otherwise.depth);
            let node = Node::If(part.node.into(), condition.node.into(), otherwise.node.into());
            part = Self::made(node, below)?;
        }
        self.open -= 1;
        Ok(part)
    }

    /// Operators that hold more strongly than `above`.
    fn operators(&mut self, above: u8) -> Result<Part, String> {
        let mut left = self.signed(above)?;
        let mut compared = false;
        loop {
            if COMPARE > above && self.takes(&Kind::Name("is")) {
                left = self.test(left)?;
                continue;
            }
            let negated = matches!(self.peek(), Kind::Name("not"))
                && matches!(self.tokens.get(self.next + 1), Some(Token { kind: Kind::Name("in"), .. }));
            let found = if negated { Some((Operator::In, COMPARE)) } else { binary(self.peek()) };
            let Some((operator, strength)) = found.filter(|(_, strength)| *strength > above) else {
                return Ok(left);
            };
            if strength == COMPARE && std::mem::replace(&mut compared, true) {
                return Err(self.unexpected("and, or or the end (comparisons do not follow one another)"));
            }
            self.next += 1 + usize::from(negated);
            let right = self.operators(strength)?;
            let below = left.depth.max(right.depth);
            left = Self::made(Node::Binary(operator, left.node.into(), right.node.into()), below)?;
            if negated {
                left = Self::made(Node::Not(left.node.into()), left.depth)?;
            }
        }
    }

    fn test(&mut self, left: Part) -> Result<Part, String> {
        let negated = self.takes(&Kind::Name("not"));
        let found = match self.peek() {
            Kind::Name(name) => TESTS.iter().find(|(known, _)| known == name),
            _ => None,
        };
        let Some((_, test)) = found else {
            let known: Vec<&str> = TESTS.iter().map(|(name, _)| *name).collect();
            return Err(self.unexpected(&format!("one of {}", known.join(", "))));
        };
        self.next += 1;
        let part = Self::made(Node::Is(left.node.into(), *test), left.depth)?;
        if negated { Self::made(Node::Not(part.node.into()), part.depth) } else { Ok(part) }
    }

    /// `not`, a sign, or a part with what is asked of it.
    fn signed(&mut self, above: u8) -> Result<Part, String> {
        self.open += 1;
        if self.open > MAX_DEPTH {
            return Err(format!("it is nested more than {MAX_DEPTH} deep"));
        }
        let part = if above <= NOT && self.takes(&Kind::Name("not")) {
            let part = self.operators(NOT)?;
            Self::made(Node::Not(part.node.into()), part.depth)?
        } else if self.takes(&Kind::Symbol("-")) {
            let part = self.signed(COMPARE)?;
            Self::made(Node::Negate(part.node.into()), part.depth)?
        } else {
            let part = self.primary()?;
            self.suffixes(part)?
        };
        self.open -= 1;
        Ok(part)
    }

    /// `.member`, `[index]`, `|filter(…)`.
    fn suffixes(&mut self, mut part: Part) -> Result<Part, String> {
        loop {
            if self.takes(&Kind::Symbol(".")) {
                let Kind::Name(name) = *self.peek() else {
                    return Err(self.unexpected("a member's name"));
                };
                self.next += 1;
                let key = Node::Literal(Json::Text(name.to_owned().into()));
                part = Self::made(Node::Member(part.node.into(), key.into()), part.depth)?;
            } else if self.takes(&Kind::Symbol("[")) {
                let key = self.expression()?;
                self.expect("]")?;
                let below = part.depth.max(key.depth);
                part = Self::made(Node::Member(part.node.into(), key.node.into()), below)?;
            } else if self.takes(&Kind::Symbol("|")) {
                part = self.filter(part)?;
            } else {
                return Ok(part);
            }
        }
    }

    fn filter(&mut self, part: Part) -> Result<Part, String> {
        let found = match self.peek() {
            Kind::Name(name) => Filter::find(name),
            _ => None,
        };
        let Some(filter) = found else {
            return Err(self.unexpected(&format!("one of {}", Filter::names())));
        };
        self.next += 1;
        let (arguments, below) = match self.takes(&Kind::Symbol("(")) {
            true => self.items(")")?,
            false => (Vec::new(), 0),
        };
        if !(filter.least..=filter.most).contains(&arguments.len()) {
            let wanted = match (filter.least, filter.most) {
                (0, 0) => "no arguments".to_owned(),
                (least, most) if least == most => format!("{most} argument(s)"),
                (least, most) => format!("{least} to {most} arguments"),
            };
            return Err(format!("{} takes {wanted}", filter.name));
        }
        Self::made(Node::Filter(part.node.into(), filter, arguments), part.depth.max(below))
    }

    /// Parts with commas between, up to `end`; and how deep they are.
    fn items(&mut self, end: &'static str) -> Result<(Vec<Node>, usize), String> {
        let mut items = Vec::new();
        let mut below = 0;
        while !self.takes(&Kind::Symbol(end)) {
            let item = self.expression()?;
            below = below.max(item.depth);
            items.push(item.node);
            if !self.takes(&Kind::Symbol(",")) {
                self.expect(end)?;
                break;
            }
        }
        Ok((items, below))
    }

    fn primary(&mut self) -> Result<Part, String> {
        let node = match self.peek() {
            Kind::Symbol("(") => {
                self.next += 1;
                let part = self.expression()?;
                self.expect(")")?;
                return Ok(part);
            }
            Kind::Symbol("[") => {
                self.next += 1;
                let (items, below) = self.items("]")?;
                return Self::made(Node::List(items), below);
            }
            Kind::Symbol("{") => {
                self.next += 1;
                return self.object();
            }
            Kind::Name("value") => Node::Value,
            Kind::Name("none" | "None" | "null") => Node::Literal(Json::Null),
            Kind::Name("true" | "True") => Node::Literal(Json::Bool(true)),
            Kind::Name("false" | "False") => Node::Literal(Json::Bool(false)),
            Kind::Name(name) if Filter::find(name).is_some() => {
                return Err(self.unexpected(&format!("a value (write value|{name})")));
            }
            Kind::Name(_) => return Err(self.unexpected("value, the one variable,")),
            Kind::Number(text) => Node::Literal(Json::Number((*text).to_owned().into())),
            Kind::Text(text) => Node::Literal(Json::Text(text.clone().into())),
            _ => return Err(self.unexpected("a value")),
        };
        self.next += 1;
        Self::made(node, 0)
    }

    fn object(&mut self) -> Result<Part, String> {
        let mut members = Vec::new();
        let mut below = 0;
        while !self.takes(&Kind::Symbol("}")) {
            let Kind::Text(key) = self.peek().clone() else {
                return Err(self.unexpected("a member's name in quotes"));
            };
            self.next += 1;
            self.expect(":")?;
            let member = self.expression()?;
            below = below.max(member.depth);
            members.push((key, member.node));
            if !self.takes(&Kind::Symbol(",")) {
                self.expect("}")?;
                break;
            }
        }
        Self::made(Node::Object(members), below)
    }
}
