//! Which hooks run together, and in what order.

use crate::definition::{Moment, Webhook};

/// The webhooks of one method and moment, in the order of their definition. Methods compare as spec 4.10 says.
pub fn of<'a>(all: &'a [Webhook], method: &str, moment: Moment) -> Vec<&'a Webhook> {
    let method = Webhook::plain_method(method);
    all.iter().filter(|hook| hook.moment == moment && Webhook::plain_method(&hook.method) == method).collect()
}

/// The places of the active hooks, batch after batch in ascending order. Where orders are equal the batch that
/// appears first runs first; where a batch is given several, the last counts, as in Adobe's Admin.
pub fn batches(hooks: &[&Webhook]) -> Vec<Vec<usize>> {
    let mut found: Vec<(&str, i32, Vec<usize>)> = Vec::new();
    for (place, hook) in hooks.iter().enumerate() {
        let batch = match found.iter_mut().find(|(name, ..)| *name == hook.batch) {
            Some(batch) => batch,
            None => {
                found.push((&hook.batch, 0, Vec::new()));
                let Some(last) = found.last_mut() else { continue };
                last
            }
        };
        batch.1 = hook.batch_order;
        if hook.active {
            batch.2.push(place);
        }
    }
    found.sort_by_key(|(_, order, _)| *order);
    found.into_iter().map(|(_, _, places)| places).filter(|places| !places.is_empty()).collect()
}
