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

/// `hook.unknown` for a name that is not in the catalogue, with the nearest ones as advice: by their letters, otherwise by
/// the words they share.
pub fn unknown_method(field: &str, name: &str, known: &[&str]) -> Fault {
    let lower = name.trim().to_ascii_lowercase();
    let mut near = nearest(&lower, known.iter().copied());
    if near.is_empty() {
        near = sharing(&lower, known.iter().copied());
    }
    let name: String = name.chars().take(80).collect();
    let fault = Fault::new(Code::HookUnknown, format!("nothing is known of \"{name}\"")).field(field);
    match near.as_slice() {
        [] => fault.next("`hooks list --all` shows the names that are known."),
        names => {
            fault.next(format!("Did you mean {}? `hooks list --all` shows all names.", names.join(" or ")))
        }
    }
}

/// At most three names that share most words, at least half of what was written. The first word only says the kind.
fn sharing<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let words = |name: &str| -> Vec<String> {
        let rest = name.split_once('.').map_or(name, |(_, rest)| rest);
        rest.split(['.', '_'])
            .filter(|word| !matches!(*word, "" | "magento" | "api"))
            .map(str::to_owned)
            .collect()
    };
    let wanted = words(name);
    let mut near: Vec<(usize, usize, &str)> = known
        .filter_map(|other| {
            let has = words(other);
            let shared = wanted.iter().filter(|word| has.contains(word)).count();
            (shared > 0 && 2 * shared >= wanted.len()).then_some((usize::MAX - shared, has.len(), other))
        })
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, _, other)| other).collect()
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

    #[test]
    fn words_in_another_order_are_near_too() {
        let known = ["observer.sales_quote_add_item", "observer.sales_order_place_after", "customer.created"];
        assert_eq!(
            sharing("observer.quote_item_added", known.into_iter()),
            ["observer.sales_quote_add_item"]
        );
        assert_eq!(sharing("plugin.magento.sales.order.place", known.into_iter())[0], known[1]);
        assert!(sharing("observer.", known.into_iter()).is_empty());
        assert!(sharing("observer.nothing_like_it", known.into_iter()).is_empty());
        let fault = unknown_method("name", "observer.sales_quote_add_itme", &known);
        assert!(fault.next.contains("observer.sales_quote_add_item?"));
    }
}
