//! "Did you mean": the known names nearest to one that is not known.

use hookdesk_core::config::Hook;
use hookdesk_core::{Code, Fault};

/// `hook.unknown` for a name, with the nearest known ones as advice.
pub fn unknown_hook(field: &str, name: &str, hooks: &[Hook]) -> Fault {
    let name: String = name.chars().take(80).collect();
    let fault = Fault::new(Code::HookUnknown, format!("there is no hook \"{name}\"")).field(field);
    let near = nearest(&name.to_ascii_lowercase(), hooks.iter().map(|hook| hook.name.as_str()));
    match near.as_slice() {
        [] => fault,
        names => fault.next(format!("Did you mean {}? Otherwise add the hook first.", names.join(" or "))),
    }
}

/// At most three names that differ by no more than a fifth of their length, or one letter.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<(usize, &str)> = known
        .map(|other| (distance(name, other), other))
        .filter(|(d, other)| *d <= (other.len() / 5).max(1))
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, other)| other).collect()
}

/// Levenshtein's distance in bytes; event names are ASCII.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keys_is_near_and_another_word_is_not() {
        let known = ["sales.order.created", "sales.order.paid", "customer.created"];
        assert_eq!(nearest("sales.order.craeted", known.into_iter()), ["sales.order.created"]);
        assert_eq!(nearest("sales.order.payed", known.into_iter()), ["sales.order.paid"]);
        assert!(nearest("stock.changed", known.into_iter()).is_empty());
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }
}
