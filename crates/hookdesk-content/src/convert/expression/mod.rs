//! Expressions: `=value.price * 100`, for what the library has no name for. Hookdesk's own.
//!
//! The language of merge tags' expressions, with numbers computed exactly as decimals and without loops, so that an
//! expression's steps are bounded by its length and what it touches; both are metered, and so is what it builds. It
//! reads nothing but `value`.

mod exact;
mod filters;
mod run;
#[cfg(test)]
mod tests;
mod token;
mod tree;

use super::library::Entry;
use super::{About, Argument, Back, Convert, Example};
use crate::json::Json;
use tree::Tree;

pub(super) const EXPRESSION: Entry = Entry {
    about: About {
        name: "expression",
        about: "Computes what is sent from value; a list or null is taken whole. Also written =value * 100, without a \
                way back.",
        arguments: &[
            Argument::needed(
                "there",
                "an expression over value: + - * / // % ~ (joins text), == != < <= > >= in, and or not, a if b else c, \
                 is none, .member [index], |upper |round(2) |join(',') and others",
            ),
            Argument::optional("back", "the expression of the way back; without it a value cannot come back"),
        ],
        example: Example {
            converter: "expression{value * 100:value / 100}",
            before: "\"19.99\"",
            after: "1999",
        },
        back: Back::Partly("there is none but what the second expression makes"),
    },
    build: |arguments| {
        let tree = |n| arguments.get(n).map(|written| Tree::read(written.raw)).transpose();
        let there = tree(0)?.ok_or("it is empty")?;
        Ok(Box::new(Expression { there, back: tree(1)? }))
    },
};

struct Expression {
    there: Tree,
    back: Option<Tree>,
}

impl Convert for Expression {
    fn outward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        run::run(&self.there, value)
    }

    fn inward<'a>(&self, value: Json<'a>) -> Result<Json<'a>, String> {
        match &self.back {
            Some(back) => run::run(back, value),
            None => {
                Err("the expression has no way back; write expression{there:back} to give it one".to_owned())
            }
        }
    }
}
