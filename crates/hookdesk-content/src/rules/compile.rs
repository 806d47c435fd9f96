//! From rules as people write them to those that are evaluated.

use hookdesk_core::fault::{Code, Fault};

use super::decimal::Decimal;
use super::{Groups, Operand, Operator, Origin, Rule, pattern};
use crate::context::Chains;
use crate::definition::{self, Rules};
use crate::source::Source;

/// Compiles the active rules; a group without any does not count. Faults name `rules[group][rule]`.
pub(crate) fn compile(rules: &Rules, chains: &mut Chains, faults: &mut Vec<Fault>) -> Groups {
    let mut groups = Vec::new();
    for (group, written) in rules.groups.iter().enumerate() {
        let mut compiled = Vec::new();
        let mut active = false;
        for (index, rule) in written.iter().enumerate().filter(|(_, rule)| rule.active) {
            active = true;
            match one(rule, chains) {
                Ok((origin, operator, operand)) => {
                    compiled.push(Rule {
                        group,
                        index,
                        field: rule.field.clone(),
                        origin,
                        operator,
                        operand,
                    });
                }
                Err((part, fault)) => faults.push(fault.field(&format!("rules[{group}][{index}].{part}"))),
            }
        }
        if active {
            groups.push(compiled);
        }
    }
    Groups(groups)
}

fn one(
    rule: &definition::Rule,
    chains: &mut Chains,
) -> Result<(Origin, Operator, Operand), (&'static str, Fault)> {
    let invalid = |part, message: String| (part, Fault::new(Code::RuleInvalid, message));
    let source = Source::parse(&rule.field).map_err(|fault| ("field", fault))?;
    let operator = Operator::parse(&rule.operator).ok_or_else(|| {
        let all: Vec<&str> = Operator::ALL.iter().map(|operator| operator.as_str()).collect();
        let shown: String = rule.operator.chars().take(60).collect();
        invalid("operator", format!("there is no operator {shown:?}; there are {}", all.join(", ")))
    })?;
    let value = match (&rule.value, operator.takes_value()) {
        (_, false) => "",
        (Some(value), true) => value,
        (None, true) => return Err(invalid("value", format!("{} needs a value", operator.as_str()))),
    };
    let operand = operand(operator, value).map_err(|message| invalid("value", message))?;
    let origin = match source {
        Source::Payload(path) if path.depth() > 0 => {
            return Err(invalid("field", format!("\"{path}\" stands for many values; a rule is about one")));
        }
        Source::Payload(path) => Origin::Payload(path),
        Source::Context(chain) => Origin::Context(chains.add(chain)),
    };
    Ok((origin, operator, operand))
}

fn operand(operator: Operator, value: &str) -> Result<Operand, String> {
    Ok(match operator {
        Operator::GreaterThan
        | Operator::LessThan
        | Operator::GreaterThanOrEqual
        | Operator::LessThanOrEqual => {
            let shown: String = value.chars().take(60).collect();
            let number = Decimal::parse(value).ok_or_else(|| format!("{shown:?} is not a number"))?;
            Operand::Number { text: value.trim().to_owned(), number }
        }
        Operator::In | Operator::NotIn => {
            Operand::Items(value.split(',').map(|item| item.trim().to_owned()).collect())
        }
        Operator::Regex => {
            let regex = pattern::compile(value)
                .map_err(|why| format!("the regular expression cannot be used: {why}"))?;
            Operand::Pattern { text: value.to_owned(), regex: Box::new(regex) }
        }
        Operator::Contains if value.is_empty() => return Err("contains needs a value".to_owned()),
        operator if operator.takes_value() => Operand::Text(value.to_owned()),
        _ => Operand::None,
    })
}
